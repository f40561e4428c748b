"""What became of a figure that was promised in an interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiuhua.evaluation.models import Interview
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.facts import Asked
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.rules.periods import NoPeriod, Period, period_read
from xiuhua.scenekit.indicators import Direction, Indicator, indicator_named


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A promised figure as it stands.

    Args:
        value: None: no data.
        over: whether its period is.
        kept: whether the target is reached; None while there is no value.
    """

    indicator: Indicator
    value: float | None
    over: bool
    kept: bool | None


def period_read_in(interview: Interview, text: str, *, at: datetime) -> Period | None:
    """Return the period that a text names where the interview is; None where it names none."""
    try:
        return period_read(text.strip(), months_for(interview.area_code, at=at))
    except NoPeriod:
        return None


def outcome_of(interview: Interview, *, at: datetime) -> Outcome | None:
    """Return the figure that was promised, over its period, as it stands at an instant; None: none was."""
    indicator = indicator_named(interview.figure) if interview.figure else None
    held_at = interview.held_at or at
    period = period_read_in(interview, interview.figure_period, at=held_at)
    if indicator is None or period is None or interview.figure_target is None:
        return None
    question = FigureQuestion(
        indicators=(indicator,), area=interview.area_code, period=period,
        months=months_for(interview.area_code, at=held_at),
        asked=Asked(prefixes=(interview.area_code,), at=at, past=False),
    )  # fmt: skip
    value = figures_counted(question)[0].value.value
    kept = None
    if value is not None:
        less = indicator.direction is Direction.LESS
        kept = value <= interview.figure_target if less else value >= interview.figure_target
    return Outcome(indicator=indicator, value=value, over=at >= period.until, kept=kept)
