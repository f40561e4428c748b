"""Figures as the API, the command line and pages give them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, cast
from urllib.parse import urlencode

import orjson
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Schema

from xiuhua.evaluation.models import ScreenRow
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.figures import CountedFigure, is_standing, splits_of
from xiuhua.evaluation.queries.values import Aimed
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.tallies import Change
from xiuhua.evaluation.rules.wording import change_words, decimals_of, period_words
from xiuhua.evaluation.terms import Side, SplitBy
from xiuhua.scenekit.indicators import PERCENT, Indicator
from xiuhua.web.parts import Colour, Figure, Tag

_WHOLE = 100.0
NONE = "none"  # in an address: those that have no unit, no matter
_PARAMETERS = {
    "area_code": "place",
    "channel": "channel",
    "item": "matter",
    "unit_id": "unit",
    "person": "person",
}


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


def figure_part(
    figure: CountedFigure, question: FigureQuestion, language: str, *, aimed: Aimed | None = None
) -> Figure:
    """Return a figure as the shared component prints it; its counts open to their records."""
    one, value = figure.indicator, figure.value
    is_rate = value.denominator is not None
    part = Figure(
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
    return part if aimed is None else _aimed_part(part, aimed, language)


def _aimed_part(part: Figure, aimed: Aimed, language: str) -> Figure:
    """Return a figure with its target beside it."""
    progress = aimed.progress
    return replace(
        part, target=target_words(aimed, language),
        target_url=reverse("evaluation:target", args=(aimed.target.pk,)),
        progress=progress_words(aimed, language),
        course=Tag(text=progress.course.label(language), colour=cast("Colour", progress.course.colour)),
        target_share=None if progress.share_percent is None else min(_WHOLE, progress.share_percent),
        target_passed=progress.passed_percent,
    )  # fmt: skip


def target_words(aimed: Aimed, language: str) -> str:
    """Return what is aimed at: `2026 年 ≥ 95.0%`, or by how much more than the year before."""
    one, aim = aimed.indicator, aimed.aim
    sign = "\u2265" if aim.is_floor else "\u2264"
    wanted = aimed.progress.wanted
    unit = "%" if one.unit is PERCENT else f" {one.unit.label(language)}"
    said = f"{aimed.target.period} {sign} "
    if not aim.is_against:
        return f"{said}{aim.amount:,.{decimals_of(one)}f}{unit}"
    change = f"{aim.amount if aim.is_floor else -aim.amount:+,.1f}".replace("-", "\u2212")
    change = _("%(change)s points") % {"change": change} if one.unit is PERCENT else f"{change}%"
    known = "" if wanted is None else f"{wanted:,.{max(1, decimals_of(one))}f}{unit}"
    return f"{said}{known} ({change})" if known else f"{aimed.target.period} {change}"


def progress_words(aimed: Aimed, language: str) -> str:
    """Return how far a figure has come towards its target, over the target's own period."""
    one, progress = aimed.indicator, aimed.progress
    if progress.distance is None or aimed.value.value is None:
        return progress.why.label(language) if progress.why else ""
    decimals = decimals_of(one)
    said = {
        "so_far": f"{aimed.value.value:,.{decimals}f}{'%' if one.unit is PERCENT else ''}",
        "distance": change_words(
            Change(difference=progress.distance, in_points=one.unit is PERCENT), decimals=decimals
        ),
        "share": f"{progress.share_percent or 0:.0f}%", "passed": f"{progress.passed_percent:.0f}%",
    }  # fmt: skip
    if one.unit is PERCENT:
        return _("%(so_far)s so far, %(distance)s points") % said
    if progress.share_percent is None:
        return _("%(so_far)s so far, %(distance)s") % said
    return _("%(so_far)s so far, %(share)s of it in %(passed)s of the time") % said


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


def comparison_words(figure: CountedFigure, language: str, *, named: str = "") -> str:
    """Return how a figure differs from the period before; empty where that is unknown or was not asked.

    Args:
        figure: with what it is compared with.
        language: of the reader.
        named: what the period before is called, where its own name is too long: 上月同期.
    """
    change, before = figure.change, figure.before_period
    if change is None or before is None:
        return ""
    said = {
        "change": change_words(change, decimals=decimals_of(figure.indicator)),
        "period": named or span_words(before, language),
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


class ScreenFigureOut(Schema):
    """One figure of a screen, or one group of one that is split."""

    id: Annotated[str, Field(description="names it on this screen", examples=["filed:day:street:990101003"])]
    key: str
    kind: Annotated[str, Field(description="day, week, month, quarter or year")]
    split: str
    group: str
    label: Annotated[str, Field(description="what the group is called")]
    zh: str
    en: str
    unit: str
    unit_en: str
    period: str
    value: Annotated[float | None, Field(description="to four places; null where nobody can know")]
    numerator: int | None
    denominator: int | None
    why: Annotated[str, Field(description="why there is no value")]
    revision: Annotated[int, Field(description="of the screen, when this figure last changed")]


class ScreenOut(Schema):
    """A whole screen as of one instant."""

    key: str
    zh: str
    en: str
    area: str
    version: Annotated[int, Field(description="of what the screen shows")]
    revision: Annotated[
        int, Field(description="rises when a figure changes; ask for what is newer by `since`")
    ]
    as_of: Annotated[
        datetime | None, Field(description="from when on the figures are these; X-Counted-At says until when")
    ]
    figures: list[ScreenFigureOut]


def screen_tag(row: ScreenRow) -> str:
    """Return what tells the figures of a screen from others."""
    return f'"{row.screen_id}-{row.revision}"'


def screen_json(row: ScreenRow, *, since: int) -> bytes:
    """Return a screen, with the figures that changed after a revision, as JSON."""
    screen = row.screen
    return orjson.dumps(
        {
            "key": row.key, "zh": screen.zh if screen else "", "en": screen.en if screen else "",
            "area": row.area_code, "version": screen.number if screen else 0, "revision": row.revision,
            "as_of": row.changed_at,
            "figures": [one for one in row.figures or () if one["revision"] > since],
        }
    )  # fmt: skip
