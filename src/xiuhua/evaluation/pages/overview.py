"""A leader's month on one page: eight figures, one course, the worst ten and why, and three sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.evaluation.pages.figures import said_in
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import CountedFigure
from xiuhua.evaluation.queries.overview import Chosen, Overview, WorstPart, chosen_for, overview_counted
from xiuhua.evaluation.queries.plans import figures_sortable
from xiuhua.evaluation.rules.periods import Period, PeriodKind, period_after, period_at, period_before
from xiuhua.evaluation.rules.splits import Narrowing
from xiuhua.evaluation.rules.summaries import (
    Open,
    Part,
    Worst,
    amount_words,
    most_moved,
    moved_words,
    open_words,
    worst_words,
)
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.evaluation.rules.trends import Trend, trend_drawn
from xiuhua.evaluation.rules.wording import decimals_of, held_against_words, period_words
from xiuhua.evaluation.serializers import (
    comparison_words,
    course_url,
    figure_part,
    records_url,
    split_url,
    target_words,
)
from xiuhua.evaluation.terms import FigureAct, Side, SplitBy
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.ground.queries import areas_wide
from xiuhua.scenekit.indicators import PERCENT, Direction, Indicator, indicator_named
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.areas import overlap
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Action, Figure, Option

_DAY_S = 86_400


@dataclass(frozen=True, kw_only=True)
class Summand:
    """One part of what became of those filed: how many, and where they are."""

    label: str
    number: int | None
    url: str


@dataclass(frozen=True, kw_only=True)
class WorstRow:
    """One of the worst.

    Args:
        number: its value in words, opened by `url`.
        share: of the widest bar, in per cent; `target_share` likewise where the target lies.
        why: what explains most of the distance, each with where it is opened.
    """

    label: str
    number: str
    url: str
    counts: tuple[tuple[str, str], ...]
    share: str
    is_bad: bool
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Pointed:
    """A point of the course that says what it is and opens."""

    x: str
    y: str
    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """The main figure by month."""

    title: str
    drawn: Trend | None
    points: tuple[Pointed, ...]
    labels: tuple[str, ...]
    low_said: str
    high_said: str
    target_said: str
    url: str
    is_running: bool


@dataclass(frozen=True, kw_only=True)
class MonthView:
    """What the page prints.

    Args:
        earlier_url, later_url: the months beside this one; `later_url` empty where that has not begun.
        is_running: whether the month has not ended; `passed` how much of it has.
        summands: what those filed became; `beside` what is left out of them.
        reference_share: where the target lies among the bars, in per cent of the widest; empty for none.
    """

    title: str
    period: str
    period_key: str
    area: str
    earlier_url: str
    later_url: str
    this_url: str
    last_url: str
    is_this: bool
    is_last: bool
    areas: tuple[Option, ...]
    mains: tuple[Option, ...]
    as_of: datetime
    is_past: bool
    is_running: bool
    passed: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    filed: Summand
    summands: tuple[Summand, ...]
    beside: Summand
    course: CourseView
    worst_title: str
    worst: tuple[WorstRow, ...]
    worst_of: str
    reference_share: str
    reference_said: str
    rest_url: str
    acts: tuple[Action, ...]
    snapshot_url: str
    snapshot_said: str


class MonthPage(Page):
    """A month of an area."""

    act = FigureAct.READ
    menu = "figures"
    template = fragment = "evaluation/month.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the month."""
        areas = seams.areas_for(self.actor, self.act)
        said = said_in(request)
        said = replace(said, area=said.area or (areas[0] if len(areas) == 1 else ""))
        question = question_read(said, areas=areas, at=now())
        if question.period.kind is not PeriodKind.MONTH:
            raise Invalid(fields={"period": "overview_period_wrong"})
        chosen = _chosen(request.GET.get("main", ""), question)
        view = _view(request.path, said, question, chosen, areas)
        return self.answer(replace(view, acts=_acts(self, question, chosen)), title=view.title)


