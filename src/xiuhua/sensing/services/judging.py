"""The judge: readings that were stored are judged by the rules that are on, and alarms follow.

Where the judgement of a rule about a device stands lies in a row, which changes in one transaction with the
alarm and its steps; what conditions remember is read again from stored readings. So it may be killed at any
moment, run twice at once, or be late: it goes on where it was, in the order in which readings came, and its
timers need no reading.

It works by batches: one statement takes the rows, one reads what is new to all of them, one writes where all
of them stand. What conditions remember stays in the process for as long as nobody else changes the row, and
of judgements at rest only what may wake them is looked at one by one.

A reading at or before the last judged instant is late: it is stored and shown, and changes nothing.

Source:
    own choice: `rules.live` says what is judged when, this module only feeds it and writes down what it says.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

import numpy as np
from django.db import InterfaceError, OperationalError, transaction

from xiuhua.sensing.models import Device, Rule, RuleStanding, RuleVersion
from xiuhua.sensing.queries import alarm_rules as rule_queries
from xiuhua.sensing.queries import alarms as queries
from xiuhua.sensing.queries.alarms import PastRow, Row, Wanted
from xiuhua.sensing.queries.maintenance import spans_quiet_many
from xiuhua.sensing.rules.alarms import AlarmStep as Step
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import Subject, standing_read, standing_stored
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.passing import Arrivals, Passing, passed_over, passing_of
from xiuhua.sensing.services.alarm_steps import Happened, instant, step_retired, steps_write
from xiuhua.sensing.services.doubting import HOLD, Stream, judged_compare
from xiuhua.sensing.services.remembering import Remembered, recall, remember
from xiuhua.shared.errors import NotFound

MOST_LOOKS = 4_000  # standings that one pass looks at; the others are looked at by the next
BATCH = 500  # standings that are judged in one transaction
MOST_READINGS = 5_000  # that one look takes
MOST_ENDED = 400  # judgements that one pass ends
MOST_NEW = 500  # pairs of a rule and a device that one pass begins to watch
FARTHEST = timedelta(days=7)  # how far back watching a device begins, if nobody came by for long
AGAIN = timedelta(minutes=10)  # after which what cannot be judged is looked at again
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a pass did: standings begun, ended and looked at, and steps that alarms took."""

    begun: int
    ended: int
    looks: int
    steps: int


def alarms_judge(*, at: datetime, most: int = MOST_LOOKS) -> Judged:
    """Judge what came since the last pass, and every timer that is due. The scope must be open everywhere."""
    begun, ended = rules_follow(at=at)
    looks, steps = due_judge(at=at, most=most)
    return Judged(begun=begun, ended=ended, looks=looks, steps=steps)


def rules_follow(*, at: datetime) -> tuple[int, int]:
    """Begin and end judgements as rules and devices have changed; return how many begun and ended."""
    ended = sum(standing_end(standing_id=key, at=at) for key in queries.standings_unfit(most=MOST_ENDED))
    return _begun(at), ended


def due_judge(*, at: datetime, most: int = MOST_LOOKS) -> tuple[int, int]:
    """Judge what came and is due of what is watched already; return how many looks and steps there were."""
    due = queries.standings_due(at=at, most=most)
    steps = sum(_judged(due[place : place + BATCH], at) for place in range(0, len(due), BATCH))
    return len(due), steps


@transaction.atomic
def _begun(at: datetime) -> int:
    """Begin to watch what rules are to watch and do not yet; return how many devices.

    It begins with the first reading since the rule has been on: before, the device may not have been there.
    """
    found = 0
    for rule_id, device_ids in queries.devices_unwatched(most=MOST_NEW).items():
        rule = rule_queries.rule_get(rule_id)
        version = rule.current
        if version is None:
            continue
        ids = list(version.quantities.values_list("pk", flat=True))
        floor = max(at - FARTHEST, version.since, rule.switched_at or version.since)
        first = queries.readings_first(device_ids, ids, since=floor)
        devices = rule_queries.devices_some(device_ids)
        RuleStanding.objects.bulk_create(
            [_standing(rule, version, device, first.get(device.pk, floor), at) for device in devices],
            ignore_conflicts=True,
        )
        found += len(devices)
    return found


def _standing(
    rule: Rule, version: RuleVersion, device: Device, since: datetime, at: datetime
) -> RuleStanding:
    return RuleStanding(
        rule=rule, version=version, device=device, area_code=device.area_code, since=since,
        judged_to=since - timedelta(microseconds=1), looked_at=since, wake_at=at,
    )  # fmt: skip


@transaction.atomic
def standing_end(*, standing_id: int, at: datetime) -> int:
    """End the judgement of a rule about a device, and its alarm with it; return whether there was one."""
    row = queries.standing_taken(standing_id)
    if row is None:
        return 0
    if row.alarm_id is not None:
        step_retired(alarm=queries.alarm_lock(row.alarm_id), at=at)
    row.delete()
    return 1


