"""Duty grids and micro grids: who belongs to them, what lies in them, what is open there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.models import Area
from xiuhua.ground.pages.answers import answers_section
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.premises import PremisesListPage
from xiuhua.ground.queries import duty_grids as queries
from xiuhua.ground.terms import Act, AreaLevel
from xiuhua.shared.clock import now
from xiuhua.web.addresses import Held
from xiuhua.web.counting import count
from xiuhua.web.pages.columns import code, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, PrefixFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Count, MapLayer, MapView, Related, Section, Tag

_RECENT = timedelta(days=7)


class GridListPage(ListPage[Area]):
    """Duty grids and micro grids."""

    key = "grids"
    kind = "area"
    menu = "areas"
    act = Act.AREA_READ
    title = gettext_lazy("Duty grids and micro grids")
    sort = "code"
    area_field = ""  # public ground: everybody sees every grid
    shape_field = "shape"
    columns = (
        code("code", gettext_lazy("Code"), sort="code", drop=1),
        text("name", gettext_lazy("Name"), sort="name", primary=True, locked=True),
        term("level", gettext_lazy("Level"), AreaLevel),
        number("members", gettext_lazy("Members"), of="member_count"),
        number("open", gettext_lazy("Open problems"), of="open_count"),
    )
    filters = (
        TermFilter(name="level", label=gettext_lazy("Level"), vocabulary=AreaLevel),
        AreaFilter(name="area", label=gettext_lazy("Area"), field="code", choices=area_choices),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("Duty grids"), query={"level": ("duty_grid",)}),
        Preset(label=gettext_lazy("Micro grids"), query={"level": ("governance_grid",)}),
    )

    def records(self) -> QuerySet[Area]:
        """Return the grids in use."""
        return queries.grids_all(now())

    def row_url(self, record: Area) -> str:
        """Return its page."""
        return reverse("ground:grid-page", args=(record.pk,))


class InsideFilter(PrefixFilter):
    """What lies in a grid: `?grid=990101003Z02`. An unknown code holds nothing."""

    def condition(self, held: Held) -> Q:
        """Return that the place lies in the grid."""
        return queries.inside_grid(held[self.name][0])


class GridPremisesPage(PremisesListPage):
    """The premises that lie in a grid."""

    key = "grid_premises"
    filters: ClassVar[Sequence[Filter]] = (
        InsideFilter(name="grid", label=gettext_lazy("Grid code")),
        *PremisesListPage.filters,
    )


class GridPage(ObjectPage[Area]):
    """One grid: boundary, directory, shops, tasks, and who answers."""

    kind = "area"
    menu = "areas"
    act = Act.AREA_READ
    list_url_name = "ground:grids"
    facts = (
        code("code", gettext_lazy("Code")),
        term("level", gettext_lazy("Level"), AreaLevel),
        text("parent", gettext_lazy("Lies in"), of="parent"),
    )

    def load(self) -> Area:
        """Return the grid of the URL."""
        return queries.grid_get(self.kwargs["area_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def state(self) -> Tag:
        """Return its level: an area has no state."""
        return tag_of(AreaLevel(self.record.level))

    def map_view(self) -> MapView | None:
        """Return its boundary among the premises."""
        shape = self.record.shape
        if shape is None:
            return None
        return MapView(
            label=self.record.name,
            layers=(MapLayer(name="premises", label=str(_("Premises"))),),
            bounds=shape.extent,
            feature=shape.geojson,
            feature_label=self.record.name,
        )

    def sections(self) -> Sequence[Section]:
        """Return the directory, what is open, and who answers."""
        directory = queries.grid_directory(self.record, at=now())
        tasks = queries.grid_tasks(self.record, since=now() - _RECENT)
        return (
            Section(title=_("Directory"), template="ground/grid_directory.html", context=directory),
            Section(title=_("Open tasks"), template="ground/grid_tasks.html", context=tasks),
            answers_section(self.request, area_code=self.record.code),
        )

    def related(self) -> Sequence[Related]:
        """Return the shops inside and the problems of the grid."""
        issues = f"{reverse('ground:issues')}?segment={self.record.code}"
        patrols = f"{reverse('ground:patrols')}?segment={self.record.code}"
        return (
            Related(
                label=_("Premises inside"),
                icon="building-store",
                count=count(queries.premises_inside(self.record), guarded=True),
                url=f"{reverse('ground:grid-premises')}?grid={self.record.code}",
            ),
            Related(
                label=_("Problems of the grid"),
                icon="flag",
                count=Count(number=queries.issues_of(self.record)),
                url=issues,
            ),
            Related(
                label=_("Patrols"),
                icon="walk",
                count=Count(number=queries.patrols_of(self.record)),
                url=patrols,
            ),
        )
