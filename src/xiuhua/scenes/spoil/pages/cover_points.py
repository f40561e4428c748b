"""Points where trucks are looked at: the list, and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import CoverForm
from xiuhua.scenes.spoil.models import CoverPoint
from xiuhua.scenes.spoil.pages.shared import MENU
from xiuhua.scenes.spoil.queries import places as queries
from xiuhua.scenes.spoil.services import places as services
from xiuhua.scenes.spoil.services.places import CoverTold
from xiuhua.scenes.spoil.terms import Act, CoverKind
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered, term_choices
from xiuhua.web.parts import Action, Cell


class CoverListPage(ListPage[CoverPoint]):
    """The points of "two points, one line", and which of them somebody looks at."""

    key = "spoil_points"
    kind = "spoil_point"
    menu = MENU
    act = Act.READ.value
    title = said(zh="两点一线布点", en="Two points, one line")
    comes_from = said(
        zh="登记工地、码头和必经道路上的监测点与摄像机，用于计算覆盖率。",
        en="Record monitors and cameras at sites, docks and roads between; coverage is counted from them.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="点位", en="Point"), primary=True, locked=True, sort="name"),
        term("kind", said(zh="类别", en="Kind"), CoverKind),
        ListColumn(
            key="monitor",
            label=said(zh="扬尘监测", en="Dust monitor"),
            cell=lambda one: Cell(text=one.monitor.name if one.monitor else ""),
        ),
        ListColumn(
            key="camera",
            label=said(zh="摄像机", en="Camera"),
            cell=lambda one: Cell(text=one.camera.name if one.camera else ""),
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="kind", label=said(zh="类别", en="Kind"), vocabulary=CoverKind),
    )

    def records(self) -> QuerySet[CoverPoint]:
        """Return the points."""
        return queries.cover_points()

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        return act_offered(self.actor, Act.PLACE, said(zh="登记点位", en="Record a point"), "spoil:point-new")

    def row_url(self, record: CoverPoint) -> str:
        """Return the premises that it belongs to, or the list."""
        if record.premises_id is None:
            return reverse("spoil:points")
        return reverse("ground:premises-page", args=(record.premises_id,))


class CoverNewPage(NewPage[CoverPoint, CoverForm]):
    """Recording a point that is to be watched."""

    kind = "spoil_point"
    menu = MENU
    row = CoverPoint
    act = Act.PLACE.value
    list_url_name = "spoil:points"
    form_class = CoverForm
    title = said(zh="登记点位", en="Record a point")
    verb = said(zh="登记", en="Record")

    def prepare(self, form: CoverForm) -> None:
        """Offer the kinds."""
        form.fields["kind"].choices = term_choices(*CoverKind)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[CoverForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        premises = queries.premises_called(typed["premises"])
        if typed["premises"] and premises is None:
            raise Invalid(fields={"premises": "spoil_premises_unknown"})
        monitor = queries.device_numbered(typed["monitor"])
        if typed["monitor"] and monitor is None:
            raise Invalid(fields={"monitor": "spoil_device_unknown"})
        told = CoverTold(
            name=typed["name"],
            kind=CoverKind(typed["kind"]),
            area_code=typed["area_code"],
            place=Point(typed["longitude"], typed["latitude"], srid=4326),
            premises_id=premises.pk if premises else None,
            monitor_id=monitor.pk if monitor else None,
        )
        services.cover_point_add(told=told, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=Act.PLACE.label(language()))
