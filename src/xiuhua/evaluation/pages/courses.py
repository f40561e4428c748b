"""One figure over time: what it was, which way it goes, what is expected, and how far that may miss."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiuhua.evaluation.pages.figures import KindTab, kind_tabs, said_in
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.series import FigureSeries, figure_series
from xiuhua.evaluation.queries.watches import may_be_watched, watch_of
from xiuhua.evaluation.rules.drawing import Course, course
from xiuhua.evaluation.rules.outlook import SHARE, Forecast, Outlook, Trend
from xiuhua.evaluation.rules.periods import Period, period_after
from xiuhua.evaluation.rules.scales import Dot
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.evaluation.rules.wording import decimals_of, period_words, value_words
from xiuhua.evaluation.serializers import records_url
from xiuhua.evaluation.terms import FigureAct, Side, Way
from xiuhua.evaluation.terms.watches import WatchAct
from xiuhua.scenekit.indicators import PERCENT, Direction, Indicator
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Crumb


@dataclass(frozen=True, kw_only=True)
class CourseRow:
    """One period of the table.

    Args:
        value: None where nobody can know, and `why` says why.
        number: how many records were counted, `over` how many, each with where they are shown.
        note: that it runs, or that it lies outside the habit.
    """

    label: str
    value: float | None
    why: str
    number: int | None
    number_url: str
    over: int | None
    over_url: str
    note: str
    is_outside: bool


@dataclass(frozen=True, kw_only=True)
class ExpectedRow:
    """One period to come: what is expected, and between what."""

    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Pointed:
    """A point of the drawing that says what it is."""

    x: str
    y: str
    words: str
    url: str
    is_outside: bool


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """What the page prints. `says` are sentences made of the figures; `expected_none` why nothing is."""

    title: str
    period: str
    formula: str
    unit: str
    decimals: int
    is_rate: bool
    crumbs: tuple[Crumb, ...]
    tabs: tuple[KindTab, ...]
    drawn: Course | None
    low_said: str
    high_said: str
    points: tuple[Pointed, ...]
    first: str
    last: str
    says: tuple[str, ...]
    trend: Literal["good", "bad", ""]
    expected: tuple[ExpectedRow, ...]
    expected_none: str
    share_percent: int
    rows: tuple[CourseRow, ...]
    watch_url: str
    watched_url: str


class FigureCoursePage(Page):
    """A figure over the periods that have passed, with its outlook."""

    act = FigureAct.READ
    menu = "figures"
    template = fragment = "evaluation/course.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the course."""
        said = said_in(request, str(self.kwargs["key"]))
        question = question_read(said, areas=seams.areas_for(self.actor, self.act), at=now())
        view = _view(request.path, said, question, watch=self._watch(question))
        return self.answer(view, title=view.title)

    def _watch(self, question: FigureQuestion) -> tuple[str, str]:
        """Return where the figure can be watched, and where it is said that it is; empty where neither."""
        (one,) = question.indicators
        area = question.area or (question.asked.prefixes[0] if len(question.asked.prefixes) == 1 else "")
        kind = question.period.kind.value
        if not seams.areas_for(self.actor, WatchAct.SET.value) or not may_be_watched(one) or not area:
            return "", ""
        if watch_of(area_code=area, key=one.key, kind=kind):
            return "", reverse("evaluation:watches")
        url = Address(reverse("evaluation:watch-set", args=(one.key,))).put(area=area, kind=kind)
        return str(url), ""


def _view(path: str, said: Wording, question: FigureQuestion, *, watch: tuple[str, str]) -> CourseView:
    (one,) = question.indicators
    series = figure_series(question)
    here = language()
    held = {"area": said.area, "period": question.period.key, "as_of": said.as_of}
    figures = Address(reverse("evaluation:figures")).put(**held)
    rows = tuple(_rows(one, question, series))
    told = series.outlook
    drawn = course(
        [value.value for value in series.values],
        [(each.value, each.low, each.high) for each in told.forecasts],
        from_nought=one.unit is not PERCENT,
    )
    outside = {each.place for each in told.outside}
    return CourseView(
        title=one.title(here),
        period=_span(series),
        formula=one.formula(here),
        unit=one.unit.label(here),
        decimals=decimals_of(one),
        is_rate=one.denominator is not None,
        crumbs=(Crumb(label=_("Figures"), url=str(figures)),),
        tabs=kind_tabs(Address(path).put(**held), question),
        drawn=drawn,
        low_said=_said(one, drawn.low if drawn else None),
        high_said=_said(one, drawn.high if drawn else None),
        points=tuple(
            _pointed(one, dot, rows[dot.place], is_outside=dot.place in outside)
            for dot in (drawn.dots if drawn else ())
        ),
        first=period_words(series.periods[0], here) if series.periods else "",
        last=_last(series, question),
        says=tuple(_sentences(one, told)),
        trend=_judged(one, told.trend),
        expected=tuple(_expected(series, question)),
        expected_none="" if told.forecasts else _none_expected(series),
        share_percent=round(100 * SHARE),
        rows=tuple(reversed(rows)), watch_url=watch[0], watched_url=watch[1],
    )  # fmt: skip


