"""Spoil trucks on the screen: the list, and a truck's day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.inspections.terms.findings import FindingState
from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import Haul
from xiuhua.scenes.spoil.pages.shared import MENU, haul_faults_cell, point_drawn, tag
from xiuhua.scenes.spoil.pages.suspicions import reasons_said
from xiuhua.scenes.spoil.queries import checks, manifests, permits, tracks
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.queries.rows import Finding, Vehicle
from xiuhua.scenes.spoil.rules.checks import KINDS, TRUCK_CHECK
from xiuhua.scenes.spoil.rules.permits import HOURS, ROUTES
from xiuhua.scenes.spoil.terms import Act, RecordKind, SuspicionState
from xiuhua.sensing.queries.tracks import VehicleDay, day_of
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, number, tag_of
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, MapLayer, MapView, Related, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


class TruckListPage(ListPage[Vehicle]):
    """Spoil trucks with their grade."""

    key = "spoil_trucks"
    kind = "vehicle"
    menu = MENU
    act = Act.READ.value
    title = said(zh="渣土车", en="Spoil trucks")
    comes_from = said(
        zh="在“车辆”登记类别为渣土车的车辆，并为其接入车载终端。",
        en="Record vehicles of the kind spoil truck and connect their terminals.",
    )
    sort = "plate"
    columns = (
        code("plate", said(zh="车牌", en="Plate"), primary=True, locked=True, sort="plate"),
        ListColumn(
            key="hauler",
            label=said(zh="运输企业", en="Haulier"),
            cell=lambda one: Cell(text=one.party.name if one.party else ""),
        ),
        number("load", said(zh="核定载质量", en="Rated load"), of="load_kg", unit="kg"),
    )

    def records(self) -> QuerySet[Vehicle]:
        """Return the trucks that the database scope lets through."""
        return queries.trucks_all()

    def row_url(self, record: Vehicle) -> str:
        """Return its day."""
        return reverse("spoil:truck", args=(record.pk,))


def _grade(vehicle: Vehicle) -> Cell:
    found = queries.grades_of_trucks([vehicle.pk], at=now())[vehicle.pk]
    return tag(found.grade)


class TruckDayPage(ObjectPage[Vehicle]):
    """A truck's day: its way on the map, hauls with their manifests, against permit, route and hours."""

    kind = "vehicle"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:trucks"
    spare = frozenset({"routes", "hours"})
    acts = (
        ObjectAct(
            act=Act.RECORD.value,
            label=said(zh="登记违规、教育、扣押", en="Enter into its file"),
            url_name="spoil:truck-record",
            kind="primary",
        ),
    )
    facts = (
        code("plate", said(zh="车牌", en="Plate")),
        ListColumn(
            key="hauler",
            label=said(zh="运输企业", en="Haulier"),
            cell=lambda one: Cell(text=one.party.name if one.party else ""),
        ),
        number("load", said(zh="核定载质量", en="Rated load"), of="load_kg", unit="kg"),
        ListColumn(
            key="grade",
            label=said(zh="风险等级", en="Grade"),
            cell=_grade,
        ),
        ListColumn(key="permit", label=said(zh="准运证", en="Permit"), cell=lambda one: _permit(one, "")),
        ListColumn(
            key="routes", label=said(zh="核准路线", en="Routes"), cell=lambda one: _permit(one, ROUTES)
        ),
        ListColumn(key="hours", label=said(zh="核准时段", en="Hours"), cell=lambda one: _permit(one, HOURS)),
    )

    def load(self) -> Vehicle:
        """Return the truck of the URL."""
        return manifests.vehicle_known(self.kwargs["vehicle_id"])

    def heading(self) -> str:
        """Return plate and day."""
        return f"{self.record.plate} · {self.on.isoformat()}"

    @property
    def on(self) -> date:
        """The day asked for; today where none is."""
        today = localtime(now()).date()
        try:
            asked = date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return today
        return min(asked, today)

    def _told(self) -> VehicleDay | None:
        devices = tracks.terminals(self.record.pk)
        return day_of(devices[0], self.on, at=now()) if devices else None

    def map_view(self) -> MapView | None:
        """Draw its way, what it was bound to, and what it is suspected of."""
        told = self._told()
        if told is None or not told.told.used:
            return None
        features = [*_ways(told), *_suspected(self.record.pk, self.on), *_places(self.record.pk, self.on)]
        return MapView(
            label=self.heading(),
            layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
            overlay={"type": "FeatureCollection", "features": features},
        )

    def sections(self) -> Sequence[Section]:
        """Return its hauls of the day, what it is suspected of, and its file."""
        here = language()
        hauls = tuple(_haul_line(one) for one in queries.hauls_of_day(self.record.pk, self.on))
        found = tuple(
            Line(
                text=f"{localtime(one.since_at):%H:%M}–{localtime(one.until_at):%H:%M}",
                note=reasons_said(one),
                url=reverse("spoil:suspicion", args=(one.pk,)),
                tag=tag_of(SuspicionState(one.state)),
            )
            for one in queries.suspicions().filter(vehicle=self.record, on=self.on).order_by("since_at")
        )
        written = tuple(
            Line(text=f"{localtime(one.at):%Y-%m-%d} {RecordKind(one.kind).label(here)}", note=one.note)
            for one in queries.records_about(vehicle_id=self.record.pk)[:20]
        )
        checked = tuple(_finding_line(one) for one in checks.findings_of_truck(self.record.pk)[:20])
        file = tuple(sorted((*written, *checked), key=lambda line: line.text[:10], reverse=True))
        bound = queries.day_bound(self.record.pk, self.on)
        none = said(zh="当日没有装载行程。", en="No haul on this day.")
        unbound = said(zh="当日尚未比对。", en="This day has not been compared yet.")
        return (
            lines_section(
                str(said(zh="当日行程", en="Hauls of the day")), hauls, empty=str(none if bound else unbound)
            ),
            lines_section(
                str(said(zh="偷倒嫌疑", en="Suspicions")), found, empty=str(said(zh="没有嫌疑。", en="None."))
            ),
            lines_section(
                str(said(zh="档案", en="File")), file, empty=str(said(zh="没有记录。", en="Nothing in it."))
            ),
        )

    def related(self) -> Sequence[Related]:
        """Return the ordinary track of the day."""
        new = reverse("inspections:inspection-new", args=(TRUCK_CHECK,))
        found = (
            Related(
                label=str(said(zh="车辆检查", en="Check it")),
                url=f"{new}?subject={self.record.plate}",
                icon="clipboard-check",
            ),
        )
        told = tracks.terminals(self.record.pk)
        if not told:
            return found
        url = f"{reverse('sensing:track', args=(told[0].pk,))}?day={self.on.isoformat()}"
        return (
            *found,
            Related(label=str(said(zh="轨迹与回放", en="Track and replay")), url=url, icon="route"),
        )


