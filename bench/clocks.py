"""Clocks of cases: deadlines over whole histories, beside counting each limit day by day."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from bench.figures import Figure
from xiuhua.cases.rules.clocks import Beat, clocks
from xiuhua.cases.terms import Signal, Stage
from xiuhua.config.env import Environment
from xiuhua.ground.queries.calendars import national_days
from xiuhua.ground.rules.calendars import Hours, Period, Season, WorkCalendar, deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

HISTORIES = 5_000
ROUNDS = 3
RATE = 50_000
RATIO = 1.5  # on a slower machine, to counting with nothing kept
_PLAIN = 5_000  # limits counted the plain way, which is slow
_SEED = 20_260_101
_ZONE = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_GIVES_A_DEADLINE = frozenset({Signal.START, Signal.RESUME, Signal.EXTEND})
_DESKS = (
    (Stage.ACCEPT, Limit(30, TimeUnit.WORK_MINUTE)),
    (Stage.VERIFY, Limit(24, TimeUnit.URGENT_HOUR)),
    (Stage.FILE, Limit(30, TimeUnit.WORK_MINUTE)),
    (Stage.DISPATCH, Limit(30, TimeUnit.WORK_MINUTE)),
)
_AFTER = (
    (Stage.REVIEW, Limit(30, TimeUnit.WORK_MINUTE)),
    (Stage.CHECK, Limit(2, TimeUnit.URGENT_HOUR)),
    (Stage.CLOSE, Limit(1, TimeUnit.WORK_HOUR)),
)
_HANDLING = (
    Limit(2, TimeUnit.URGENT_HOUR), Limit(4, TimeUnit.WORK_HOUR), Limit(1, TimeUnit.WORK_DAY),
    Limit(2, TimeUnit.WORK_DAY), Limit(3, TimeUnit.WORK_DAY), Limit(5, TimeUnit.WORK_DAY),
    Limit(15, TimeUnit.WORK_DAY), Limit(2, TimeUnit.NATURAL_DAY),
)  # fmt: skip


def run(environment: Environment) -> list[Figure]:  # noqa: ARG001 - clocks are counted in memory
    """Fold the same histories several times: with one calendar for all, and with a new one for each."""
    draw = random.Random(_SEED)
    histories = [tuple(_history(draw)) for _ in range(HISTORIES)]
    beats = sum(len(history) for history in histories)
    deadlines = sum(beat.signal in _GIVES_A_DEADLINE for history in histories for beat in history)
    limits, calendar = _limits(histories), _calendar()
    folded = min(_seconds(lambda: _fold(histories)) for _ in range(ROUNDS))
    anew = min(_seconds(lambda: _fold_anew(histories)) for _ in range(ROUNDS))
    single = min(_seconds(lambda: _count(limits)) for _ in range(ROUNDS))
    plain = min(
        _seconds(lambda: [_plain(calendar, *limit) for limit in limits[:_PLAIN]]) for _ in range(ROUNDS)
    )
    _same_check(limits[:_PLAIN])
    return [
        _rate("clocks-deadlines", deadlines / folded, deadlines / anew, ratio=RATIO),
        _rate("clocks-limits", len(limits) / single, _PLAIN / plain, ratio=1),
        Figure(
            name="clocks-moves", value=beats / folded, unit="moves/s", limit=None, better="higher",
            baseline=None, ok=True,
        ),
    ]  # fmt: skip


def _rate(name: str, value: float, baseline: float, *, ratio: float) -> Figure:
    return Figure(
        name=name, value=value, unit="deadlines/s", limit=RATE, better="higher", baseline=baseline,
        ok=value >= RATE or value >= ratio * baseline,
    )  # fmt: skip


def _calendar() -> WorkCalendar:
    periods = (Period(clock_time(8), clock_time(12)), Period(clock_time(14), clock_time(18)))
    summer = (Period(clock_time(8), clock_time(12)), Period(clock_time(15), clock_time(18, 30)))
    seasons = (
        Season(name="冬令时", since=(1, 1), periods=periods),
        Season(name="夏令时", since=(6, 1), periods=summer),
        Season(name="秋令时", since=(10, 1), periods=periods),
    )
    days = {on: works for year in (2025, 2026) for on, works, _name in national_days(year)}
    return WorkCalendar(
        key="bench",
        version=1,
        zone=_ZONE,
        hours=Hours(seasons=seasons),
        days=days,
        years=frozenset({2025, 2026}),
    )


def _history(draw: random.Random) -> Iterator[Beat]:
    """Yield the moves of a case from report to close: a tenth waits, is lengthened, sent back, redone."""
    at = datetime(2025, 1, 2, tzinfo=UTC) + timedelta(minutes=draw.randrange(600 * 24 * 60))
    for stage, limit in _DESKS:
        yield Beat(at=at, signal=Signal.START, stage=stage, limit=limit)
        at += timedelta(minutes=draw.randint(1, 60))
        yield Beat(at=at, signal=Signal.STOP, stage=stage)
    limit = draw.choice(_HANDLING)
    yield Beat(at=at, signal=Signal.START, stage=Stage.HANDLE, limit=limit)
    if draw.random() < 0.1:
        at += timedelta(minutes=draw.randint(1, 60))
        yield Beat(at=at, signal=Signal.CANCEL, stage=Stage.HANDLE)
        yield Beat(at=at, signal=Signal.START, stage=Stage.HANDLE, limit=limit)
    if draw.random() < 0.1:
        yield Beat(at=at, signal=Signal.EXTEND, stage=Stage.HANDLE, limit=limit)
    if draw.random() < 0.1:
        yield Beat(at=at, signal=Signal.HOLD, stage=Stage.HANDLE)
        at += timedelta(days=draw.randint(1, 30))
        yield Beat(at=at, signal=Signal.RESUME, stage=Stage.HANDLE)
    for failed in (draw.random() < 0.1, False):
        at += timedelta(minutes=draw.randint(10, 3 * 24 * 60))
        yield Beat(at=at, signal=Signal.STOP, stage=Stage.HANDLE)
        for stage, short in _AFTER[:2] if failed else _AFTER:
            yield Beat(at=at, signal=Signal.START, stage=stage, limit=short)
            at += timedelta(minutes=draw.randint(1, 90))
            yield Beat(at=at, signal=Signal.STOP, stage=stage)
        if not failed:
            return
        yield Beat(at=at, signal=Signal.RESUME, stage=Stage.HANDLE)


Counted = tuple[datetime, int, TimeUnit]


def _limits(histories: Sequence[Sequence[Beat]]) -> list[Counted]:
    return [
        (beat.at, beat.limit.amount, beat.limit.unit)
        for history in histories
        for beat in history
        if beat.signal is Signal.START and beat.limit is not None
    ]


def _fold(histories: Sequence[Sequence[Beat]]) -> None:
    calendar = _calendar()
    for history in histories:
        clocks(history, calendar)


def _fold_anew(histories: Sequence[Sequence[Beat]]) -> None:
    days = _calendar()
    for history in histories:
        clocks(history, replace(days))  # a copy has looked at no month yet


def _count(limits: Sequence[Counted]) -> None:
    calendar = _calendar()
    for at, amount, unit in limits:
        deadline(calendar, at, amount, unit)


def _plain(calendar: WorkCalendar, at: datetime, amount: int, unit: TimeUnit) -> datetime:
    """Return when a limit ends, walking from span to span and from day to day: the plain way."""
    if unit is TimeUnit.NATURAL_DAY:
        return at + amount * _DAY
    minutes = amount * (60 if unit in {TimeUnit.URGENT_HOUR, TimeUnit.WORK_HOUR} else 1)
    if unit in {TimeUnit.URGENT_HOUR, TimeUnit.URGENT_MINUTE}:
        return at + timedelta(minutes=minutes)
    on, left = at.astimezone(_ZONE).date(), timedelta(minutes=minutes)
    while True:
        spans = _spans(calendar, on)
        if unit is TimeUnit.WORK_DAY and on > at.astimezone(_ZONE).date() and spans:
            amount -= 1
            if not amount:
                return spans[-1][1]
        for since, until in spans if unit is not TimeUnit.WORK_DAY else ():
            begun = max(since, at)
            if until - begun >= left:
                return begun + left
            left -= max(until - begun, timedelta())
        on += _DAY


def _spans(calendar: WorkCalendar, on: date) -> list[tuple[datetime, datetime]]:
    if not calendar.days.get(on, on.weekday() in calendar.hours.workweek):
        return []
    season = [one for one in calendar.hours.seasons if one.since <= (on.month, on.day)][-1]
    return [
        tuple(datetime.combine(on, at, _ZONE).astimezone(UTC) for at in (one.since, one.until))
        for one in season.periods
    ]


def _same_check(limits: Sequence[Counted]) -> None:
    calendar = _calendar()
    for limit in limits:
        found, plain = deadline(calendar, *limit).at, _plain(calendar, *limit).astimezone(UTC)
        assert found == plain, (limit, found, plain)  # noqa: S101 - a benchmark is a test


def _seconds(act: Callable[[], object]) -> float:
    """Return the processor's time, which other work on the machine hardly changes."""
    started = time.process_time()
    act()
    return time.process_time() - started
