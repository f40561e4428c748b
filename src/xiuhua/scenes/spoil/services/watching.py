"""Where somebody waits tonight, and the local control of a dock's dust."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

import numpy as np
from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.spoil.models import Dock, DustEpisode, NightPost
from xiuhua.scenes.spoil.queries import hauls as haul_queries
from xiuhua.scenes.spoil.queries import places, tracks
from xiuhua.scenes.spoil.queries.rows import Case
from xiuhua.scenes.spoil.rules.dust import DustRules, must_spray, spray_effect, window_mean
from xiuhua.scenes.spoil.rules.stakeout import WATCH, night_passes, night_roster, watch_spots
from xiuhua.scenes.spoil.terms import Act, DustState
from xiuhua.sensing.queries.alarms import readings_stored
from xiuhua.sensing.queries.rolls import zone_of
from xiuhua.sensing.services.commands import command_ask
from xiuhua.sensing.terms import CommandState
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import CityError
from xiuhua.shared.geometry import Plane

DUST_MATTER = "08004"  # 工地扬尘 of GB/T 47678.5-2026: the nearest there is to the dust of a dock
WATCHER = system("spoil")
NIGHTS = 7  # own choice: a week knows every weekday
_LOOKED = timedelta(days=365)
_SPACE = UUID("0a2f3b86-7d3a-5a55-9a4e-0a0d7c3b1d11")  # own choice: one name space for dust
_OPEN = frozenset({CommandState.PROPOSED.value, CommandState.DESIRED.value, CommandState.SENT.value})


@transaction.atomic
def roster_arrange(*, area_code: str, on: date, posts: int, actor: Actor, at: datetime) -> list[NightPost]:
    """Arrange the posts of a night from where trucks passed in the last nights, and what was found there.

    Arranged again, the posts of that night are replaced; one with hits stays.

    Raises:
        NotPermitted: not by this actor.
    """
    require(actor, Act.ROSTER, NightPost(area_code=area_code))
    zone = zone_of(area_code, at=at)
    until = datetime.combine(on, time(12), zone)
    since = until - timedelta(days=NIGHTS)
    pairs = [pair for pair in tracks.trucks() if pair[0].area_code.startswith(area_code)]
    points = tracks.points_between([device.pk for _, device in pairs], since=since, until=until)
    NightPost.objects.filter(on=on, area_code__startswith=area_code, hits=None).delete()
    if not len(points):
        return []
    plane = Plane(float(np.median(points.lon)), float(np.median(points.lat)))
    offset_s = (until.utcoffset() or timedelta()).total_seconds()
    passes = night_passes(
        points.device,
        points.at_s,
        points.lon,
        points.lat,
        points.speed_km_h,
        plane=plane,
        utc_offset_s=offset_s,
    )
    found = haul_queries.findings_since(at - _LOOKED, area_code)
    spots = night_roster(watch_spots(passes, found, plane=plane, at_s=at.timestamp()), posts, plane=plane)
    made = []
    for spot in spots:
        place = Point(spot.lon, spot.lat, srid=4326)
        made.append(
            NightPost.objects.create(
                on=on,
                area_code=area_code,
                place=place,
                road=haul_queries.road_near(place),
                from_hour=spot.from_hour,
                lasts_h=WATCH.lasts_h,
                score=spot.score,
                passes=spot.passes,
                found=spot.found,
                arranged_at=at,
            )
        )
    entry_append(
        at=at,
        actor=actor,
        act=Act.ROSTER,
        subject=f"spoil_night:{on.isoformat()}",
        area=area_code,
        detail={"posts": len(made), "points": len(points)},
    )
    return made


def dust_sweep(*, at: datetime) -> list[DustEpisode]:
    """Look at every dock with a monitor: spray where the dust is above its limit, judge what spraying did."""
    found = []
    for dock in places.docks_watched():
        episode = dust_look(dock_id=dock.pk, at=at)
        if episode is not None:
            found.append(episode)
    return found


@transaction.atomic
def dust_look(*, dock_id: int, at: datetime) -> DustEpisode | None:
    """Look at the dust of a dock: begin, go on with, or end an episode; None where there is nothing to do.

    Raises:
        NotFound: there is no such dock.
    """
    dock = places.dock_lock(dock_id)
    require(WATCHER, Act.DUST, dock)
    if dock.monitor_id is None:
        return None
    rules = DustRules(limit=dock.limit)
    episode = places.episode_open(dock)
    since = (episode.began_at if episode else at) - timedelta(seconds=2 * rules.mean_s)
    read = readings_stored(
        dock.monitor_id, dock.quantity, since=since, until=at + timedelta(seconds=1)
    ).readings
    now_s = at.timestamp()
    if episode is None:
        if not must_spray(read.at_s, read.value, now_s=now_s, rules=rules):
            return None
        level = window_mean(
            read.at_s, read.value, since_s=now_s - rules.mean_s, until_s=now_s + 1, least=rules.readings_least
        )
        return _begin(dock, level or 0.0, at)
    return _go_on(episode, dock, read.at_s, read.value, rules, at)


def _begin(dock: Dock, level: float, at: datetime) -> DustEpisode:
    episode = DustEpisode.objects.create(
        dock=dock, area_code=dock.area_code, began_at=at, level=level, limit=dock.limit
    )
    _record(episode, at)
    if dock.spray_id is None:
        return _fail(episode, dock, "spoil_no_spray", at)
    try:
        with transaction.atomic():
            episode.command = command_ask(
                control_id=dock.spray_id,
                parameters={"on": True},
                reason=f"扬尘 {level:.0f}，限值 {dock.limit:.0f}",
                actor=WATCHER,
                at=at,
            )
    except CityError as refusal:
        return _fail(episode, dock, refusal.code, at)
    episode.save(update_fields=["command"])
    return episode


def _go_on(
    episode: DustEpisode, dock: Dock, at_s: np.ndarray, values: np.ndarray, rules: DustRules, at: datetime
) -> DustEpisode:
    command = episode.command
    if command is None:
        return episode
    if command.state in _OPEN:
        return episode  # the spray has not been confirmed yet
    if command.state != CommandState.CONFIRMED:
        return _fail(episode, dock, command.state, at)
    episode.sprayed_at = command.finished_at or command.answered_at or command.updated_at
    effect = spray_effect(
        at_s, values, sprayed_s=episode.sprayed_at.timestamp(), now_s=at.timestamp(), rules=rules
    )
    if effect.state is DustState.SPRAYING:
        episode.save(update_fields=["sprayed_at"])
        return episode
    episode.before, episode.after = effect.before, effect.after
    _end(episode, effect.state, at)
    _stop(dock, at)
    if effect.state is DustState.STAYED:
        _case(episode, dock, at)
    return episode


def _stop(dock: Dock, at: datetime) -> None:
    """Turn the spray off; where it is refused, the control's own page says so."""
    if dock.spray_id is None:
        return
    try:
        with transaction.atomic():
            command_ask(
                control_id=dock.spray_id, parameters={"on": False}, reason="喷淋结束", actor=WATCHER, at=at
            )
    except CityError:
        return


