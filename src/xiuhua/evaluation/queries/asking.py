"""What somebody asks: which figures, where, over which period, as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from xiuhua.evaluation.queries.facts import Asked
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.rules.periods import (
    Months,
    NoPeriod,
    Period,
    PeriodKind,
    is_asked,
    period_at,
    period_read,
)
from xiuhua.evaluation.rules.splits import NOTHING_LEFT_OUT, Narrowing
from xiuhua.evaluation.terms import Against, FigureAct, SplitBy
from xiuhua.scenekit.indicators import FigureGroup, Indicator, indicator_named, indicators
from xiuhua.shared.errors import Invalid, NotFound, NotPermitted
from xiuhua.web.areas import overlap

_LONGEST_AREA = 20


@dataclass(frozen=True, kw_only=True)
class FigureQuestion:
    """A question about figures, understood and permitted.

    Args:
        area: the code asked for; empty for everything the asker may see.
    """

    indicators: tuple[Indicator, ...]
    area: str
    period: Period
    months: Months
    asked: Asked
    split: SplitBy | None = None
    only: Narrowing = NOTHING_LEFT_OUT
    against: Against = Against.BEFORE


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A question as it comes through a door: texts, empty for what is not said."""

    area: str = ""
    period: str = ""
    as_of: str = ""
    keys: tuple[str, ...] = ()
    split: str = ""
    against: str = ""


def question_read(said: Wording, *, areas: tuple[str, ...], at: datetime) -> FigureQuestion:
    """Return what is asked.

    Args:
        said: the texts.
        areas: where the asker may read figures.
        at: the present.

    Raises:
        NotPermitted: the area lies outside `areas`.
        NotFound: there is no such figure.
        Invalid: the area, the period, the instant, the split or what to compare with is none.
    """
    prefixes = areas_read(said.area, areas)
    as_of = as_of_read(said.as_of, at=at)
    base = said.area or (areas[0] if len(areas) == 1 else "")
    months = months_for(base, at=as_of or at)
    return FigureQuestion(
        indicators=_indicators(said.keys),
        area=said.area,
        period=_period(said.period, months, as_of or at),
        months=months,
        asked=Asked(prefixes=prefixes, at=as_of or at, past=as_of is not None),
        split=_split(said.split),
        against=_against(said.against),
    )


def areas_read(area: str, areas: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes under which an area's records lie that may be read.

    Raises:
        NotPermitted, Invalid: as `question_read`.
    """
    if area and not (area.isascii() and area.isdigit() and len(area) <= _LONGEST_AREA):
        raise Invalid(fields={"area": "figure_area_wrong"})
    prefixes = overlap(areas, (area,))
    if not prefixes:
        raise NotPermitted(act=FigureAct.READ.value)
    return prefixes


def as_of_read(text: str, *, at: datetime) -> datetime | None:
    """Return the instant that a text names, UTC where it names no zone; None where there is no text.

    Raises:
        Invalid: it names none, one to come, or one before the years that may be asked for.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(fields={"as_of": "figure_as_of_wrong"}) from error
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not is_asked(found) and found < at:
        raise Invalid(fields={"as_of": "figure_as_of_wrong"})
    if found > at:
        raise Invalid(fields={"as_of": "figure_as_of_to_come"})
    return found


def _period(text: str, months: Months, at: datetime) -> Period:
    try:
        return period_read(text, months) if text else period_at(PeriodKind.MONTH, at, months)
    except NoPeriod as error:
        raise Invalid(fields={"period": "figure_period_wrong"}) from error


def _indicators(keys: tuple[str, ...]) -> tuple[Indicator, ...]:
    if keys:
        return tuple(indicator_get(key) for key in keys)
    # Figures of posts look at every act of every case: they are counted where their form asks for them.
    return tuple(one for one in indicators() if one.group is not FigureGroup.POSTS)


def indicator_get(key: str) -> Indicator:
    """Return a figure's declaration.

    Raises:
        NotFound: there is no such figure.
    """
    found = indicator_named(key)
    if found is None:
        raise NotFound(kind="figure", key=key)
    return found


def _against(text: str) -> Against:
    if not text:
        return Against.BEFORE
    try:
        return Against(f"against_{text}")
    except ValueError as error:
        raise Invalid(fields={"against": "figure_against_wrong"}) from error


def _split(text: str) -> SplitBy | None:
    if not text:
        return None
    try:
        found = SplitBy(f"split_{text}")
    except ValueError as error:
        raise Invalid(fields={"by": "figure_split_wrong"}) from error
    if found is SplitBy.PERSON:  # for pages that ask who may see people
        raise Invalid(fields={"by": "figure_split_wrong"})
    return found
