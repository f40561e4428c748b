"""Two hundred clocks worked by hand, on a city's limits and the holidays of 2026: `clock_vectors.csv`.

Each row tells its working. Winter 08:00-12:00 and 14:00-18:00; summer, from June to September, 08:00-12:00
and 15:00-18:30, our own choice. Years after 2026 are not published. What is expected is the last run of the
handling clock, as it stands at the last instant of the history.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.oracles import clock_oracle
from tests.oracles.clock_oracle import Move, minute_of
from xiuhua.cases.rules.clocks import clocks, is_late, left_at
from xiuhua.cases.tests.clock_kit import beats_of, calendar_of, yuncheng
from xiuhua.ground.rules.limits import Limit, limit_read
from xiuhua.ground.terms.calendars import TimeUnit

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TIMES = {"end_of_day": yuncheng(), "same_time": replace(yuncheng(), same_time=True, _kept={})}
_CALENDARS = {name: calendar_of(times) for name, times in _TIMES.items()}


class Vector(NamedTuple):
    id: str
    code: str
    matter: str
    limit: str
    calendar: str
    history: str
    due: str
    late: str
    left_s: str
    unpublished: str
    working: str

    @property
    def moves(self) -> list[Move]:
        """What happens, without the last look."""
        told = [step.split(" ") for step in self.history.split("; ")]
        return [_move(*words, begins=self.limit) for words in told if words[0] != "look"]

    @property
    def looked_at(self) -> datetime:
        """The last instant of the history."""
        return _at(self.history.split("; ")[-1].split(" ")[1])

    @property
    def expected(self) -> tuple[datetime, bool, int]:
        """When it is due, whether it is late, how many seconds are left."""
        return _at(self.due), self.late == "late", int(self.left_s)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=_SHANGHAI)


def _move(does: str, at: str, more: str = "", *, begins: str) -> Move:
    text = begins if does == "start" else more
    limit = limit_read(text) if text else None
    assert limit is None or isinstance(limit, Limit)
    return Move(
        at=minute_of(_at(at)), stage="handle", does=does,
        amount=limit.amount if limit else 0, unit=limit.unit.value if limit else "",
    )  # fmt: skip


def _vectors() -> list[Vector]:
    with (Path(__file__).parent / "clock_vectors.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        assert tuple(next(rows)) == Vector._fields
        return [Vector(*row) for row in rows]


VECTORS = _vectors()


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.id for vector in VECTORS])
def test_a_clock_stands_where_a_person_counts_it(vector: Vector) -> None:
    calendar, at = _CALENDARS[vector.calendar], vector.looked_at
    clock = clocks(beats_of(vector.moves), calendar)[-1]
    assert (clock.due_at, is_late(clock, at), left_at(clock, at, calendar)) == vector.expected, vector.working
    assert clock.unpublished == tuple(int(year) for year in vector.unpublished.split())


@pytest.mark.slow("two hundred histories, minute by minute")
def test_counting_minutes_gives_what_a_person_counts() -> None:
    for vector in VECTORS:
        until = minute_of(vector.looked_at)
        run = clock_oracle.runs(_TIMES[vector.calendar], vector.moves, until)[-1]
        due, late, left_s = vector.expected
        assert (run.due, run.late, run.left) == (minute_of(due), late, left_s // 60), vector


def test_there_are_two_hundred_with_every_unit_and_every_turn() -> None:
    assert len(VECTORS) == 200
    assert len({(vector.limit, vector.calendar, vector.history) for vector in VECTORS}) == 200
    moves = [move for vector in VECTORS for move in vector.moves]
    assert {move.does for move in moves} == {"start", "stop", "hold", "resume", "extend", "cancel"}
    units = {move.unit for move in moves if move.does == "start"}
    assert units == {TimeUnit.URGENT_HOUR, TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY, TimeUnit.NATURAL_DAY}
    assert all(vector.working for vector in VECTORS)
