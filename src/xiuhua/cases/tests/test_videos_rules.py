"""Plans, clips and tallies of video rounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.cases.rules.videos import (
    Looked,
    Stop,
    Tally,
    clip_fault,
    look_next,
    state_at_end,
    stops_fault,
    tallied,
)
from xiuhua.cases.terms import LookState

_AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stops", "fault"),
    [
        ([], "video_cameras_missing"),
        ([Stop(camera_id=1, minutes=1)], None),
        ([Stop(camera_id=1, minutes=120)], None),
        ([Stop(camera_id=1, minutes=0)], "video_minutes_wrong"),
        ([Stop(camera_id=1, minutes=121)], "video_minutes_wrong"),
        ([Stop(camera_id=1, minutes=3), Stop(camera_id=1, minutes=3)], "video_camera_twice"),
        ([Stop(camera_id=one, minutes=3) for one in range(200)], None),
        ([Stop(camera_id=one, minutes=3) for one in range(201)], "video_cameras_too_many"),
    ],
)
def test_a_plan_holds_each_camera_once_for_some_minutes(stops: list[Stop], fault: str | None) -> None:
    assert stops_fault(stops) == fault


@pytest.mark.parametrize(
    ("since", "until", "fault"),
    [
        (None, None, None),
        (-10, -5, None),
        (-10, 0, None),
        (-10, None, ("clip_until", "video_clip_half")),
        (None, -5, ("clip_since", "video_clip_half")),
        (-5, -5, ("clip_until", "video_clip_backwards")),
        (-5, 1, ("clip_until", "video_clip_ahead")),
        (-24 * 60, 0, None),
        (-24 * 60 - 1, 0, ("clip_since", "video_clip_long")),
    ],
)
def test_a_clip_has_two_ends_that_are_past(
    since: int | None, until: int | None, fault: tuple[str, str] | None
) -> None:
    told = [None if minutes is None else _AT + timedelta(minutes=minutes) for minutes in (since, until)]
    assert clip_fault(told[0], told[1], at=_AT) == fault


def test_the_next_camera_is_the_first_that_nobody_looked_at() -> None:
    looks = [
        Looked(number=1, state=LookState.SKIPPED), Looked(number=2, state=LookState.LOOKED),
        Looked(number=4, state=LookState.TO_DO), Looked(number=3, state=LookState.TO_DO),
    ]  # fmt: skip
    assert look_next(looks) == 3
    assert look_next(looks[:2]) is None


def test_what_was_not_finished_is_missed_at_the_end_and_the_rest_stays() -> None:
    after = {state: state_at_end(state) for state in LookState}
    assert {state for state, became in after.items() if became is not state} == {
        LookState.TO_DO, LookState.LOOKING,
    }  # fmt: skip
    assert after[LookState.TO_DO] is after[LookState.LOOKING] is LookState.MISSED


def test_a_round_comes_to_what_its_looks_say() -> None:
    tally = tallied(
        [
            Looked(number=1, state=LookState.LOOKED, seconds=125, findings=2, filed=1),
            Looked(number=2, state=LookState.NO_PICTURE, seconds=20),
            Looked(number=3, state=LookState.SKIPPED, seconds=1),
            Looked(number=4, state=LookState.MISSED),
            Looked(number=5, state=LookState.LOOKED, seconds=60, findings=1, filed=1),
        ]
    )
    assert tally == Tally(
        cameras=5, looked=2, missed=2, no_picture=1, left=0, seconds=206, findings=3, filed=2
    )
    under_way = tallied([Looked(number=1, state=LookState.LOOKING), Looked(number=2, state=LookState.TO_DO)])
    assert (under_way.left, under_way.looked, under_way.missed) == (2, 0, 0)
