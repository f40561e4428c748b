"""Who is told next.

Source:
    own choice, after the on-call lists of control rooms: in a fixed order, one after the other, until
    somebody has read it; the list of the smallest area that has one holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Step:
    """One person of a list, told `wait_minutes` after the one before was."""

    user_id: int
    wait_minutes: int


def list_for(area: str, lists: Sequence[str]) -> str | None:
    """Return the area of the list that holds for an area: the longest prefix of it; None where none fits."""
    fitting = [one for one in lists if area.startswith(one)]
    return max(fitting, key=len) if fitting else None


def next_step(steps: Sequence[Step], told: Sequence[int]) -> Step | None:
    """Return who is told next: the first in the order who was not told yet; None at the end of the list."""
    return next((step for step in steps if step.user_id not in told), None)


def escalates_at(steps: Sequence[Step], told: Sequence[int], *, at: datetime) -> datetime | None:
    """Return when the next is told, if nobody reads it; None where there is nobody left."""
    found = next_step(steps, told)
    return None if found is None else at + timedelta(minutes=found.wait_minutes)


_LONGEST_LIST = 20
_LONGEST_WAIT_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class ListLine:
    """One line of a list as somebody types it."""

    username: str
    minutes: int

    @property
    def text(self) -> str:
        """The line."""
        return f"{self.username}, {self.minutes}"


def lines_read(text: str) -> list[ListLine] | None:
    """Return the lines of a list, `wang, 15` each; None where one of them cannot be read.

    A full-width comma or spaces will do as well; minutes are 1 to a day; at most twenty people.
    """
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, _, minutes = line.replace("，", ",").replace("\t", ",").rpartition(",")
        name, minutes = name.strip(), minutes.strip()
        if not name or not minutes.isdecimal() or not 1 <= int(minutes) <= _LONGEST_WAIT_MINUTES:
            return None
        found.append(ListLine(username=name, minutes=int(minutes)))
    return found if len(found) <= _LONGEST_LIST else None
