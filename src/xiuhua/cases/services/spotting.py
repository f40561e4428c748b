"""Finding the road of each case, and the supervision list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.cases.models import Watch
from xiuhua.cases.queries.hot_spots import (
    SpotAsked,
    roads_changed_at,
    spot_cases,
    spot_named,
    watch_asked,
    watch_count,
    watch_lock,
)
from xiuhua.cases.queries.look_backs import person_known
from xiuhua.cases.rules.hot_spots import ROAD_REACH_M, days_before, watch_met
from xiuhua.cases.terms import HotSpotAct, SpotKind, WatchState
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import EVERYWHERE, Actor
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow

BATCH = 5_000
_LOOKS_BACK = 2_000  # ids: a case may be committed after one with a higher id
_REACH_DEGREES = ROAD_REACH_M / 50_000  # more than the reach up to 63 degrees north: it only picks candidates
# A road lies near where its box does; of those near enough the nearest, in metres on the ellipsoid.
_FOUND = """
INSERT INTO cases_caseroad (case_id, road_id, away_m, area_code, found_at)
SELECT matter.id, near.id, near.away_m, matter.area_code, %(at)s
FROM ({wanted}) AS matter
LEFT JOIN LATERAL (
    SELECT road.id, ST_Distance(road.line::geography, matter.place::geography) AS away_m
    FROM ground_road AS road
    WHERE ST_DWithin(road.line, matter.place, %(degrees)s)
    ORDER BY away_m, road.id LIMIT 1
) AS near ON near.away_m <= %(reach_m)s
ON CONFLICT (case_id) DO UPDATE SET
    road_id = EXCLUDED.road_id, away_m = EXCLUDED.away_m, found_at = EXCLUDED.found_at
"""
_NEW = """
SELECT id, place, area_code FROM cases_case AS fresh
WHERE id > (SELECT coalesce(max(case_id), 0) FROM cases_caseroad) - %(back)s AND place IS NOT NULL
    AND NOT EXISTS (SELECT FROM cases_caseroad WHERE case_id = fresh.id)
ORDER BY id LIMIT %(batch)s
"""
_OUTDATED = """
SELECT matter.id, matter.place, matter.area_code FROM cases_caseroad AS known
JOIN cases_case AS matter ON matter.id = known.case_id
WHERE known.found_at < %(changed)s ORDER BY known.found_at LIMIT %(batch)s
"""


@transaction.atomic
def roads_find(*, at: datetime, batch: int = BATCH) -> int:
    """Find the road of cases that have none found yet, else of those found before a road changed.

    Return how many were looked at. Nobody did it, so nothing is entered: it can be found again at any time.
    """
    with scope_opened((EVERYWHERE,)), connection.cursor() as cursor:
        changed = roads_changed_at()
        told: dict[str, datetime | float | int | None] = {
            "at": at, "degrees": _REACH_DEGREES, "reach_m": ROAD_REACH_M, "back": _LOOKS_BACK, "batch": batch,
            "changed": changed,
        }  # fmt: skip
        cursor.execute(_FOUND.format(wanted=_NEW), told)
        if not cursor.rowcount and changed is not None:
            cursor.execute(_FOUND.format(wanted=_OUTDATED), told)
        return int(cursor.rowcount)


# --- the supervision list -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NewWatch:
    """A place that shall be watched: whose it is, from the first to the last day, and how few it shall have.

    `item_id` narrows it to one matter.
    """

    kind: SpotKind
    key: str
    owner_id: int | None
    since: date
    until: date
    target: int | None
    item_id: int | None = None
    note: str = ""


@transaction.atomic
def watch_put(*, new: NewWatch, actor: Actor, at: datetime) -> Watch:
    """Put a place on the supervision list; what it had in as many days before is counted and kept.

    Raises:
        NotFound: there is no such place.
        NotPermitted: not by this actor, or not there.
        Invalid: the owner or the target is missing, or the days are no span.
        Conflict: it is watched already.
    """
    name, area_code = spot_named(new.kind, new.key)
    watch = Watch(  # type: ignore[misc]  # an owner or a target that is missing is refused below
        kind=new.kind.value, key=new.key, name=name, item_id=new.item_id, owner_id=new.owner_id,
        since=new.since, until=new.until, target=new.target, note=new.note.strip(), area_code=area_code,
        recorded_at=at, updated_at=at,
    )  # fmt: skip
    require(actor, HotSpotAct.WATCH, watch)
    _watch_check(new)
    known = Watch.objects.filter(
        kind=new.kind.value, key=new.key, item_id=new.item_id, state=WatchState.ON.value
    ).first()
    if known is not None:
        raise Conflict(kind="watch", key=known.pk)
    watch.before_count = spot_cases(new.kind, new.key, _asked_before(new, area_code)).count()
    watch.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=HotSpotAct.WATCH.value, subject=f"watch:{watch.pk}", area=area_code,
        detail={"kind": new.kind.value, "key": new.key, "item": new.item_id, "owner": new.owner_id,
                "before": watch.before_count, "target": new.target},
        words={"reason": watch.note} if watch.note else {},
    )  # fmt: skip
    return watch


def _watch_check(new: NewWatch) -> None:
    fields = {}
    if person_known(new.owner_id) is None:
        fields["owner"] = "watch_owner_missing"
    if new.target is None or new.target < 0:
        fields["target"] = "watch_target_missing"
    if new.until < new.since or (new.until - new.since).days >= _LONGEST_DAYS:
        fields["until"] = "watch_span_wrong"
    if fields:
        raise Invalid(fields=fields)


_LONGEST_DAYS = 366


def _asked_before(new: NewWatch, area_code: str) -> SpotAsked:
    since, until = days_before(new.since, new.until)
    items = (new.item_id,) if new.item_id else ()
    return SpotAsked(kind=new.kind, since=since, until=until, areas=(area_code,), items=items)


@transaction.atomic
def watch_end(*, watch_id: int, conclusion: str, actor: Actor, at: datetime, today: date) -> Watch:
    """Take a place off the list; whether it came down as far as it should is counted, not said.

    Args:
        watch_id: which line.
        conclusion: what was done there, and what is to be kept up.
        actor: who.
        at: when.
        today: the day it is there.

    Raises:
        NotFound: no such line in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is over already.
        Invalid: the conclusion is missing.
    """
    watch = watch_lock(watch_id)
    require(actor, HotSpotAct.UNWATCH, watch)
    if watch.state != WatchState.ON:
        raise NotAllowedNow(act=HotSpotAct.UNWATCH.value, state=watch.state)
    if not conclusion.strip():
        raise Invalid(fields={"conclusion": "watch_conclusion_missing"})
    counted = watch_count(watch, watch_asked(watch, until=max(watch.since, min(watch.until, today))))
    met = watch_met(counted, watch.target) and today >= watch.until
    watch.state = (WatchState.DONE if met else WatchState.DROPPED).value
    watch.end_count, watch.conclusion, watch.ended_at, watch.updated_at = counted, conclusion.strip(), at, at
    watch.save()
    entry_append(
        at=at, actor=actor, act=HotSpotAct.UNWATCH.value, subject=f"watch:{watch.pk}", area=watch.area_code,
        detail={"counted": counted, "target": watch.target, "state": watch.state},
        words={"reason": watch.conclusion},
    )  # fmt: skip
    return watch