def _chosen(main: str, question: FigureQuestion) -> Chosen:
    chosen = chosen_for(question.area)
    one = indicator_named(main) if main else None
    if one is None or one not in figures_sortable():
        return chosen
    return replace(chosen, main=one)


def _acts(page: MonthPage, question: FigureQuestion, chosen: Chosen) -> tuple[Action, ...]:
    held = {"area": question.area, "period": question.period.key}
    offered: tuple[tuple[PlanAct, str, str, str, dict[str, str]], ...] = (
        (PlanAct.SNAPSHOT_FIX, _("Fix figures"), "snapshot-fix", "lock", held),
        (PlanAct.OVERVIEW_CHOOSE, _("Choose"), "overview-choose", "settings", {}),
    )
    return tuple(
        Action(
            name=act.value, label=label, icon=icon,
            url=str(Address(reverse(f"evaluation:{name}")).put(**asked)),
        )
        for act, label, name, icon, asked in offered
        if chosen.figures and seams.may(page.actor, act.value)
    )  # fmt: skip


def _view(
    path: str, said: Wording, question: FigureQuestion, chosen: Chosen, areas: Sequence[str]
) -> MonthView:
    told, here = overview_counted(question, chosen), language()
    months, period, at = question.months, question.period, question.asked.at
    held = {"area": said.area, "period": period.key, "as_of": said.as_of, "main": chosen.main.key}
    address = Address(path).put(**held)
    after, this = period_after(period, months), period_at(PeriodKind.MONTH, at, months)
    last = period_before(this, months)
    is_running = period.holds(at)
    names = _areas(areas)
    cohort = {key: _summand(key, told, question, here) for key in told.cohort}
    reference_share, reference_said = _reference(told, here)
    return MonthView(
        title=_title(said.area, names), period=period_words(period, here), period_key=period.key,
        area=said.area, earlier_url=str(address.put(period=period_before(period, months).key)),
        later_url=str(address.put(period=after.key)) if after.since <= at else "",
        this_url=str(address.put(period=this.key)), last_url=str(address.put(period=last.key)),
        is_this=period.key == this.key, is_last=period.key == last.key,
        areas=_options(names, said.area), mains=_mains(chosen, here), as_of=at,
        is_past=question.asked.past, is_running=is_running, passed=_passed(period, at) if is_running else "",
        sentences=_sentences(told, question, here),
        figures=tuple(
            replace(
                figure_part(one.figure, question, here, aimed=one.aimed),
                comparison=_compared(one.figure, here, is_year=False),
                comparison_year=_compared(one.year, here, is_year=True),
            )
            for one in told.shown
        ),
        filed=cohort["filed"],
        summands=(cohort["cohort_closed"], cohort["cohort_open"], cohort["cohort_paused"]),
        beside=cohort["cohort_gone"],
        course=_course(told, question, here, is_running=is_running),
        worst_title=_worst_title(told, here),
        worst=_worst(told, question, here),
        worst_of=_("%(shown)s of %(all)s") % {"shown": len(told.worst), "all": told.parts},
        reference_share=reference_share, reference_said=reference_said,
        rest_url=split_url(chosen.main, question), acts=(),
        snapshot_url=reverse("evaluation:snapshot", args=(told.snapshot.pk,)) if told.snapshot else "",
        snapshot_said=told.snapshot.number if told.snapshot else "",
    )  # fmt: skip


# --- where and when -----------------------------------------------------------------------------------------


def _areas(areas: Sequence[str]) -> Mapping[str, str]:
    """Return the areas that somebody may look at, widest first."""
    return {one.code: one.name for one in areas_wide() if overlap(areas, (one.code,)) == (one.code,)}


def _title(area: str, names: Mapping[str, str]) -> str:
    return names.get(area, area) or _("The whole area")