def _pointed(one: Indicator, dot: Dot, row: CourseRow, *, is_outside: bool) -> Pointed:
    words = f"{row.label}{_(': ')}{_said(one, row.value)}"
    return Pointed(x=dot.x, y=dot.y, words=words, url=row.number_url, is_outside=is_outside)


def _none_expected(series: FigureSeries) -> str:
    if series.changing:
        return _(
            "What becomes of a period's records is counted for that period, so the latest ones still change. "
            "Nothing is expected of them."
        )
    return _("Too few whole periods to try a forecast on.")


def _span(series: FigureSeries) -> str:
    if not series.periods:
        return ""
    first, last = (period_words(period, language()) for period in (series.periods[0], series.periods[-1]))
    return f"{first} – {last}"


def _last(series: FigureSeries, question: FigureQuestion) -> str:
    ahead = _after(series, question, len(series.outlook.forecasts))
    return period_words((ahead or list(series.periods))[-1], language()) if series.periods else ""


def _after(series: FigureSeries, question: FigureQuestion, number: int) -> list[Period]:
    """Return the periods that follow the last whole one."""
    found: list[Period] = []
    for _each in range(number):
        found.append(period_after((found or list(series.periods))[-1], question.months))
    return found


def _expected(series: FigureSeries, question: FigureQuestion) -> list[ExpectedRow]:
    forecasts: tuple[Forecast, ...] = series.outlook.forecasts
    periods = _after(series, question, len(forecasts))
    return [
        ExpectedRow(label=period_words(period, language()), value=one.value, low=one.low, high=one.high)
        for period, one in zip(periods, forecasts, strict=True)
    ]


def _rows(one: Indicator, question: FigureQuestion, series: FigureSeries) -> list[CourseRow]:
    expected = {each.place: each.expected for each in series.outlook.outside}
    notes = {
        place: _("outside its habit; %(value)s was expected") % {"value": _said(one, value)}
        for place, value in expected.items()
    }
    if series.begins_inside:
        notes[0] = _("records begin in it")
    found = [
        _row(one, replace(question, period=period), value, notes.get(place, ""), is_outside=place in expected)
        for place, (period, value) in enumerate(zip(series.periods, series.values, strict=True))
    ]
    if series.running:
        period, value = series.running
        found.append(_row(one, replace(question, period=period), value, _("still running"), is_outside=False))
    return found


def _row(one: Indicator, question: FigureQuestion, value: Value, note: str, *, is_outside: bool) -> CourseRow:
    is_known = value.numerator is not None
    return CourseRow(
        label=period_words(question.period, language()), value=value.value,
        why=value.why.label(language()) if value.why else "", number=value.numerator,
        number_url=records_url(one, question, Side.NUMERATOR) if is_known else "", over=value.denominator,
        over_url=records_url(one, question, Side.DENOMINATOR) if value.denominator is not None else "",
        note=note, is_outside=is_outside,
    )  # fmt: skip


def _sentences(one: Indicator, told: Outlook) -> list[str]:
    """Return what the figures say, in words."""
    found: list[str] = []
    trend = told.trend
    if trend is not None:
        found.append(
            _("Over the last %(over)s periods: %(way)s, %(slope)s a period.")
            % {"over": trend.over, "way": trend.way.label(language()), "slope": _moved(one, trend.slope)}
        )
    if told.method is not None and told.miss is not None:
        found.append(
            _(
                "Expected by: %(method)s. Tried from %(trials)s past instants, it missed the next by "
                "%(miss)s, the median."
            )
            % {"method": told.method.label(language()), "trials": told.trials, "miss": _said(one, told.miss)}
        )
    if told.outside:
        found.append(
            ngettext(
                "%(number)s period lies outside its habit.", "%(number)s periods lie outside their habit.",
                len(told.outside),
            )
            % {"number": len(told.outside)}
        )  # fmt: skip
    return found


def _said(one: Indicator, value: float | None) -> str:
    return value_words(one, value, language())


def _moved(one: Indicator, slope: float) -> str:
    sign = "+" if slope > 0 else "\u2212" if slope < 0 else ""
    unit = _("points") if one.unit is PERCENT else one.unit.label(language())
    return f"{sign}{abs(slope):,.{max(1, decimals_of(one))}f} {unit}"


def _judged(one: Indicator, trend: Trend | None) -> Literal["good", "bad", ""]:
    """Return whether a trend is for the better; nothing where no way is better or it has no trend."""
    if trend is None or trend.way is Way.STEADY or one.direction is Direction.NEITHER:
        return ""
    return "good" if (trend.way is Way.UP) == (one.direction is Direction.MORE) else "bad"
