"""Trucks and what they did: a day against its permit, hauls, suspicions, files, the watch of a night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.inspections.terms.findings import FindingState
from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import JudgeForm, NightForm, RecordForm, SpillageForm
from xiuhua.scenes.spoil.models import FileRecord, Haul, NightPost, Suspicion
from xiuhua.scenes.spoil.pages.shared import MENU, case_column, choices, haul_faults_cell, link, offered, tag
from xiuhua.scenes.spoil.queries import checks, manifests, permits, tracks
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.queries.rows import Case, Finding, Party, Vehicle
from xiuhua.scenes.spoil.rules.checks import KINDS, TRUCK_CHECK
from xiuhua.scenes.spoil.rules.permits import HOURS, ROUTES
from xiuhua.scenes.spoil.rules.risk import Graded
from xiuhua.scenes.spoil.services import hauls as services
from xiuhua.scenes.spoil.services import watching
from xiuhua.scenes.spoil.services.hauls import NewRecord, NewSpillage
from xiuhua.scenes.spoil.terms import Act, DumpReason, RecordKind, SuspicionState
from xiuhua.sensing.queries.tracks import VehicleDay, day_of
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, MapLayer, MapView, Related, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


class HaulListPage(ListPage[Haul]):
    """Hauls as tracks tell them, bound to manifests."""

    key = "spoil_hauls"
    kind = "spoil_haul"
    menu = MENU
    act = Act.READ.value
    title = said(zh="运输行程", en="Hauls")
    comes_from = said(
        zh="装有车载终端的渣土车出工地门、到码头后，系统据轨迹形成行程并对上联单。",
        en="Made from the tracks of trucks, from a site’s gate to a dock, and bound to manifests.",
    )
    sort = "-left"
    columns = (
        ListColumn(
            key="plate",
            label=said(zh="车牌", en="Plate"),
            kind="code",
            primary=True,
            locked=True,
            cell=lambda one: Cell(kind="code", text=one.vehicle.plate),
        ),
        ListColumn(
            key="faults",
            label=said(zh="异常", en="What is wrong"),
            cell=lambda one: haul_faults_cell(one.faults),
        ),
        text("site", said(zh="工地", en="Site"), of="site.premises.name"),
        ListColumn(
            key="dock",
            label=said(zh="消纳点", en="Dock"),
            cell=lambda one: Cell(text=one.dock.premises.name if one.dock else ""),
        ),
        moment("left", said(zh="出场", en="Left"), of="left_at", sort="left_at"),
        moment("arrived", said(zh="到场", en="Arrived"), of="arrived_at", drop=2),
        ListColumn(
            key="km",
            label=said(zh="里程", en="Way"),
            kind="number",
            drop=3,
            cell=lambda one: Cell(kind="number", number=one.length_m / 1000, decimals=1, unit="km"),
        ),
        ListColumn(
            key="manifest",
            label=said(zh="联单", en="Manifest"),
            drop=1,
            cell=lambda one: (
                link(one.manifest.number, "spoil:manifest", one.manifest_id) if one.manifest else Cell()
            ),
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (DaysFilter(name="left_at", label=said(zh="日期", en="Day")),)

    def records(self) -> QuerySet[Haul]:
        """Return the hauls that the database scope lets through."""
        return queries.hauls()

    def row_url(self, record: Haul) -> str:
        """Return the truck's day."""
        return f"{reverse('spoil:truck', args=(record.vehicle_id,))}?day={record.on.isoformat()}"


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


def reasons_said(one: Suspicion) -> str:
    """Return why a stop is suspected, with its points."""
    here = language()
    loads = {DumpReason.EMPTIED.value, DumpReason.LIGHTER.value}
    parts = [
        DumpReason(kind).label(here) + (f" {found:.0%}" if kind in loads and found is not None else "")
        for kind, _points, found in one.reasons
    ]
    return f"{one.score:.2f} · {'、'.join(parts)}"


def _ways(told: VehicleDay) -> Iterator[dict[str, object]]:
    for way in told.told.ways:
        if len(way.lonlat) > 1:
            line = {"type": "LineString", "coordinates": way.lonlat}
            yield {"type": "Feature", "geometry": line, "properties": {"kind": f"heat{way.speed_class + 2}"}}


def _suspected(vehicle_id: int, on: date) -> Iterator[dict[str, object]]:
    for one in queries.suspicions().filter(vehicle_id=vehicle_id, on=on):
        url = reverse("spoil:suspicion", args=(one.pk,))
        yield _point(one.place.x, one.place.y, "late", url)


def _places(vehicle_id: int, on: date) -> Iterator[dict[str, object]]:
    for one in queries.hauls_of_day(vehicle_id, on):
        for premises in (one.site.premises, *([one.dock.premises] if one.dock else [])):
            yield _point(premises.place.x, premises.place.y, "done", "")


