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

from xiuhua.evaluation.terms.contests import Grade, ItemKind, Party, Unranked

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
        each: of problems found by inspections, how many points of 100 one of them takes.
    """

    key: str
    zh: str
    en: str
    kind: ItemKind
    weight: int = 0
    cap: int | None = None
    figure: str = ""
    fewer_is_better: bool = False
    each: int = 0

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
        party: who filled it in, where several parties score together.
    """

    month: str
    points: Mapping[str, Decimal]
    count: int = 1
    party: Party | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """What an item of rankings or of inspections comes to, 0 to 100, and what it is made of.

    Args:
        value: None where something it is made of is missing.
        parts: by period, the score of each ranking; for inspections the number of problems.
        samples: how many inspections it stands for; 0 for rankings.
    """

    value: Fraction | None
    parts: tuple[tuple[str, Decimal], ...] = ()
    samples: int = 0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the arithmetic.

    Args:
        value: the mean of marks, the figure's value, or the points before the cap.
        points: what it adds to the score; a deduction's are negative. Both exact to six decimals.
        months: the mean of each month, in order, of a mark; the score of each period, of rankings.
        parties: of a mark that several parties score, the mean of each over the period.
    """

    item: str
    kind: ItemKind
    samples: int
    value: Decimal
    weight: int
    points: Decimal
    months: tuple[tuple[str, Decimal], ...] = ()
    parties: tuple[tuple[Party, Decimal], ...] = ()


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
        minimum_sample: the fewest sampled points in each of these months; of each party, where several score.
        parties: who scores together, each with its weight of 100; empty: whoever marks.
        top: the most that a score can be, with every bonus.
    """

    months: Sequence[str]
    minimum_sample: int
    top: int = FULL
    parties: tuple[tuple[Party, int], ...] = ()


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
    read: Mapping[str, Read] | None = None,
) -> Result:
    """Return the score of one subject, with its arithmetic line by line.

    A mark's value is the mean of the months' means, so that a month with many sheets weighs no more than
    another; within a month a sheet weighs as many times as it stands for points of the street. Its points are
    value × weight / 100. Where several parties score, a month's mean is that of each party by
    its weight of 100, added up. Rankings of the periods and problems found by inspections come in `read`, by
    item. Deductions and bonuses are added up over the period, then capped. The total is kept between 0 and
    `top`.

    Source:
        own choice, because R-03 prints "monthly scoring, quarterly ranking" and no formula: equal months;
        R-86 prints three parties and no weights: those of the scheme.
    """
    read = read or {}
    counted = {month: [one for one in samples if one.month == month] for month in conditions.months}
    number = sum(one.count for found in counted.values() for one in found)
    number += sum(one.samples for one in read.values())
    why = _why_not(items, counted, figures, conditions, read)
    if why is not None:
        return Result(score=None, samples=number, why=why)
    exact = [_line(item, counted, figures, read, conditions.parties) for item in items]
    total = min(
        max(sum((points for _line, points in exact), Fraction(0)), Fraction(0)), Fraction(conditions.top)
    )
    return Result(score=rounded(total), samples=number, lines=tuple(line for line, _points in exact))


def _why_not(
    items: Sequence[Item], counted: Mapping[str, Sequence[Sample]], figures: Mapping[str, float | None],
    conditions: Conditions, read: Mapping[str, Read],
) -> Unranked | None:  # fmt: skip
    """Return why somebody takes no part in a ranking; None where they do."""
    kinds = {item.kind for item in items}
    if ItemKind.MARK in kinds and (why := _sheets_missing(counted, conditions)) is not None:
        return why
    of_rounds = [item for item in items if item.kind is ItemKind.ROUNDS]
    if any(_read_of(item, read) is None for item in of_rounds):
        return Unranked.NO_ROUND
    inspected = [item for item in items if item.kind is ItemKind.FINDINGS]
    if any(
        _read_of(item, read) is None or read[item.key].samples < conditions.minimum_sample
        for item in inspected
    ):
        return Unranked.TOO_FEW
    if any(item.kind is ItemKind.FIGURE and figures.get(item.figure) is None for item in items):
        return Unranked.NO_FIGURE
    return None


