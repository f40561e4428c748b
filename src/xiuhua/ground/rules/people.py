"""Who answers in a post while its holder is away, and what a post or an absence must be.

Source:
    own choice, after the practice of A and B posts (AB 岗): each post has a second person who knows its work
    and stands in for the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person as an answer names them."""

    id: int
    name: str = ""
    phone: str = ""
    serving: bool = True


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A post: its holder and deputy, from when until when (`until` is the first instant after)."""

    id: int
    holder: Somebody
    deputy: Somebody | None = None
    title: str = ""
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Away:
    """Somebody's absence, with the deputy named for it; `until` is the first instant after."""

    person_id: int
    kind: str = ""
    since: datetime
    until: datetime | None = None
    deputy: Somebody | None = None


class Standing(NamedTuple):
    """Who answers in a post, None where the unit must; and the absence of its holder, until when."""

    somebody: Somebody | None
    absence: Away | None


def answers_in(seat: Seat, *, absences: Sequence[Away], at: datetime) -> Standing:
    """Return who answers in a post at an instant, and whether its holder is away then.

    The holder answers. While the holder is away it is the deputy named for that absence; where none is named,
    or that one cannot, the deputy of the post. Somebody who is away, or has left the service, cannot answer.

    Args:
        seat: the post.
        absences: of everybody who might answer; others do no harm.
        at: the instant asked about.
    """
    away = {one.person_id: one for one in reversed(absences) if holds_at(one.since, one.until, at)}
    absence = away.get(seat.holder.id)
    if not holds_at(seat.since, seat.until, at):
        return Standing(None, absence)
    for one in (seat.holder, absence.deputy if absence else None, seat.deputy):
        if one is not None and one.serving and one.id not in away:
            return Standing(one, absence)
    return Standing(None, absence)


def holds_at(since: datetime, until: datetime | None, at: datetime) -> bool:
    """Return whether an instant lies in [since, until)."""
    return since <= at and (until is None or at < until)


def period_fault(since: datetime, until: datetime | None) -> str | None:
    """Return the code of what is wrong with a period, or None: `period_turned`, it ends before it begins."""
    return "period_turned" if until is not None and until <= since else None


def members_per_grid(members: int, grids: int) -> float | None:
    """Return how many grid members there are to a duty grid, people per grid; None where there is no grid."""
    return members / grids if grids else None
