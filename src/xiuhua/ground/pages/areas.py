"""Areas on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import shapely
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground import queries, services
from xiuhua.ground.forms.areas import AreaReasonForm, AreaReviseForm
from xiuhua.ground.models import Area
from xiuhua.ground.pages.answers import answers_section
from xiuhua.ground.rules import areas as area_rules
from xiuhua.ground.rules.quality import SLIVER_M, Finding
from xiuhua.ground.services import AreaChange
from xiuhua.ground.terms import Act, AreaLevel
from xiuhua.ground.terms.areas import AreaAct, AreaState
from xiuhua.ground.terms.duties import DutyAct
from xiuhua.ground.terms.people import PersonAct
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaChoice, AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Count, Crumb, MapLayer, MapView, Related, Section, Tag
from xiuhua.web.seams import areas_for, may

_DEPTHS = {level: depth for depth, level in enumerate(AreaLevel)}


def area_choices() -> Sequence[AreaChoice]:
    """Return what a list may be filtered by: areas down to streets."""
    return [AreaChoice(area.code, area.name, _DEPTHS[AreaLevel(area.level)]) for area in queries.areas_wide()]


def area_url(area: Area) -> str:
    """Return the page of an area."""
    return reverse("ground:area-page", args=(area.pk,))


class AreaListPage(ListPage[Area]):
    """The tree of areas, and the layers beside it."""

    key = "areas"
    kind = "area"
    menu = "areas"
    act = Act.AREA_READ
    title = _("Areas")
    sort = "code"
    area_field = ""  # public ground: everybody sees every area
    search_field = "search"
    search_label = _("Name or code")
    shape_field = "shape"
    columns = (
        code("code", _("Code"), sort="code"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("level", _("Level"), AreaLevel),
        term("state", _("State"), AreaState, shown=False),
        text("parent", _("Lies in"), of="parent_name"),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        TermFilter(name="level", label=_("Level"), vocabulary=AreaLevel),
        AreaFilter(name="area", label=_("Area"), field="code", choices=area_choices),
        TermFilter(name="state", label=_("State"), vocabulary=AreaState),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Districts"), query={"level": ("district",)}),
        Preset(label=_("Streets"), query={"level": ("street",)}),
        Preset(label=_("Communities"), query={"level": ("community",)}),
        Preset(label=_("Unit grids"), query={"level": ("unit_grid",)}),
        Preset(label=_("Duty grids"), query={"level": ("duty_grid",)}),
        Preset(label=_("Evaluation grids"), query={"level": ("evaluation_grid",)}),
        Preset(label=_("Governance grids"), query={"level": ("governance_grid",)}),
        Preset(label=_("Key areas and segments"), query={"level": ("key_area", "segment")}),
    )

    def records(self) -> QuerySet[Area]:
        """Return every area."""
        return queries.areas_named()

    def row_url(self, record: Area) -> str:
        """Return the page of the area."""
        return area_url(record)


def _extent(area: Area) -> Cell:
    extent = getattr(area, "extent_km2", None)
    if extent is None:
        return Cell(kind="number", why_none=gettext("no boundary recorded yet"))
    return Cell(kind="number", number=extent, decimals=2 if extent >= 0.1 else 4)


class _AreaObject(ObjectPage[Area]):
    """What the pages of an area have in common."""

    kind = "area"
    menu = "areas"
    act = Act.AREA_READ
    list_url_name = "ground:areas"

    def load(self) -> Area:
        """Return the area of the URL."""
        return queries.area_measured(self.kwargs["area_id"])

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return its level, or that its code has been given up."""
        if self.record.state == AreaState.VOID:
            return tag_of(AreaState.VOID)
        return tag_of(AreaLevel(self.record.level))

    def place(self) -> str:
        """Return everything it lies in, widest first."""
        return " · ".join(area.name for area in self._above())

    def crumbs(self) -> Sequence[Crumb]:
        """Return the areas above."""
        return [Crumb(label=area.name, url=area_url(area)) for area in self._above()]

    def _above(self) -> Sequence[Area]:
        if not hasattr(self, "_path"):
            self._path = [area for area in queries.area_path(self.record.code) if area.pk != self.record.pk]
        return self._path


