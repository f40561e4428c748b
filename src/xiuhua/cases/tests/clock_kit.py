"""Calendars and histories of clocks, in plain words for the oracle and in ours."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from tests.oracles.clock_oracle import MINUTES_A_DAY, Move, Times, instant_of, minute_of
from xiuhua.cases.rules.clocks import Beat
from xiuhua.cases.terms import Signal, Stage
from xiuhua.ground.queries.calendars import national_days
from xiuhua.ground.rules.calendars import DayRule, Hours, Period, Season, WorkCalendar
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

DAY = ((480, 720), (840, 1080))  # 08:00-12:00, 14:00-18:00
SUMMER_DAY = ((480, 720), (900, 1110))  # 08:00-12:00, 15:00-18:30
SEASONS = (((1, 1), DAY), ((6, 1), SUMMER_DAY), ((10, 1), DAY))
MOST = {
    "urgent_minute": 600,
    "urgent_hour": 48,
    "work_minute": 600,
    "work_hour": 40,
    "work_day": 10,
    "natural_day": 9,
}
NEW_YEAR = minute_of(datetime(2026, 1, 1, tzinfo=UTC))
TURNS = (  # Spring Festival, the clocks of New York and London in spring, summer hours, National Day, autumn
    date(2026, 2, 15), date(2026, 3, 8), date(2026, 3, 29), date(2026, 6, 1), date(2026, 10, 1),
    date(2026, 10, 25), date(2026, 11, 1),
)  # fmt: skip
ZONES = ("Asia/Shanghai", "Asia/Shanghai", "America/New_York", "Europe/London", "Asia/Kolkata")


def national() -> dict[date, bool]:
    """Return the holidays and make-up days of 2026."""
    return {on: works for on, works, _name in national_days(2026)}


def calendar_of(times: Times) -> WorkCalendar:
    """Return a plain calendar as the rules take it."""
    seasons = tuple(
        Season(
            name=str(since),
            since=since,
            periods=tuple(Period(_time(one), _time(end)) for one, end in periods),
        )
        for since, periods in times.seasons
    )
    rule = DayRule.SAME_TIME if times.same_time else DayRule.END_OF_DAY
    return WorkCalendar(
        key="kit", version=1, zone=ZoneInfo(times.zone), days=times.days, years=frozenset({2026}),
        hours=Hours(seasons=seasons, workweek=times.week, day_rule=rule),
    )  # fmt: skip


def _time(minute: int) -> time:
    return time(*divmod(minute % MINUTES_A_DAY, 60))


def beats_of(moves: Sequence[Move], zone: tzinfo = UTC) -> list[Beat]:
    """Return plain moves as the rules take them, in the time of some zone."""
    return [
        Beat(
            at=instant_of(move.at).astimezone(zone), signal=Signal(move.does),
            stage=Stage(f"stage_{move.stage}"),
            limit=Limit(move.amount, TimeUnit(move.unit)) if move.amount else None,
            due=None if move.due is None else instant_of(move.due).astimezone(zone),
        )
        for move in moves
    ]  # fmt: skip


@cache
def yuncheng() -> Times:
    """The week, the holidays of 2026, and summer hours from June to September."""
    return Times(zone="Asia/Shanghai", week=frozenset(range(5)), seasons=SEASONS, days=national())


def random_times(draw: random.Random) -> Times:
    """Return some calendar: the national one in half of the cases."""
    if draw.random() < 0.5:
        return replace(yuncheng(), zone=draw.choice(ZONES), same_time=draw.random() < 0.25, _kept={})
    starts = sorted({(draw.randint(1, 12), draw.randint(1, 28)) for _ in range(draw.randint(1, 3))})
    days = {
        date(2026, 1, 1) + timedelta(days=draw.randrange(365)): draw.random() < 0.5
        for _ in range(draw.randrange(40))
    }
    return Times(
        zone=draw.choice(ZONES),
        week=frozenset(draw.sample(range(7), draw.randint(2, 7))),
        seasons=tuple((since, _random_periods(draw)) for since in starts),
        days=days,
        same_time=draw.random() < 0.25,
    )


def _random_periods(draw: random.Random) -> tuple[tuple[int, int], ...]:
    """Return periods after 05:00, when no zone here changes its clock; one may last until midnight."""
    edges = sorted(draw.sample(range(20, 97), 2 * draw.randint(1, 3)))
    return tuple((15 * since, 15 * until) for since, until in zip(edges[::2], edges[1::2], strict=True))


def random_start(draw: random.Random) -> int:
    """Return a minute of 2026, in a third of the cases shortly before a day on which something turns."""
    if draw.random() < 2 / 3:
        return NEW_YEAR + draw.randrange(365 * MINUTES_A_DAY)
    turn = (draw.choice(TURNS) - date(2026, 1, 1)).days
    return NEW_YEAR + draw.randrange((turn - 3) * MINUTES_A_DAY, turn * MINUTES_A_DAY)


def random_moves(draw: random.Random, first: int) -> list[Move]:
    """Return a history that a case could have, of two stages, from some minute on."""
    moves: list[Move] = []
    standing = {"handle": "", "check": ""}
    at = first
    for _ in range(draw.randint(1, 9)):
        stage = draw.choice(("handle", "handle", "check"))
        does = draw.choice(_NEXT[standing[stage]])
        moves.append(_random_move(draw, at, stage, does))
        standing[stage] = does if does != "extend" else standing[stage]
        at += draw.choice((0, 1, draw.randrange(240), draw.randrange(240), draw.randrange(3 * MINUTES_A_DAY)))
    return moves


_RUNS = ("stop", "hold", "hold", "extend", "cancel")
_NEXT = {
    "": ("start",),
    "start": _RUNS,
    "resume": _RUNS,
    "hold": ("resume", "resume", "extend", "stop", "cancel"),
    "stop": ("resume", "resume", "start", "cancel"),
    "cancel": ("start",),
}


def _random_move(draw: random.Random, at: int, stage: str, does: str) -> Move:
    if does == "start" and draw.random() < 0.1:
        due = at + draw.randrange(-60, 5 * MINUTES_A_DAY) if draw.random() < 0.7 else None
        return Move(at=at, stage=stage, does=does, due=due)
    if does not in {"start", "extend"}:
        return Move(at=at, stage=stage, does=does)
    unit = draw.choice(tuple(MOST))
    return Move(
        at=at, stage=stage, does=does, unit=unit, amount=draw.randint(1, draw.choice((3, MOST[unit])))
    )
