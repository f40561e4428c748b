"""One act under way: what every preparer of an act is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xiuhua.cases.models import Case, Move
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.queries.settings import Chosen
from xiuhua.cases.rules.limits import stage_limit
from xiuhua.cases.rules.loop import STAGE_DESK, Step
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.terms import CaseState, Desk, Stage, Track
from xiuhua.ground.rules.limits import Limit
from xiuhua.shared.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an act was told; `rules.loop.Need` says which act needs what.

    Args:
        reason: the opinion; mandatory where the step needs it.
        unit_id: 主办, the unit that handles; `helper_ids` 协办, those that help.
        person_id: somebody inside the unit, or the collector who is sent.
        until: a date, as an instant.
        limit: an amount of time.
        target_id: another case.
        item_id, line_id: the matter, and the line of the handbook with its limit.
        photos: stored already.
        seen: how many moves the actor saw; None where they saw none.
    """

    reason: str = ""
    unit_id: int | None = None
    helper_ids: tuple[int, ...] = ()
    person_id: int | None = None
    until: datetime | None = None
    limit: Limit | None = None
    target_id: int | None = None
    item_id: int | None = None
    line_id: int | None = None
    photos: tuple[StoredFile, ...] = ()
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """An act that is permitted and has been told what it needs."""

    case: Case
    step: Step
    said: Said
    desk: Desk
    chosen: Chosen
    actor: Actor
    at: datetime

    @property
    def settings(self) -> LoopSettings:
        """What the city has chosen."""
        return self.chosen.settings


def _nothing(_move: Move) -> None:
    """Do nothing."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What a preparer decided.

    Args:
        detail: what the fold needs.
        after: where the act leads, where the step does not say.
        unit_id, person_id: whom the move names.
        then: what is written beside the move, in the same transaction.
    """

    detail: Mapping[str, Any] = field(default_factory=dict)  # plain JSON
    after: CaseState | None = None
    unit_id: int | None = None
    person_id: int | None = None
    then: Callable[[Move], None] = _nothing


def limit_stored(limit: Limit | None) -> dict[str, Any]:
    """Return a limit as a move keeps it."""
    return {"amount": limit.amount, "unit": limit.unit.value} if limit else {"amount": None, "unit": ""}


def start_stored(*, stage: Stage, track: str, settings: LoopSettings) -> dict[str, Any]:
    """Return how the clock of a desk's stage starts, as a move keeps it."""
    limit = stage_limit(stage, Track(track), settings)
    return {**limit_stored(limit), "charged": STAGE_DESK[stage].value}
