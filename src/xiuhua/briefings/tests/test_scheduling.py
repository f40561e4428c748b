"""When a briefing is due, and of which period. Vectors worked by hand, in the district's own time."""

from __future__ import annotations

from datetime import datetime

import pytest

from xiuhua.briefings.rules.scheduling import due
from xiuhua.briefings.terms import BriefingKind
from xiuhua.briefings.tests.briefings_kit import MONTHS
from xiuhua.evaluation.rules.periods import Months

K = BriefingKind


@pytest.mark.parametrize(
    ("kind", "at", "period"),
    [
        (K.MORNING, "2026-03-02 06:59", None),
        (K.MORNING, "2026-03-02 07:00", "2026-03-01"),
        (K.MORNING, "2026-03-02 19:00", None),  # no longer the morning's
        (K.DAILY, "2026-03-02 17:59", None),
        (K.DAILY, "2026-03-02 18:00", "2026-03-02"),
        (K.WEEKLY, "2026-03-02 08:00", "2026-W09"),  # a Monday
        (K.WEEKLY, "2026-03-05 08:00", None),
        (K.MONTHLY, "2026-04-01 08:59", None),
        (K.MONTHLY, "2026-04-01 09:00", "2026-03"),
        (K.MONTHLY, "2026-04-11 09:00", None),
        (K.ANNUAL, "2027-01-04 23:59", None),
        (K.ANNUAL, "2027-01-05 00:00", "2026"),
        (K.ANNUAL, "2027-03-06 00:00", None),
        (K.SPECIAL, "2026-03-02 09:00", None),  # asked for, never by itself
    ],
)
def test_a_kind_is_due_from_its_hour_on_for_a_while(kind: BriefingKind, at: str, period: str | None) -> None:
    found = due(kind, datetime.fromisoformat(at).replace(tzinfo=MONTHS.zone), MONTHS)
    assert (found.key if found else None) == period


def test_a_statistical_month_that_begins_on_the_26th_is_told_on_the_26th() -> None:
    months = Months(zone=MONTHS.zone, starts_on=26)
    found = due(K.MONTHLY, datetime(2026, 3, 26, 9, tzinfo=MONTHS.zone), months)
    assert found is not None
    assert (found.key, found.last.isoformat()) == ("2026-03", "2026-03-25")