def _options(names: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    known = [Option(value=code, label=name, selected=code == chosen) for code, name in names.items()]
    if chosen and chosen not in names:
        known.append(Option(value=chosen, label=chosen, selected=True))
    return tuple(known)


def _mains(chosen: Chosen, here: str) -> tuple[Option, ...]:
    sortable = set(figures_sortable())
    offered = dict.fromkeys((*(one for one in chosen.figures if one in sortable), chosen.main))
    return tuple(
        Option(value=one.key, label=one.name(here), selected=one.key == chosen.main.key) for one in offered
    )


def _passed(period: Period, at: datetime) -> str:
    days = (period.last - period.first).days + 1
    gone = (at - period.since).total_seconds() / _DAY_S
    return _("day %(day)s of %(days)s") % {"day": ceil(gone) or 1, "days": days}


def _compared(figure: CountedFigure, here: str, *, is_year: bool) -> str:
    before = figure.before_period
    named = held_against_words(before, here, is_year=is_year) if before else ""
    return comparison_words(figure, here, named=named)


# --- what became of those filed -----------------------------------------------------------------------------


def _summand(key: str, told: Overview, question: FigureQuestion, here: str) -> Summand:
    one, value = indicator_named(key), told.cohort[key]
    if one is None:
        raise KeyError(key)  # evaluation declares it
    return Summand(
        label=one.name(here), number=value.numerator,
        url=records_url(one, question, Side.NUMERATOR) if value.numerator else "",
    )  # fmt: skip


# --- sentences ----------------------------------------------------------------------------------------------


def _sentences(told: Overview, question: FigureQuestion, here: str) -> tuple[str, ...]:
    moved = most_moved([(one.figure.indicator, one.figure.value, one.figure.before) for one in told.shown])
    before = told.shown[0].figure.before_period if told.shown else None
    decimals = decimals_of(moved.indicator) if moved else 0
    last = told.worst[0] if told.worst else None
    why = _explaining(last)
    worst = None if last is None else Worst(
        name=last.name, value=last.value, reference=told.reference, is_target=told.target is not None,
        why=why[0] if why else None, why_name=why[1] if why else "",
    )  # fmt: skip
    return (
        moved_words(
            moved,
            before=held_against_words(before, here, is_year=False) if before else "",
            language=here,
            decimals=decimals,
        ),
        worst_words(worst, told.main, language=here, decimals=decimals_of(told.main)),
        open_words(_open(told, question), period=period_words(question.period, here), language=here),
    )


def _explaining(worst: WorstPart | None) -> tuple[Part, str] | None:
    """Return what explains most of a part's distance: its matter, or its unit where that explains more."""
    if worst is None:
        return None
    found = [
        (part, name)
        for part, name in ((worst.matter, worst.matter_name), (worst.unit, worst.unit_name))
        if part is not None
    ]
    return max(found, key=lambda one: one[0].share_percent, default=None)


def _open(told: Overview, question: FigureQuestion) -> Open:
    period, at = question.period, question.asked.at
    left = (period.until - at).total_seconds() / _DAY_S if period.holds(at) else 0.0

    def number(key: str) -> int:
        return told.cohort[key].numerator or 0

    return Open(
        days_left=ceil(left), open=told.cohort["cohort_open"].numerator, late=number("cohort_late"),
        paused=number("cohort_paused"),
    )  # fmt: skip


# --- the course ---------------------------------------------------------------------------------------------


def _course(told: Overview, question: FigureQuestion, here: str, *, is_running: bool) -> CourseView:
    one = told.main
    target = told.target.progress.wanted if told.target and one.denominator else None
    drawn = trend_drawn(
        [value.value for value in told.now], [value.value for value in told.before], is_running=is_running,
        from_nought=one.unit is not PERCENT, target=target,
    )  # fmt: skip
    return CourseView(
        title=one.title(here), drawn=drawn, is_running=is_running,
        points=tuple(
            _pointed(told, question, spot.place, (spot.x, spot.y), here)
            for spot in (drawn.spots if drawn else ())
        ),
        labels=tuple(_month_short(period, here) for period in told.months),
        low_said=_said(one, drawn.low, here) if drawn else "",
        high_said=_said(one, drawn.high, here) if drawn else "",
        target_said=target_words(told.target, here) if told.target and target is not None else "",
        url=course_url(one, question),
    )  # fmt: skip


def _month_short(period: Period, here: str) -> str:
    year, month = period.key.split("-")
    number = int(month)
    if number == 1:
        return year
    return f"{number} 月" if here.startswith("zh") else str(number)


def _pointed(told: Overview, question: FigureQuestion, place: int, at: tuple[str, str], here: str) -> Pointed:
    period, value, before = told.months[place], told.now[place], told.before[place]
    words = f"{period_words(period, here)}{_(': ')}{_said(told.main, value.value, here)}"
    if before.value is not None:
        words += _(" (a year before %(value)s)") % {"value": _said(told.main, before.value, here)}
    return Pointed(
        x=at[0], y=at[1], words=words,
        url=records_url(told.main, replace(question, period=period), Side.NUMERATOR),
    )  # fmt: skip


def _said(one: Indicator, value: float | None, here: str) -> str:
    return "—" if value is None else amount_words(one, value, here, decimals=decimals_of(one))


# --- the worst ----------------------------------------------------------------------------------------------


def _worst_title(told: Overview, here: str) -> str:
    names = {SplitBy.STREET: _("Streets"), SplitBy.COMMUNITY: _("Communities")}
    said = {"parts": names.get(told.split, told.split.label(here)), "figure": told.main.name(here)}
    if told.main.direction is Direction.MORE:
        return _("%(parts)s by %(figure)s, lowest first") % said
    return _("%(parts)s by %(figure)s, highest first") % said


def _widest(told: Overview) -> float:
    if told.main.unit is PERCENT:
        return 100.0
    return max((one.value.value or 0.0 for one in told.worst), default=0.0) or 1.0


def _reference(told: Overview, here: str) -> tuple[str, str]:
    """Return where the target, or the whole area, lies among the bars of a rate, and what it is."""
    if told.reference is None or told.main.denominator is None or not told.worst:
        return "", ""
    share = max(0.0, min(100.0, 100 * told.reference / _widest(told)))
    name = _("target %(value)s") if told.target else _("whole area %(value)s")
    return f"{share:.1f}", name % {"value": _said(told.main, told.reference, here)}


def _worst(told: Overview, question: FigureQuestion, here: str) -> tuple[WorstRow, ...]:
    widest = _widest(told)
    return tuple(_worst_row(one, told, question, widest, here) for one in told.worst)


def _worst_row(
    one: WorstPart, told: Overview, question: FigureQuestion, widest: float, here: str
) -> WorstRow:
    there = replace(question, area=one.code)
    amount = one.value.value or 0.0
    reference = told.reference if told.main.denominator else None
    is_more = told.main.direction is Direction.MORE
    return WorstRow(
        label=one.name, number=_said(told.main, one.value.value, here),
        url=records_url(told.main, there, Side.NUMERATOR),
        counts=_counts(one.value, told.main, there),
        share=f"{max(0.0, min(100.0, 100 * amount / widest)):.1f}",
        is_bad=reference is not None and (amount < reference if is_more else amount > reference),
        why=tuple(_why(one, told.main, there)),
    )  # fmt: skip


def _counts(value: Value, main: Indicator, there: FigureQuestion) -> tuple[tuple[str, str], ...]:
    """Return the two counts of a rate, each with where it is opened."""
    if value.denominator is None:
        return ()
    both = ((value.numerator or 0, Side.NUMERATOR), (value.denominator, Side.DENOMINATOR))
    return tuple((f"{number:,}", records_url(main, there, side)) for number, side in both)


def _why(one: WorstPart, main: Indicator, there: FigureQuestion) -> list[tuple[str, str]]:
    """Return what explains most, each opened to those counted against the figure's own side."""
    side = Side.REST if main.denominator and main.direction is Direction.MORE else Side.NUMERATOR
    found: list[tuple[str, str]] = []
    for part, name, column in ((one.matter, one.matter_name, "item"), (one.unit, one.unit_name, "unit_id")):
        if part is not None:
            held = int(part.group) if column == "unit_id" else part.group
            url = records_url(main, replace(there, only=Narrowing(held=((column, held),))), side)
            found.append((f"{name} {part.records} ({part.share_percent:.0f}%)", url))
    return found
