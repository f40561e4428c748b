"""Suspected dumping on the screen: the list, one of them, judging it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import JudgeForm
from xiuhua.scenes.spoil.models import Suspicion
from xiuhua.scenes.spoil.pages.shared import MENU, case_column, plate_column, point_drawn
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.services import hauls as services
from xiuhua.scenes.spoil.terms import Act, DumpReason, SuspicionState
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, MapLayer, MapView, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


def reasons_said(one: Suspicion) -> str:
    """Return why a stop is suspected, with its points."""
    here = language()
    loads = {DumpReason.EMPTIED.value, DumpReason.LIGHTER.value}
    parts = [
        DumpReason(kind).label(here) + (f" {found:.0%}" if kind in loads and found is not None else "")
        for kind, _points, found in one.reasons
    ]
    return f"{one.score:.2f} · {'、'.join(parts)}"


class SuspicionListPage(ListPage[Suspicion]):
    """Stops that may have been dumpings."""

    key = "spoil_suspicions"
    kind = "suspicion"
    menu = MENU
    act = Act.READ.value
    title = said(zh="偷倒嫌疑", en="Suspicions of dumping")
    comes_from = said(
        zh="渣土车在许可地点以外停留，且载重或车厢倾角有变化时，系统列出嫌疑并写明理由。",
        en="Listed with reasons when a truck stops outside permitted places and its load or tilt changes.",
    )
    sort = "-since"
    shape_field = "place"
    mappable = True
    columns = (
        plate_column(),
        term("state", said(zh="核查", en="Checked"), SuspicionState),
        number("score", said(zh="评分", en="Score"), decimals=2),
        ListColumn(
            key="why", label=said(zh="依据", en="Why"), cell=lambda one: Cell(text=reasons_said(one)), drop=1
        ),
        moment("since", said(zh="时间", en="When"), of="since_at", sort="since_at"),
        case_column(),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="核查", en="Checked"), vocabulary=SuspicionState),
        DaysFilter(name="since_at", label=said(zh="日期", en="Day")),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待核查", en="To be checked"),
            query={"state": (SuspicionState.FOUND.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Suspicion]:
        """Return the suspicions that the database scope lets through."""
        return queries.suspicions()

    def row_url(self, record: Suspicion) -> str:
        """Return the page of the suspicion."""
        return reverse("spoil:suspicion", args=(record.pk,))


class SuspicionPage(ObjectPage[Suspicion]):
    """One suspicion with what speaks for it."""

    kind = "suspicion"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:suspicions"
    change_labels = {"state": said(zh="核查", en="Checked")}
    acts = (
        ObjectAct(
            act=Act.SUSPECT.value,
            label=said(zh="核查", en="Say what was there"),
            url_name="spoil:suspicion-judge",
            kind="primary",
        ),
    )
    facts = (
        ListColumn(
            key="plate",
            label=said(zh="车牌", en="Plate"),
            cell=lambda one: Cell(
                kind="link",
                text=one.vehicle.plate,
                url=f"{reverse('spoil:truck', args=(one.vehicle_id,))}?day={one.on.isoformat()}",
            ),
        ),
        ListColumn(
            key="hauler",
            label=said(zh="运输企业", en="Haulier"),
            cell=lambda one: Cell(text=one.vehicle.party.name if one.vehicle.party else ""),
        ),
        moment("since", said(zh="自", en="From"), of="since_at"),
        moment("until", said(zh="至", en="Until"), of="until_at"),
        number("score", said(zh="评分", en="Score"), decimals=2),
        case_column(),
    )

    def load(self) -> Suspicion:
        """Return the suspicion of the URL."""
        return queries.suspicion_get(self.kwargs["suspicion_id"])

    def heading(self) -> str:
        """Return truck and time."""
        return f"{self.record.vehicle.plate} · {localtime(self.record.since_at):%Y-%m-%d %H:%M}"

    def state(self) -> Tag:
        """Return what a person said of it."""
        return tag_of(SuspicionState(self.record.state))

    def map_view(self) -> MapView:
        """Draw where it was."""
        place = self.record.place
        return MapView(
            label=self.heading(),
            layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
            overlay={"type": "FeatureCollection", "features": [point_drawn(place.x, place.y, "late", "")]},
        )

    def sections(self) -> Sequence[Section]:
        """Return each reason with its points."""
        here = language()
        rows = tuple(
            Line(text=DumpReason(kind).label(here), note=f"{points:+.1f}" if points else "")
            for kind, points, _found in self.record.reasons
        )
        return (lines_section(str(said(zh="依据与评分", en="Reasons and points")), rows, empty=""),)


class JudgePage(FormPage[Suspicion, JudgeForm]):
    """Saying whether it was a dumping."""

    kind = "suspicion"
    menu = MENU
    act = Act.SUSPECT.value
    form_class = JudgeForm
    title = said(zh="核查偷倒嫌疑", en="Check a suspicion")
    verb = said(zh="提交", en="Send")

    def load(self) -> Suspicion:
        """Return the suspicion of the URL."""
        return queries.suspicion_get(self.kwargs["suspicion_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the suspicion."""
        return reverse("spoil:suspicion", args=(self.record.pk,))

    def submit(self, sent: Sent[JudgeForm]) -> Done:
        """Say it."""
        typed = sent.form.cleaned_data
        services.suspicion_judge(
            suspicion_id=self.record.pk,
            is_so=typed["verdict"] == "yes",
            note=typed["note"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.SUSPECT.label(language()))
