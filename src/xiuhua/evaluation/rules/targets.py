"""What a target asks for, and how far a figure has come towards it.

Source:
    R-54 (一般程序提高10%，简易程序提高15%) and R-62 (98%以上) for the ways in which bureaus write targets:
    growth in per cent of the year before, and a floor. The rest is our own choice: growth of a rate is meant
    in percentage points (K-283 prints "提高3.7%" for 12.0 to 15.7); a count is on course while its share of
    the target is at least the share of the period that has passed, one to be kept low while it is at most
    that; a rate or a duration is on course while it stands at the target or better. Until a period is over
    nothing kept low is reached and nothing aimed at is missed, unless it is past mending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.evaluation.terms import WhyNone
from xiuhua.evaluation.terms.plans import Course, TargetKind
from xiuhua.scenekit.indicators import MINUTES, PERCENT, Direction, Indicator

_UP = frozenset({TargetKind.AT_LEAST, TargetKind.GROWTH})
_AGAINST = frozenset({TargetKind.GROWTH, TargetKind.DECLINE})
_WHOLE = 100.0
_EPSILON = 1e-9  # 55 × 1.1 is 60.500000000000007


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A target as somebody wrote it.

    Args:
        amount: in the figure's unit; of growth and decline in per cent, of a rate in percentage points.
    """

    kind: TargetKind
    amount: float

    @property
    def is_floor(self) -> bool:
        """Whether more than what is asked for is well."""
        return self.kind in _UP

    @property
    def is_against(self) -> bool:
        """Whether it speaks of the year before."""
        return self.kind in _AGAINST


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a figure has come.

    Args:
        wanted: what is asked for, in the figure's unit; None where the year before is unknown.
        share_percent: of a count what it makes of `wanted`; None for a rate or a duration.
        passed_percent: how much of the period has passed.
        distance: the figure less what is asked for: of a rate in percentage points.
    """

    course: Course
    wanted: float | None
    passed_percent: float
    share_percent: float | None = None
    distance: float | None = None
    why: WhyNone | None = None


def kind_fits(kind: TargetKind, direction: Direction) -> bool:
    """Return whether a target may ask this of a figure: never for what is worse."""
    if direction is Direction.NEITHER:
        return True
    return (kind in _UP) == (direction is Direction.MORE)


def kind_usual(direction: Direction) -> TargetKind:
    """Return how a target of a figure is usually written."""
    return TargetKind.AT_MOST if direction is Direction.LESS else TargetKind.AT_LEAST


def wanted_of(aim: Aim, indicator: Indicator, before: Value | None) -> float | None:
    """Return what a target asks for, in the figure's unit.

    Args:
        aim: the target.
        indicator: of which figure.
        before: the figure of the whole year before, where the target speaks of it.
    """
    if not aim.is_against:
        return aim.amount
    if before is None or before.value is None:
        return None
    change = aim.amount if aim.kind is TargetKind.GROWTH else -aim.amount
    if indicator.unit is PERCENT:
        return before.value + change
    return before.value * (1 + change / _WHOLE)


def passed_percent(period: Period, *, at: datetime) -> float:
    """Return how much of a period has passed by an instant, in per cent."""
    return max(0.0, min(_WHOLE, _WHOLE * ((at - period.since) / (period.until - period.since))))


def progress_of(
    aim: Aim, indicator: Indicator, value: Value, *, before: Value | None = None, passed: float
) -> Progress:
    """Return how far a figure has come towards a target.

    Args:
        aim: the target.
        indicator: of which figure.
        value: the figure so far, over the target's period.
        before: as `wanted_of`.
        passed: how much of the target's period has passed, in per cent.
    """
    wanted = wanted_of(aim, indicator, before)
    if wanted is None or value.value is None:
        why = value.why if value.value is None else (before.why if before else None)
        return Progress(
            course=Course.UNKNOWN, wanted=wanted, passed_percent=passed, why=why or WhyNone.NO_RECORDS
        )
    is_count = indicator.unit not in {PERCENT, MINUTES} and not indicator.daily
    holds = value.value >= wanted - _EPSILON if aim.is_floor else value.value <= wanted + _EPSILON
    share = _WHOLE * value.value / wanted if is_count and wanted else None
    return Progress(
        course=_course(aim, share, is_count=is_count, holds=holds, passed=passed), wanted=wanted,
        passed_percent=passed, share_percent=share, distance=value.value - wanted,
    )  # fmt: skip


def _course(aim: Aim, share: float | None, *, is_count: bool, holds: bool, passed: float) -> Course:
    """Return the course; a count of which none is wanted has no share, and is past mending all the same."""
    is_over = passed >= _WHOLE
    if is_over:
        return Course.REACHED if holds else Course.MISSED
    if not is_count:
        return Course.ON_COURSE if holds else Course.BEHIND
    if aim.is_floor:
        if holds:
            return Course.REACHED
        return Course.ON_COURSE if share is not None and share >= passed else Course.BEHIND
    if not holds:
        return Course.MISSED
    return Course.ON_COURSE if share is None or share <= passed else Course.BEHIND
