"""Figures over several periods at once: one statement, whatever is asked of each figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from xiuhua.evaluation.models import Target
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.facts import Asked, fact_table
from xiuhua.evaluation.queries.figures import is_standing, value_in
from xiuhua.evaluation.queries.plans import targets_in_force
from xiuhua.evaluation.queries.scanning import Ask, facts_scanned_together
from xiuhua.evaluation.rules.periods import Months, NoPeriod, Period, period_read, period_year_before
from xiuhua.evaluation.rules.tallies import Value, unknown
from xiuhua.evaluation.rules.targets import Aim, Progress, passed_percent, progress_of
from xiuhua.evaluation.terms import SplitBy, WhyNone
from xiuhua.evaluation.terms.plans import TargetKind
from xiuhua.scenekit.indicators import Indicator, indicator_named

Wanted = Mapping[Indicator, Sequence[Period]]
_YEAR_DIGITS = 4


def values_over(
    wanted: Wanted, asked: Asked, *, compared: Collection[Period] = ()
) -> dict[tuple[str, Period], Value]:
    """Return each figure in each of its periods.

    Args:
        wanted: the periods of each figure.
        asked: where, and as of when.
        compared: of the periods those that others are held against: one in which records begin will not do.
    """
    return values_split(wanted, asked, compared=compared).get("", {})


def values_split(
    wanted: Wanted,
    asked: Asked,
    *,
    split: SplitBy | None = None,
    also: SplitBy | None = None,
    compared: Collection[Period] = (),
) -> dict[str, dict[tuple[str, Period], Value]]:
    """Return each figure in each of its periods, by group; without a split the one group is ""."""
    by_fact: dict[str, list[Indicator]] = defaultdict(list)
    for one in wanted:
        by_fact[one.fact].append(one)
    found: dict[str, dict[tuple[str, Period], Value]] = defaultdict(dict)
    asks = [
        Ask(
            table=fact_table(fact), split=split, also=also,
            slots=[
                (measure, period) for one in declared for measure in one.measures for period in wanted[one]
            ],
        )
        for fact, declared in by_fact.items()
    ]  # fmt: skip
    for declared, scanned in zip(by_fact.values(), facts_scanned_together(asks, asked), strict=True):
        for group, told in scanned.tallies.items():
            for one in declared:
                for period in wanted[one]:
                    value = value_in(one, told, period, begun=scanned.begun, at=asked.at)
                    begins = scanned.begun is not None and period.since < scanned.begun < period.until
                    found[group][one.key, period] = (
                        unknown(WhyNone.BEFORE_RECORDS) if begins and period in compared else value
                    )
    return found


@dataclass(frozen=True, kw_only=True)
class Aimed:
    """A target with how far its figure has come over the target's own period."""

    target: Target
    indicator: Indicator
    aim: Aim
    period: Period
    value: Value
    progress: Progress


def aims_of(question: FigureQuestion) -> dict[str, Aimed]:
    """Return the targets of the figures asked for, by figure: of the period itself, else of its year.

    A figure of everything somebody may see has one where they may see one area only.
    """
    prefixes = question.asked.prefixes
    area = question.area or (prefixes[0] if len(prefixes) == 1 else "")
    if not area or question.only.held:
        return {}
    keys = {one.key for one in question.indicators}
    periods = (question.period.key, question.period.key[:_YEAR_DIGITS])
    rows = targets_in_force((area,), periods=periods)
    chosen: dict[str, Target] = {}
    for row in sorted((one for one in rows if one.figure in keys), key=lambda one: len(one.period)):
        chosen[row.figure] = row
    return {one.target.figure: one for one in aims_counted(list(chosen.values()), question)}


def aims_counted(targets: Sequence[Target], question: FigureQuestion) -> list[Aimed]:
    """Return targets with their progress, counted where and as of when the question asks.

    What is a figure or a period no more is left out.
    """
    known = [
        (row, one, period)
        for row in targets
        if (one := indicator_named(row.figure)) is not None
        and (period := period_of(row, question.months)) is not None
    ]
    found: list[Aimed] = []
    for area in dict.fromkeys(row.area_code for row, _one, _period in known):
        here = [told for told in known if told[0].area_code == area]
        prefixes = (area,) if area else question.asked.prefixes
        wanted: dict[Indicator, list[Period]] = defaultdict(list)
        compared: list[Period] = []
        for row, one, period in here:
            before = _before(row, period, question.months)
            wanted[one] += [period, *before]
            compared += before
        values = values_over(wanted, replace(question.asked, prefixes=prefixes), compared=compared)
        found += [_aimed(row, one, period, values, question) for row, one, period in here]
    return found


def period_of(target: Target, months: Months) -> Period | None:
    """Return the period of a target."""
    try:
        return period_read(target.period, months)
    except NoPeriod:
        return None


def _before(target: Target, period: Period, months: Months) -> list[Period]:
    return [period_year_before(period, months)] if aim_of(target).is_against else []


def aim_of(target: Target) -> Aim:
    """Return what a target asks for."""
    return Aim(kind=TargetKind(target.kind), amount=float(target.amount))


def _aimed(
    target: Target,
    one: Indicator,
    period: Period,
    values: Mapping[tuple[str, Period], Value],
    question: FigureQuestion,
) -> Aimed:
    aim = aim_of(target)
    before = [values[one.key, earlier] for earlier in _before(target, period, question.months)]
    value = values.get((one.key, period), unknown(WhyNone.NO_RECORDS))
    progress = progress_of(
        aim, one, value, before=before[0] if before else None,
        passed=100.0 if is_standing(one) else passed_percent(period, at=question.asked.at),
    )  # fmt: skip
    return Aimed(target=target, indicator=one, aim=aim, period=period, value=value, progress=progress)
