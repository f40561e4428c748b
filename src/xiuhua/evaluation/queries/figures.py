"""Figures: what was asked, counted in one statement, with the period before beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from xiuhua.access.queries import actor_labels
from xiuhua.cases.terms import Channel
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.scanning import Ask, Scanned, counted_rows, facts_scanned_together
from xiuhua.evaluation.queries.statements import Slot
from xiuhua.evaluation.rules.periods import Period, period_before, period_year_before, same_span
from xiuhua.evaluation.rules.splits import SPLITS
from xiuhua.evaluation.rules.tallies import (
    Change,
    Tally,
    Value,
    change_of,
    days_passed,
    unknown,
    value_of,
    why_unknown,
)
from xiuhua.evaluation.terms import Against, Side, SplitBy, WhyNone
from xiuhua.ground.models import CatalogueItem, Unit
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.scenekit.indicators import Indicator, Measure

_NOTHING = Tally()  # read and never added to: most figures of most grids are nought


@dataclass(frozen=True, kw_only=True)
class CountedFigure:
    """One figure of one group in one period, with what it was in the period before.

    Args:
        group: the area code, the unit's id, the matter's code or the channel; empty without a split.
            `group_label` names it.
        before: the value of as much of the period compared with as has passed of this one; None where not
            asked.
        begun: the first instant that any record of its kind is about; None where there is none.
    """

    indicator: Indicator
    group: str
    group_label: str
    period: Period
    value: Value
    before_period: Period | None = None
    before: Value | None = None
    begun: datetime | None = None

    @property
    def change(self) -> Change | None:
        """How it differs from the period that it is compared with."""
        return change_of(self.indicator, self.value, self.before) if self.before else None


def figures_counted(question: FigureQuestion, *, compared: bool = False) -> list[CountedFigure]:
    """Return the figures asked for, in the order of their declaration, group by group."""
    return figures_together([question], compared=compared)[0]


def figures_together(
    questions: Sequence[FigureQuestion], *, compared: bool = False
) -> list[list[CountedFigure]]:
    """Return the figures of several questions, all counted in one reading; see `FiguresAsked`."""
    if not questions:
        return []
    asked = FiguresAsked(questions, compared=compared)
    return asked.told(facts_scanned_together(asked.asks, questions[0].asked))


class FiguresAsked:
    """Several questions and what must be counted for them, so that others may have theirs counted beside it.

    Args:
        questions: about one place as of one instant, each with figures, a period and a split of its own.
        compared: whether each figure stands beside what it is compared with.
    """

    def __init__(self, questions: Sequence[FigureQuestion], *, compared: bool = False) -> None:
        self._questions = questions
        self._before = [_compared_with(question) if compared else None for question in questions]
        self._parts = [
            (place, declared) for place, question in enumerate(questions) for declared in _by_fact(question)
        ]
        self.asks = [self._ask(place, declared) for place, declared in self._parts]

    def _ask(self, place: int, declared: Sequence[Indicator]) -> Ask:
        question, before = self._questions[place], self._before[place]
        periods = [question.period, *([before] if before else [])]
        return Ask(
            table=fact_table(declared[0].fact), split=question.split, only=question.only,
            slots=[(measure, period) for one in declared for measure in one.measures for period in periods],
        )  # fmt: skip

    def told(self, counted: Sequence[Scanned]) -> list[list[CountedFigure]]:
        """Return the figures of each question, from what was counted for `asks`."""
        found: list[list[CountedFigure]] = [[] for _ in self._questions]
        for (place, declared), scanned in zip(self._parts, counted, strict=True):
            found[place] += _figures(declared, scanned, self._questions[place], self._before[place])
        for question, figures in zip(self._questions, found, strict=True):
            order = {one.key: place for place, one in enumerate(question.indicators)}
            figures.sort(key=lambda one, order=order: (one.group != "", one.group, order[one.indicator.key]))  # type: ignore[misc]  # bound at once
        return found


def _by_fact(question: FigureQuestion) -> list[list[Indicator]]:
    """Return the figures that can be split as asked, by what they are counted over."""
    found: dict[str, list[Indicator]] = defaultdict(list)
    for one in question.indicators:
        if _may_split(one, question.split):
            found[one.fact].append(one)
    return list(found.values())


def _compared_with(question: FigureQuestion) -> Period:
    """Return as much of the period before, or of the same one a year before, as has passed of this one."""
    find = period_year_before if question.against is Against.YEAR else period_before
    return same_span(find(question.period, question.months), question.period, question.asked.at)


def _figures(
    declared: Sequence[Indicator], scanned: Scanned, question: FigureQuestion, before: Period | None
) -> list[CountedFigure]:
    values = _values(declared, scanned, question.period, at=question.asked.at)
    earlier = _values(declared, scanned, before, at=question.asked.at) if before else {}
    labels = group_labels(question.split, list(scanned.tallies))
    return [
        CountedFigure(
            indicator=one, group=group, group_label=labels.get(group, group), period=question.period,
            value=value, before_period=before, begun=scanned.begun,
            before=None if before is None
            else unknown(WhyNone.NOT_COMPARED) if is_standing(one) else earlier[group][place],
        )
        for group in scanned.tallies
        for place, (one, value) in enumerate(zip(declared, values[group], strict=True))
    ]  # fmt: skip


def _values(
    declared: Sequence[Indicator], scanned: Scanned, period: Period, *, at: datetime
) -> dict[str, list[Value]]:
    """Return what figures are in a period, group by group.

    Of most grids most figures are nought: what a figure is without a tally is worked out once for all groups.
    """
    nought = [value_in(one, {}, period, begun=scanned.begun, at=at) for one in declared]
    read_by: dict[Slot, list[int]] = defaultdict(list)
    for place, one in enumerate(declared):
        for measure in one.measures:
            read_by[measure, period].append(place)
    found = {}
    for group, told in scanned.tallies.items():
        found[group] = values = list(nought)
        for place in {place for slot in told for place in read_by.get(slot, ())}:
            values[place] = value_in(declared[place], told, period, begun=scanned.begun, at=at)
    return found


def value_in(
    one: Indicator, told: Mapping[Slot, Tally], period: Period, *, begun: datetime | None, at: datetime
) -> Value:
    """Return what the tallies of a figure make of it in a period.

    Args:
        one: which.
        told: the tallies of its measures, in that period and others.
        period: which.
        begun: the first instant that any fact is about; None where there is none.
        at: as of when.
    """
    why = why_unknown(period, begun=begun, at=at)
    if why is WhyNone.NO_RECORDS or (why is not None and not is_standing(one)):
        return unknown(why)
    tallies = tuple(told.get((measure, period), _NOTHING) for measure in one.measures)
    return value_of(one, tallies, days=days_passed(period, at=at))


def is_standing(one: Indicator) -> bool:
    """Return whether a figure counts what stands now, whatever the period."""
    return not any(measure.period for measure in one.measures)


def _may_split(one: Indicator, split: SplitBy | None) -> bool:
    if split is None:
        return True
    return SPLITS[split].by in one.groups


def splits_of(one: Indicator) -> tuple[SplitBy, ...]:
    """Return what a figure may be split by for everybody who reads it: never by person."""
    return tuple(split for split in SplitBy if split is not SplitBy.PERSON and _may_split(one, split))


def group_labels(split: SplitBy | None, groups: Sequence[str]) -> Mapping[str, str]:
    """Return what people call the groups of a split."""
    if split is None:
        return {}
    if split is SplitBy.CHANNEL:
        return {one.value: one.zh for one in Channel}
    if split is SplitBy.PERSON:
        return actor_labels(groups)
    if split is SplitBy.MATTER:
        rows = CatalogueItem.objects.filter(code__in=groups, kind=ItemKind.MATTER.value).order_by("standard")
        return dict(rows.values_list("code", "zh"))
    if split is SplitBy.UNIT:
        ids = [int(one) for one in groups if one]
        return {str(pk): name for pk, name in Unit.objects.filter(pk__in=ids).values_list("pk", "name")}
    return area_names(groups)


def figure_records(question: FigureQuestion, *, side: Side) -> Q:
    """Return the condition on `pk` that chooses exactly the records behind one count of a figure."""
    (one,) = question.indicators
    table, over = fact_table(one.fact), one.denominator or one.numerator

    def counted(measure: Measure, *, negated: bool = False) -> Q:
        return counted_rows(
            table, measure, question.period, question.asked, only=question.only, negated=negated
        )

    if side is Side.REST:
        return counted(over) & counted(one.numerator, negated=True)
    return counted(one.numerator if side is Side.NUMERATOR else over)