def _sheets_missing(counted: Mapping[str, Sequence[Sample]], conditions: Conditions) -> Unranked | None:
    """Return why somebody has too few sheets, month by month; None where there are enough."""
    if any(not found for found in counted.values()):
        none = not any(counted.values())
        return Unranked.TOO_FEW if none or len(counted) == 1 else Unranked.MONTH_MISSING
    if any(sum(one.count for one in found) < conditions.minimum_sample for found in counted.values()):
        return Unranked.TOO_FEW
    return _party_missing(counted, conditions)


def _party_missing(counted: Mapping[str, Sequence[Sample]], conditions: Conditions) -> Unranked | None:
    """Return why somebody is not ranked by the parties that score them; None where all of them did enough."""
    for found in counted.values():
        for party, _weight in conditions.parties:
            number = sum(one.count for one in found if one.party is party)
            if number < conditions.minimum_sample:
                return Unranked.TOO_FEW if number else Unranked.NO_PARTY
    return None


def _read_of(item: Item, read: Mapping[str, Read]) -> Fraction | None:
    return read[item.key].value if item.key in read else None


Parties = Sequence[tuple[Party, int]]


def _line(
    item: Item, counted: Mapping[str, Sequence[Sample]], figures: Mapping[str, float | None],
    read: Mapping[str, Read], weights: Parties,
) -> tuple[Line, Fraction]:  # fmt: skip
    months: tuple[tuple[str, Fraction], ...] = ()
    parts: tuple[tuple[str, Decimal], ...] = ()
    parties: tuple[tuple[Party, Fraction], ...] = ()
    held = [one for found in counted.values() for one in found if item.key in one.points]
    samples = sum(one.count for one in held)
    if item.kind is ItemKind.MARK:
        months = tuple((month, _joint(item.key, found, weights)) for month, found in counted.items())
        value = _middle([mean for _month, mean in months])
        parties = tuple(
            (party, _middle([_mean(item.key, _by(found, party)) for found in counted.values()]))
            for party, _weight in weights
        )
        points = value * item.weight / FULL
    elif item.kind in {ItemKind.ROUNDS, ItemKind.FINDINGS}:
        value = min(max(_read_of(item, read) or Fraction(0), Fraction(0)), Fraction(FULL))
        points, parts, samples = value * item.weight / FULL, read[item.key].parts, read[item.key].samples
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
        points=_printed(points), months=parts or tuple((month, _printed(mean)) for month, mean in months),
        parties=tuple((party, _printed(mean)) for party, mean in parties),
    )  # fmt: skip
    return line, points


def _joint(key: str, found: Sequence[Sample], weights: Parties) -> Fraction:
    """Return the mean of a month; of several parties, each mean by its weight."""
    if not weights:
        return _mean(key, found)
    return sum((_mean(key, _by(found, party)) * weight / FULL for party, weight in weights), Fraction(0))


def _by(found: Sequence[Sample], party: Party) -> list[Sample]:
    return [one for one in found if one.party is party]


def _middle(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def findings_read(item: Item, *, problems: int, inspections: int) -> Read:
    """Return what an item of inspections comes to: 100 less so many points for each problem, never below 0.

    Source:
        own choice: R-79 prints no scoring; whoever was not inspected is not scored.
    """
    if not inspections:
        return Read(value=None)
    value = max(Fraction(FULL - item.each * problems), Fraction(0))
    return Read(value=value, parts=(("", Decimal(problems)),), samples=inspections)


def rounds_read(scores: Sequence[tuple[str, Decimal | None]]) -> Read:
    """Return what an item of rankings comes to: the mean of the scores of its periods, all of them needed.

    Source:
        R-11 日检查、月汇总、季评比、年奖励; that its months weigh alike is our own choice.
    """
    held = tuple((period, score) for period, score in scores if score is not None)
    if not held or len(held) < len(scores):
        return Read(value=None)
    return Read(value=_middle([Fraction(score) for _period, score in held]), parts=held)


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
