"""Working time: cases worked by hand on real Chinese weeks, and a slow oracle for everything else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles import calendar_oracle
from xiuhua.ground.rules.calendars import (
    BadHours,
    DayRule,
    Hours,
    NoWorkingTime,
    Period,
    Season,
    Shift,
    WorkCalendar,
    after_working_seconds,
    deadline,
    hours_read,
    hours_stored,
    is_working,
    watch_at,
    working_seconds,
)
from xiuhua.ground.terms.calendars import TimeUnit

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_STANDARD = (Period(time(8), time(12)), Period(time(14), time(18)))
_SUMMER = (Period(time(8), time(12)), Period(time(15), time(18)))
# 2026: National Day rests 1 to 7 October, with Saturday 10 October made up.
_NATIONAL_DAY = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}


def _calendar(**changes: object) -> WorkCalendar:
    values: dict[str, object] = {
        "key": "yunhe",
        "version": 1,
        "zone": _SHANGHAI,
        "hours": Hours(seasons=(Season(name="全年", since=(1, 1), periods=_STANDARD),)),
        "days": _NATIONAL_DAY,
        "years": frozenset({2026}),
    }
    return WorkCalendar(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


def _at(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=_SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        # Wednesday 30 September, 17:00: one hour is left that day, then the holiday begins.
        (_at(9, 30, 17), 2, TimeUnit.URGENT_HOUR, _at(9, 30, 19)),
        (_at(9, 30, 17), 1, TimeUnit.WORK_HOUR, _at(9, 30, 18)),
        (_at(9, 30, 17), 2, TimeUnit.WORK_HOUR, _at(10, 8, 9)),
        (_at(9, 30, 17), 1, TimeUnit.WORK_DAY, _at(10, 8, 18)),
        (_at(9, 30, 17), 3, TimeUnit.WORK_DAY, _at(10, 10, 18)),  # the made-up Saturday counts
        (_at(9, 30, 17), 4, TimeUnit.WORK_DAY, _at(10, 12, 18)),
        (_at(9, 30, 17), 2, TimeUnit.NATURAL_DAY, _at(10, 2, 17)),
        # minutes: by the clock into the holiday, and of working time over it
        (_at(9, 30, 17, 50), 30, TimeUnit.URGENT_MINUTE, _at(9, 30, 18, 20)),
        (_at(9, 30, 17, 50), 10, TimeUnit.WORK_MINUTE, _at(9, 30, 18)),
        (_at(9, 30, 17, 50), 30, TimeUnit.WORK_MINUTE, _at(10, 8, 8, 20)),
        (_at(11, 23, 11, 45), 30, TimeUnit.WORK_MINUTE, _at(11, 23, 14, 15)),
        # over noon, and begun at night or on a holiday
        (_at(11, 23, 11, 30), 1, TimeUnit.WORK_HOUR, _at(11, 23, 14, 30)),
        (_at(11, 23, 8), 4, TimeUnit.WORK_HOUR, _at(11, 23, 12)),  # the end of the morning, not 14:00
        (_at(11, 23, 22), 1, TimeUnit.WORK_HOUR, _at(11, 24, 9)),
        (_at(10, 3, 9), 1, TimeUnit.WORK_DAY, _at(10, 8, 18)),
        (_at(10, 3, 9), 4, TimeUnit.WORK_HOUR, _at(10, 8, 12)),
    ],
)
def test_a_limit_ends_where_a_clerk_counts_it(
    start: datetime, amount: int, unit: TimeUnit, end: datetime
) -> None:
    found = deadline(_calendar(), start, amount, unit)
    assert found.at == end
    assert found.at.tzinfo is UTC
    assert not found.provisional


def test_a_working_day_may_end_at_the_time_it_began() -> None:
    hours = Hours(seasons=_calendar().hours.seasons, day_rule=DayRule.SAME_TIME)
    found = deadline(_calendar(hours=hours), _at(9, 30, 10, 20), 2, TimeUnit.WORK_DAY)
    assert found.at == _at(10, 9, 10, 20)


def test_summer_hours_hold_from_their_day_until_the_next_season() -> None:
    seasons = (
        Season(name="夏令时", since=(5, 1), periods=_SUMMER),
        Season(name="冬令时", since=(10, 1), periods=_STANDARD),
    )
    calendar = _calendar(hours=Hours(seasons=seasons))
    assert deadline(calendar, _at(6, 1, 11), 2, TimeUnit.WORK_HOUR).at == _at(6, 1, 16)
    assert deadline(calendar, _at(1, 5, 11), 2, TimeUnit.WORK_HOUR).at == _at(1, 5, 15)
    assert not is_working(calendar, _at(6, 1, 14, 30))
    assert is_working(calendar, _at(1, 5, 14, 30))


def test_a_limit_that_reaches_an_unpublished_year_is_provisional_until_the_year_is_published() -> None:
    start = _at(12, 30, 9)
    first = deadline(_calendar(), start, 3, TimeUnit.WORK_DAY)
    assert first.unpublished == (2027,)
    assert first.at == _at(1, 4, 18, year=2027)  # Thursday, Friday 1 January, Monday: as the week has it

    published = _calendar(
        version=2, years=frozenset({2026, 2027}), days={**_NATIONAL_DAY, date(2027, 1, 1): False}
    )
    second = deadline(published, start, 3, TimeUnit.WORK_DAY)
    assert not second.provisional
    assert second.at == _at(1, 5, 18, year=2027)
    assert (first.calendar_version, second.calendar_version) == (1, 2)


def test_time_by_the_clock_is_never_provisional() -> None:
    assert not deadline(_calendar(), _at(12, 31, 23), 4, TimeUnit.URGENT_HOUR).provisional
    assert not deadline(_calendar(), _at(12, 31, 23, 50), 30, TimeUnit.URGENT_MINUTE).provisional
    assert deadline(_calendar(), _at(12, 31, 17, 50), 30, TimeUnit.WORK_MINUTE).unpublished == (2027,)


def test_no_time_at_all_has_passed_where_the_clock_stands_or_work_begins_again() -> None:
    calendar = _calendar()
    assert after_working_seconds(calendar, _at(9, 30, 17), 0) == _at(9, 30, 17)
    assert after_working_seconds(calendar, _at(9, 30, 18), 0) == _at(9, 30, 18)
    assert after_working_seconds(calendar, _at(9, 30, 13), 0) == _at(9, 30, 14)
    assert after_working_seconds(calendar, _at(9, 30, 18, 1), 0) == _at(10, 8, 8)


def test_hours_by_the_clock_are_hours_when_the_clock_changes() -> None:
    zone = ZoneInfo("America/New_York")
    evening = datetime(2026, 3, 7, 20, tzinfo=zone)  # the night to Sunday 8 March has an hour less
    calendar = _calendar(zone=zone)
    assert deadline(calendar, evening, 12, TimeUnit.URGENT_HOUR).at == datetime(2026, 3, 8, 9, tzinfo=zone)
    assert deadline(calendar, evening, 1, TimeUnit.NATURAL_DAY).at == datetime(2026, 3, 8, 20, tzinfo=zone)


def test_the_hour_that_spring_skips_counts_once() -> None:
    # New York, 8 March 2026: after 01:59 comes 03:00. What is written as 02:00 to 04:00 lasts an hour.
    early = Hours(
        seasons=(
            Season(
                name="all", since=(1, 1), periods=(Period(time(2), time(2, 30)), Period(time(3), time(4)))
            ),
        ),
        workweek=frozenset(range(7)),
    )
    zone = ZoneInfo("America/New_York")
    calendar = _calendar(hours=early, zone=zone, days={})
    since, until = (datetime(2026, 3, 8, hour, tzinfo=zone) for hour in (0, 12))
    assert working_seconds(calendar, since, until) == 3_600
    assert after_working_seconds(calendar, since, 3_600) == datetime(2026, 3, 8, 4, tzinfo=zone)


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="never runs"):
        deadline(_calendar(), _at(11, 23, 9), 0, TimeUnit.WORK_HOUR)


def test_a_calendar_that_never_works_says_so() -> None:
    idle = _calendar(hours=Hours(seasons=_calendar().hours.seasons, workweek=frozenset()), days={})
    with pytest.raises(NoWorkingTime):
        deadline(idle, _at(11, 23, 9), 1, TimeUnit.WORK_DAY)
    with pytest.raises(NoWorkingTime):
        after_working_seconds(idle, _at(11, 23, 9), 60)


def test_the_night_shift_is_on_watch_after_midnight() -> None:
    shifts = (
        Shift(name="早班", since=time(8), until=time(20)),
        Shift(name="夜班", since=time(20), until=time(8)),
    )
    calendar = _calendar(hours=Hours(seasons=_calendar().hours.seasons, shifts=shifts))
    night = watch_at(calendar, _at(11, 24, 3))
    assert night is not None
    assert (night.name, night.since, night.until) == ("夜班", _at(11, 23, 20), _at(11, 24, 8))
    morning = watch_at(calendar, _at(11, 24, 8))
    assert morning is not None
    assert morning.name == "早班"
    assert watch_at(_calendar(), _at(11, 24, 8)) is None


_MINUTE_TIMES = st.builds(time, hour=st.integers(0, 23), minute=st.sampled_from((0, 15, 30, 45)))


@st.composite
def _periods(draw: st.DrawFn) -> tuple[Period, ...]:
    edges = sorted(draw(st.lists(_MINUTE_TIMES, min_size=2, max_size=6, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return tuple(Period(since, until) for since, until in pairs)


@st.composite
def _calendars(draw: st.DrawFn) -> WorkCalendar:
    starts = draw(
        st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28)), min_size=1, max_size=3, unique=True)
    )
    seasons = tuple(
        Season(name=str(number), since=start, periods=draw(_periods()))
        for number, start in enumerate(sorted(starts))
    )
    days = draw(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=30))
    week = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return _calendar(hours=Hours(seasons=seasons, workweek=week), days=days)


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute


def _minutes_of(calendar: WorkCalendar) -> calendar_oracle.MinutesOf:
    """Describe a calendar to the oracle: a table of minutes for each day, written out."""
    table: dict[date, frozenset[int]] = {}

    def minutes_of(on: date) -> frozenset[int]:
        if on not in table:
            works = calendar.days.get(on, on.weekday() in calendar.hours.workweek)
            season = calendar.hours.seasons[-1]
            for one in calendar.hours.seasons:
                if one.since <= (on.month, on.day):
                    season = one
            spans = season.periods if works else ()
            table[on] = frozenset(
                minute
                for span in spans
                for minute in range(
                    span.since.hour * 60 + span.since.minute, span.until.hour * 60 + span.until.minute
                )
            )
        return table[on]

    return minutes_of


_STARTS = st.builds(
    datetime.combine,
    st.dates(date(2026, 1, 1), date(2026, 11, 30)),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)


@settings(max_examples=60, deadline=None)
@given(calendar=_calendars(), start=_STARTS, minutes=st.integers(1, 900))
def test_working_hours_agree_with_counting_minutes(
    calendar: WorkCalendar, start: datetime, minutes: int
) -> None:
    expected = calendar_oracle.after_minutes(_minutes_of(calendar), start, minutes)
    found = after_working_seconds(calendar, start.replace(tzinfo=_SHANGHAI), minutes * 60)
    assert found == expected.replace(tzinfo=_SHANGHAI)
    assert working_seconds(calendar, start.replace(tzinfo=_SHANGHAI), found) == minutes * 60


@settings(max_examples=60, deadline=None)
@given(calendar=_calendars(), start=_STARTS, days=st.integers(0, 12), minutes=st.integers(0, 1439))
def test_passed_working_time_agrees_with_counting_minutes(
    calendar: WorkCalendar, start: datetime, days: int, minutes: int
) -> None:
    end = start + timedelta(days=days, minutes=minutes)
    expected = calendar_oracle.minutes_between(_minutes_of(calendar), start, end)
    since, until = start.replace(tzinfo=_SHANGHAI), end.replace(tzinfo=_SHANGHAI)
    assert working_seconds(calendar, since, until) == expected * 60
    assert working_seconds(calendar, until, since) == -expected * 60


@settings(max_examples=60, deadline=None)
@given(calendar=_calendars(), start=_STARTS, days=st.integers(1, 15))
def test_working_days_agree_with_the_oracle(calendar: WorkCalendar, start: datetime, days: int) -> None:
    expected = calendar_oracle.end_of_working_days(_minutes_of(calendar), start, days)
    found = deadline(calendar, start.replace(tzinfo=_SHANGHAI), days, TimeUnit.WORK_DAY)
    assert found.at == expected.replace(tzinfo=_SHANGHAI)


@given(calendar=_calendars())
def test_hours_are_read_as_they_were_stored(calendar: WorkCalendar) -> None:
    assert hours_read(hours_stored(calendar.hours)) == calendar.hours


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ({}, "season_missing"),
        ({"seasons": [{"name": "夏", "since": "13-01", "periods": ["08:00-12:00"]}]}, "season_day"),
        ({"seasons": [{"name": "夏", "since": "05-01", "periods": ["8点到12点"]}]}, "period"),
        ({"seasons": [{"name": "夏", "since": "05-01", "periods": ["12:00-08:00"]}]}, "period_order"),
        ({"seasons": [{"name": "夏", "since": "05-01", "periods": []}]}, "period_order"),
        (
            {"seasons": [{"name": "夏", "since": "05-01", "periods": ["08:00-12:00", "11:00-14:00"]}]},
            "period_order",
        ),
        (
            {"workweek": [7], "seasons": [{"name": "夏", "since": "05-01", "periods": ["08:00-12:00"]}]},
            "workweek",
        ),
    ],
)
def test_hours_that_cannot_be_used_say_why(stored: dict[str, object], code: str) -> None:
    with pytest.raises(BadHours) as refused:
        hours_read(stored)
    assert refused.value.code == code