def _nothing_inside(area: Area) -> str:
    if area.code.isdigit() and area.level != AreaLevel.UNIT_GRID:
        return ""
    return gettext("No areas lie inside whose boundaries could be compared.")


class AreaPage(_AreaObject):
    """One area."""

    facts = (
        text("name", _("Name")),
        code("code", _("Code")),
        term("level", _("Level"), AreaLevel),
        term("state", _("State"), AreaState),
        ListColumn(key="extent", label=_("Surface area"), kind="number", unit="km²", cell=_extent),
        moment("updated", _("Changed"), of="updated_at"),
    )
    acts = (
        ObjectAct(
            act=AreaAct.REVISE,
            label=_("Revise"),
            url_name="ground:area-revise",
            kind="primary",
            icon="edit",
            shortcut="e",
        ),
        ObjectAct(
            act=Act.AREA_READ,
            label=_("Check boundaries"),
            url_name="ground:area-quality",
            icon="search",
            why_not=_nothing_inside,
        ),
        ObjectAct(act=AreaAct.VOID, label=_("Void"), url_name="ground:area-void", kind="danger"),
    )

    def map_view(self) -> MapView | None:
        """Return its boundary, or the line of a segment."""
        shape = self.record.line or self.record.shape
        if shape is None:
            return None
        return MapView(
            label=self.record.name,
            layers=(MapLayer(name="areas", label=str(_("Areas"))),),
            bounds=shape.extent,
            feature=shape.geojson,
            feature_label=self.record.name,
            subject=self.subject,
        )

    def sections(self) -> Sequence[Section]:
        """Return who answers, its road, members, the grids that hold it, and detached parts; none empty."""
        return [section for section in (*self._answers(), *self._sections()) if section.context]

    def _answers(self) -> Sequence[Section]:
        if self.record.state == AreaState.VOID or not may(self.actor, DutyAct.ANSWER):
            return ()
        return (answers_section(self.request, area_code=self.record.code),)

    def _sections(self) -> Iterator[Section]:
        level = AreaLevel(self.record.level)
        if level in area_rules.MADE_OF_GRIDS:
            members = [_linked(area) for area in queries.members_of(self.record)]
            yield _rows(gettext("Member unit grids"), members)
        if level in {AreaLevel.UNIT_GRID, AreaLevel.COMMUNITY}:
            zones = [
                _linked(area, AreaLevel(area.level).label(language()))
                for area in queries.zones_of(self.record)
            ]
            yield _rows(gettext("In these grids"), zones)
        if self.record.road is not None:
            road = self.record.road
            url = reverse("ground:road-page", args=(road.pk,))
            yield _rows(gettext("On this road"), [Related(label=road.name, url=url, icon="map-2")])
        parts = area_rules.enclaves(queries.plain(self.record.shape)) if self.record.shape else ()
        yield Section(
            title=gettext("Enclaves"),
            template="ground/area_enclaves.html",
            context=[_Enclave.of(part) for part in parts],
            note=gettext("parts that do not touch the main part"),
        )

    def related(self) -> Sequence[Related]:
        """Return the areas of each level inside, and what else lies in it."""
        inside = queries.area_contents(self.record, areas=areas_for(self.actor, Act.PREMISES_READ))
        below = f"area={self.record.code}" if self.record.code.isdigit() else ""
        return (
            *(
                Related(
                    label=level.label(language()),
                    icon="map-2",
                    count=Count(number=number_inside),
                    url=f"{reverse('ground:areas')}?{below}&level={level}&state=valid" if below else "",
                )
                for level, number_inside in inside.areas.items()
                if below
            ),
            Related(
                label=gettext("Premises"),
                icon="building-store",
                count=inside.premises,
                url=f"{reverse('ground:premises')}?{below}" if below else "",
            ),
            Related(
                label=gettext("Components"),
                icon="stack-2",
                count=inside.components,
                url=f"{reverse('ground:components')}?{below}" if below else "",
            ),
            *self._people_and_duties(),
        )

    def _people_and_duties(self) -> Sequence[Related]:
        """Return the lists of duties and people of an area of the tree, to whoever may read them."""
        lists = (
            (DutyAct.READ, gettext("Duties"), "clipboard-check", "ground:duties"),
            (PersonAct.READ, gettext("People"), "users", "ground:people"),
        )
        return [
            Related(label=label, icon=icon, url=f"{reverse(url_name)}?area={self.record.code}")
            for act, label, icon, url_name in lists
            if self.record.code.isdigit() and may(self.actor, act)
        ]


