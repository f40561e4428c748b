from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from xiuhua.scenes.spoil.rules.permits import leaves_of, windows_of
from xiuhua.scenes.spoil.rules.series import at_fixes
from xiuhua.sensing.rules.tracks.windows import TimeWindow

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Span:
    since: datetime
    until: datetime | None
    effective_at: datetime = T0


@dataclass(frozen=True)
class _Permit:
    fields: dict[str, Any]
    said: tuple[_Span, ...]
    holds: tuple[_Span, ...] = ()
    revoked_at: datetime | None = None

    def as_of(self, at: datetime) -> _Permit:
        return (
            replace(self, fields=self.fields | {"routes": ["new"]})
            if at >= self.said[-1].effective_at
            else self
        )

    def in_force(self, at: datetime) -> bool:
        held = any(hold.since <= at and (hold.until is None or at < hold.until) for hold in self.holds)
        gone = self.revoked_at is not None and self.revoked_at <= at
        first = self.said[0]
        return not held and not gone and first.since <= at and (first.until is None or at < first.until)


def test_a_permit_holds_between_its_suspensions_and_says_what_it_said_then() -> None:
    permit = _Permit(
        fields={"routes": ["old"], "hours": [["22:00", "06:00"]], "docks": ["MT-1"]},
        said=(_Span(T0, T0 + 10 * DAY), _Span(T0, T0 + 10 * DAY, T0 + 4 * DAY)),
        holds=(_Span(T0 + DAY, T0 + 2 * DAY),), revoked_at=T0 + 6 * DAY,
    )  # fmt: skip
    found = leaves_of(permit, since=T0, until=T0 + 30 * DAY, docks={"MT-1": "dock:1"})
    spans = [(one.since_s - T0.timestamp(), one.until_s - T0.timestamp()) for one in found]
    assert [(since / 86_400, until / 86_400) for since, until in spans] == [(0, 1), (2, 4), (4, 6)]
    assert [one.corridors for one in found] == [{"old"}, {"old"}, {"new"}]
    assert found[0].docks == {"dock:1"}
    assert found[0].hours == (TimeWindow(22 * 3600, 6 * 3600),)


def test_hours_are_seconds_of_the_day() -> None:
    assert windows_of([["07:30", "09:00"]]) == [TimeWindow(27_000, 32_400)]


def test_a_reading_counts_at_the_fixes_behind_it_for_ninety_seconds() -> None:
    told = at_fixes(np.array([0.0, 10.0, 100.0, 101.0, 5.0]), np.array([10.0]), np.array([0.8]))
    assert np.isnan(told).tolist() == [True, False, False, True, True]
    assert np.isnan(at_fixes(np.array([1.0]), np.array([]), np.array([]))).all()
