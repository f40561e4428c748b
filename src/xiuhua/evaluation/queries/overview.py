"""A leader's month: its figures, what those filed became, the course over two years, the worst and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xiuhua.evaluation.models import Snapshot
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.figures import CountedFigure, group_labels, is_standing
from xiuhua.evaluation.queries.plans import overview_in_force, snapshot_latest
from xiuhua.evaluation.queries.statements import BETWEEN
from xiuhua.evaluation.queries.values import Aimed, aims_of, values_over, values_split
from xiuhua.evaluation.rules.overviews import DEFAULT_FIGURES, DEFAULT_MAIN, WORST_SHOWN
from xiuhua.evaluation.rules.periods import Period, period_before, period_year_before, same_span
from xiuhua.evaluation.rules.splits import CODE_LENGTHS
from xiuhua.evaluation.rules.summaries import Part, explained, worst_first
from xiuhua.evaluation.rules.tallies import Value, unknown
from xiuhua.evaluation.terms import SplitBy, WhyNone
from xiuhua.scenekit.indicators import Indicator, indicator_named

COHORT = ("filed", "cohort_closed", "cohort_open", "cohort_paused", "cohort_gone", "cohort_late")
MONTHS_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The figures of a month's page."""

    figures: tuple[Indicator, ...]
    main: Indicator


def chosen_for(area_code: str) -> Chosen:
    """Return the figures that an area shows: as it has chosen, else ours, without what is no more."""
    version = overview_in_force(area_code)
    keys = version.figures if version else DEFAULT_FIGURES
    figures = tuple(one for key in keys if (one := indicator_named(key)) is not None)
    main = indicator_named(version.main if version else DEFAULT_MAIN) or indicator_named(DEFAULT_MAIN)
    if main is None:
        raise KeyError(DEFAULT_MAIN)  # the loop declares it
    return Chosen(figures=figures, main=main)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One figure of the page: against the month before, the year before, and its target."""

    figure: CountedFigure
    year: CountedFigure
    aimed: Aimed | None


@dataclass(frozen=True, kw_only=True)
class WorstPart:
    """One of the worst parts, and what explains most of its distance.

    Args:
        matter, unit: the group with the most against it, None where nothing explains it.
    """

    code: str
    name: str
    value: Value
    matter: Part | None
    matter_name: str
    unit: Part | None
    unit_name: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A month, counted.

    Args:
        cohort: what became of those filed, by figure.
        months: the last twelve, oldest first, the one asked for last; `now` and `before` the main figure in
            them and a year before each.
        worst: the worst parts of the area, the worst first; `split` says what they are.
        parts: how many parts have a value.
    """

    shown: tuple[Shown, ...]
    cohort: Mapping[str, Value]
    main: Indicator
    main_value: Value
    months: tuple[Period, ...]
    now: tuple[Value, ...]
    before: tuple[Value, ...]
    worst: tuple[WorstPart, ...]
    parts: int
    split: SplitBy
    reference: float | None
    target: Aimed | None
    snapshot: Snapshot | None


def overview_counted(question: FigureQuestion, chosen: Chosen) -> Overview:
    """Return a month of an area, counted as of one instant."""
    period, months, at = question.period, question.months, question.asked.at
    earlier = same_span(period_before(period, months), period, at)
    year = same_span(period_year_before(period, months), period, at)
    cohort = tuple(one for key in COHORT if (one := indicator_named(key)) is not None)
    every = dict.fromkeys((*chosen.figures, chosen.main))
    wanted: dict[Indicator, tuple[Period, ...]] = dict.fromkeys(every, (period, earlier, year))
    wanted |= {one: (period,) for one in cohort if one not in wanted}
    values = values_over(wanted, question.asked, compared=(earlier, year))
    aims = aims_of(replace(question, indicators=tuple(every)))
    shown = tuple(_shown(one, values, (period, earlier, year), aims.get(one.key)) for one in chosen.figures)
    course = _months(question)
    aimed = aims.get(chosen.main.key)
    main_value = values[chosen.main.key, period]
    reference = aimed.progress.wanted if aimed and chosen.main.denominator else None
    reference = main_value.value if reference is None else reference
    split = _below(question)
    worst, parts = _worst(question, chosen.main, split, reference)
    lines = values_over(
        {chosen.main: [*course, *(period_year_before(one, months) for one in course)]}, question.asked
    )
    return Overview(
        shown=shown, cohort={one.key: values[one.key, period] for one in cohort}, main=chosen.main,
        main_value=main_value, months=course,
        now=tuple(lines[chosen.main.key, one] for one in course),
        before=tuple(lines[chosen.main.key, period_year_before(one, months)] for one in course),
        worst=worst, parts=parts, split=split, reference=reference, target=aimed,
        snapshot=snapshot_latest(question.area, period.key),
    )  # fmt: skip


