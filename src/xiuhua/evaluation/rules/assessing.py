"""The assessment of one person: plain arithmetic over what that person did, line by line.

Source:
    R-61 and S-148 (考核精确到人): task, timeliness, quality, use of the result; that only what the person
    could influence is counted is the issue's word. The two shapes of an item are those of printed schemes:
    a share times its weight (金牛区数字城管体征), and full points from a threshold on with a point less for
    each percentage point below it (金华市部门考核). Weights, targets, sample and grades are settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xiuhua.evaluation.terms.assessments import ItemSource, PersonGrade

_WHOLE = 100
_CENT = Decimal("0.01")
_COUNTED = (ItemSource.VOLUME, ItemSource.PRESENCE)


@dataclass(frozen=True, kw_only=True)
class AssessItem:
    """An item of a scheme.

    Args:
        weight: of 100.
        target: how many a month are worth all points, of a volume or presence.
        threshold: per cent from which a share is worth all points, with a point less for each percentage
            point below; 0: points grow with the share.
    """

    source: ItemSource
    weight: int
    target: int = 0
    threshold: int = 0


@dataclass(frozen=True, kw_only=True)
class PostBody:
    """All that a scheme says.

    Args:
        minimum: fewer records in the period: not graded.
        excellent, good, fair: scores from which the grades begin.
    """

    items: tuple[AssessItem, ...]
    minimum: int = 10
    excellent: int = 90
    good: int = 80
    fair: int = 60


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted for an item.

    Args:
        good: how many are good, or of a volume or presence how many there are.
        of: of how many; None where the item knows no whole.
        exempt: how many bad ones an upheld objection has taken out; they stand in `of` still.
        known: False where nobody keeps such records of the person, which is no nought.
        days: how many working days the period has, of a presence; 0 where nobody counted them.
        away: on how many of them the person was on approved leave, see `rules.excusing`.
    """

    good: int = 0
    of: int | None = None
    exempt: int = 0
    known: bool = True
    days: int = 0
    away: int = 0


@dataclass(frozen=True, kw_only=True)
class AssessLine:
    """An item as it came out.

    Args:
        share: of the item, 0 to 1; None without data.
        weight: what it weighed in the end, once the weight of items without data was spread.
        points, raw_points: two places; None without data.
        months: of the period, for what is wanted each month.
    """

    item: AssessItem
    counted: Counted
    share: Decimal | None
    weight: Decimal
    points: Decimal | None
    raw_points: Decimal | None
    months: int


@dataclass(frozen=True, kw_only=True)
class AssessResult:
    """A person's score with its lines. `score` is None where nothing may be graded."""

    lines: tuple[AssessLine, ...]
    score: Decimal | None
    raw_score: Decimal | None
    grade: PersonGrade


def share_points(weight: Decimal, share: Decimal, threshold: int = 0) -> Decimal:
    """Return the points of a share.

    Without a threshold `weight * share`; with one all points from it on, and one point less for each
    percentage point below it, never below nought. Rounded to two places, halves up.

    Source:
        standards of 金牛区 (处置率×30 + …) and 金华市 (按期结案率 ≥70 % → 50, −1 per point below).
    """
    if not threshold:
        return (weight * share).quantize(_CENT, ROUND_HALF_UP)
    below = max(Decimal(0), Decimal(threshold) - share * _WHOLE)
    return max(Decimal(0), weight - below).quantize(_CENT, ROUND_HALF_UP)


def assessed(
    body: PostBody, counted: Mapping[ItemSource, Counted], *, sample: int, months: int
) -> AssessResult:
    """Return what a person's records come to.

    An item without data gets no points; its weight is spread over the others in proportion to their weights,
    so that nobody gains or loses by records that nobody keeps.

    Args:
        body: the scheme.
        counted: by source; one that is missing has no data.
        sample: how many records there are of the person.
        months: how many months the period has, for what is wanted each month.

    Source:
        own choice: the spreading; two places in each line, and the score is the sum of the lines printed.
        What is wanted of a presence is wanted in equal parts on each working day, and nothing on a day of
        approved leave; whoever was on leave on all of them has no such item.
    """
    told = [(item, counted.get(item.source, Counted(known=False))) for item in body.items]
    there = sum(item.weight for item, one in told if _share(item, one, months, exempt=one.exempt) is not None)
    lines = tuple(_line(item, one, there, months) for item, one in told)
    if sample < body.minimum or not there:
        return AssessResult(lines=lines, score=None, raw_score=None, grade=PersonGrade.NONE)
    score = sum((line.points for line in lines if line.points is not None), Decimal(0))
    raw = sum((line.raw_points for line in lines if line.raw_points is not None), Decimal(0))
    return AssessResult(lines=lines, score=score, raw_score=raw, grade=grade_of(score, body))


