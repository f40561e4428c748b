"""Clocks agree with counting minutes, whatever is done to them; and what must hold of any history."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.oracles import clock_oracle
from tests.oracles.clock_oracle import MINUTES_A_DAY, Move, Times, instant_of, minute_of
from xiuhua.cases.rules.clocks import Clock, beaten, clocks, is_late, left_at
from xiuhua.cases.tests.clock_kit import (
    MOST,
    NEW_YEAR,
    beats_of,
    calendar_of,
    random_moves,
    random_start,
    random_times,
    yuncheng,
)
from xiuhua.ground.rules.calendars import WorkCalendar

_A_CALENDAR_SERVES = 100


def _told(clock: Clock, until: int, calendar: WorkCalendar) -> tuple[object, ...]:
    at = instant_of(until)
    left = left_at(clock, at, calendar)
    left_minutes = None if left is None else left / 60
    return (
        clock.stage.value.removeprefix("stage_"),
        clock.number,
        clock.due_at,
        is_late(clock, at),
        left_minutes,
        clock.cancelled,
        clock.is_running,
    )


def _due(run: clock_oracle.Run) -> datetime | None:
    return None if run.due is None else instant_of(run.due)


def _agree(times: Times, moves: list[Move], until: int, calendar: WorkCalendar) -> None:
    ours = clocks(beats_of(moves, calendar.zone if until % 2 else UTC), calendar)
    expected = [
        (run.stage, run.number, _due(run), run.late, run.left, run.cancelled, run.runs)
        for run in clock_oracle.runs(times, moves, until)
    ]
    assert [_told(clock, until, calendar) for clock in ours] == expected, (times, moves, until)


def _histories_agree(seed: int, count: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same histories every time
    for _ in range(count // _A_CALENDAR_SERVES):
        times = random_times(draw)
        calendar = calendar_of(times)
        for _ in range(_A_CALENDAR_SERVES):
            moves = random_moves(draw, random_start(draw))
            _agree(times, moves, moves[-1].at + draw.randrange(3 * MINUTES_A_DAY), calendar)


@pytest.mark.slow("five hundred histories, minute by minute")
def test_five_hundred_histories_agree_with_counting_minutes() -> None:
    _histories_agree(seed=20_260_101, count=500)


@pytest.mark.heavy
@pytest.mark.slow("ten thousand histories, minute by minute")
def test_ten_thousand_histories_agree_with_counting_minutes() -> None:
    _histories_agree(seed=20_260_102, count=10_000)


_STARTS = st.integers(0, 364 * MINUTES_A_DAY).map(lambda minute: NEW_YEAR + minute)
_SOON = st.integers(0, 4 * MINUTES_A_DAY)
_UNITS = st.sampled_from(sorted(MOST))
_AMOUNTS = st.integers(1, 9)
_TIMES = yuncheng()
_CALENDAR = calendar_of(_TIMES)


def _one(*moves: Move) -> Clock:
    return clocks(beats_of(moves), _CALENDAR)[0]


def _history(seed: int) -> list[Move]:
    return random_moves(random.Random(seed), NEW_YEAR + seed % (364 * MINUTES_A_DAY))  # noqa: S311 - as above


def _move(at: int, does: str, amount: int = 0, unit: str = "") -> Move:
    return Move(at=at, stage="handle", does=does, amount=amount, unit=unit)


@settings(max_examples=200, deadline=None)
@given(start=_STARTS, amount=_AMOUNTS, unit=_UNITS, hold=_SOON, length=_SOON, look=_SOON)
def test_time_that_is_held_never_costs(
    start: int, amount: int, unit: str, hold: int, length: int, look: int
) -> None:
    begun = _move(start, "start", amount, unit)
    held = _one(begun, _move(start + hold, "hold"), _move(start + hold + length, "resume"))
    plain = _one(begun)
    at = instant_of(start + hold + length + look)
    assert (held.due_at or at) >= (plain.due_at or at)
    assert (left_at(held, at, _CALENDAR) or 0) >= (left_at(plain, at, _CALENDAR) or 0)
    assert is_late(plain, at) or not is_late(held, at)


@settings(max_examples=200, deadline=None)
@given(
    start=_STARTS,
    amount=_AMOUNTS,
    unit=_UNITS,
    over=st.integers(1, 2 * MINUTES_A_DAY),
    length=_SOON,
    look=_SOON,
)
def test_what_ran_over_stays_due_when_it_was(
    start: int, amount: int, unit: str, over: int, length: int, look: int
) -> None:
    begun = _move(start, "start", amount, unit)
    plain = _one(begun)
    assert plain.due_at is not None
    stop = minute_of(plain.due_at) + over
    again = _one(begun, _move(stop, "stop"), _move(stop + length, "resume"))
    assert again.due_at == plain.due_at
    assert is_late(again, instant_of(stop + length + look))


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32), amount=_AMOUNTS, unit=_UNITS)
def test_an_extension_only_lengthens(seed: int, amount: int, unit: str) -> None:
    moves = [move for move in _history(seed) if move.stage == "handle"]
    assume(moves)
    before = clocks(beats_of(moves), _CALENDAR)
    assume(before[-1].stopped_at is None)
    extend, at = _move(moves[-1].at, "extend", amount, unit), instant_of(moves[-1].at)
    after = clocks(beats_of([*moves, extend]), _CALENDAR)
    assert after[:-1] == before[:-1]
    assert (after[-1].due_at or at) >= (before[-1].due_at or at)
    assert (left_at(after[-1], at, _CALENDAR) or 0) >= (left_at(before[-1], at, _CALENDAR) or 0)
    assert is_late(before[-1], at) or not is_late(after[-1], at)


@settings(max_examples=200, deadline=None)
@given(start=_STARTS, amount=_AMOUNTS, unit=_UNITS, hold=_SOON, length=_SOON)
def test_an_extension_may_come_before_a_hold_or_during_it(
    start: int, amount: int, unit: str, hold: int, length: int
) -> None:
    begun, more = _move(start, "start", 3, "work_day"), _move(start + hold, "extend", amount, unit)
    held, resumed = _move(start + hold, "hold"), _move(start + hold + length, "resume")
    assume(not _one(begun, held).late)
    assert _one(begun, more, held, resumed) == _one(begun, held, more, resumed)


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_moves_told_one_by_one_give_what_all_at_once_give(seed: int) -> None:
    beats = beats_of(_history(seed))
    made: tuple[Clock, ...] = ()
    for beat in beats:
        made = beaten(made, beat, _CALENDAR)
    assert made == clocks(beats, _CALENDAR)