def _point(lon: float, lat: float, kind: str, url: str) -> dict[str, object]:
    properties = {"kind": kind, "url": url} if url else {"kind": kind}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


class RecordPage(FormPage[Vehicle, RecordForm]):
    """Entering something into a truck's file."""

    kind = "vehicle"
    menu = MENU
    act = Act.RECORD.value
    form_class = RecordForm
    title = said(zh="登记违规、教育或扣押", en="Enter into the file")
    verb = said(zh="登记", en="Enter")

    def load(self) -> Vehicle:
        """Return the truck of the URL."""
        return manifests.vehicle_known(self.kwargs["vehicle_id"])

    def permit(self) -> None:
        """Refuse whoever may enter nothing there; in whatever state the truck is."""
        self.record = self.load()
        seams.require(self.actor, self.act, FileRecord(area_code=self.record.area_code))

    def prepare(self, form: RecordForm) -> None:
        """Offer the kinds."""
        form.fields["kind"].choices = choices(RecordKind)  # type: ignore[attr-defined]  # a ChoiceField

    def back_url(self) -> str:
        """Return the truck's day."""
        return reverse("spoil:truck", args=(self.record.pk,))

    def submit(self, sent: Sent[RecordForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        services.record_add(
            new=NewRecord(
                kind=RecordKind(typed["kind"]), at=sent.at, vehicle_id=self.record.pk, note=typed["note"]
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.RECORD.label(language()))


class HaulierListPage(ListPage[Party]):
    """Hauliers with their trucks and their grade, and why."""

    key = "spoil_hauliers"
    kind = "party"
    menu = MENU
    act = Act.READ.value
    title = said(zh="运输企业", en="Hauliers")
    comes_from = said(
        zh="企业在“主体”登记，取得准运证的车辆归到其名下。",
        en="Firms are recorded under Parties; trucks with a transport permit count as theirs.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="企业", en="Haulier"), primary=True, locked=True, sort="name"),
        number("trucks", said(zh="渣土车", en="Trucks")),
        ListColumn(
            key="grade",
            label=said(zh="风险等级", en="Grade"),
            kind="tag",
            cell=lambda one: tag(_graded(one).grade),
        ),
        ListColumn(
            key="why",
            label=said(zh="依据", en="Why"),
            drop=1,
            cell=lambda one: Cell(text=because_said(_graded(one))),
        ),
    )

    def records(self) -> QuerySet[Party]:
        """Return the hauliers that the database scope lets through."""
        return queries.hauliers()

    def row_url(self, record: Party) -> str:
        """Return the party's page."""
        return reverse("ground:party-page", args=(record.pk,))


def _graded(party: Party) -> Graded:
    return queries.grade_of_haulier(party, at=now())


def because_said(found: Graded) -> str:
    """Return what a grade is made of."""
    here = language()
    parts = [f"{kind.label(here)} {count}" for kind, count, _points in found.because]
    return f"{found.points:.1f} · {'、'.join(parts)}" if parts else f"{found.points:.1f}"


class RecordListPage(ListPage[FileRecord]):
    """Everything that stands in files."""

    key = "spoil_records"
    kind = "spoil_record"
    menu = MENU
    act = Act.READ.value
    title = said(zh="企业、车辆、司机档案", en="Files")
    comes_from = said(
        zh="无联单行程、抛洒滴漏、查实的偷倒和检查问题都记入档案，用于风险分级。",
        en="Hauls without a manifest, spillage, proven dumping and findings; they weigh in the grade.",
    )
    sort = "-at"
    columns = (
        term("kind", said(zh="类别", en="Kind"), RecordKind),
        ListColumn(
            key="plate",
            label=said(zh="车牌", en="Plate"),
            kind="code",
            primary=True,
            locked=True,
            cell=lambda one: Cell(kind="code", text=one.vehicle.plate if one.vehicle else ""),
        ),
        ListColumn(
            key="hauler",
            label=said(zh="运输企业", en="Haulier"),
            cell=lambda one: Cell(text=one.hauler.name if one.hauler else ""),
        ),
        text("note", said(zh="情况", en="What happened"), drop=1),
        case_column(),
        moment("at", said(zh="时间", en="When"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="kind", label=said(zh="类别", en="Kind"), vocabulary=RecordKind),
        DaysFilter(name="at", label=said(zh="日期", en="Day")),
    )

    def records(self) -> QuerySet[FileRecord]:
        """Return the records that the database scope lets through."""
        return queries.records()

    def row_url(self, record: FileRecord) -> str:
        """Return the truck."""
        return (
            reverse("spoil:truck", args=(record.vehicle_id,))
            if record.vehicle_id
            else reverse("spoil:records")
        )

    def acts(self) -> Sequence[Action]:
        """Offer to report a spillage."""
        return offered(
            self.actor, Act.SPILL, said(zh="上报抛洒滴漏", en="Report a spillage"), "spoil:spillage-new"
        )


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
        ListColumn(
            key="plate",
            label=said(zh="车牌", en="Plate"),
            kind="code",
            primary=True,
            locked=True,
            cell=lambda one: Cell(kind="code", text=one.vehicle.plate),
        ),
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
            overlay={"type": "FeatureCollection", "features": [_point(place.x, place.y, "late", "")]},
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


class SpillagePage(NewPage[Case, SpillageForm]):
    """Reporting a truck that spills."""

    kind = "case"
    menu = MENU
    row = Case
    act = Act.SPILL.value
    list_url_name = "spoil:records"
    form_class = SpillageForm
    title = said(zh="上报抛洒滴漏", en="Report a spillage")
    verb = said(zh="上报", en="Report")

    def submit(self, sent: Sent[SpillageForm]) -> Done:
        """Report it."""
        typed = sent.form.cleaned_data
        case = services.spillage_report(
            new=NewSpillage(
                plate=typed["plate"],
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                occurred_at=sent.at,
                text=typed["text"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("cases:case", args=(case.pk,)), message=Act.SPILL.label(language()))


class NightListPage(ListPage[NightPost]):
    """Where somebody waits, night by night, and why there."""

    key = "spoil_nights"
    kind = "spoil_post"
    menu = MENU
    act = Act.READ.value
    title = said(zh="夜间布控", en="The watch of a night")
    comes_from = said(
        zh="系统按历史嫌疑和案件推荐点位，在地图上安排当晚的值守。",
        en="Places are proposed from past suspicions and cases; arrange who stands there tonight.",
    )
    sort = "-on"
    shape_field = "place"
    mappable = True
    columns = (
        ListColumn(
            key="on",
            label=said(zh="夜间", en="Night"),
            kind="code",
            sort="on",
            cell=lambda one: Cell(kind="code", text=one.on.isoformat()),
        ),
        ListColumn(
            key="road",
            label=said(zh="路段", en="Road"),
            primary=True,
            locked=True,
            cell=lambda one: Cell(text=one.road or f"{one.place.x:.4f}, {one.place.y:.4f}"),
        ),
        ListColumn(
            key="hours",
            label=said(zh="时段", en="Hours"),
            kind="code",
            cell=lambda one: Cell(
                kind="code", text=f"{one.from_hour:02}:00–{(one.from_hour + one.lasts_h) % 24:02}:00"
            ),
        ),
        number("passes", said(zh="近七夜过车", en="Passes in seven nights")),
        number("found", said(zh="附近嫌疑", en="Found near"), decimals=2),
        number("score", said(zh="评分", en="Score"), decimals=1, drop=1),
        number("hits", said(zh="查获", en="Hits"), drop=2),
    )
    filters: ClassVar[Sequence[Filter]] = (DaysFilter(name="on", label=said(zh="夜间", en="Night")),)

    def records(self) -> QuerySet[NightPost]:
        """Return the posts."""
        return queries.night_posts()

    def row_url(self, record: NightPost) -> str:
        """Return the suspicions, for why there."""
        del record
        return reverse("spoil:suspicions")

    def acts(self) -> Sequence[Action]:
        """Offer to arrange a night."""
        return offered(
            self.actor, Act.ROSTER, said(zh="安排布控", en="Arrange a night"), "spoil:night-arrange"
        )


class NightArrangePage(NewPage[NightPost, NightForm]):
    """Arranging the posts of a night."""

    kind = "spoil_post"
    menu = MENU
    row = NightPost
    act = Act.ROSTER.value
    list_url_name = "spoil:nights"
    form_class = NightForm
    title = said(zh="安排夜间布控", en="Arrange the watch of a night")
    lead = said(
        zh="按近七夜渣土车过车规律和附近偷倒嫌疑排出布控点。",
        en="Posts follow where trucks passed in the last seven nights, and what was found near.",
    )
    verb = said(zh="安排", en="Arrange")

    def initial(self) -> Mapping[str, object]:
        """Begin with tonight."""
        return {"on": localtime(now()).date()}

    def submit(self, sent: Sent[NightForm]) -> Done:
        """Arrange them."""
        typed = sent.form.cleaned_data
        areas = seams.areas_for(self.actor, self.act)
        watching.roster_arrange(
            area_code=areas[0] if areas else "",
            on=typed["on"],
            posts=typed["posts"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.ROSTER.label(language()))
