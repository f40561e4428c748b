"""What a photo may contradict, at the printed figures and one step before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.cases.rules.photos import CLOCK_OFF, EARLY, FAR_M, Placed, photo_doubts, photo_pairs, photo_part
from xiuhua.cases.terms import CaseAct, PhotoDoubt, PhotoPart, ReportAct
from xiuhua.files.terms import PhotoRange

_REPORTED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_BROUGHT = _REPORTED + timedelta(hours=5)
_SECOND = timedelta(seconds=1)


def _doubts(
    taken_at: datetime | None = None, away_m: float | None = None, *, came: bool = True
) -> tuple[PhotoDoubt, ...]:
    return photo_doubts(
        taken_at=taken_at, away_m=away_m, reported_at=_REPORTED, brought_at=_BROUGHT, came_with_report=came
    )


def test_what_is_not_told_contradicts_nothing() -> None:
    assert _doubts() == ()


def test_further_than_half_a_kilometre_is_elsewhere() -> None:
    assert _doubts(away_m=FAR_M) == ()
    assert _doubts(away_m=FAR_M + 0.1) == (PhotoDoubt.ELSEWHERE,)


@pytest.mark.parametrize(("came", "limit"), [(True, EARLY), (False, CLOCK_OFF)])
def test_a_photo_of_a_report_is_a_day_old_at_most_and_one_of_an_act_is_younger_than_the_report(
    *, came: bool, limit: timedelta
) -> None:
    assert _doubts(_REPORTED - limit, came=came) == ()
    assert _doubts(_REPORTED - limit - _SECOND, came=came) == (PhotoDoubt.EARLIER,)


def test_no_photo_is_taken_after_it_was_brought() -> None:
    assert _doubts(_BROUGHT + CLOCK_OFF) == ()
    assert _doubts(_BROUGHT + CLOCK_OFF + _SECOND, 900.0) == (PhotoDoubt.ELSEWHERE, PhotoDoubt.AHEAD)


def test_what_was_done_stands_beside_what_was_wrong_near_with_near() -> None:
    near, far = PhotoRange.NEAR, PhotoRange.FAR
    report, feedback, asking = ReportAct.MAKE, CaseAct.FEED_BACK, CaseAct.EXTEND_ASK
    brought: list[tuple[str, CaseAct | ReportAct, PhotoRange | None]] = [
        ("a", report, far), ("b", report, near), ("c", asking, None), ("d", report, None),
        ("e", feedback, near), ("f", feedback, near), ("g", CaseAct.CHECK_PASS, far),
    ]  # fmt: skip
    placed = [Placed(part=photo_part(act), shot=shot, photo=name) for name, act, shot in brought]
    pairs, rest = photo_pairs(placed)
    assert pairs == [("b", "e"), (None, "f"), ("a", "g"), ("d", None)]
    assert rest == ["c"]
    assert photo_pairs(placed[:4]) == ([("b", "a")], ["c", "d"])
    assert photo_pairs(placed[1:4]) == ([], ["b", "c", "d"])
    assert photo_part(CaseAct.VERIFY_TRUE) is PhotoPart.BEFORE
