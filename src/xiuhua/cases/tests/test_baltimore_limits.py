"""Four years of a city's requests: limits read from three give what was due in the fourth, and every verdict.

The file tells local times without their zone. What was found is told in docs/histories.md.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from xiuhua.cases.rules.clocks import Beat, clocks
from xiuhua.cases.rules.fitting import Fit, limit_fitted, limits_giving
from xiuhua.cases.terms import Signal, Stage
from xiuhua.ground.rules.calendars import DayRule, Hours, Period, Season, WorkCalendar, deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

_ZONE = ZoneInfo("America/New_York")
_MONDAY, _THURSDAY = 0, 3


class Request(NamedTuple):
    """A row of the file, its times read as local ones."""

    service: str
    created: datetime
    due: datetime | None
    closed: datetime | None


def _written(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=_ZONE) if text.strip() else None


@pytest.fixture(scope="module")
def requests(reference_data: Callable[[str], Path]) -> list[Request]:
    with reference_data("service_requests/baltimore_311.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        created = _written(row["CreatedDate"])
        assert created is not None

        found.append(Request(row["SRType"], created, _written(row["DueDate"]), _written(row["CloseDate"])))
    return found


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (number - 1))


def _holidays(year: int) -> list[date]:
    """Return the federal holidays: 5 U.S.C. 6103, one on a weekend kept on the working day beside it."""
    shift = {5: -1, 6: 1}
    fixed = [date(year, month, day) for month, day in ((1, 1), (7, 4), (11, 11), (12, 25))]
    mondays = [(1, 3), (2, 3), (9, 1), (10, 2)]
    return [
        *(on + timedelta(shift.get(on.weekday(), 0)) for on in fixed),
        *(_nth(year, month, _MONDAY, number) for month, number in mondays),
        _nth(year, 6, _MONDAY, 1) - timedelta(7),  # the last Monday of May
        _nth(year, 11, _THURSDAY, 4),
    ]


def _calendar() -> WorkCalendar:
    season = Season(name="all", since=(1, 1), periods=(Period(time(8, 30), time(16, 30)),))
    return WorkCalendar(
        key="baltimore", version=1, zone=_ZONE, hours=Hours(seasons=(season,), day_rule=DayRule.SAME_TIME),
        days={on: False for year in range(2014, 2019) for on in _holidays(year)},
        years=frozenset(range(2014, 2019)),
    )  # fmt: skip


_CALENDAR = _calendar()


def _fits(requests: list[Request], years: range) -> dict[str, Fit]:
    pairs = defaultdict(list)
    for one in requests:
        if one.due is not None and one.created.year in years:
            pairs[one.service].append((one.created, one.due))
    return {service: limit_fitted(_CALENDAR, found) for service, found in pairs.items()}


@pytest.fixture(scope="module")
def fits(requests: list[Request]) -> dict[str, Fit]:
    return _fits(requests, range(2014, 2017))


def _reproduced(one: Request, fit: Fit | None) -> str:
    if fit is None:
        return "a service of which earlier years say nothing"
    if fit.limit is None:
        return "due in the second it was created" if one.due == one.created else "differs"
    assert one.due is not None
    found = deadline(_CALENDAR, one.created, fit.limit.amount, fit.limit.unit)
    return "reproduced" if found.at == one.due.astimezone(UTC) else "differs"


@pytest.mark.slow("thousands of deadlines, each asked for six limits")
def test_each_service_of_three_years_has_one_limit_in_days_that_explains_all_its_deadlines(
    requests: list[Request], fits: dict[str, Fit]
) -> None:
    limited = {service: fit for service, fit in fits.items() if fit.limit is not None}
    assert (len(fits), len(limited)) == (181, 172)
    assert sum(fit.of for fit in fits.values()) == 5_478
    assert sum(fit.explained for fit in limited.values()) == sum(fit.of for fit in limited.values()) == 5_351
    assert {fit.limit.unit for fit in limited.values() if fit.limit} == {TimeUnit.NATURAL_DAY}
    most = {
        "SW-Rat Rubout Proactive": 5, "SW-Bulk Scheduled": 90, "HCD-Sanitation Property": 10,
        "TRS-Parking Complaint": 1, "SW-Dirty Alley": 7, "BGE-StLight(s) Out": 4, "SW-HGW": 30,
        "WW-Water Leak (Exterior)": 2, "TRM-Pothole Repair": 2,
    }  # fmt: skip
    assert {service: fits[service].limit for service in most} == {
        service: Limit(days, TimeUnit.NATURAL_DAY) for service, days in most.items()
    }
    for year in range(2014, 2017):  # no limit changed
        yearly = _fits(requests, range(year, year + 1))
        assert all(fit.limit == fits[service].limit for service, fit in yearly.items())


def test_the_limits_of_three_years_give_what_was_due_in_the_fourth(
    requests: list[Request], fits: dict[str, Fit]
) -> None:
    later = [one for one in requests if one.created.year == 2017 and one.due is not None]
    assert Counter(_reproduced(one, fits.get(one.service)) for one in later) == {
        "reproduced": 1_799,
        "due in the second it was created": 39,
        "a service of which earlier years say nothing": 21,
    }


def test_days_keep_their_time_of_day_over_a_change_of_the_clock(requests: list[Request]) -> None:
    changed = [
        (one.created, one.due)
        for one in requests
        if one.due is not None and one.created.utcoffset() != one.due.utcoffset()
    ]
    assert len(changed) == 648
    assert all(due.replace(tzinfo=None).time() == created.time() for created, due in changed)


@pytest.mark.slow("thousands of deadlines, each asked for six limits")
def test_working_time_explains_less_than_half_at_best(requests: list[Request]) -> None:
    voices: dict[str, Counter[Limit]] = defaultdict(Counter)
    for one in requests:
        if one.due is not None and one.created.year < 2017:
            voices[one.service].update(limits_giving(_CALENDAR, one.created, one.due))
    best = {
        unit: sum(
            max((count for limit, count in heard.items() if limit.unit is unit), default=0)
            for heard in voices.values()
        )
        for unit in (TimeUnit.NATURAL_DAY, TimeUnit.WORK_DAY, TimeUnit.WORK_HOUR)
    }
    assert best == {TimeUnit.NATURAL_DAY: 5_351, TimeUnit.WORK_DAY: 2_504, TimeUnit.WORK_HOUR: 965}


def test_a_service_always_has_a_due_date_or_never(requests: list[Request]) -> None:
    has = {one.service: one.due is not None for one in requests}
    assert all((one.due is not None) is has[one.service] for one in requests)
    assert sum(not kept for kept in has.values()) == 20
    assert Counter(one.due is None for one in requests) == {False: 7_337, True: 208}


def test_some_times_are_dates_written_as_instants(requests: list[Request]) -> None:
    closed = [one for one in requests if one.closed and one.closed.astimezone(UTC).time() == time(0)]
    assert Counter(one.closed.hour for one in closed if one.closed) == {20: 919, 19: 489}
    assert sum(one.created.astimezone(UTC).time() == time(0) for one in requests) == 1_238
    assert sum(_in_time_only_by_the_hour(one) for one in closed) == 61


def _in_time_only_by_the_hour(one: Request) -> bool:
    """Return whether a request closed on a bare date was due between its written hour and that date's end."""
    assert one.closed is not None
    following = datetime.combine(one.closed.astimezone(UTC).date() + timedelta(1), time(), _ZONE)
    return one.due is not None and one.closed <= one.due < following


