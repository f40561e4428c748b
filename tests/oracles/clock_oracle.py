"""The clocks of a case kept the slow way: minute after minute, from a plain description.

Imports nothing of ours. Minutes are whole and counted from 1970 UTC. A clock is a pocket of minutes that
empties while it runs, by every minute or by every working minute; a deadline is found by walking there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 800  # days: nothing asked of this oracle is farther away
_ALWAYS = {"urgent_minute", "urgent_hour", "natural_day"}
_MINUTES = {"urgent_minute": 1, "urgent_hour": 60, "work_minute": 1, "work_hour": 60}


@dataclass(frozen=True, kw_only=True)
class Times:
    """A calendar in plain words.

    Args:
        seasons: from which month and day on, which minutes of the day work, as (first, after the last).
        days: what differs from the week.
        same_time: that working days end at the clock time of their start, else when work stops.
    """

    zone: str
    week: frozenset[int]
    seasons: tuple[tuple[tuple[int, int], tuple[tuple[int, int], ...]], ...]
    days: dict[date, bool]
    same_time: bool = False
    _kept: dict[int, bytearray] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True)
class Move:
    """What happens to a stage in a minute: start, stop, hold, resume, extend, cancel."""

    at: int
    stage: str
    does: str
    amount: int = 0
    unit: str = ""
    due: int | None = None


@dataclass(kw_only=True)
class Run:
    """One run of a stage's clock as it stands; `left` in minutes of its measure."""

    stage: str
    number: int
    always: bool
    due: int | None
    left: int | None
    runs: bool = True
    late: bool = False
    cancelled: bool = False


def minute_of(at: datetime) -> int:
    """Return the minute of an instant."""
    return int((at - _EPOCH).total_seconds()) // 60


def instant_of(minute: int) -> datetime:
    """Return the instant at which a minute begins."""
    return _EPOCH + timedelta(minutes=minute)


def runs(times: Times, moves: Sequence[Move], until: int) -> list[Run]:
    """Return every run as it stands at a minute, in the order they started."""
    made: list[Run] = []
    waiting = list(moves)
    minute = waiting[0].at
    while minute <= until:
        while waiting and waiting[0].at == minute:
            _move(times, made, waiting.pop(0))
        if minute < until:
            for run in made:
                if run.runs and run.left is not None and (run.always or works(times, minute)):
                    run.left -= 1
        minute += 1
    for run in made:
        if run.runs and run.due is not None and until > run.due:
            run.late = True
    return made


def _move(times: Times, made: list[Run], move: Move) -> None:
    mine = [run for run in made if run.stage == move.stage]
    if move.does == "start":
        made.append(_start(times, move, number=len(mine) + 1))
        return
    run = mine[-1]
    if move.does in {"stop", "hold", "cancel"}:
        if run.runs and run.due is not None and move.at > run.due:
            run.late = True
        run.runs = False
        run.cancelled = move.does == "cancel"
    elif move.does == "resume":
        run.runs = True
        _due_again(times, run, move.at)
    else:
        _extend(times, run, move)


def _start(times: Times, move: Move, number: int) -> Run:
    if move.due is not None:
        return Run(stage=move.stage, number=number, always=True, due=move.due, left=move.due - move.at)
    if not move.amount:
        return Run(stage=move.stage, number=number, always=True, due=None, left=None)
    always, due = move.unit in _ALWAYS, walk(times, move.at, move.amount, move.unit)
    left = sum(always or works(times, minute) for minute in range(move.at, due))
    return Run(stage=move.stage, number=number, always=always, due=due, left=left)


def _due_again(times: Times, run: Run, at: int) -> None:
    if run.due is not None and run.left is not None and not run.late:
        run.due = max(run.due, empty(times, at, run.left, always=run.always))


def _extend(times: Times, run: Run, move: Move) -> None:
    if run.due is None or run.left is None:
        return
    due = walk(times, run.due, move.amount, move.unit)
    for minute in range(run.due, due):
        run.left += run.always or works(times, minute)
    run.due = due
    if run.late and run.left >= 0:
        run.late = False
        if run.runs:
            _due_again(times, run, move.at)


def walk(times: Times, start: int, amount: int, unit: str) -> int:
    """Return the minute with which a limit ends."""
    if unit == "natural_day":
        local = instant_of(start).astimezone(ZoneInfo(times.zone))
        return minute_of(local + timedelta(days=amount))  # the same wall time
    if unit == "work_day":
        return _walk_days(times, start, amount)
    return empty(times, start, amount * _MINUTES[unit], always=unit in _ALWAYS)


def _walk_days(times: Times, start: int, amount: int) -> int:
    zone = ZoneInfo(times.zone)
    local = instant_of(start).astimezone(zone)
    for _ in range(_FAR):
        local += timedelta(days=1)
        midnight = minute_of(datetime(local.year, local.month, local.day, tzinfo=zone))
        today = [
            minute
            for minute in range(midnight, midnight + MINUTES_A_DAY + 60)  # a day of autumn has 25 hours
            if works(times, minute) and instant_of(minute).astimezone(zone).date() == local.date()
        ]
        amount -= bool(today)
        if not amount:
            return minute_of(local) if times.same_time else today[-1] + 1
    raise AssertionError


def empty(times: Times, start: int, minutes: int, *, always: bool) -> int:
    """Return the minute at which so many have passed; where none are wanted, when work goes on."""
    if not minutes and (always or works(times, start - 1)):
        return start
    for minute in range(start, start + _FAR * MINUTES_A_DAY):
        if always or works(times, minute):
            if minutes <= 1:
                return minute + minutes
            minutes -= 1
    raise AssertionError


def works(times: Times, minute: int) -> bool:
    """Return whether a minute is working time."""
    day, rest = divmod(minute, MINUTES_A_DAY)
    if day not in times._kept:
        times._kept[day] = _day(times, day)
    return bool(times._kept[day][rest])


def _day(times: Times, day: int) -> bytearray:
    """Return for each minute of a day of UTC whether it works; no zone here changes within half an hour."""
    found, zone = bytearray(MINUTES_A_DAY), ZoneInfo(times.zone)
    for half in range(48):
        local = instant_of(day * MINUTES_A_DAY + half * 30).astimezone(zone)
        first = local.hour * 60 + local.minute
        for minute in range(30):
            found[half * 30 + minute] = _works_locally(times, local.date(), first + minute)
    return found


def _works_locally(times: Times, on: date, minute: int) -> bool:
    if on in times.days:
        if not times.days[on]:
            return False
    elif on.weekday() not in times.week:
        return False
    season = times.seasons[-1][1]
    for since, periods in times.seasons:
        if since <= (on.month, on.day):
            season = periods
    return any(first <= minute < after for first, after in season)