def _rows(title: str, rows: Sequence[Related]) -> Section:
    return Section(title=title, template="ground/area_rows.html", context=rows, note=f"{len(rows)}")


def _linked(area: Area, note: str = "") -> Related:
    said = f"{area.code} {area.name}"
    return Related(label=f"{note} {said}".strip(), url=area_url(area), icon="map-2")


@dataclass(frozen=True)
class _Enclave:
    """A detached part as the page prints it."""

    area_km2: float
    longitude: float
    latitude: float

    @classmethod
    def of(cls, part: area_rules.Part) -> _Enclave:
        middle = part.shape.representative_point()
        return cls(part.area_m2 / 1e6, middle.x, middle.y)


# --- boundaries --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _FindingRow:
    """A finding as the page prints it."""

    place: int
    tag: Tag
    area_m2: float
    between: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class _Quality:
    """What the page says about the boundaries of one level."""

    rows: Sequence[_FindingRow]
    more: int
    sliver_m: float


_MOST_FINDINGS = 200


class AreaQualityPage(_AreaObject):
    """Where the boundaries inside an area overlap or leave gaps."""

    facts = ()
    change_labels: ClassVar = {"name": _("Name")}

    def permit(self) -> None:
        """Load the area, the level asked for, and what does not fit there."""
        super().permit()
        levels = queries.levels_inside(self.record)
        asked = self.request.GET.get("level", "")
        self._levels = levels
        self._level = next((level for level in levels if level.value == asked), next(iter(levels), None))
        self._found = queries.boundary_findings(self.record, self._level) if self._level else ()
        place = self.request.GET.get("finding", "")
        self._chosen = int(place) - 1 if place.isdecimal() and 0 < int(place[:6]) <= len(self._found) else -1

    def heading(self) -> str:
        """Return what is looked at."""
        return gettext("Boundaries: overlaps and gaps")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the areas above and the area."""
        return (*super().crumbs(), Crumb(label=self.record.name, url=area_url(self.record)))

    def sections(self) -> Sequence[Section]:
        """Return the findings, largest first, and the areas that meet in the one chosen."""
        shown = self._found[:_MOST_FINDINGS]
        context = _Quality(
            rows=[self._row(place, finding) for place, finding in enumerate(shown)],
            more=len(self._found) - len(shown),
            sliver_m=SLIVER_M,
        )
        note = gettext("%(count)s findings") % {"count": len(self._found)}
        title = self._level.label(language()) if self._level else gettext("Areas inside")
        listed = Section(title=title, template="ground/area_quality.html", context=context, note=note)
        if self._chosen < 0:
            return (listed,)
        codes = self._found[self._chosen].codes
        meeting = [_linked(area) for area in queries.areas().filter(code__in=codes)]
        return (listed, _rows(gettext("Areas that meet there"), meeting))

    def _row(self, place: int, finding: Finding) -> _FindingRow:
        return _FindingRow(
            place=place + 1,
            tag=tag_of(finding.kind),
            area_m2=finding.area_m2,
            between=_first_codes(finding.codes),
            url=f"{self._url(self._level)}&finding={place + 1}",
            chosen=place == self._chosen,
        )

    def related(self) -> Sequence[Related]:
        """Return the levels that can be looked at; the one shown says how much does not fit."""
        return [
            Related(
                label=level.label(language()),
                url=self._url(level),
                icon="map-2",
                count=Count(number=len(self._found)) if level is self._level else None,
            )
            for level in self._levels
        ]

    def _url(self, level: AreaLevel | None) -> str:
        return f"{self.request.path}?level={level or ''}"

    def map_view(self) -> MapView | None:
        """Return the finding chosen, or all of them."""
        chosen = [self._found[self._chosen]] if self._chosen >= 0 else self._found[:_MOST_FINDINGS]
        if not chosen:
            shape = self.record.shape
            bounds, feature, label = (
                (shape.extent, shape.geojson, self.record.name) if shape else (None, "", "")
            )
        else:
            drawn = shapely.MultiPolygon([finding.shape for finding in chosen])
            bounds, feature = drawn.bounds, shapely.to_geojson(drawn)
            label = ", ".join(chosen[0].codes[:2]) if len(chosen) == 1 else self.heading()
        return MapView(
            label=self.heading(),
            layers=(MapLayer(name="areas", label=str(_("Areas"))),),
            bounds=bounds,
            feature=feature,
            feature_label=label,
        )


def _first_codes(codes: Sequence[str]) -> str:
    """Return two codes and how many more: a row names no more, the finding's own card names all."""
    more = f" +{len(codes) - 2}" if len(codes) > 2 else ""
    return " · ".join(codes[:2]) + more


