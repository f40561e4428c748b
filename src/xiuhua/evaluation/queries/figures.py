"""Figures: what was asked, counted in one statement, with the period before beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from xiuhua.access.queries import actor_labels
from xiuhua.cases.terms import Channel
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.scanning import Ask, Tallies, counted_rows, facts_scanned_together
from xiuhua.evaluation.queries.statements import Slot
from xiuhua.evaluation.rules.periods import Period, period_before, period_year_before, same_span
from xiuhua.evaluation.rules.splits import CODE_LENGTHS, SPLITS
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


@dataclass(frozen=True, kw_only=True)
class CountedFigure:
    """One figure of one group in one period, with what it was in the period before.

    Args:
        group: the area code, the unit's id, the matter's code or the channel; empty without a split.
            `group_label` names it.
        before: the value of as much of the period compared with as has passed of this one; None where not
            asked.
    """

    indicator: Indicator
    group: str
    group_label: str
    period: Period
    value: Value
    before_period: Period | None = None
    before: Value | None = None

    @property
    def change(self) -> Change | None:
        """How it differs from the period that it is compared with."""
        return change_of(self.indicator, self.value, self.before) if self.before else None


def figures_counted(question: FigureQuestion, *, compared: bool = False) -> list[CountedFigure]:
    """Return the figures asked for, in the order of their declaration, group by group."""
    return figures_at_levels(question, (question.split,), compared=compared)[question.split]


def figures_at_levels(
    question: FigureQuestion, levels: Sequence[SplitBy | None], *, compared: bool = False
) -> dict[SplitBy | None, list[CountedFigure]]:
    """Return the figures asked for at several levels of areas, all counted in one reading of the facts.

    Args:
        question: its own split is not looked at.
        levels: kinds of areas, None for everything together; or any one split alone.
        compared: whether each stands beside what it is compared with.
    """
    before = _compared_with(question) if compared else None
    finest = max(levels, key=lambda level: CODE_LENGTHS.get(level, 0) if level else -1)
    parts = [
        (split, told, at)
        for declared in _by_fact(question.indicators)
        for split, told, at in _parts(declared, finest, levels)
        if told
    ]
    periods = [question.period, *([before] if before else [])]
    asks = [
        Ask(
            table=fact_table(told[0].fact), split=split, only=question.only,
            slots=[(measure, period) for one in told for measure in one.measures for period in periods],
        )
        for split, told, _at in parts
    ]  # fmt: skip
    order = {one.key: place for place, one in enumerate(question.indicators)}
    found: dict[SplitBy | None, list[CountedFigure]] = {level: [] for level in levels}
    for (split, told, at), scanned in zip(parts, facts_scanned_together(asks, question.asked), strict=True):
        for level in at:
            tallies = scanned.tallies if level is split else scanned.rolled_up(level)
            found[level] += _figures(told, tallies, level, question, scanned.begun, before)
    for figures in found.values():
        figures.sort(key=lambda one: (one.group != "", one.group, order[one.indicator.key]))
    return found


def _by_fact(declared: Sequence[Indicator]) -> list[list[Indicator]]:
    found: dict[str, list[Indicator]] = defaultdict(list)
    for one in declared:
        found[one.fact].append(one)
    return list(found.values())


def _parts(
    declared: Sequence[Indicator], finest: SplitBy | None, levels: Sequence[SplitBy | None]
) -> Iterator[tuple[SplitBy | None, list[Indicator], Sequence[SplitBy | None]]]:
    """Yield a split, the figures that have it, and the levels that its groups add up to.

    What cannot be split so far is counted for the whole alone, where that is asked for.
    """
    parted = [one for one in declared if _may_split(one, finest)]
    yield finest, parted, levels
    if None in levels and finest is not None:
        yield None, [one for one in declared if one not in parted], (None,)


def _compared_with(question: FigureQuestion) -> Period:
    """Return as much of the period before, or of the same one a year before, as has passed of this one."""
    find = period_year_before if question.against is Against.YEAR else period_before
    return same_span(find(question.period, question.months), question.period, question.asked.at)


def _figures(
    declared: Sequence[Indicator],
    tallies: Tallies,
    split: SplitBy | None,
    question: FigureQuestion,
    begun: datetime | None,
    before: Period | None,
) -> list[CountedFigure]:
    def value(one: Indicator, told: Mapping[Slot, Tally], period: Period) -> Value:
        return value_in(one, told, period, begun=begun, at=question.asked.at)

    labels = group_labels(split, list(tallies))
    return [
        CountedFigure(
            indicator=one, group=group, group_label=labels.get(group, group), period=question.period,
            value=value(one, told, question.period), before_period=before,
            before=None if before is None
            else unknown(WhyNone.NOT_COMPARED) if is_standing(one) else value(one, told, before),
        )
        for group, told in tallies.items()
        for one in declared
    ]  # fmt: skip


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
    tallies = tuple(told[measure, period] for measure in one.measures)
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
