"""The score of a scheme as plain arithmetic, and ranks with their ties.

Source:
    S-142, S-143 and S-156 for what is scored; domain.md: "the published score is the scheme's plain
    arithmetic", "too small a sample: not ranked". The printed rules say neither how points add up nor how
    ties go, so these are our own choices, each where it is made. All of it is exact: fractions until the one
    rounding of the total, half up, to hundredths; ranks compare what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from xiuhua.evaluation.terms.contests import Grade, ItemKind, Unranked

FULL = 100  # points of a whole item, and the weights of a scheme together
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a scheme.

    Args:
        weight: of a mark or a figure, points out of 100; 0 for deductions and bonuses.
        cap: of a deduction or a bonus, the most points it takes or gives; None for no cap.
        figure: of a figure, its key in the engine.
        fewer_is_better: of a figure in per cent, whether 100 less its value is scored.
    """

    key: str
    zh: str
    en: str
    kind: ItemKind
    weight: int = 0
    cap: int | None = None
    figure: str = ""
    fewer_is_better: bool = False

    def label(self, language: str) -> str:
        """Return what it is called: Chinese for every `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One sheet of marks.

    Args:
        month: `2026-03`, in which it was taken.
        points: by item, 0 to 100 for marks; points taken or given for deductions and bonuses.
        count: how many points of the street the sheet stands for.
    """

    month: str
    points: Mapping[str, Decimal]
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the arithmetic.

    Args:
        value: the mean of marks, the figure's value, or the points before the cap.
        points: what it adds to the score; a deduction's are negative. Both exact to six decimals.
        months: the mean of each month, in order, of a mark.
    """

    item: str
    kind: ItemKind
    samples: int
    value: Decimal
    weight: int
    points: Decimal
    months: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """What somebody scored. Without a score, `why` says why they take no part in the ranking."""

    score: Decimal | None
    samples: int
    lines: tuple[Line, ...] = ()
    why: Unranked | None = None


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What a scheme asks for beside its items.

    Args:
        months: the months that must each have been scored; one for a monthly contest.
        minimum_sample: the fewest sampled points in each of these months.
        top: the most that a score can be, with every bonus.
    """

    months: Sequence[str]
    minimum_sample: int
    top: int = FULL


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody stands among those ranked.

    Args:
        rank: 1 for the best; equal scores share the better rank, and the next rank is skipped.
        from_end: 1 for the worst, counted the same way from the end.
        of: how many are ranked.
    """

    rank: int
    from_end: int
    of: int


def score_of(
    items: Sequence[Item],
    samples: Sequence[Sample],
    figures: Mapping[str, float | None],
    conditions: Conditions,
) -> Result:
    """Return the score of one subject, with its arithmetic line by line.

    A mark's value is the mean of the months' means, so that a month with many sheets weighs no more than
    another; within a month a sheet weighs as many times as it stands for points of the street. Its points are
    value × weight / 100. Deductions and bonuses are added up over the period, then capped. The total is kept
    between 0 and `top`.

    Source:
        own choice, because R-03 prints "monthly scoring, quarterly ranking" and no formula: equal months.
    """
    counted = {month: [one for one in samples if one.month == month] for month in conditions.months}
    number = sum(one.count for found in counted.values() for one in found)
    asked = any(item.kind is ItemKind.MARK for item in items)
    if asked and any(not found for found in counted.values()):
        why = Unranked.TOO_FEW if number == 0 or len(counted) == 1 else Unranked.MONTH_MISSING
        return Result(score=None, samples=number, why=why)
    if asked and any(
        sum(one.count for one in found) < conditions.minimum_sample for found in counted.values()
    ):
        return Result(score=None, samples=number, why=Unranked.TOO_FEW)
    if any(item.kind is ItemKind.FIGURE and figures.get(item.figure) is None for item in items):
        return Result(score=None, samples=number, why=Unranked.NO_FIGURE)
    exact = [_line(item, counted, figures) for item in items]
    total = min(
        max(sum((points for _line, points in exact), Fraction(0)), Fraction(0)), Fraction(conditions.top)
    )
    return Result(score=rounded(total), samples=number, lines=tuple(line for line, _points in exact))


def _line(
    item: Item, counted: Mapping[str, Sequence[Sample]], figures: Mapping[str, float | None]
) -> tuple[Line, Fraction]:
    months: tuple[tuple[str, Fraction], ...] = ()
    held = [one for found in counted.values() for one in found if item.key in one.points]
    samples = sum(one.count for one in held)
    if item.kind is ItemKind.MARK:
        months = tuple((month, _mean(item.key, found)) for month, found in counted.items())
        value = sum((mean for _month, mean in months), Fraction(0)) / len(months)
        points = value * item.weight / FULL
    elif item.kind is ItemKind.FIGURE:
        value = Fraction(Decimal(repr(figures[item.figure])))
        value = min(max(FULL - value if item.fewer_is_better else value, Fraction(0)), Fraction(FULL))
        points = value * item.weight / FULL
    else:
        value = sum((Fraction(one.points[item.key]) for one in held), Fraction(0))
        capped = value if item.cap is None else min(value, Fraction(item.cap))
        points = -capped if item.kind is ItemKind.DEDUCTION else capped
    line = Line(
        item=item.key, kind=item.kind, samples=samples, value=_printed(value), weight=item.weight,
        points=_printed(points), months=tuple((month, _printed(mean)) for month, mean in months),
    )  # fmt: skip
    return line, points


def _mean(key: str, found: Sequence[Sample]) -> Fraction:
    """Return the mean of a month's sheets, each as often as it counts; what a sheet leaves out is 0."""
    total = sum((Fraction(one.points.get(key, Decimal(0))) * one.count for one in found), Fraction(0))
    return total / sum(one.count for one in found)


