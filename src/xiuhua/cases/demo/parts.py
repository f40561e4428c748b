"""The parts of what the demo's people did: those of the loop here, those of higher apps as they register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from xiuhua.cases.demo.appeals import appeals_told
from xiuhua.cases.demo.consultations import consultations_told
from xiuhua.cases.demo.crew import Crew, crew_called
from xiuhua.cases.demo.look_backs import look_backs_told
from xiuhua.cases.demo.papers import demo_phrases_load
from xiuhua.cases.demo.reminders import reminders_told
from xiuhua.cases.demo.supervisions import supervisions_told
from xiuhua.cases.demo.videos import videos_told
from xiuhua.cases.demo.watches import watches_told

Part = Callable[[Crew], int]
"""Tells its stories that are not told yet, and returns how many those were."""

_OWN: tuple[Part, ...] = (
    reminders_told,
    supervisions_told,
    appeals_told,
    consultations_told,
    look_backs_told,
    watches_told,
    videos_told,
)
_FURTHER: list[Part] = []


def part_register(part: Part) -> None:
    """Let a higher app tell what its people did."""
    _FURTHER.append(part)


def parts_known() -> tuple[Part, ...]:
    """Return every part, the loop's own first."""
    return (*_OWN, *_FURTHER)


def demo_people_load(*, clock: Callable[[], datetime], tell: Callable[[int, int], None]) -> int:
    """Tell what the demo's people did in the last weeks; return how many stories were new.

    Args:
        clock: what time it is.
        tell: is told how many parts of how many are done.

    Raises:
        NothingThere: an account or the district is missing.
        CityError: a service refuses.
    """
    demo_phrases_load(clock=clock)
    parts, told = parts_known(), 0
    crew = crew_called(at=clock())
    for number, part in enumerate(parts, start=1):
        told += part(crew)
        tell(number, len(parts))
    return told
