"""Days of approved leave are not held against anybody: vectors worked by hand on March 2026."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.evaluation.rules import excusing
from xiuhua.evaluation.rules.assessing import (
    AssessItem,
    Counted,
    PostBody,
    assessed,
    counted_read,
    line_told,
)
from xiuhua.evaluation.rules.excusing import LeaveAsked, Spell, days_away, working_spans
from xiuhua.evaluation.terms.assessments import ItemSource
from xiuhua.ground.rules.calendars import WorkCalendar, hours_read

_ZONE = ZoneInfo("Asia/Shanghai")
_HOURS = {"seasons": [{"name": "", "since": "01-01", "periods": ["09:00-12:00", "13:30-17:30"]}]}
_PRESENCE = AssessItem(source=ItemSource.PRESENCE, weight=40, target=20)
_BODY = PostBody(items=(_PRESENCE, AssessItem(source=ItemSource.VOLUME, weight=60, target=10)), minimum=1)


def on(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=_ZONE)


def spell(since: datetime, until: datetime) -> Spell:
    return Spell(since=since, until=until)


@pytest.fixture
def calendar() -> WorkCalendar:
    """Monday to Friday; the third of March is a holiday, and Saturday the seventh works instead."""
    return WorkCalendar(
        key="tests", version=1, zone=_ZONE, hours=hours_read(_HOURS), years=frozenset({2026}),
        days={on(3, 3).date(): False, on(3, 7).date(): True},
    )  # fmt: skip


def test_only_working_days_are_counted_and_a_day_that_is_leave_in_part_is_left_out(
    calendar: WorkCalendar,
) -> None:
    spans = working_spans(calendar, on(3, 1), on(4, 1))
    # 2 to 6, 9 to 13, 16 to 20, 23 to 27, 30 and 31 March: 22; less the third, and the seventh instead
    assert len(spans) == 22
    assert spans[0] == (on(3, 2), on(3, 3))

    def away(*spells: Spell) -> int:
        return days_away(spans, spells)

    assert away() == 0
    assert away(spell(on(3, 25), on(4, 4))) == 5, "25, 26, 27, 30, 31: the rest lies in April"
    assert away(spell(on(2, 20), on(3, 3))) == 1, "it began in February"
    assert away(spell(on(3, 14), on(3, 16))) == 0, "Saturday and Sunday"
    assert away(spell(on(3, 7), on(3, 8))) == 1, "a Saturday that works"
    assert away(spell(on(3, 3), on(3, 4))) == 0, "a holiday"
    assert away(spell(on(3, 9), on(3, 11, 10))) == 3, "back on Wednesday at ten"
    assert away(spell(on(3, 9), on(3, 11))) == 2, "Wednesday is worked whole"
    assert away(spell(on(3, 9), on(3, 10)), spell(on(3, 10), on(3, 11))) == 2
    assert away(spell(on(3, 9), on(3, 9, 12)), spell(on(3, 9, 12), on(3, 10))) == 1, "one day, once"
    assert away(spell(on(3, 1), on(4, 1))) == 22


def test_a_period_that_begins_in_the_middle_of_a_day_has_that_day(calendar: WorkCalendar) -> None:
    spans = working_spans(calendar, on(3, 9, 8), on(3, 10, 8))
    assert [since for since, _until in spans] == [on(3, 9), on(3, 10)]


def test_what_is_wanted_shrinks_with_the_days_of_leave() -> None:
    volume = {ItemSource.VOLUME: Counted(good=10)}

    def points(good: int, away: int, months: int = 1) -> Decimal | None:
        presence = Counted(good=good, days=22, away=away)
        found = assessed(_BODY, {**volume, ItemSource.PRESENCE: presence}, sample=1, months=months)
        return found.lines[0].points

    assert points(10, 0) == Decimal("20.00")  # 40 × 10/20
    assert points(10, 11) == Decimal("40.00")  # 40 × 10/(20 × 11/22)
    assert points(10, 5) == Decimal("25.88")  # 20 × 17/22 = 15.4545; 40 × 10/15.4545 = 25.882
    assert points(0, 5) == Decimal("0.00"), "the days without leave are wanted still"
    assert points(10, 5, months=3) == Decimal("8.63")  # 60 × 17/22 = 46.3636; 40 × 10/46.3636 = 8.627
    whole = assessed(
        _BODY, {**volume, ItemSource.PRESENCE: Counted(good=0, days=22, away=22)}, sample=1, months=1
    )
    assert (whole.lines[0].points, whole.lines[1].points) == (None, Decimal("100.00")), "its weight is spread"
    assert whole.score == Decimal("100.00")


def test_days_are_kept_with_the_line_and_older_lines_have_none() -> None:
    counted = {ItemSource.PRESENCE: Counted(good=10, days=22, away=5), ItemSource.VOLUME: Counted(good=1)}
    told = line_told(assessed(_BODY, counted, sample=1, months=1).lines[0])
    assert counted_read(told, exempt=0) == counted[ItemSource.PRESENCE]
    older = {key: one for key, one in told.items() if key not in {"days", "away", "months"}}
    assert counted_read(older, exempt=0) == Counted(good=10)


@given(good=st.integers(0, 60), away=st.integers(0, 21))
def test_a_day_of_leave_more_never_costs_a_point(good: int, away: int) -> None:
    def points(days: int) -> Decimal:
        counted = {ItemSource.PRESENCE: Counted(good=good, days=22, away=days)}
        return assessed(_BODY, counted, sample=1, months=1).lines[0].points or Decimal(0)

    assert points(away + 1) >= points(away) if away < 21 else points(away) >= points(0)


@pytest.fixture
def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody keeps leave."""
    monkeypatch.setattr(excusing, "_READS", [])


def test_leave_is_read_from_whoever_keeps_it(nobody_reads: None) -> None:
    asked = LeaveAsked(actors=("user:1", "user:2"), since=on(3, 1), until=on(4, 1), as_of=on(4, 2))
    assert excusing.leave_read(asked) == {}
    first, second = spell(on(3, 2), on(3, 3)), spell(on(3, 9), on(3, 10) + timedelta(hours=1))
    excusing.leave_register(lambda one: {one.actors[0]: [first]})
    excusing.leave_register(lambda one: {one.actors[0]: [second], one.actors[1]: []})
    assert excusing.leave_read(asked) == {"user:1": [first, second], "user:2": []}
    assert asked.since.astimezone(UTC).hour == 16
