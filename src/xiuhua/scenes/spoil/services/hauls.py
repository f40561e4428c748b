"""What trucks did, compared with their manifests; and what follows: flags, suspicions, cases, records.

A day is told from all positions known of it, whenever they came, and may be told again at any time: hauls
that stay the same stay the same rows, a suspicion that a person has judged is not taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.spoil.models import DayBound, FileRecord, Haul, Manifest, Suspicion
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.queries import manifests, permits, tracks
from xiuhua.scenes.spoil.queries.hauls import Here, id_of, site_key
from xiuhua.scenes.spoil.queries.rows import Case, Device, Vehicle
from xiuhua.scenes.spoil.queries.tracks import Points
from xiuhua.scenes.spoil.rules.binding import BIND, Found, Slip, Truck, truck_day
from xiuhua.scenes.spoil.rules.binding import Haul as Told
from xiuhua.scenes.spoil.rules.dumping import Owed, suspicions
from xiuhua.scenes.spoil.rules.dumping import Suspicion as Suspected
from xiuhua.scenes.spoil.rules.manifests import Written, manifest_faults
from xiuhua.scenes.spoil.services.manifests import fault_stored
from xiuhua.scenes.spoil.terms import Act, DumpReason, ManifestFault, RecordKind, SuspicionState
from xiuhua.sensing.queries.rolls import zone_of
from xiuhua.sensing.rules.tracks.fences import FenceSet, fence_set
from xiuhua.sensing.rules.tracks.positions import stored_track
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import CityError, Invalid
from xiuhua.shared.ids import uuid7

DUMPED, SPILLED = "06011", "06014"  # 积存垃圾渣土, 道路遗撒 of GB/T 47678.5-2026
WATCHER = system("spoil")
_DAY = timedelta(days=1)
_BEYOND = timedelta(seconds=BIND.haul_most_s)  # a haul of a day may have begun before it, and end after
_SLIPS = timedelta(hours=16)
_SPACE = UUID("2a0a6a0e-0c64-5f0e-8a6a-6d1c1de5b7c1")  # own choice: one name space for what spoil reports
_ZH = "zh-hans"  # what is stored is Chinese; pages say it in the reader's language


@dataclass(frozen=True, kw_only=True)
class Bound:
    """How a round of binding went."""

    trucks: int = 0
    points: int = 0
    hauls: int = 0
    faulty: int = 0
    suspected: int = 0
    cases: int = 0


@dataclass(frozen=True, kw_only=True)
class _Day:
    on: date
    since: datetime
    until: datetime
    offset_s: float
    at: datetime


def fleet_bind(*, area_code: str, on: date, actor: Actor, at: datetime) -> Bound:
    """Compare a day of every spoil truck of an area with its manifests, permits and fences.

    Positions of the whole fleet are read in one pass; each truck is written in a transaction of its own.

    Raises:
        NotPermitted: not by this actor.
    """
    require(actor, Act.BIND, DayBound(area_code=area_code))
    here = queries.here_of(area_code, at=at)
    pairs = [pair for pair in tracks.trucks() if pair[0].area_code.startswith(area_code)]
    if here.ground is None or not pairs:
        return Bound()
    zone = zone_of(area_code, at=at)
    day = _day(on, zone, at)
    stops = fence_set(here.stops, margin_m=40.0)
    points = tracks.points_between(
        [device.pk for _, device in pairs], since=day.since - _BEYOND, until=day.until + _BEYOND
    )
    parts = points.by_device()
    ids = [vehicle.pk for vehicle, _ in pairs]
    leaves = permits.leaves_between(
        ids, since=day.since - _BEYOND, until=day.until + _BEYOND, docks=here.docks
    )
    slips: dict[int, list[Manifest]] = {}
    for one in manifests.slips_near(ids, since=day.since, until=day.until, margin=_SLIPS):
        slips.setdefault(one.vehicle_id, []).append(one)
    total = Bound()
    for vehicle, device in pairs:
        some = parts.get(device.pk)
        if some is None:
            continue
        own = slips.get(vehicle.pk, [])
        truck = Truck(leaves=leaves.get(vehicle.pk, ()), slips=[_slip(one) for one in own])
        total = _added(total, _truck_bind(vehicle, device, some, truck, own, here, stops, day, actor))
    return total


def _added(one: Bound, other: Bound) -> Bound:
    return Bound(
        trucks=one.trucks + other.trucks,
        points=one.points + other.points,
        hauls=one.hauls + other.hauls,
        faulty=one.faulty + other.faulty,
        suspected=one.suspected + other.suspected,
        cases=one.cases + other.cases,
    )


def _day(on: date, zone: ZoneInfo, at: datetime) -> _Day:
    since = datetime.combine(on, time(), zone)
    until = datetime.combine(on + _DAY, time(), zone)
    offset = since.utcoffset() or timedelta()
    return _Day(
        on=on,
        since=since.astimezone(UTC),
        until=until.astimezone(UTC),
        offset_s=offset.total_seconds(),
        at=at,
    )


def _slip(one: Manifest) -> Slip:
    return Slip(one.pk, site_key(one.site_id), queries.dock_key(one.dock_id), one.opened_at.timestamp())


@transaction.atomic
def _truck_bind(  # noqa: PLR0913, PLR0917 - everything that was read once for the whole fleet
    vehicle: Vehicle,
    device: Device,
    points: Points,
    truck: Truck,
    own: Sequence[Manifest],
    here: Here,
    stops: FenceSet,
    day: _Day,
    actor: Actor,
) -> Bound:
    """Tell a truck's day and write what has changed of it."""
    if here.ground is None:
        return Bound()
    track = stored_track(
        points.at_s, points.lon, points.lat, points.speed_km_h, points.status, points.received_s
    )
    told = truck_day(track, truck, here.ground, utc_offset_s=day.offset_s)
    bound, is_new = DayBound.objects.select_for_update(of=("self",)).update_or_create(
        vehicle=vehicle,
        on=day.on,
        defaults={
            "area_code": vehicle.area_code,
            "device": device,
            "points": len(points),
            "bound_at": day.at,
            "faults": [_found_stored(one) for one in told.faults],
        },
    )
    of_day = [one for one in told.hauls if day.since.timestamp() <= one.left_s < day.until.timestamp()]
    changed = _hauls_write(vehicle, of_day, day)
    _manifests_flag(of_day, {one.pk: one for one in own}, actor, day)
    found = _suspicions_of(vehicle, device, points, own, here, stops, day)
    cases = _suspicions_write(vehicle, device, found, day)
    if is_new or changed or cases:
        entry_append(
            at=day.at,
            actor=actor,
            act=Act.BIND,
            subject=f"spoil_day:{bound.pk}",
            area=vehicle.area_code,
            detail={
                "vehicle": vehicle.pk,
                "on": day.on.isoformat(),
                "hauls": len(of_day),
                "points": len(points),
            },
        )
    return Bound(
        trucks=1,
        points=len(points),
        hauls=len(of_day),
        faulty=sum(bool(one.faults) for one in of_day),
        suspected=sum(one.is_suspected for one in found),
        cases=cases,
    )


