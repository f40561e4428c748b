"""Periods by hand, in Shanghai, eight hours ahead of UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.evaluation.rules.periods import (
    Months,
    NoPeriod,
    PeriodKind,
    period_at,
    period_before,
    period_read,
    period_year_before,
    same_span,
)

ZONE = ZoneInfo("Asia/Shanghai")
PLAIN, SHIFTED = Months(zone=ZONE), Months(zone=ZONE, starts_on=26)


@pytest.mark.parametrize(
    ("text", "months", "first", "last"),
    [
        ("2026-03-02", PLAIN, date(2026, 3, 2), date(2026, 3, 2)),
        ("2026-W10", PLAIN, date(2026, 3, 2), date(2026, 3, 8)),
        ("2026-W53", PLAIN, date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-03", PLAIN, date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-Q4", PLAIN, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", PLAIN, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-03", SHIFTED, date(2026, 2, 26), date(2026, 3, 25)),
        ("2026-01", SHIFTED, date(2025, 12, 26), date(2026, 1, 25)),
        ("2026-Q1", SHIFTED, date(2025, 12, 26), date(2026, 3, 25)),
        ("2026", SHIFTED, date(2025, 12, 26), date(2026, 12, 25)),
        ("2026-W10", SHIFTED, date(2026, 3, 2), date(2026, 3, 8)),
    ],
)
def test_a_period_has_these_days(text: str, months: Months, first: date, last: date) -> None:
    found = period_read(text, months)
    assert (found.key, found.first, found.last) == (text, first, last)


@pytest.mark.parametrize(
    ("text", "months", "before", "first"),
    [
        ("2026", PLAIN, "2025", date(2025, 1, 1)),
        ("2026-Q2", PLAIN, "2025-Q2", date(2025, 4, 1)),
        ("2026-03", SHIFTED, "2025-03", date(2025, 2, 26)),
        ("2026-W10", PLAIN, "2025-W10", date(2025, 3, 3)),
        ("2026-W53", PLAIN, "2025-W52", date(2025, 12, 22)),  # 2025 has 52 weeks
        ("2024-02-29", PLAIN, "2023-02-28", date(2023, 2, 28)),
        ("2024-03-01", PLAIN, "2023-03-01", date(2023, 3, 1)),
    ],
)
def test_the_same_period_of_the_year_before(text: str, months: Months, before: str, first: date) -> None:
    found = period_year_before(period_read(text, months), months)
    assert (found.key, found.first) == (before, first)


def test_before_the_years_in_use_there_is_none() -> None:
    with pytest.raises(NoPeriod):
        period_year_before(period_at(PeriodKind.MONTH, datetime(1990, 2, 10, tzinfo=UTC), PLAIN), PLAIN)


def test_a_month_begins_at_midnight_of_the_place() -> None:
    march = period_read("2026-03", PLAIN)
    assert march.since == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert march.until == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert march.holds(march.since)
    assert not march.holds(march.until)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-13", "2026-02-30", "2026-W54", "2026-Q5", "26-03", "0000", "March"),
        *("２０２６", "2026-０3"),  # which would be another key of the same period
        *("1990", "1994-12-31", "2195-W01", "2199"),  # beside the last years in use there are none
    ],
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(NoPeriod):
        period_read(text, PLAIN)


def test_a_month_that_begins_in_the_middle_of_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot begin"):
        Months(zone=ZONE, starts_on=10)


def test_the_running_month_is_compared_with_as_much_of_the_last() -> None:
    march = period_read("2026-03", PLAIN)
    before = period_before(march, PLAIN)
    assert before.key == "2026-02"
    tenth = march.since + timedelta(days=9, hours=9)
    assert same_span(before, march, tenth).until == before.since + timedelta(days=9, hours=9)
    # 29 days into March all of February has passed, which has 28.
    assert same_span(before, march, march.since + timedelta(days=29)).until == before.until
    assert same_span(before, march, march.until) == before


@given(
    kind=st.sampled_from(PeriodKind),
    at=st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone is set below
    starts_on=st.sampled_from([1, 16, 21, 26, 28]),
)
def test_periods_follow_each_other_without_gap_and_read_back(
    kind: PeriodKind, at: datetime, starts_on: int
) -> None:
    months = Months(zone=ZONE, starts_on=starts_on)
    found = period_at(kind, at.replace(tzinfo=UTC), months)
    assert found.holds(at.replace(tzinfo=UTC))
    assert period_read(found.key, months) == found
    assert period_before(found, months).until == found.since