# --- acts --------------------------------------------------------------------------------------------------


class _AreaForm(FormPage[Area, F]):
    """What the acts on an area have in common."""

    kind = "area"
    menu = "areas"

    def load(self) -> Area:
        """Return the area of the URL."""
        return queries.area_measured(self.kwargs["area_id"])

    def version(self) -> str:
        """Return when it was last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the area."""
        return area_url(self.record)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the area."""
        return (
            Crumb(label=gettext("Areas"), url=reverse("ground:areas")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class AreaRevisePage(_AreaForm[AreaReviseForm]):
    """Giving an area another name or other members."""

    act = AreaAct.REVISE
    form_class = AreaReviseForm
    title = _("Revise the area")
    lead = _("The code stays. A new boundary comes with an import of areas.")
    verb = _("Revise")
    verb_icon = "edit"

    def initial(self) -> dict[str, object]:
        """Return the present name and members."""
        return {"name": self.record.name, "members": "\n".join(self._members())}

    def _members(self) -> list[str]:
        return [area.code for area in queries.members_of(self.record)]

    def prepare(self, form: AreaReviseForm) -> None:
        """Ask for members only where a level has them."""
        if self.record.level not in area_rules.MADE_OF_GRIDS:
            del form.fields["members"]

    def submit(self, sent: Sent[AreaReviseForm]) -> Done:
        """Revise; members are touched only where they differ."""
        typed = sent.form.cleaned_data
        members = typed.get("members", "").split()
        services.area_revise(
            change=AreaChange(
                area_id=self.record.pk,
                name=typed["name"],
                members=members if sorted(members) != self._members() else None,
            ),
            reason=typed["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Revised"))


class AreaVoidPage(_AreaForm[AreaReasonForm]):
    """Giving up an area."""

    act = AreaAct.VOID
    form_class = AreaReasonForm
    title = _("Void the area")
    lead = _("Its code is never used again. Nothing may rest on it any more.")
    verb = _("Void")
    verb_kind = "danger"

    def submit(self, sent: Sent[AreaReasonForm]) -> Done:
        """Void."""
        services.area_void(
            area_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Voided"))
