"""The dust of roads: trips of water trucks kept from their tracks, and trips that are asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

import numpy as np
from django.contrib.gis.geos import LineString
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.spoil.models import CoverPoint, WaterAsk, WaterTrip
from xiuhua.scenes.spoil.queries import roads as queries
from xiuhua.scenes.spoil.queries import tracks
from xiuhua.scenes.spoil.queries.rows import Case, Device, Vehicle
from xiuhua.scenes.spoil.rules.dust import DUST, spray_effect
from xiuhua.scenes.spoil.rules.series import at_fixes
from xiuhua.scenes.spoil.rules.water import WaterRun, is_dusty, passed_s, road_pieces, water_runs
from xiuhua.scenes.spoil.services.watching import DUST_MATTER, WATCHER
from xiuhua.scenes.spoil.terms import Act, AskState, DustState
from xiuhua.sensing.queries.alarms import readings_stored
from xiuhua.sensing.queries.rolls import zone_of
from xiuhua.shared.errors import CityError

PUMP, PM10 = "pump", "pm10"
PATIENCE = timedelta(hours=2)  # own choice: a water truck of a district is there within two
PAUSE = timedelta(hours=1)  # own choice: the same road is not asked for again at once
_BEYOND = timedelta(hours=2)  # own choice: a trip of a day may have begun before it, and end after
_SPACE = UUID("5a2f3b86-7d3a-5a55-9a4e-0a0d7c3b1d12")  # own choice: one name space for roads
_STATES = {
    DustState.FELL: AskState.FELL,
    DustState.STAYED: AskState.STAYED,
    DustState.UNPROVEN: AskState.UNPROVEN,
}


def roads_sweep(*, at: datetime) -> None:
    """Keep the trips of today and yesterday, judge what they did, ask for trips where dust stands high."""
    for vehicle, device in queries.water_trucks():
        today = at.astimezone(zone_of(vehicle.area_code, at=at)).date()
        for on in (today - timedelta(days=1), today):
            trips_keep(vehicle=vehicle, device=device, on=on, at=at)
    for trip in queries.trips_unjudged():
        trip_judge(trip=trip, at=at)
    for point in queries.road_points():
        road_look(point=point, at=at)


@transaction.atomic
def trips_keep(*, vehicle: Vehicle, device: Device, on: date, at: datetime) -> list[WaterTrip]:
    """Derive the trips that began in a day from a truck's track; told again with more fixes, revise them.

    Raises:
        NotPermitted: not by this actor.
    """
    require(WATCHER, Act.WATER, WaterTrip(area_code=vehicle.area_code))
    since = datetime.combine(on, time(), zone_of(vehicle.area_code, at=at))
    until = since + timedelta(days=1)
    points = tracks.points_between([device.pk], since=since - _BEYOND, until=until + _BEYOND)
    kept = {one.began_at: one for one in queries.trips_of_day(device, on)}
    if not len(points):
        return list(kept.values())
    pumped = readings_stored(device.pk, PUMP, since=since - _BEYOND, until=until + _BEYOND).readings
    working = at_fixes(points.at_s, pumped.at_s, pumped.value)
    found = []
    for run in water_runs(points.at_s, points.lon, points.lat, points.speed_km_h, working):
        names = queries.roads_of(points.lon[run.fixes], points.lat[run.fixes])
        for road, piece in road_pieces(run, names, points.lon, points.lat):
            if not since.timestamp() <= points.at_s[piece.fixes].min() < until.timestamp():
                continue  # of the night before or after: that day keeps it
            found.append(_kept(kept, piece, road, vehicle, device, on, points, at))
    gone = list(kept.values())  # a fix that came late has moved where they began
    WaterAsk.objects.filter(trip__in=gone).update(trip=None, state=AskState.ASKED.value, judged_at=None)
    WaterTrip.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return found


def _kept(
    kept: dict[datetime, WaterTrip], piece: WaterRun, road: str, vehicle: Vehicle, device: Device, on: date,
    points: tracks.Points, at: datetime,
) -> WaterTrip:  # fmt: skip
    """Return a trip as it stands now: the one that began then, or a new one."""
    at_s = points.at_s[piece.fixes]
    began = datetime.fromtimestamp(float(at_s.min()), UTC)
    trip = kept.pop(began, None) or WaterTrip(vehicle=vehicle, device=device, on=on, began_at=began)
    trip.area_code, trip.road, trip.found_at = vehicle.area_code, road, at
    trip.ended_at = datetime.fromtimestamp(float(at_s.max()), UTC)
    trip.length_m, trip.told_by = piece.length_m, piece.told_by.value
    trip.way = LineString(
        np.column_stack([points.lon[piece.fixes], points.lat[piece.fixes]]).tolist(), srid=4326
    )
    if trip.point_id is None:
        for point in queries.road_points():
            passed = passed_s(piece, points.at_s, points.lon, points.lat, (point.place.x, point.place.y))
            if passed is not None:
                trip.point, trip.passed_at = point, datetime.fromtimestamp(passed, UTC)
                break
    trip.save()
    return trip


@transaction.atomic
def trip_judge(*, trip: WaterTrip, at: datetime) -> None:
    """Say what a trip did to the dust that a monitor beside it tells, once the water had its time."""
    require(WATCHER, Act.WATER, trip)
    if trip.point is None or trip.passed_at is None or trip.point.monitor_id is None:
        return
    since = trip.passed_at - timedelta(seconds=DUST.mean_s)
    read = readings_stored(trip.point.monitor_id, PM10, since=since, until=at + timedelta(seconds=1)).readings
    effect = spray_effect(
        read.at_s, read.value, sprayed_s=trip.passed_at.timestamp(), now_s=at.timestamp(), rules=DUST
    )
    if effect.state is DustState.SPRAYING:
        return
    trip.before, trip.after, trip.judged_at = effect.before, effect.after, at
    trip.save(update_fields=["before", "after", "judged_at"])
    for ask in trip.asks.filter(state=AskState.PASSED.value):
        _end(ask, _STATES[effect.state], at)


@transaction.atomic
def road_look(*, point: CoverPoint, at: datetime) -> WaterAsk | None:
    """Ask for a trip where a road's dust stands high, and follow what was asked; None where nothing is to do.

    Raises:
        NotPermitted: not by this actor.
    """
    require(WATCHER, Act.WATER, WaterAsk(area_code=point.area_code))
    ask = queries.ask_open(point)
    if ask is None:
        return _ask(point, at)
    if ask.state == AskState.ASKED:
        trip = queries.trip_passing(point, since=ask.asked_at)
        if trip is not None:
            ask.trip, ask.state = trip, AskState.PASSED.value
            ask.save(update_fields=["trip", "state"])
            _record(ask, at)
            trip_judge(trip=trip, at=at)
            ask.refresh_from_db()
        elif at - ask.asked_at >= PATIENCE:
            _end(ask, AskState.MISSED, at)
    return ask


def _ask(point: CoverPoint, at: datetime) -> WaterAsk | None:
    if point.monitor_id is None or queries.ask_ended_since(point, at - PAUSE):
        return None
    since = at - timedelta(seconds=2 * DUST.mean_s)
    read = readings_stored(point.monitor_id, PM10, since=since, until=at + timedelta(seconds=1)).readings
    level = is_dusty(
        read.at_s, read.value, now_s=at.timestamp(), limit=DUST.limit, mean_s=DUST.mean_s,
        least=DUST.readings_least,
    )  # fmt: skip
    if level is None:
        return None
    ask = WaterAsk.objects.create(
        point=point, area_code=point.area_code, level=level, limit=DUST.limit, asked_at=at
    )
    _record(ask, at)
    return ask


def _end(ask: WaterAsk, state: AskState, at: datetime) -> None:
    """End what was asked for; where nobody came, or it did not help, somebody must look: a case."""
    ask.state, ask.judged_at = state.value, at
    if state in {AskState.MISSED, AskState.STAYED}:
        ask.case = _case(ask, at)
    ask.save()
    _record(ask, at)


def _case(ask: WaterAsk, at: datetime) -> Case | None:
    place, trip = ask.point.place, ask.trip
    said = (
        f"洒水前 {trip.before:.0f}，洒水后 {trip.after:.0f}，未见下降"
        if trip and trip.before is not None and trip.after is not None
        else f"{PATIENCE.total_seconds() / 3_600:.0f} 小时内没有洒水车经过"
    )
    item = item_coded(DUST_MATTER)
    new = NewReport(
        client_id=uuid5(_SPACE, f"ask:{ask.pk}"),
        channel=Channel.SENSOR,
        text=f"{ask.point.name}道路扬尘：{ask.level:.0f}（限值 {ask.limit:.0f}）。{said}。",
        item_id=item.pk if item else None,
        longitude=place.x,
        latitude=place.y,
        area_code=ask.area_code,
        address=ask.point.name,
        source_ref=f"SS{ask.pk}",
        occurred_at=ask.asked_at,
        reported_at=at,
    )
    try:
        with transaction.atomic():
            return case_report(new=new, actor=WATCHER, at=at)
    except CityError:
        return None


def _record(ask: WaterAsk, at: datetime) -> None:
    entry_append(
        at=at, actor=WATCHER, act=Act.WATER, subject=f"spoil_ask:{ask.pk}", area=ask.area_code,
        detail={"point": ask.point_id}, words={"state.after": ask.state},
    )  # fmt: skip
