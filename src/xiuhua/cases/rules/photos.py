"""Whether a photo can show what it is said to show, by the place and the time that it tells.

Source:
    own choice, because no standard gives figures: 500 m is more than a telephone's place and one pointed at
    on a map differ by, some telephones' shifted coordinates (GCJ-02) included; a problem is reported within
    a day of being seen; what was done is photographed after the report; a telephone's clock is some minutes
    off.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from xiuhua.cases.terms.photos import PhotoDoubt

FAR_M = 500.0
EARLY = timedelta(hours=24)
CLOCK_OFF = timedelta(minutes=10)


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
