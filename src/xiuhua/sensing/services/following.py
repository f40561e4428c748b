"""The follower: positions that were stored are held against fences, and crossings and readings follow.

Whoever stores positions leaves a touch for each device (`services.storing`). A pass takes the touches, reads
from the last checkpoint that the earliest new position cannot touch, tells that stretch again and writes down
what has changed: crossings that are new, and those that a late position has shown to be wrong. So it may be
killed at any moment or run twice, and the outcome is that of all positions by their own time.

Rules hear of fences as of anything measured: quantity `fence:CODE`, 1 inside and 0 outside, at each crossing.
A reading that comes late is stored and flagged, and judged by nobody; the crossing stands all the same.
Where places are set at which a vehicle may stop, rules also hear of quantity `parked_outside`.

Source:
    own choice: docs/decisions/0034.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from xiuhua.sensing.models import Device, FenceCrossing, LastValue, TrackDay, TrackFollowing
from xiuhua.sensing.queries import fences as queries
from xiuhua.sensing.queries.fences import Meant
from xiuhua.sensing.queries.tracks import VehicleDay, day_to_keep, instant, points_since
from xiuhua.sensing.rules.quantities import PARKED
from xiuhua.sensing.rules.tracks.cleaning import WORLD, CleanRules
from xiuhua.sensing.rules.tracks.drawing import quantity_of
from xiuhua.sensing.rules.tracks.fences import FenceSet, fence_set
from xiuhua.sensing.rules.tracks.parking import parking_told, standing_outside
from xiuhua.sensing.rules.tracks.retelling import (
    Checkpoint,
    Retold,
    Told,
    checkpoint_before,
    retold,
    told_within,
)
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks
from xiuhua.sensing.rules.tracks.stored import checkpoints_read, checkpoints_stored
from xiuhua.sensing.services.storing import (
    EMPTIED,
    STAGING,
    Batch,
    ReadingRow,
    batch_store,
    days_ensure,
    quantities_ensure,
)
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.sensing.terms.tracks import FenceAct, FenceEffect

MOST_TOUCHES = 20_000
MOST_DEVICES = 400  # of one pass; the touches of the others stay for the next
RULES = CleanRules(region=WORLD)
_LOCK = "sensing_tracks"
_FIRST_S = 3600.0  # how far before its first position a device's track is looked at
_SAME_S = 1.0  # two tellings of one crossing; the plane moves a little with the set of fences
_TAKEN = """
DELETE FROM sensing_pointtouch WHERE id IN (
    SELECT id FROM sensing_pointtouch WHERE device_id IN (
        SELECT device_id FROM (SELECT device_id, min(id) AS first FROM sensing_pointtouch
                               GROUP BY device_id ORDER BY first LIMIT %s) AS longest_waiting
    ) ORDER BY id LIMIT %s
) RETURNING device_id, at
"""
_MOST_KINDS = 200  # of devices that mean something else to the fences, remembered at a time
_sets: dict[tuple[int, ...], _InForce] = {}


@dataclass(frozen=True, slots=True)
class _Own:
    """The fences that mean a device, by their keys.

    Args:
        asking: those that raise alarms; permitted: the keys of those at which it may stand.
    """

    meant: Mapping[str, Meant]
    asking: Mapping[str, Meant]
    permitted: frozenset[str]


class _InForce:
    """The fences in force, and whom they mean: asked once for all devices that are alike."""

    def __init__(self, meant: Sequence[Meant]) -> None:
        self.meant = {one.drawn.key: one for one in meant}
        self.fences = fence_set([one.drawn for one in meant])
        self._named = frozenset[int]().union(*(one.vehicles for one in meant))
        self._own: dict[tuple[object, ...], _Own] = {}

    def own(self, device: Device) -> _Own:
        """Return the fences that mean a device."""
        vehicle = device.vehicle
        alike = (device.area_code,) + (
            (None, None, None)
            if vehicle is None
            else (vehicle.unit_id, vehicle.kind, vehicle.pk if vehicle.pk in self._named else None)
        )
        if alike not in self._own:
            if len(self._own) >= _MOST_KINDS:
                self._own.clear()
            meant = {key: one for key, one in self.meant.items() if one.holds_for(device)}
            asking = {key: one for key, one in meant.items() if one.version.severity}
            permitted = (key for key, one in meant.items() if one.version.effect == FenceEffect.STOPS)
            self._own[alike] = _Own(meant, asking, frozenset(permitted))
        return self._own[alike]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a pass did: touches taken, devices followed, crossings found and withdrawn, readings told.

    Where it `has_more`, other devices have been waiting since before it.
    """

    touches: int = 0
    devices: int = 0
    found: int = 0
    withdrawn: int = 0
    readings: int = 0
    has_more: bool = False