def _fail(episode: DustEpisode, dock: Dock, refusal: str, at: datetime) -> DustEpisode:
    """End an episode in which nothing could be sprayed: somebody must go there."""
    episode.refusal = refusal[:40]
    _end(episode, DustState.STAYED, at)
    _case(episode, dock, at)
    return episode


def _end(episode: DustEpisode, state: DustState, at: datetime) -> None:
    episode.state, episode.judged_at = state.value, at
    episode.save()
    _record(episode, at)


def _case(episode: DustEpisode, dock: Dock, at: datetime) -> Case | None:
    said = (
        f"喷淋未能执行（{episode.refusal}）"
        if episode.refusal
        else f"喷淋前 {episode.before:.0f}，喷淋后 {episode.after:.0f}，未见下降"
    )
    item = item_coded(DUST_MATTER)
    place = dock.premises.place
    new = NewReport(
        client_id=uuid5(_SPACE, f"dust:{episode.pk}"),
        channel=Channel.SENSOR,
        text=f"{dock.premises.name}扬尘超标：{episode.level:.0f}（限值 {episode.limit:.0f}）。{said}。",
        item_id=item.pk if item else None,
        longitude=place.x,
        latitude=place.y,
        premises_id=dock.premises_id,
        area_code=dock.area_code,
        address=dock.premises.address,
        source_ref=f"YC{episode.pk}",
        occurred_at=episode.began_at,
        reported_at=at,
    )
    try:
        with transaction.atomic():
            episode.case = case_report(new=new, actor=WATCHER, at=at)
    except CityError as refusal:
        episode.refusal = refusal.code[:40]
        episode.save(update_fields=["refusal"])
        return None
    episode.save(update_fields=["case"])
    return episode.case


def _record(episode: DustEpisode, at: datetime) -> None:
    entry_append(
        at=at,
        actor=WATCHER,
        act=Act.DUST,
        subject=f"spoil_dock:{episode.dock_id}",
        area=episode.area_code,
        detail={"episode": episode.pk},
        words={"dust.after": episode.state},
    )
