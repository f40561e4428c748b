"""How a statistical month closes: what is held against whom, which step comes when, what changed, which band.

Source:
    domain practice: freeze, three working days of objection, public notice, final; each is a vintage. An
    upheld objection sets the record exempt for the assessed figure; the raw one keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from xiuhua.cases.terms import CaseState
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.tallies import Fact, is_counted
from xiuhua.evaluation.terms.closings import Band, ChangeWhy, ClosingState, LineAbout
from xiuhua.scenekit.indicators import Direction, Indicator, Measure, at_least, is_one, known, yes

PAIRS = (
    ("handled_in_time", "handled_in_time_less_appeals"),
    ("closed_in_time_rate", "closed_in_time_rate_less_appeals"),
    ("return_rate", "return_rate_less_appeals"),
    ("rework_rate_of_due", "rework_rate_of_due_less_appeals"),
)
"""The figures of a closing: as it happened, and as it is assessed."""
COUNTS = ("filed", "closed")
FIGURES = (*COUNTS, *(key for pair in PAIRS for key in pair))

_GONE = is_one("state", CaseState.VOIDED.value, CaseState.MERGED.value)
HELD: Mapping[LineAbout, Measure] = {
    LineAbout.LATE: Measure(
        where=known("handle_due_at") & ~_GONE & yes("handle_late"), period="handle_due_at"
    ),
    LineAbout.REWORK: Measure(
        where=known("filed_at") & ~_GONE & at_least("reworks", 1), period="close_due_at"
    ),
    LineAbout.RETURN: Measure(
        where=known("dispatched_at") & ~_GONE & at_least("returns", 1), period="dispatched_at"
    ),
}
"""What is held against whoever has a case, as the raw figures count it."""


@dataclass(frozen=True, kw_only=True)
class Bands:
    """From how many per cent a rate is green, blue and yellow; below yellow it is red."""

    green: int = 90
    blue: int = 80
    yellow: int = 70


def band_of(percent: float | None, direction: Direction, bands: Bands) -> Band | None:
    """Return the colour of a rate; None where it has no value, or neither way is better.

    Where fewer is better, what is missing to a hundred is held against the thresholds.

    Source:
        four colours by score as evaluation forms have them; the thresholds are a setting (own choice: 90, 80
        and 70), because no printed ones are known.
    """
    if percent is None or direction is Direction.NEITHER:
        return None
    reached = percent if direction is Direction.MORE else 100 - percent
    if reached >= bands.green:
        return Band.GREEN
    if reached >= bands.blue:
        return Band.BLUE
    return Band.YELLOW if reached >= bands.yellow else Band.RED


def step_due(
    state: ClosingState,
    *,
    objections_until: datetime,
    notice_until: datetime | None,
    waiting: int,
    at: datetime,
) -> ClosingState | None:
    """Return the state that a closing has to go on to; None while it has to stay.

    Args:
        state: where it is.
        objections_until: the last instant at which an objection is taken.
        notice_until: when the public notice ends; None before it began.
        waiting: objections that nobody has decided yet.
        at: when.

    Source:
        own choice: nothing is put up before every objection is decided, or the notice would say what may
        still change.
    """
    if state is ClosingState.OBJECTIONS and at > objections_until and not waiting:
        return ClosingState.NOTICE
    if state is ClosingState.NOTICE and notice_until is not None and at > notice_until:
        return ClosingState.FINAL
    return None


@dataclass(frozen=True, kw_only=True)
class MovedSince:
    """A move of a case that was recorded after the vintage before.

    Args:
        at: when it happened; `recorded_at` when it was recorded.
        act: which.
        objection: the line objection that it carries out, if one.
        appeal: whether an upheld appeal of the loop is carried out.
    """

    at: datetime
    recorded_at: datetime
    act: str
    objection: int | None = None
    appeal: bool = False


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A record that counts otherwise than in the vintage before."""

    case_id: int
    figures: tuple[str, ...]
    why: tuple[ChangeWhy, ...]
    objections: tuple[int, ...]


def changed_of(
    case_id: int,
    before: Fact | None,
    after: Fact,
    moves: Iterable[MovedSince],
    *,
    indicators: Iterable[Indicator],
    period: Period,
    as_of: datetime,
) -> Changed | None:
    """Return how a record counts otherwise than it did; None where it counts as before.

    Args:
        case_id: which.
        before: the fact as of the vintage before; None where it was not recorded yet.
        after: the fact now.
        moves: what was recorded of it since.
        indicators: the figures of the closing.
        period: the month.
        as_of: of the vintage before.
    """
    figures = tuple(
        one.key
        for one in indicators
        if any(
            (before is not None and is_counted(measure, period, before)) != is_counted(measure, period, after)
            for measure in one.measures
        )
    )
    if not figures:
        return None
    told = tuple(moves)
    return Changed(
        case_id=case_id, figures=figures,
        why=tuple(sorted(set(_why(told, as_of)), key=list(ChangeWhy).index)),
        objections=tuple(one.objection for one in told if one.objection is not None),
    )  # fmt: skip


def _why(moves: Iterable[MovedSince], as_of: datetime) -> Iterator[ChangeWhy]:
    for one in moves:
        if one.objection is not None or one.appeal:
            yield ChangeWhy.OBJECTION
        elif one.at <= as_of:
            yield ChangeWhy.LATE_RECORD
        else:
            yield ChangeWhy.MOVED_ON