@transaction.atomic
def tracks_follow(*, at: datetime) -> Followed:
    """Follow the tracks that have grown. The scope must be open everywhere.

    One at a time: two that tell the same stretch again would write over each other's checkpoints.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
        (is_ours,) = cursor.fetchone()
        if not is_ours:
            return Followed()
        cursor.execute(_TAKEN, [MOST_DEVICES, MOST_TOUCHES])
        taken = cursor.fetchall()
    touched: dict[int, datetime] = {}
    for device_id, earliest in taken:
        touched[device_id] = min(earliest, touched.get(device_id, earliest))
    versions = queries.version_print() if touched else ()
    has_more = len(touched) >= MOST_DEVICES or len(taken) >= MOST_TOUCHES
    if not versions:
        return Followed(touches=len(taken), has_more=has_more)
    done = _followed(touched, _in_force(versions), at)
    return Followed(len(taken), len(touched), *done, has_more=has_more)


def _in_force(versions: tuple[int, ...]) -> _InForce:
    """Return some versions of fences, and their raster, which is made once for each set."""
    if versions not in _sets:
        _sets.clear()
        _sets[versions] = _InForce(queries.meant_of(versions))
    return _sets[versions]


def _followed(touched: Mapping[int, datetime], in_force: _InForce, at: datetime) -> tuple[int, int, int]:
    devices = Device.objects.filter(pk__in=touched).select_related("vehicle").defer(
        "search", "vehicle__search"
    )  # fmt: skip
    rows = {
        row.pk: row
        for row in TrackFollowing.objects.select_for_update().filter(device__in=touched).order_by("pk")
    }
    kept = {key: checkpoints_read(row.checkpoints) for key, row in rows.items()}
    begun = {
        key: checkpoint_before(kept.get(key, ()), earliest.timestamp()) for key, earliest in touched.items()
    }
    since = {key: one.start_s if one else touched[key].timestamp() - _FIRST_S for key, one in begun.items()}
    tracks = points_since(since)
    changes = _Changes(at)
    known = _known(touched, begun, since)
    for device in devices:
        if device.pk not in tracks:
            continue
        found = retold(
            begun[device.pk], kept.get(device.pk, []), tracks[device.pk], in_force.fences, RULES
        )  # fmt: skip
        own = in_force.own(device)
        row = rows.get(device.pk) or TrackFollowing(device=device)
        changes.device_told(device, found, own.meant, begun[device.pk], known.get(device.pk, []))
        heard = {key: one for key, one in own.asking.items() if _is_heard(found, one)}
        changes.state_told(device, found, heard, frozenset(row.met))
        changes.parking_seen(device, found, own.permitted, in_force.fences)
        row.area_code, row.followed_at = device.area_code, at
        row.checkpoints, row.met = checkpoints_stored(found.checkpoints), [int(key) for key in heard]
        changes.rows.append(row)
    return changes.write()


def _known(
    touched: Iterable[int], begun: Mapping[int, Checkpoint | None], since: Mapping[int, float]
) -> dict[int, list[FenceCrossing]]:
    """Return what was told before of the stretches that are told again, by device."""
    outs = [
        held.out_s for one in begun.values() if one for held in one.inside.values() if held.out_s is not None
    ]
    told_again = [one.told_s if one else since[key] for key, one in begun.items()]
    reach_s = min([*told_again, *outs]) - _SAME_S
    found: dict[int, list[FenceCrossing]] = defaultdict(list)
    for row in queries.crossings_known(list(touched), since=instant(reach_s)):
        one = begun[row.device_id]
        at_s = row.at.timestamp()
        told_s = one.told_s if one else since[row.device_id]
        held = one.inside.get(str(row.version_id)) if one else None
        beside = (
            row.act == FenceAct.LEFT
            and held is not None
            and held.out_s is not None
            and at_s >= held.out_s - _SAME_S
        )
        if at_s >= told_s or beside:
            found[row.device_id].append(row)
    return found


def _is_heard(found: Retold, one: Meant) -> bool:
    """Return whether a device was heard of since a fence has been in force: before, nobody is told."""
    return found.last_s is not None and found.last_s >= one.version.since.timestamp()


class _Changes:
    """What a pass has to write, gathered over its devices."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.rows: list[TrackFollowing] = []
        self.new: list[FenceCrossing] = []
        self.changed: list[FenceCrossing] = []
        self.withdrawn = 0
        self.said: list[tuple[Device, str, float, float]] = []  # device, quantity, instant, value
        self.stands: list[tuple[Device, Meant, float, float, bool]] = []
        self.parked: list[tuple[Device, Floats, Marks]] = []

    def device_told(
        self,
        device: Device,
        found: Retold,
        own: Mapping[str, Meant],
        begun: Checkpoint | None,
        known: Sequence[FenceCrossing],
    ) -> None:
        """Compare what was told again with what was told before."""
        left = list(known)
        for key, event in _in_their_time(found.events, own):
            row = _taken(left, int(key), event)
            if row is None:
                self._crossing(device, own[key], event)
            elif row.withdrawn_at is not None:
                row.withdrawn_at = None
                self.changed.append(row)
        began_s = -float("inf") if begun is None else begun.told_s
        for row in left:
            if row.withdrawn_at is None and _tells_again(row, own, began_s):
                row.withdrawn_at = self.at
                self.changed.append(row)
                self.withdrawn += 1

    def _crossing(self, device: Device, one: Meant, event: Told) -> None:
        self.new.append(
            FenceCrossing(
                fence_id=one.version.fence_id, version=one.version, device=device,
                area_code=device.area_code, act=event.act.value, at=instant(event.at_s),
                until=None if event.until_s is None else instant(event.until_s), is_seen=event.is_seen,
                recorded_at=self.at,
            )
        )  # fmt: skip
        if event.act is FenceAct.STOOD:  # nothing was crossed: rules hear of it with a position of later
            return
        quantity = quantity_of(one.code)
        self.said.append((device, quantity, event.at_s, float(event.act is not FenceAct.LEFT)))
        if event.until_s is not None:
            self.said.append((device, quantity, event.until_s, 0.0))

    def state_told(
        self, device: Device, found: Retold, asking: Mapping[str, Meant], met: frozenset[int]
    ) -> None:
        """Note where the device stands now to fences that raise alarms: it may never have crossed them."""
        if found.last_s is None:
            return
        for key, one in asking.items():
            is_new = int(key) not in met
            self.stands.append((device, one, found.last_s, float(key in found.inside), is_new))

    def parking_seen(
        self, device: Device, found: Retold, permitted: frozenset[str], fences: FenceSet
    ) -> None:
        """Note at which fixes a device stood where it may not; nothing where no place is set for it."""
        if permitted and len(found.track):
            outside = standing_outside(found.track, fences, permitted)
            self.parked.append((device, found.track.at_s, outside))

    def write(self) -> tuple[int, int, int]:
        """Write it down; return crossings found and withdrawn, and readings told."""
        FenceCrossing.objects.bulk_create(self.new, ignore_conflicts=True)
        FenceCrossing.objects.bulk_update(self.changed, ["withdrawn_at"], batch_size=500)
        TrackFollowing.objects.bulk_create(
            self.rows, update_conflicts=True, unique_fields=["device"],
            update_fields=["area_code", "checkpoints", "met", "followed_at"],
        )  # fmt: skip
        return len(self.new), self.withdrawn, self._readings()

    def _readings(self) -> int:
        last = self._last()
        rows: dict[tuple[int, str, float], float] = {}
        for device, quantity, at_s, value in self.said:
            rows[device.pk, quantity, at_s] = value
        newest: dict[tuple[int, str], tuple[float, float]] = dict(last)
        for (key, quantity, at_s), value in sorted(rows.items(), key=lambda item: item[0][2]):
            if at_s >= newest.get((key, quantity), (at_s, value))[0]:
                newest[key, quantity] = at_s, value
        for device, one, at_s, value, is_new in self.stands:
            quantity = quantity_of(one.code)
            stood = newest.get((device.pk, quantity))
            if _is_news(one, stood, at_s, value, is_new=is_new):
                rows[device.pk, quantity, at_s] = value
        rows |= self._parkings(last)
        if not rows:
            return 0
        self._stored(rows, last)
        return len(rows)

    def _parkings(
        self, last: Mapping[tuple[int, str], tuple[float, float]]
    ) -> dict[tuple[int, str, float], float]:
        return {
            (device.pk, PARKED, at_s): value
            for device, seconds, outside in self.parked
            for at_s, value in parking_told(seconds, outside, last.get((device.pk, PARKED)))
        }

    def _last(self) -> dict[tuple[int, str], tuple[float, float]]:
        """Return what each device told last of each fence: instant and value."""
        codes = {quantity for _, quantity, _, _ in self.said}
        codes |= {quantity_of(one.code) for _, one, _, _, _ in self.stands}
        codes |= {PARKED} if self.parked else set()
        if not codes:
            return {}
        devices = {row.device_id for row in self.rows}
        found = LastValue.objects.filter(device__in=devices, quantity__code__in=codes)
        return {
            (device, code): (at.timestamp(), value)
            for device, code, at, value in found.values_list("device", "quantity__code", "at", "value")
        }

    def _stored(
        self,
        rows: Mapping[tuple[int, str, float], float],
        last: Mapping[tuple[int, str], tuple[float, float]],
    ) -> None:
        """Store readings; one in time came when it was so, because the judge takes them as they came."""
        with connection.cursor() as wrapped:
            cursor = wrapped.cursor
            cursor.execute(STAGING)
            ids = quantities_ensure(cursor, {quantity for _, quantity, _ in rows})
            batch = Batch()
            for (device, quantity, at_s), value in rows.items():
                when = instant(at_s)
                late = at_s < last.get((device, quantity), (at_s, 0.0))[0]
                flags = Doubt.LATE_ARRIVAL.bit if late else 0
                batch.readings.append(
                    ReadingRow(device, ids[quantity], when, 0, value, flags, self.at if late else when)
                )
            days_ensure(cursor, batch.days())
            batch_store(cursor, batch)
            cursor.execute(EMPTIED)


