"""视频轮巡: what a plan and a finding may be, which camera comes next, and what a round came to.

Source:
    own choice after row S-006 (an operator goes through recorded video on schedule, marks what is wrong and
    keeps the evidence): no standard says how rounds are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.terms.videos import LookState

CAMERAS_MOST = 200
MINUTES_MOST = 120
CLIP_MOST = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A camera of a plan, with the minutes meant for it."""

    camera_id: int
    minutes: int


def stops_fault(stops: Sequence[Stop]) -> str | None:
    """Return the code of what is wrong with the cameras of a plan, or None.

    Source:
        module.
    """
    if not stops:
        return "video_cameras_missing"
    if len(stops) > CAMERAS_MOST:
        return "video_cameras_too_many"
    if len({stop.camera_id for stop in stops}) < len(stops):
        return "video_camera_twice"
    if not all(1 <= stop.minutes <= MINUTES_MOST for stop in stops):
        return "video_minutes_wrong"
    return None


def clip_fault(since: datetime | None, until: datetime | None, *, at: datetime) -> tuple[str, str] | None:
    """Return what is wrong with the times of a clip: the field and the code; None for nothing or no clip.

    Args:
        since: when the clip begins.
        until: when it ends; both or neither.
        at: now; what is still to come nobody has seen.

    Source:
        module.
    """
    if since is None and until is None:
        return None
    if since is None or until is None:
        return ("clip_since" if since is None else "clip_until"), "video_clip_half"
    if until <= since:
        return "clip_until", "video_clip_backwards"
    if until > at:
        return "clip_until", "video_clip_ahead"
    return ("clip_since", "video_clip_long") if until - since > CLIP_MOST else None


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One camera of a round, as it stands.

    Args:
        number: its place in the order, from 1.
        seconds: how long it was looked at.
        findings: how many were made there; `filed` how many of them became cases.
    """

    number: int
    state: LookState
    seconds: float = 0.0
    findings: int = 0
    filed: int = 0


def look_next(looks: Sequence[Looked]) -> int | None:
    """Return the number of the camera that comes next; None where none is left.

    Source:
        module.
    """
    return min((look.number for look in looks if look.state is LookState.TO_DO), default=None)


def state_at_end(state: LookState) -> LookState:
    """Return what a camera's state becomes when its round is ended: what was not finished is missed.

    Source:
        module.
    """
    return LookState.MISSED if state in {LookState.TO_DO, LookState.LOOKING} else state


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a round came to, in cameras, seconds and findings."""

    cameras: int
    looked: int
    missed: int
    no_picture: int
    left: int
    seconds: float
    findings: int
    filed: int


def tallied(looks: Sequence[Looked]) -> Tally:
    """Return what a round came to; a camera without a picture was neither looked at nor missed.

    Source:
        module.
    """

    def count(*states: LookState) -> int:
        return sum(look.state in states for look in looks)

    return Tally(
        cameras=len(looks),
        looked=count(LookState.LOOKED),
        missed=count(LookState.MISSED, LookState.SKIPPED),
        no_picture=count(LookState.NO_PICTURE),
        left=count(LookState.TO_DO, LookState.LOOKING),
        seconds=sum(look.seconds for look in looks),
        findings=sum(look.findings for look in looks),
        filed=sum(look.filed for look in looks),
    )