def _found_stored(one: Found) -> list[str | float | None]:
    return [one.kind.value, one.since_s, one.lasted_s]


def _hauls_write(vehicle: Vehicle, told: Sequence[Told], day: _Day) -> bool:
    """Write hauls that are new or otherwise than before, and take those away that are none any more."""
    known = {one.left_at: one for one in Haul.objects.filter(vehicle=vehicle, on=day.on)}
    fresh = {_instant(one.left_s): one for one in told}
    gone = [one.pk for left_at, one in known.items() if left_at not in fresh]
    Haul.objects.filter(pk__in=gone).delete()
    changed, new = bool(gone), list[Haul]()
    for left_at, one in fresh.items():
        wanted = {
            "area_code": vehicle.area_code,
            "site_id": id_of(one.gate),
            "dock_id": id_of(one.dock) if one.dock else None,
            "manifest_id": one.slip,
            "loaded_at": _instant(one.loaded_s),
            "arrived_at": _instant(one.arrived_s),
            "tipped_at": _instant(one.tipped_s),
            "length_m": round(one.length_m, 1),
            "faults": [_found_stored(fault) for fault in one.faults],
            "at_fault": bool(one.faults),
        }
        row = known.get(left_at)
        if row is None:
            new.append(Haul(vehicle=vehicle, on=day.on, left_at=left_at, **wanted))
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            Haul.objects.filter(pk=row.pk).update(**wanted)
            changed = True
    Haul.objects.bulk_create(new)
    return changed or bool(new)