def _in_their_time(events: Sequence[Told], own: Mapping[str, Meant]) -> Iterator[tuple[str, Told]]:
    """Yield the events at some fences while these were in force."""
    of_fence: dict[str, list[Told]] = defaultdict(list)
    for event in events:
        if event.key in own:
            of_fence[event.key].append(event)
    for key, those in of_fence.items():
        version = own[key].version
        until_s = float("inf") if version.until is None else version.until.timestamp()
        yield from ((key, event) for event in told_within(those, version.since.timestamp(), until_s))


def _taken(left: list[FenceCrossing], version: int, event: Told) -> FenceCrossing | None:
    """Take the row that tells of an event out of a list; None where none does."""
    for row in left:
        if (
            row.version_id == version
            and row.act == event.act
            and abs(row.at.timestamp() - event.at_s) <= _SAME_S
        ):
            left.remove(row)
            return row
    return None


def _tells_again(row: FenceCrossing, own: Mapping[str, Meant], began_s: float) -> bool:
    """Return whether a crossing is of a fence that was told again, and of a time that was."""
    return str(row.version_id) in own and (row.at.timestamp() >= began_s or row.act == FenceAct.LEFT)


def _is_news(
    one: Meant, stood: tuple[float, float] | None, at_s: float, value: float, *, is_new: bool
) -> bool:
    """Return whether rules must be told where a device stands, though it has not crossed anything just now.

    They must where a late position has changed it, and where the fence is new to the device and it stands
    wrong, or was told of the version before.
    """
    wrong = value == float(one.version.effect == FenceEffect.FORBIDDEN)
    if stood is None:
        return wrong
    told_s, told = stood
    return at_s > told_s and (told != value or (is_new and told_s < one.version.since.timestamp()))


def day_keep(*, day: VehicleDay, at: datetime) -> None:
    """Store a day as it was told, so that it is not told again until positions have come.

    No act: it says nothing that positions and roads do not say already.
    """
    if not day.is_kept:
        TrackDay.objects.update_or_create(
            device=day.device, on=day.on,
            defaults={
                "area_code": day.device.area_code, "mark": day.mark, "told": day_to_keep(day),
                "made_at": at,
            },
        )  # fmt: skip