def _printed(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal("0.000001"), rounding=ROUND_HALF_UP
    )


def rounded(value: Fraction) -> Decimal:
    """Return a total in hundredths, half up.

    Source:
        own choice: what is printed is what ranks, so that nobody is last by a digit that nobody can see.
    """
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    return (Decimal(hundredths) * _HUNDREDTH).quantize(_HUNDREDTH)


def places_of(scores: Mapping[str, Decimal]) -> dict[str, Place]:
    """Return where each of those ranked stands.

    Equal scores share the better rank and the next is skipped: 1, 2, 2, 4. From the end they share likewise:
    of 90, 80, 80, 70 the last is 1, both 80 are 2, and 90 is 4.

    Source:
        own choice, because R-01, R-04 and R-06 print ranks and no rule for ties: whoever scored alike is
        treated alike, at the top and at the end.
    """
    return {
        key: Place(
            rank=1 + sum(other > score for other in scores.values()),
            from_end=1 + sum(other < score for other in scores.values()),
            of=len(scores),
        )
        for key, score in scores.items()
    }


def is_last(place: Place, places: int) -> bool:
    """Return whether a place is among the last so many.

    All who tie at the edge are in, or none would be: with 70, 80, 80, 90 and two last places, three are in.
    Whoever shares the first rank is never last: where all tie nobody is.

    Source:
        R-01 末 2 位, R-04 and R-05 倒数第一; what is said of ties is our own choice, see `places_of`.
    """
    return place.rank > 1 and place.from_end <= places


def mean_of(scores: Sequence[Decimal]) -> Fraction | None:
    """Return the mean of scores, exactly; None of none."""
    return sum((Fraction(one) for one in scores), Fraction(0)) / len(scores) if scores else None


def grade_of(score: Decimal, excellent: Decimal | None, good: Decimal | None) -> Grade:
    """Return the grade that a score reaches; a limit that is not set is not reached.

    Source:
        R-07 优秀、良好; from which score on is not printed: a parameter of the scheme.
    """
    if excellent is not None and score >= excellent:
        return Grade.EXCELLENT
    return Grade.GOOD if good is not None and score >= good else Grade.PLAIN