# --- a batch -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Look:
    """What is looked at of one standing.

    Args:
        mark: of its row, as it was taken.
        live: its judgement, once it is recalled or read again.
        news: what is new to it, in the order it came.
        is_all: whether there is no more news than what is looked at.
    """

    row: RuleStanding
    mark: str
    rule: JudgedRule
    subject: Subject
    live: Live | None = None
    news: Sequence[Row] = ()
    is_all: bool = True
    steps: list[Step] = field(default_factory=list)


def _judged(keys: Sequence[int], at: datetime) -> int:
    """Judge some standings together; where that fails, each alone. Return how many steps there were."""
    try:
        compared = judged_compare(standing_ids=keys, at=at)
        return standings_judge(standing_ids=keys, compared=compared, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - one standing's mistake must not hold up the others
        if len(keys) > 1:
            _LOG.exception("some standings cannot be judged together, and are judged one by one")
            return sum(_judged([key], at) for key in keys)
        _LOG.exception("standing %s cannot be judged", keys[0])
        _given_up(keys[0], type(error).__name__, at)
        return 0


@transaction.atomic
def _given_up(key: int, why: str, at: datetime) -> None:
    """Note that a standing cannot be judged: the others must not wait for it."""
    row = queries.standing_taken(key)
    if row is not None:
        queries.standings_write([_faulted(row, why, at)])


def standings_judge(*, standing_ids: Sequence[int], compared: Mapping[Stream, float], at: datetime) -> int:
    """Judge some standings together: what came, and the timers that are due; return how many steps.

    Args:
        standing_ids: which.
        at: now.
        compared: up to when the readings of some streams were compared with one another; newer ones wait.
    """
    with transaction.atomic():
        looks, faulted = _looks(standing_ids, at)
        codes = rule_queries.quantities_coded(
            {series.quantity for look in looks for series in look.rule.series.values()}
        )
        _news_read(looks, codes, compared, at)
        faulted += _resumed(looks, codes, at)
        looks = [look for look in looks if look.live is not None]
        passed = _passed_over(looks, at)
        by_id = {key: code for code, key in codes.items()}
        for look in looks:
            if look.row.pk not in passed:
                _fed(look, by_id, at)
        steps = steps_write(happened=[Happened(look.row, look.steps) for look in looks], at=at)
        for look in looks:
            _stood(look, at, is_passed=look.row.pk in passed)
        marks = queries.standings_write([*(look.row for look in looks), *faulted])
    for look in looks:  # only now: what is not committed did not happen
        if look.live is not None and look.row.standing:
            remember(look.row.pk, Remembered(marks[look.row.pk], look.subject, look.live))
    return steps


def _looks(standing_ids: Sequence[int], at: datetime) -> tuple[list[_Look], list[RuleStanding]]:
    """Return what is to be judged, and the rows of what cannot be."""
    looks: list[_Look] = []
    faulted: list[RuleStanding] = []
    taken = queries.standings_taken(standing_ids, at=at)
    versions = rule_queries.versions_some({row.version_id for row, _mark in taken})
    devices = {one.pk: one for one in rule_queries.devices_some([row.device_id for row, _mark in taken])}
    for row, _mark in taken:
        row.version, row.device = versions[row.version_id], devices[row.device_id]
        row.rule = row.version.rule
    quiet = spans_quiet_many([row for row, _mark in taken])
    rules: dict[int, JudgedRule] = {}
    for (row, mark), spans in zip(taken, quiet, strict=True):
        try:
            rule = rules.get(row.version_id) or rule_queries.judged_rule(row.rule, row.version)
            subject = rule_queries.subject_of(rule, row.device, at=at, since=row.judged_to, quiet=spans)
        except (BadRule, NotFound) as error:
            faulted.append(_faulted(row, str(error), at))
            continue
        rules[row.version_id] = rule
        looks.append(_Look(row, mark, rule, subject))
    return looks, faulted


def _wanted(look: _Look, codes: Mapping[str, int], since: datetime, until: datetime) -> Wanted:
    asked = {codes[one.quantity] for one in look.rule.series.values() if one.quantity in codes}
    return Wanted(look.row.device_id, asked, since, until, look.row.looked_at)


def _news_read(
    looks: Sequence[_Look], codes: Mapping[str, int], compared: Mapping[Stream, float], at: datetime
) -> None:
    """Let every look have its news: but for what was committed since it was compared, which is its next."""
    wanted = [_wanted(look, codes, look.row.judged_to, at) for look in looks]
    held_s = (at - HOLD).timestamp()
    for place, rows in groupby(queries.readings_new(wanted, most=MOST_READINGS), key=itemgetter(0)):
        look, news = looks[place], list(rows)
        look.is_all = len(news) < MOST_READINGS
        if compared:
            ends = {key: compared.get((look.row.device_id, key), math.inf) for key in codes.values()}
            told = [row for row in news if row[2] <= ends[row[1]] or row[5] < held_s]
            look.is_all &= len(told) == len(news)
            news = told
        look.news = news


def _resumed(looks: Sequence[_Look], codes: Mapping[str, int], at: datetime) -> list[RuleStanding]:
    """Let every look have its judgement as it stood; return the rows of what lacks something for it."""
    for look in looks:
        look.live = recall(look.row.pk, look.mark, look.subject)
        if look.live is not None:
            look.live.forget_unjudged()  # it is among the news
    unknown = [look for look in looks if look.live is None]
    old = [look for look in unknown if look.row.standing]
    wanted = [
        _wanted(look, codes, look.row.judged_to - timedelta(seconds=look.rule.lookback_s), look.row.judged_to)
        for look in old
    ]
    past = {
        old[place].row.pk: list(rows)
        for place, rows in groupby(queries.readings_past(wanted), key=itemgetter(0))
    }
    faulted = []
    for look in unknown:
        try:
            look.live = _live(look, past.get(look.row.pk, []))
        except BadRule as error:
            faulted.append(_faulted(look.row, str(error), at))
    return faulted


def _live(look: _Look, past: Sequence[PastRow]) -> Live:
    """Return the judgement as it stood.

    Raises:
        BadRule: the device lacks something that the rule needs.
    """
    if not look.row.standing:
        return Live(look.rule, look.subject, look.row.since.timestamp())
    standing = standing_read(look.row.standing)
    names = _names(look.rule)
    told = [(name, at, value, flags) for _place, code, at, value, flags in past for name in names[code]]
    live = Live.resumed(look.rule, look.subject, standing, [one for one in told if one[1] >= standing.start])
    if standing.is_muted is not look.subject.is_maintained(standing.closed):  # announced while it was judged
        live.maintain(look.subject.maintenance)
    return live


def _names(rule: JudgedRule) -> dict[str, list[str]]:
    """Return under which names a rule asks for each quantity."""
    found: dict[str, list[str]] = {}
    for name, series in rule.series.items():
        found.setdefault(series.quantity, []).append(name)
    return found


def _passed_over(looks: Sequence[_Look], at: datetime) -> set[int]:
    """Find judgements at rest whose news change nothing, let them take it, and return their standings."""
    groups: dict[tuple[int, object], list[_Look]] = {}
    for look in looks:
        if look.news and look.is_all and look.live is not None and look.live.is_at_rest:
            numbers = tuple(sorted(look.subject.numbers.items()))
            groups.setdefault((look.row.version_id, numbers), []).append(look)
    found: set[int] = set()
    for group in groups.values():
        passing = passing_of(group[0].rule, group[0].subject.numbers)
        if passing is not None:
            found |= _group_passed(passing, group, at)
    return found


def _group_passed(passing: Passing, group: Sequence[_Look], at: datetime) -> set[int]:
    lives = [look.live for look in group if look.live is not None]
    columns = np.array([row for look in group for row in look.news])
    counts = np.array([len(look.news) for look in group])
    arrivals = Arrivals(
        at_s=columns[:, 2], value=columns[:, 3], flags=columns[:, 4].astype(np.int64), came_s=columns[:, 5],
        first=np.cumsum(counts) - counts,
        closed_s=np.array([live.closed for live in lives]),
        due_s=np.array([live.due for live in lives]),
    )  # fmt: skip
    is_passed = passed_over(passing, arrivals, until=at.timestamp())
    found = set()
    for look, live, passes in zip(group, lives, is_passed.tolist(), strict=True):
        if passes:
            _place, _quantity, read_at, value, flags, _came = look.news[-1]
            live.passed(passing.series, read_at, value, flags)
            found.add(look.row.pk)
    return found


def _fed(look: _Look, codes: Mapping[int, str], at: datetime) -> None:
    """Give readings in the order they came, and between them every timer that was due by then."""
    live, names = look.live, _names(look.rule)
    assert live is not None  # noqa: S101 - whoever has none is left out before
    came = -math.inf
    for _place, quantity, read_at, value, flags, received_at in look.news:
        came = max(came, received_at, read_at)
        look.steps += live.advance(came)
        for name in names[codes[quantity]]:
            look.steps += live.reading(name, read_at, value, flags, now=came)[1]
    if look.is_all:
        look.steps += live.advance(at.timestamp())


def _stood(look: _Look, at: datetime, *, is_passed: bool) -> None:
    """Note in its row where the judgement stands now."""
    row, live = look.row, look.live
    assert live is not None  # noqa: S101 - as above
    if is_passed:  # nothing else of it has changed
        row.standing = {**row.standing, "closed": live.closed}
    elif math.isfinite(live.closed):
        row.standing = standing_stored(live.standing())
    if math.isfinite(live.closed):
        row.judged_to = instant(live.closed)
    wakes = instant(live.wake_at) if math.isfinite(live.wake_at) else None
    row.wake_at = wakes if look.is_all else at
    row.looked_at, row.fault = at, ""


def _faulted(row: RuleStanding, fault: str, at: datetime) -> RuleStanding:
    row.fault, row.looked_at, row.wake_at = fault[:200], at, at + AGAIN
    return row
