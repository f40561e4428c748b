"""Which works are small, and which look like one work that was split."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xiuhua.oversight.rules.works import WorkFacts, is_small, split_among

LINE = 4_000_000 * 100
DAY = date(2026, 3, 2)


def work(number: int, yuan: int, *, after: int = 0) -> WorkFacts:
    return WorkFacts(
        id=number, name=f"XE{number}", amount_fen=yuan * 100, signed_on=DAY + timedelta(days=after)
    )


@pytest.mark.parametrize(("fen", "small"), [(LINE - 1, True), (LINE, False), (0, False), (1, True)])
def test_a_work_is_small_below_the_line_and_not_at_it(*, fen: int, small: bool) -> None:
    assert is_small(fen, line_fen=LINE) is small


@pytest.mark.parametrize(("yuan", "after", "found"), [
    (1_000_000, 0, True),
    (999_999, 0, False),
    (1_000_000, 90, True),
    (1_000_000, 91, False),
])  # fmt: skip
def test_works_that_come_to_the_line_within_the_days_are_a_group(
    *, yuan: int, after: int, found: bool
) -> None:
    first, second = work(1, 3_000_000), work(2, yuan, after=after)
    group = split_among([first], second, days=90, line_fen=LINE)
    assert [one.id for one in group] == ([1, 2] if found else [])


def test_the_group_is_the_one_with_the_greatest_sum_that_holds_the_work() -> None:
    works = [work(1, 3_000_000), work(2, 1_000_000, after=60), work(3, 3_500_000, after=120)]
    assert [one.id for one in split_among(works, works[1], days=90, line_fen=LINE)] == [2, 3]
    assert split_among([], work(1, 3_999_999), days=90, line_fen=LINE) == ()