def _line(item: AssessItem, one: Counted, there: int, months: int) -> AssessLine:
    share = _share(item, one, months, exempt=one.exempt)
    if share is None:
        return AssessLine(
            item=item, counted=one, share=None, weight=Decimal(0), points=None, raw_points=None, months=months
        )
    weight = (Decimal(item.weight) * _WHOLE / there).quantize(_CENT, ROUND_HALF_UP)
    raw = _share(item, one, months, exempt=0)
    return AssessLine(
        item=item, counted=one, share=share, weight=weight,
        points=share_points(weight, share, item.threshold),
        raw_points=None if raw is None else share_points(weight, raw, item.threshold), months=months,
    )  # fmt: skip


def _share(item: AssessItem, one: Counted, months: int, *, exempt: int) -> Decimal | None:
    if not one.known:
        return None
    if item.source in _COUNTED:
        wanted = Decimal(item.target * months)
        if one.away:
            wanted = wanted * (one.days - one.away) / one.days
        return min(Decimal(1), Decimal(one.good) / wanted) if wanted else None
    left = (one.of or 0) - exempt
    return Decimal(one.good) / left if left > 0 else None


def grade_of(score: Decimal, body: PostBody) -> PersonGrade:
    """Return the grade of a score."""
    if score >= body.excellent:
        return PersonGrade.EXCELLENT
    if score >= body.good:
        return PersonGrade.GOOD
    return PersonGrade.FAIR if score >= body.fair else PersonGrade.POOR


def post_faults(body: PostBody) -> dict[str, str]:
    """Return what is wrong with a scheme, by field."""
    wrong = {}
    weights = [item.weight for item in body.items]
    targets = [item.target for item in body.items if item.source in _COUNTED]
    twice = len({item.source for item in body.items}) != len(body.items)
    if not weights or min(weights) < 1 or sum(weights) != _WHOLE or twice or (targets and min(targets) < 1):
        wrong["items"] = "assessment_items_wrong"
    if not _WHOLE >= body.excellent > body.good > body.fair > 0:
        wrong["excellent"] = "assessment_grades_wrong"
    return wrong


def body_told(body: PostBody) -> dict[str, Any]:
    """Return a scheme as JSON holds it."""
    return {
        "items": [
            {
                "source": one.source.value, "weight": one.weight, "target": one.target,
                "threshold": one.threshold,
            }
            for one in body.items
        ],
        "minimum": body.minimum, "excellent": body.excellent, "good": body.good, "fair": body.fair,
    }  # fmt: skip


def body_read(told: Mapping[str, Any]) -> PostBody:
    """Return a scheme that JSON holds."""
    items: Sequence[Mapping[str, Any]] = told["items"]
    return PostBody(
        items=tuple(AssessItem(**{**one, "source": ItemSource(one["source"])}) for one in items),
        minimum=told["minimum"], excellent=told["excellent"], good=told["good"], fair=told["fair"],
    )  # fmt: skip


def line_told(line: AssessLine) -> dict[str, Any]:
    """Return a line as JSON holds it."""
    item, one = line.item, line.counted
    return {
        "source": item.source.value, "of_weight": item.weight, "weight": str(line.weight),
        "target": item.target, "threshold": item.threshold, "good": one.good, "of": one.of,
        "exempt": one.exempt, "known": one.known, "days": one.days, "away": one.away, "months": line.months,
        "points": None if line.points is None else str(line.points),
        "raw_points": None if line.raw_points is None else str(line.raw_points),
    }  # fmt: skip


def counted_read(told: Mapping[str, Any], *, exempt: int) -> Counted:
    """Return what a line that JSON holds was counted from, with as many exempt as there are by now.

    Lines that were written before leave was known of hold no days.
    """
    return Counted(
        good=told["good"], of=told["of"], exempt=exempt, known=told["known"], days=told.get("days", 0),
        away=told.get("away", 0),
    )  # fmt: skip
