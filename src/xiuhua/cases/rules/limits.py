"""Which limit a case has for being handled, and why that one.

Source:
    the handbook's line first, as every bureau has it; before it R-09 for key areas and R-10 for quick
    responses; a deadline fixed by the platform above stands in place of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.terms.clocks import CountsFrom
from xiuhua.cases.terms.states import Stage, Track
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.ground.terms.calendars import TimeUnit


@dataclass(frozen=True, kw_only=True)
class LimitFacts:
    """What a limit depends on. `line` is what the handbook's line says; None where no line was chosen."""

    matter: str = ""
    track: Track = Track.ORDINARY
    key_area: bool = False
    line: Limit | Manual | None = None
    upper_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class HandlingLimit:
    """The limit of a case and the code of the sentence that says why.

    Args:
        limit: None where a person must judge: 种植季节.
        counts_from: whether it counts from the report instead of the dispatch.
        due_at: fixed by the platform above.
    """

    limit: Limit | None
    source: str
    counts_from: CountsFrom = CountsFrom.DISPATCH
    due_at: datetime | None = None


def handling_limit(facts: LimitFacts, settings: LoopSettings) -> HandlingLimit:
    """Return the limit for handling.

    Source:
        own choice of the order: what is narrower goes first (quick response, key-area rule, handbook line,
        the area's default).
    """
    found = _own_limit(facts, settings)
    if facts.upper_due_at is None:
        return found
    return HandlingLimit(
        limit=found.limit, source="limit_upper", counts_from=found.counts_from, due_at=facts.upper_due_at
    )


def _own_limit(facts: LimitFacts, settings: LoopSettings) -> HandlingLimit:
    if facts.track is Track.QUICK and Stage.HANDLE in settings.quick_limits:
        return HandlingLimit(limit=settings.quick_limits[Stage.HANDLE], source="limit_quick")
    ruled = next((one for one in settings.key_limits if one.matter == facts.matter), None)
    if ruled is not None:
        limit = ruled.key if facts.key_area else ruled.other
        source = "limit_key_area" if facts.key_area else "limit_other_area"
        return HandlingLimit(limit=limit, source=source, counts_from=ruled.counts_from)
    if isinstance(facts.line, Manual):
        return HandlingLimit(limit=None, source="limit_manual")
    if facts.line is not None:
        return HandlingLimit(limit=facts.line, source="limit_handbook")
    return HandlingLimit(limit=settings.handle_limit, source="limit_default")


def stage_limit(stage: Stage, track: Track, settings: LoopSettings) -> Limit | None:
    """Return the limit of a desk's stage, on the track the case runs; None where the city has set none.

    Source:
        R-10 for the quick track; else the area's settings.
    """
    if track is Track.QUICK and stage in settings.quick_limits:
        return settings.quick_limits[stage]
    return settings.stage_limits.get(stage)


def is_dangerous(line: Limit | Manual | None, settings: LoopSettings) -> bool:
    """Return whether a matter cannot wait until somebody owns it.

    Source:
        own choice, after the pattern of city tables: what is missing, leaking or dangerous has 2 to 4 urgent
        hours, and nothing else has urgent hours so few.
    """
    return (
        isinstance(line, Limit)
        and line.unit in {TimeUnit.URGENT_HOUR, TimeUnit.URGENT_MINUTE}
        and (line.unit is TimeUnit.URGENT_MINUTE or line.amount <= settings.danger_hours)
    )