def _instant(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


def _manifests_flag(told: Sequence[Told], own: Mapping[int, Manifest], actor: Actor, day: _Day) -> None:
    """Say of each bound manifest whether it was written after the truck had left, as the track has it."""
    for haul in told:
        manifest = own.get(haul.slip or 0)
        if manifest is None:
            continue
        written = Written(opened_s=manifest.opened_at.timestamp(), left_s=haul.left_s)
        late = [fault_stored(one) for one in manifest_faults(written)]
        faults = [one for one in manifest.faults if one[0] != ManifestFault.AFTER_TRIP.value] + late
        if faults != manifest.faults:
            Manifest.objects.filter(pk=manifest.pk).update(faults=faults, updated_at=day.at)
            entry_append(
                at=day.at,
                actor=actor,
                act=Act.BIND,
                subject=f"manifest:{manifest.pk}",
                area=manifest.area_code,
                detail={"faults": len(faults)},
                state=manifests.manifest_state(manifest),
            )


def _suspicions_of(
    vehicle: Vehicle,
    device: Device,
    points: Points,
    own: Sequence[Manifest],
    here: Here,
    stops: FenceSet,
    day: _Day,
) -> list[Suspected]:
    devices = tracks.terminals(vehicle.pk) or [device]
    loaded = tracks.loaded(points, devices, vehicle, since=day.since - _BEYOND, until=day.until + _BEYOND)
    owed = [
        Owed(one.left_at.timestamp(), (one.settled_at or day.until + _BEYOND).timestamp())
        for one in own
        if one.left_at is not None
    ]
    found = suspicions(loaded, stops, utc_offset_s=day.offset_s, owed=owed, takers=here.takers)
    return [one for one in found if day.since.timestamp() <= one.since_s < day.until.timestamp()]


def _suspicions_write(vehicle: Vehicle, device: Device, found: Sequence[Suspected], day: _Day) -> int:
    """Write the suspected stops; one that is known already is told anew, unless a person has judged it."""
    known = list(Suspicion.objects.select_for_update().filter(vehicle=vehicle, on=day.on))
    cases, met = 0, set[int]()
    for one in found:
        if not one.is_suspected:
            continue
        row = next((row for row in known if _is_of(row, one)), None)
        if row is None:
            row = _suspicion_new(vehicle, device, one, day)
            cases += row.case_id is not None
        elif row.state == SuspicionState.FOUND:
            Suspicion.objects.filter(pk=row.pk).update(**_suspicion_values(one))
        met.add(row.pk)
    gone = [
        row.pk for row in known if row.pk not in met and row.state == SuspicionState.FOUND and not row.case_id
    ]
    Suspicion.objects.filter(pk__in=gone).delete()
    return cases


def _is_of(row: Suspicion, one: Suspected) -> bool:
    return row.since_at.timestamp() <= one.until_s and one.since_s <= row.until_at.timestamp()


def _suspicion_values(one: Suspected) -> dict[str, object]:
    return {
        "place": Point(one.lon, one.lat, srid=4326),
        "until_at": _instant(one.until_s),
        "score": one.score,
        "reasons": [[reason.kind.value, reason.points, reason.found] for reason in one.reasons],
    }


def _suspicion_new(vehicle: Vehicle, device: Device, one: Suspected, day: _Day) -> Suspicion:
    row = Suspicion(
        vehicle=vehicle,
        device=device,
        on=day.on,
        since_at=_instant(one.since_s),
        found_at=day.at,
        area_code=queries.area_at(Point(one.lon, one.lat, srid=4326), fallback=vehicle.area_code),
        **_suspicion_values(one),
    )
    row.save(force_insert=True)
    row.case, row.refusal = _case_of(row, day.at)
    row.save(update_fields=["case", "refusal"])
    return row


def _case_of(row: Suspicion, at: datetime) -> tuple[Case | None, str]:
    """Report a suspicion: its case, or the code of why none can be opened, which the suspicion outlives."""
    item = item_coded(DUMPED)
    new = NewReport(
        client_id=uuid5(_SPACE, f"dumping:{row.vehicle_id}:{row.since_at.isoformat()}"),
        channel=Channel.SENSOR,
        text=suspicion_text(row),
        item_id=item.pk if item else None,
        longitude=row.place.x,
        latitude=row.place.y,
        area_code=row.area_code,
        address=queries.road_near(row.place),
        source_ref=f"ZT{row.pk}",
        occurred_at=row.since_at,
        reported_at=at,
    )
    try:
        with transaction.atomic():
            return case_report(new=new, actor=WATCHER, at=at), ""
    except CityError as refusal:
        return None, refusal.code


def suspicion_text(row: Suspicion) -> str:
    """Return why a stop is suspected, as its report says it."""
    reasons = "；".join(
        f"{DumpReason(kind).zh}{_found_said(kind, found)}" for kind, _points, found in row.reasons
    )
    minutes = round((row.until_at - row.since_at).total_seconds() / 60)
    return (
        f"渣土车 {row.vehicle.plate} 疑似偷倒，停留约 {minutes} 分钟，评分 {row.score:.2f}。依据：{reasons}。"
    )


def _found_said(kind: str, found: float | None) -> str:
    if found is None:
        return ""
    if kind in {DumpReason.EMPTIED, DumpReason.LIGHTER}:
        return f"（减少 {found:.0%}）"
    return f"（{found:.0f}°）" if kind == DumpReason.TIPPED else ""


@transaction.atomic
def suspicion_judge(*, suspicion_id: int, is_so: bool, note: str, actor: Actor, at: datetime) -> Suspicion:
    """Say whether a suspicion was right, after somebody has looked; a right one goes into the files.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such suspicion, or not by this actor, or judged already.
        Invalid: nothing is said of what was found there.
    """
    row = queries.suspicion_lock(suspicion_id)
    require(actor, Act.SUSPECT, row)
    if not note.strip():
        raise Invalid(fields={"note": "spoil_note_missing"})
    row.state = (SuspicionState.CONFIRMED if is_so else SuspicionState.REFUTED).value
    row.save(update_fields=["state"])
    entry_append(
        at=at,
        actor=actor,
        act=Act.SUSPECT,
        subject=f"suspicion:{row.pk}",
        area=row.area_code,
        detail={"vehicle": row.vehicle_id},
        words={"state.after": row.state, "reason": note.strip()},
    )
    if is_so:
        record = NewRecord(
            kind=RecordKind.DUMPING,
            at=row.since_at,
            vehicle_id=row.vehicle_id,
            case_id=row.case_id,
            note=note.strip(),
            source=f"suspicion:{row.pk}",
        )
        record_add(new=record, actor=actor, at=at)
    return row


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """What goes into the files: the truck, through it its haulier, and who drove where that is known."""

    kind: RecordKind
    at: datetime
    vehicle_id: int
    driver_id: int | None = None
    case_id: int | None = None
    note: str = ""
    source: str | None = None


@transaction.atomic
def record_add(*, new: NewRecord, actor: Actor, at: datetime) -> FileRecord:
    """Enter a violation, an education, a seizure or a passed check.

    Raises:
        NotFound, NotPermitted: no such truck, or not by this actor.
        Invalid: it lies ahead.
    """
    vehicle = manifests.vehicle_known(new.vehicle_id)
    row = FileRecord(
        kind=new.kind.value,
        at=new.at,
        vehicle=vehicle,
        hauler_id=vehicle.party_id,
        driver_id=new.driver_id,
        case_id=new.case_id,
        note=new.note.strip(),
        source=new.source,
        area_code=vehicle.area_code,
        by=actor.name,
    )
    require(actor, Act.RECORD, row)
    if new.at > at:
        raise Invalid(fields={"at": "spoil_record_ahead"})
    row.save(force_insert=True)
    entry_append(
        at=at,
        actor=actor,
        act=Act.RECORD,
        subject=f"vehicle:{vehicle.pk}",
        area=vehicle.area_code,
        detail={"record": row.pk, "kind": row.kind},
        words={"note": row.note},
    )
    return row


@dataclass(frozen=True, kw_only=True)
class NewSpillage:
    """A truck seen spilling: by a camera, a checkpoint, or somebody in the street. Degrees are WGS84."""

    plate: str
    longitude: float
    latitude: float
    occurred_at: datetime
    channel: Channel = Channel.VIDEO
    text: str = ""
    client_id: UUID | None = None


@transaction.atomic
def spillage_report(*, new: NewSpillage, actor: Actor, at: datetime) -> Case:
    """Report a spillage: a case with the truck in it, and a line in the files of truck and haulier.

    Raises:
        NotPermitted: not by this actor.
        Invalid: no such truck is known.
        CityError: as `case_report`.
    """
    vehicle = manifests.truck_plated(new.plate)
    if vehicle is None:
        raise Invalid(fields={"plate": "spoil_plate_unknown"})
    require(actor, Act.SPILL, vehicle)
    item = item_coded(SPILLED)
    place = Point(new.longitude, new.latitude, srid=4326)
    said = new.text.strip() or "路面遗撒"
    case = case_report(
        new=NewReport(
            client_id=new.client_id or uuid7(),
            channel=new.channel,
            text=f"渣土车 {vehicle.plate} 抛洒滴漏：{said}",
            item_id=item.pk if item else None,
            longitude=new.longitude,
            latitude=new.latitude,
            area_code=vehicle.area_code,
            address=queries.road_near(place),
            occurred_at=new.occurred_at,
            source_ref=vehicle.plate,
        ),
        actor=actor,
        at=at,
    )
    row = FileRecord.objects.create(
        kind=RecordKind.SPILLAGE.value,
        at=new.occurred_at,
        vehicle=vehicle,
        hauler_id=vehicle.party_id,
        case=case,
        note=said[:200],
        source=f"spill:{case.pk}",
        area_code=vehicle.area_code,
        by=actor.name,
    )
    entry_append(
        at=at,
        actor=actor,
        act=Act.SPILL,
        subject=f"vehicle:{vehicle.pk}",
        area=vehicle.area_code,
        detail={"case": case.pk, "record": row.pk},
    )
    return case
