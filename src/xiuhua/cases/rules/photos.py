"""Whether a photo can show what it is said to show, by the place and the time that it tells.

Source:
    own choice, because no standard gives figures: 500 m is more than a telephone's place and one pointed at
    on a map differ by, some telephones' shifted coordinates (GCJ-02) included; a problem is reported within
    a day of being seen; what was done is photographed after the report; a telephone's clock is some minutes
    off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Generic, TypeVar

from xiuhua.cases.terms.acts import CaseAct, ReportAct
from xiuhua.cases.terms.photos import PhotoDoubt, PhotoPart
from xiuhua.files.terms import PhotoRange

FAR_M = 500.0
EARLY = timedelta(hours=24)
CLOCK_OFF = timedelta(minutes=10)


P = TypeVar("P")
_BEFORE = {ReportAct.MAKE, CaseAct.VERIFY_TRUE, CaseAct.VERIFY_FALSE}
_AFTER = {CaseAct.FEED_BACK, CaseAct.CHECK_PASS, CaseAct.CHECK_FAIL}


def photo_part(act: CaseAct | ReportAct) -> PhotoPart:
    """Return which part of the course a photo shows, by the act that it came with.

    Source:
        own choice: a report and its verification show what is wrong, feedback and check what was done.
    """
    if act in _BEFORE:
        return PhotoPart.BEFORE
    return PhotoPart.AFTER if act in _AFTER else PhotoPart.MEANWHILE


@dataclass(frozen=True, kw_only=True)
class Placed(Generic[P]):
    """A photo with what decides beside which it stands."""

    part: PhotoPart
    shot: PhotoRange | None
    photo: P


Pair = tuple[P | None, P | None]


def photo_pairs(photos: Sequence[Placed[P]]) -> tuple[list[Pair[P]], list[P]]:
    """Return the photos that belong side by side, and the rest, each in the order they came.

    Once there is one of what was done: before and after, near with near and far with far. Until then: near
    and far of the same thing.

    Source:
        own choice, after the 近景 and 远景 that a report shows, and 处置前, 处置后 that a check compares.
    """
    if any(one.part is PhotoPart.AFTER for one in photos):
        pairs: list[Pair[P]] = []
        for shot in (PhotoRange.NEAR, PhotoRange.FAR, None):
            alike = [one for one in photos if one.shot is shot]
            before, after = (_of(alike, part) for part in (PhotoPart.BEFORE, PhotoPart.AFTER))
            pairs.extend(zip_longest(before, after))
        return pairs, _of(photos, PhotoPart.MEANWHILE)
    near, far = ([one.photo for one in photos if one.shot is shot] for shot in PhotoRange)
    if not near or not far:
        return [], [one.photo for one in photos]
    return list(zip_longest(near, far)), [one.photo for one in photos if one.shot is None]


def _of(photos: Sequence[Placed[P]], part: PhotoPart) -> list[P]:
    return [one.photo for one in photos if one.part is part]


def photo_doubts(
    *,
    taken_at: datetime | None,
    away_m: float | None,
    reported_at: datetime,
    brought_at: datetime,
    came_with_report: bool,
) -> tuple[PhotoDoubt, ...]:
    """Return in what a photo contradicts the report; what it does not tell contradicts nothing.

    Args:
        taken_at: when it says it was taken.
        away_m: how far the camera was from the place reported, metres.
        reported_at: when the problem was reported.
        brought_at: when the photo came in.
        came_with_report: else with an act, and cannot be older than the report.

    Source:
        module.
    """
    found = []
    if away_m is not None and away_m > FAR_M:
        found.append(PhotoDoubt.ELSEWHERE)
    if taken_at is not None and taken_at < reported_at - (EARLY if came_with_report else CLOCK_OFF):
        found.append(PhotoDoubt.EARLIER)
    if taken_at is not None and taken_at > brought_at + CLOCK_OFF:
        found.append(PhotoDoubt.AHEAD)
    return tuple(found)
