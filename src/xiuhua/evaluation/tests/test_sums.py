"""A measure may add a column up instead of counting facts; what cannot be known adds nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from xiuhua.evaluation.rules.compiling import aggregate
from xiuhua.evaluation.rules.periods import Period, PeriodKind
from xiuhua.evaluation.rules.tallies import Tally, tally_add
from xiuhua.scenekit.indicators import Measure, known

_MARCH = Period(
    kind=PeriodKind.MONTH,
    key="2026-03",
    first=date(2026, 3, 1),
    last=date(2026, 3, 31),
    since=datetime(2026, 3, 1, tzinfo=UTC),
    until=datetime(2026, 4, 1, tzinfo=UTC),
)
_READINGS = Measure(where=known("start"), period="start", sums="valid")


def test_a_column_is_added_up_over_the_facts_of_the_period() -> None:
    tally = Tally()
    for day, valid in ((1, 6), (31, 4), (15, None)):
        tally_add(tally, _READINGS, _MARCH, {"start": datetime(2026, 3, day, tzinfo=UTC), "valid": valid})
    tally_add(tally, _READINGS, _MARCH, {"start": datetime(2026, 4, 1, tzinfo=UTC), "valid": 100})
    assert tally.count == 10  # 6 + 4


def test_the_statement_adds_the_same_column_up() -> None:
    assert aggregate(_READINGS, _MARCH).text.startswith("sum(valid) FILTER (WHERE start IS NOT NULL")
    assert set(_READINGS.columns()) == {"start", "valid"}