def test_two_deadlines_stand_in_the_hour_that_spring_skips(requests: list[Request]) -> None:
    skipped = [
        one.due.replace(tzinfo=None)
        for one in requests
        if one.due is not None and one.due.astimezone(UTC).astimezone(_ZONE).time() != one.due.time()
    ]
    assert sorted(skipped) == [datetime(2018, 3, 11, 2, 23, 8), datetime(2018, 3, 11, 2, 43, 56)]  # noqa: DTZ001 - as written


def test_our_clocks_judge_every_request_as_the_file_does(requests: list[Request]) -> None:
    verdicts: Counter[tuple[bool, bool]] = Counter()
    for one in requests:
        if one.due is None or one.closed is None:
            continue
        start = Beat(at=one.created, signal=Signal.START, stage=Stage.HANDLE, due=one.due)
        stop = Beat(at=one.closed, signal=Signal.STOP, stage=Stage.HANDLE)
        late = clocks([start, stop], _CALENDAR)[0].late
        written = one.closed.replace(tzinfo=None) > one.due.replace(tzinfo=None)
        verdicts[late, written] += 1
    assert verdicts == {(False, False): 6_079, (True, True): 1_199}  # 7,278 requests
    at_once = [one for one in requests if one.closed is not None and one.due == one.created]
    assert Counter(one.closed == one.due for one in at_once) == {True: 124, False: 41}


def test_the_limits_of_three_years_judge_the_fourth_as_the_file_does(
    requests: list[Request], fits: dict[str, Fit]
) -> None:
    agree: Counter[bool] = Counter()
    for one in requests:
        fit = fits.get(one.service)
        if (
            one.created.year != 2017
            or one.due is None
            or one.closed is None
            or fit is None
            or fit.limit is None
        ):
            continue
        start = Beat(at=one.created, signal=Signal.START, stage=Stage.HANDLE, limit=fit.limit)
        stop = Beat(at=one.closed, signal=Signal.STOP, stage=Stage.HANDLE)
        agree[clocks([start, stop], _CALENDAR)[0].late == (one.closed > one.due)] += 1
    assert agree == {True: 1_773}