def _shown(
    one: Indicator,
    values: Mapping[tuple[str, Period], Value],
    periods: tuple[Period, Period, Period],
    aimed: Aimed | None,
) -> Shown:
    period, *others = periods

    def against(other: Period) -> CountedFigure:
        before = unknown(WhyNone.NOT_COMPARED) if is_standing(one) else values[one.key, other]
        return CountedFigure(
            indicator=one, group="", group_label="", period=period, value=values[one.key, period],
            before_period=other, before=before,
        )  # fmt: skip

    earlier, year = (against(other) for other in others)
    return Shown(figure=earlier, year=year, aimed=aimed)


def _months(question: FigureQuestion) -> tuple[Period, ...]:
    found = [question.period]
    while len(found) < MONTHS_SHOWN:
        found.append(period_before(found[-1], question.months))
    return tuple(reversed(found))


def _below(question: FigureQuestion) -> SplitBy:
    """Return into what an area is divided here: streets, and a street into communities."""
    deepest = max((len(prefix) for prefix in question.asked.prefixes), default=0)
    return SplitBy.STREET if deepest < CODE_LENGTHS[SplitBy.STREET] else SplitBy.COMMUNITY


def _worst(
    question: FigureQuestion, main: Indicator, split: SplitBy, reference: float | None
) -> tuple[tuple[WorstPart, ...], int]:
    period = question.period
    found = values_split({main: (period,)}, question.asked, split=split)
    length = CODE_LENGTHS[split]
    parts = [(code, told[main.key, period]) for code, told in found.items() if len(code) == length]
    worst = worst_first(parts, direction=main.direction)
    shown = worst[:WORST_SHOWN]
    if not shown:
        return (), 0
    codes = tuple(code for code, _value in shown)
    names = group_labels(split, codes)
    matters, units = (
        _explained(question, main, split, codes, by, reference) if by_name in main.groups else ({}, {})
        for by, by_name in ((SplitBy.MATTER, "matter"), (SplitBy.UNIT, "unit"))
    )
    return tuple(
        WorstPart(
            code=code, name=names.get(code, code), value=value,
            matter=matters[0].get(code), matter_name=_named(matters, code),
            unit=units[0].get(code), unit_name=_named(units, code),
        )
        for code, value in shown
    ), len(worst)  # fmt: skip


_Explained = tuple[Mapping[str, Part], Mapping[str, str]]


def _named(explained_by: _Explained, code: str) -> str:
    parts, names = explained_by
    part = parts.get(code)
    return names.get(part.group, part.group) if part else ""


def _explained(
    question: FigureQuestion,
    main: Indicator,
    split: SplitBy,
    codes: Sequence[str],
    by: SplitBy,
    reference: float | None,
) -> _Explained:
    """Return what explains most of each area's distance, by area, and what the groups are called."""
    period = question.period
    found = values_split(
        {main: (period,)}, replace(question.asked, prefixes=tuple(codes)), split=split, also=by
    )
    groups: dict[str, dict[str, Value]] = {code: {} for code in codes}
    for label, told in found.items():
        code, _, group = label.partition(BETWEEN)
        if code in groups and group:
            groups[code][group] = told[main.key, period]
    parts = {
        code: part
        for code, values in groups.items()
        if (part := explained(values, indicator=main, reference=reference)) is not None
    }
    return parts, group_labels(by, [part.group for part in parts.values()])
