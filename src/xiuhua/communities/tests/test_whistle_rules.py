"""The rules of 吹哨报到 against vectors worked by hand, on the country's own calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.cases.tests.loop_kit import DISTRICT, Loop
from xiuhua.communities.rules.whistles import (
    WhistleLimits,
    check_in_clock,
    check_in_fault,
    punctuality,
    scores_fault,
)
from xiuhua.communities.terms.whistles import CheckInWay, Punctuality, WhistleKind
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

_ZONE = ZoneInfo("Asia/Shanghai")
_DUE = datetime(2026, 3, 2, 7, tzinfo=UTC)
_A_SECOND = timedelta(seconds=1)


def there(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of March 2026 in the town's own time; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=_ZONE)


# The country's hours are 08:00 to 12:00 and 14:00 to 18:00, five days a week.
VECTORS = (
    # three hours before noon and one after it
    (WhistleKind.ORDINARY, there(2, 9), there(2, 15)),
    # Friday 16:30: an hour and a half that day, two and a half on Monday from eight
    (WhistleKind.ORDINARY, there(6, 16, 30), there(9, 10, 30)),
    # at night nothing runs before eight
    (WhistleKind.ORDINARY, there(2, 22), there(3, 12)),
    # by the clock: at night, over noon and on a Sunday alike
    (WhistleKind.URGENT, there(2, 22), there(2, 23)),
    (WhistleKind.URGENT, there(2, 11, 30), there(2, 12, 30)),
    (WhistleKind.URGENT, there(8, 3), there(8, 4)),
)


@pytest.mark.parametrize(("kind", "called_at", "due_at"), VECTORS)
def test_a_check_in_is_due_when_the_calendar_says(
    loop: Loop, kind: WhistleKind, called_at: datetime, due_at: datetime
) -> None:
    assert DISTRICT in loop.town.areas
    calendar = calendar_cached(DISTRICT, at=called_at)
    clock = check_in_clock(calendar, called_at, WhistleLimits().of(kind))
    assert clock.due_at == due_at
    # a quarter of the way is left
    assert clock.soon_at == called_at + (due_at - called_at) * 3 / 4


def test_natural_days_count_weekends_and_working_days_do_not(loop: Loop) -> None:
    assert DISTRICT in loop.town.areas
    friday = there(6, 10)
    calendar = calendar_cached(DISTRICT, at=friday)
    assert check_in_clock(calendar, friday, Limit(1, TimeUnit.NATURAL_DAY)).due_at == there(7, 10)
    working = check_in_clock(calendar, friday, Limit(1, TimeUnit.WORK_DAY)).due_at
    assert working.astimezone(_ZONE).date().isoformat() == "2026-03-09"


@pytest.mark.parametrize(
    ("came_after", "freed", "asked_after", "stands"),
    [
        (timedelta(), False, timedelta(), Punctuality.ON_TIME),  # at the very deadline
        (_A_SECOND, False, _A_SECOND, Punctuality.LATE),
        (None, False, timedelta(), Punctuality.WAITING),
        (None, False, _A_SECOND, Punctuality.OVERDUE),
        (None, True, _A_SECOND, Punctuality.FREED),
        (-_A_SECOND, True, _A_SECOND, Punctuality.ON_TIME),  # who came before it was withdrawn, came
    ],
)
def test_a_call_is_late_one_second_after_its_deadline_and_not_before(
    came_after: timedelta | None, *, freed: bool, asked_after: timedelta, stands: Punctuality
) -> None:
    came = None if came_after is None else _DUE + came_after
    assert punctuality(due_at=_DUE, checked_in_at=came, freed=freed, at=_DUE + asked_after) is stands


@pytest.mark.parametrize(
    ("way", "away_m", "photos", "reason", "fault"),
    [
        (CheckInWay.ON_THE_SPOT, 0.0, 1, "", {}),
        (CheckInWay.ON_THE_SPOT, 500.0, 1, "", {}),
        (CheckInWay.ON_THE_SPOT, 500.1, 1, "", {"longitude": "whistle_place_far"}),
        (CheckInWay.ON_THE_SPOT, None, 1, "", {"longitude": "whistle_place_missing"}),
        (CheckInWay.ON_THE_SPOT, 0.0, 0, "在路上", {"photos": "whistle_photo_missing"}),
        (CheckInWay.IN_WRITING, None, 0, "已安排抢修队，下午到", {}),
        (CheckInWay.IN_WRITING, 0.0, 3, "  ", {"reason": "whistle_reason_missing"}),
    ],
)
def test_being_there_takes_a_place_and_a_photo_and_writing_takes_a_reason(
    way: CheckInWay, away_m: float | None, photos: int, reason: str, fault: dict[str, str]
) -> None:
    assert check_in_fault(way=way, away_m=away_m, photos=photos, reason=reason) == fault


@pytest.mark.parametrize(("scores", "wrong"), [([1, 5], False), ([0], True), ([6], True), ([], False)])
def test_scores_run_from_one_to_five(scores: list[int], *, wrong: bool) -> None:
    assert scores_fault(scores) is wrong
