"""Figures as the API, the command line and pages give them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Schema

from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.figures import CountedFigure, is_standing, splits_of
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.wording import change_words, decimals_of, period_words
from xiuhua.evaluation.terms import Side, SplitBy
from xiuhua.scenekit.indicators import PERCENT, Indicator
from xiuhua.web.parts import Figure

NONE = "none"  # in an address: those that have no unit, no matter
_PARAMETERS = {"area_code": "place", "channel": "channel", "item": "matter", "unit_id": "unit"}


class ComparedOut(Schema):
    """What a figure was in the period that it is compared with: as much of it as has passed of this one."""

    period: Annotated[str, Field(examples=["2025", "2026-02"])]
    value: float | None
    numerator: int | None
    denominator: int | None
    change: Annotated[float | None, Field(description="this one less that one, unrounded")]
    in_points: Annotated[bool, Field(description="the change is in percentage points, never a per cent")]


class FigureOut(Schema):
    """One figure. `value` is unrounded, and null where nobody can know; nought is a value."""

    key: str
    name: str
    variant: Annotated[str, Field(description="which way of counting it is")]
    scope: Annotated[
        str, Field(description="area code, empty for everything you may see; `…/unit:12` of a unit")
    ]
    period: Annotated[str, Field(examples=["2026-03-02", "2026-W10", "2026-03", "2026-Q1", "2026"])]
    value: float | None
    unit: str
    numerator: Annotated[int | None, Field(description="how many records were counted")]
    denominator: Annotated[int | None, Field(description="over how many; null for what is no rate")]
    as_of: Annotated[datetime, Field(description="counted from what was recorded by then")]
    formula: str
    source_row: Annotated[str, Field(description="the row of the register, if one")]
    why_none: Annotated[str, Field(description="why there is no value")] = ""
    compared: Annotated[ComparedOut | None, Field(description="where `against` is asked")] = None


def figure_out(figure: CountedFigure, question: FigureQuestion, language: str) -> FigureOut:
    """Return a figure as programs read it."""
    one = figure.indicator
    return FigureOut(
        key=one.key, name=one.name(language), variant=one.variant(language),
        scope=_scope(figure, question), period=figure.period.key, value=figure.value.value,
        unit=one.unit.label(language), numerator=figure.value.numerator,
        denominator=figure.value.denominator, as_of=question.asked.at, formula=one.formula(language),
        source_row=one.source_row, why_none=figure.value.why.label(language) if figure.value.why else "",
        compared=_compared_out(figure),
    )  # fmt: skip


def _compared_out(figure: CountedFigure) -> ComparedOut | None:
    before, period, change = figure.before, figure.before_period, figure.change
    if before is None or period is None:
        return None
    return ComparedOut(
        period=period.key, value=before.value, numerator=before.numerator, denominator=before.denominator,
        change=change.difference if change else None, in_points=figure.indicator.unit is PERCENT,
    )  # fmt: skip


def _scope(figure: CountedFigure, question: FigureQuestion) -> str:
    if question.split is None:
        return question.area
    if question.split in {SplitBy.UNIT, SplitBy.MATTER, SplitBy.CHANNEL}:
        return f"{question.area}/{question.split.value.removeprefix('split_')}:{figure.group}"
    return figure.group


def figure_part(figure: CountedFigure, question: FigureQuestion, language: str) -> Figure:
    """Return a figure as the shared component prints it; its counts open to their records."""
    one, value = figure.indicator, figure.value
    is_rate = value.denominator is not None
    return Figure(
        label=one.name(language), variant=one.variant(language), formula=one.formula(language),
        value=value.value, unit=one.unit.label(language), decimals=decimals_of(one),
        numerator=value.numerator if is_rate else None, denominator=value.denominator,
        comparison=comparison_words(figure, language),
        url="" if value.numerator is None else records_url(one, question, Side.NUMERATOR),
        denominator_url=records_url(one, question, Side.DENOMINATOR) if is_rate else "",
        split_url=split_url(one, question),
        course_url=course_url(one, question),
        why_none=value.why.label(language) if value.why else "",
    )  # fmt: skip


def records_url(one: Indicator, question: FigureQuestion, side: Side) -> str:
    """Return where the records behind a count are shown."""
    held = {_PARAMETERS[name]: NONE if value is None else value for name, value in question.only.held}
    told = {**_asked_told(question), "side": side.value if side is not Side.NUMERATOR else "", **held}
    query = urlencode({name: value for name, value in sorted(told.items()) if value})
    return f"{reverse('evaluation:figure-records', args=(one.key,))}?{query}"


def split_url(one: Indicator, question: FigureQuestion) -> str:
    """Return where a figure is shown in its parts; empty where it has none."""
    if not splits_of(one):
        return ""
    return _figure_url("figure-split", one, question)


def course_url(one: Indicator, question: FigureQuestion) -> str:
    """Return where a figure is shown over time; empty where it counts what stands now."""
    return "" if is_standing(one) else _figure_url("figure-course", one, question)


def _figure_url(name: str, one: Indicator, question: FigureQuestion) -> str:
    query = urlencode({word: value for word, value in _asked_told(question).items() if value})
    return f"{reverse(f'evaluation:{name}', args=(one.key,))}?{query}"


def _asked_told(question: FigureQuestion) -> dict[str, str]:
    """Return where, when and as of when, as an address says it."""
    as_of = question.asked.at.isoformat() if question.asked.past else ""
    return {"area": question.area, "as_of": as_of, "period": question.period.key}


def comparison_words(figure: CountedFigure, language: str) -> str:
    """Return how a figure differs from the period before; empty where that is unknown or was not asked."""
    change, before = figure.change, figure.before_period
    if change is None or before is None:
        return ""
    said = {
        "change": change_words(change, decimals=decimals_of(figure.indicator)),
        "period": span_words(before, language),
    }
    return (
        _("%(change)s points on %(period)s") % said
        if change.in_points
        else _("%(change)s on %(period)s") % said
    )


def span_words(before: Period, language: str) -> str:
    """Return what the period before is called, where as much of it is meant as has passed of this one."""
    named = period_words(before, language)
    return named if before.is_whole else _("the same span of %(period)s") % {"period": named}