def _permit(vehicle: Vehicle, field: str) -> Cell:
    found = permits.permit_of(vehicle.pk, at=now())
    if found is None:
        nothing = Tag(text=str(said(zh="无有效准运证", en="None in force")), colour="late")
        return Cell() if field else Cell(kind="tag", tag=nothing)
    if not field:
        return Cell(text=found.number)
    told = found.fields.get(field) or ()
    if not isinstance(told, Sequence) or isinstance(told, str):
        return Cell()
    return Cell(text="、".join("–".join(one) if isinstance(one, list | tuple) else str(one) for one in told))


def _finding_line(one: Finding) -> Line:
    kind = KINDS.get(one.item)
    what = kind.label(language()) if kind else one.item
    checked = said(zh=f"检查：{what}", en=f"Checked: {what}")
    case = f" · {one.case.number}" if one.case else ""
    return Line(
        text=f"{localtime(one.found_at):%Y-%m-%d} {checked}",
        note=f"{one.text}{case}",
        url=reverse("inspections:finding", args=(one.pk,)),
        tag=tag_of(FindingState(one.state)),
    )


def _haul_line(one: Haul) -> Line:
    dock = one.dock.premises.name if one.dock else str(said(zh="未到消纳点", en="no dock"))
    faults = haul_faults_cell(one.faults)
    hours = f"{localtime(one.left_at):%H:%M}–{localtime(one.arrived_at):%H:%M}"
    number_said = one.manifest.number if one.manifest else str(said(zh="无联单", en="no manifest"))
    return Line(
        text=f"{hours} {one.site.premises.name} → {dock}",
        note=f"{number_said} · {one.length_m / 1000:.1f} km",
        url=reverse("spoil:manifest", args=(one.manifest_id,)) if one.manifest_id else "",
        tag=faults.tag,
    )


def _ways(told: VehicleDay) -> Iterator[dict[str, object]]:
    for way in told.told.ways:
        if len(way.lonlat) > 1:
            line = {"type": "LineString", "coordinates": way.lonlat}
            yield {"type": "Feature", "geometry": line, "properties": {"kind": f"heat{way.speed_class + 2}"}}


def _suspected(vehicle_id: int, on: date) -> Iterator[dict[str, object]]:
    for one in queries.suspicions().filter(vehicle_id=vehicle_id, on=on):
        url = reverse("spoil:suspicion", args=(one.pk,))
        yield point_drawn(one.place.x, one.place.y, "late", url)


def _places(vehicle_id: int, on: date) -> Iterator[dict[str, object]]:
    for one in queries.hauls_of_day(vehicle_id, on):
        for premises in (one.site.premises, *([one.dock.premises] if one.dock else [])):
            yield point_drawn(premises.place.x, premises.place.y, "done", "")
