"""Limits read from when cases began and were due, by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.cases.rules.fitting import limit_fitted, limits_giving
from xiuhua.ground.rules.calendars import Hours, Period, Season, WorkCalendar, deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

_NEW_YORK = ZoneInfo("America/New_York")
_PERIODS = (Period(time(8), time(12)), Period(time(14), time(18)))
_CALENDAR = WorkCalendar(
    key="fit", version=1, zone=_NEW_YORK, days={date(2016, 7, 4): False},
    hours=Hours(seasons=(Season(name="all", since=(1, 1), periods=_PERIODS),)),
)  # fmt: skip


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2016, month, day, hour, minute, tzinfo=_NEW_YORK)


def test_days_are_plainer_than_as_many_hours() -> None:
    start = _at(6, 7, 9, 20)  # a Tuesday
    assert list(limits_giving(_CALENDAR, start, start + timedelta(days=5))) == [
        Limit(5, TimeUnit.NATURAL_DAY),
        Limit(120, TimeUnit.URGENT_HOUR),
        # Working time: Tuesday 9:20 to Sunday is 6:40 and 8:00 three times, but it ends at 18:00 on Friday.
    ]
    assert limit_fitted(_CALENDAR, [(start, start + timedelta(days=5))]).limit == Limit(
        5, TimeUnit.NATURAL_DAY
    )


def test_a_change_of_the_clock_tells_days_from_hours() -> None:
    # 13 March 2016 has 23 hours in New York: two days from Saturday 09:00 are 47 hours.
    start = _at(3, 12, 9)
    assert list(limits_giving(_CALENDAR, start, _at(3, 14, 9))) == [
        Limit(2, TimeUnit.NATURAL_DAY),
        Limit(47, TimeUnit.URGENT_HOUR),
        Limit(1, TimeUnit.WORK_HOUR),
        Limit(60, TimeUnit.WORK_MINUTE),
    ]
    usual = [(_at(6, day, 9), _at(6, day + 2, 9)) for day in (7, 8)]
    fit = limit_fitted(_CALENDAR, [(start, _at(3, 14, 9)), *usual])
    assert (fit.limit, fit.explained, fit.share) == (Limit(2, TimeUnit.NATURAL_DAY), 3, 1.0)


def test_a_deadline_in_the_hour_that_spring_skips_is_an_instant_too() -> None:
    start, due = _at(3, 11, 2, 30), _at(3, 13, 2, 30)  # after 01:59 on 13 March comes 03:00
    assert limit_fitted(_CALENDAR, [(start, due)]).limit == Limit(2, TimeUnit.NATURAL_DAY)


def test_a_weekend_tells_working_days_from_days() -> None:
    # From Tuesday two working days end on Thursday at 18:00; from Friday 1 July, over the 4th, on the 6th.
    pairs = [(_at(6, 7, 9, 20), _at(6, 9, 18)), (_at(7, 1, 17, 59), _at(7, 6, 18))]
    assert limit_fitted(_CALENDAR, pairs).limit == Limit(2, TimeUnit.WORK_DAY)


def test_working_hours_are_found_over_a_night() -> None:
    pairs = [(_at(6, 7, 17), _at(6, 8, 11)), (_at(6, 10, 17, 30), _at(6, 13, 11, 30))]
    assert limit_fitted(_CALENDAR, pairs).limit == Limit(4, TimeUnit.WORK_HOUR)


def test_most_deadlines_decide_and_the_rest_is_told() -> None:
    pairs = [(_at(6, day, 9), _at(6, day + 3, 9)) for day in (1, 2, 3)]
    fit = limit_fitted(_CALENDAR, [*pairs, (_at(6, 8, 9), _at(6, 9, 10))])
    assert (fit.limit, fit.explained, fit.of, fit.share) == (Limit(3, TimeUnit.NATURAL_DAY), 3, 4, 0.75)


def test_what_is_due_at_once_or_to_the_odd_second_has_no_limit() -> None:
    start = _at(6, 7, 9)
    for due in (
        start,
        start - timedelta(days=1),
        start + timedelta(seconds=61),
        start + timedelta(days=1_000),
    ):
        fit = limit_fitted(_CALENDAR, [(start, due)])
        assert (fit.limit, fit.share) == (None, 0.0)


def test_nothing_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="nothing"):
        limit_fitted(_CALENDAR, [])


@given(
    starts=st.lists(
        st.datetimes(datetime(2016, 1, 1), datetime(2016, 11, 30)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001 - the zone is set below
        min_size=1,
        max_size=5,
    ),
    amount=st.integers(1, 30),
    unit=st.sampled_from(TimeUnit),
)
def test_every_deadline_that_a_limit_gave_speaks_for_it(
    starts: list[datetime], amount: int, unit: TimeUnit
) -> None:
    begun = [start.replace(tzinfo=_NEW_YORK) for start in starts]
    pairs = [(start, deadline(_CALENDAR, start, amount, unit).at) for start in begun]
    fit = limit_fitted(_CALENDAR, pairs)
    assert fit.share == 1.0
    assert fit.limit is not None
    assert all(deadline(_CALENDAR, start, fit.limit.amount, fit.limit.unit).at == due for start, due in pairs)
