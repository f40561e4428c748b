"""The facts that a draft is written from: figures counted as of one instant, and rows of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.briefings.models import Briefing
from xiuhua.briefings.rules.declaring import Template
from xiuhua.briefings.rules.facts import Course, Facts, Known, Pair, Published, RecordRows
from xiuhua.briefings.rules.templates import courses_wanted, figures_wanted, splits_wanted
from xiuhua.briefings.rules.written import figures_read
from xiuhua.briefings.terms import BriefingKind, BriefingState
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.contests import rounds_all
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.figures import CountedFigure, figures_counted, is_standing, value_in
from xiuhua.evaluation.queries.interviews import interviews_all
from xiuhua.evaluation.queries.scanning import facts_scanned
from xiuhua.evaluation.queries.standings import standings_of
from xiuhua.evaluation.rules.periods import Period, PeriodKind, period_before, period_read, period_year_before
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.contests import InterviewState, RoundState, Seat, Unranked
from xiuhua.ground.queries.areas import area_names
from xiuhua.scenekit.indicators import Indicator, indicator_named

_BEFORE = {
    PeriodKind.DAY: "前一日",
    PeriodKind.WEEK: "上周",
    PeriodKind.MONTH: "上月",
    PeriodKind.QUARTER: "上季度",
}
_LAST_YEAR, _TABLE_MOST, _STREET_DIGITS = "上年", 60, 9
_NARROWED = {
    SplitBy.DISTRICT: "place", SplitBy.STREET: "place", SplitBy.COMMUNITY: "place", SplitBy.UNIT: "unit",
    SplitBy.MATTER: "matter", SplitBy.CHANNEL: "channel",
}  # fmt: skip


def facts_read(template: Template, *, area: str, period: str, as_of: datetime, at: datetime) -> Facts:
    """Return what a template asks for, counted as of an instant; the scope must hold the area.

    A year is compared with the year before, any other period with the one before it.

    Raises:
        NotPermitted, Invalid: no such area or period; see `evaluation.queries.asking.question_read`.
    """
    yearly = template.kind is BriefingKind.ANNUAL
    said = Wording(
        area=area, period=period, as_of=as_of.isoformat(), keys=("filed",), against="year" if yearly else ""
    )
    question = question_read(said, areas=(area,), at=at)
    name = area_names([area]).get(area, area)
    before = _LAST_YEAR if yearly else _BEFORE.get(question.period.kind, _LAST_YEAR)
    runs, called = question.period.holds(as_of), period_said(question.period)
    day = localtime(as_of)
    return Facts(
        area=area, area_name=name, period=question.period, period_name=called,
        period_said=f"{called}（截至{day.month}月{day.day}日）" if runs and yearly else called,
        before_name=f"{before}同期" if runs else before,
        figures=_figures(figures_wanted(template), question, name),
        splits={by: _split(keys, by, question) for by, keys in splits_wanted(template).items()},
        courses={key: one for key in courses_wanted(template) if (one := _course(key, question, name))},
        records={"rankings": _rankings(question), "interviews": _interviews(question)},
        published=_published(template, question) if yearly else None,
    )  # fmt: skip


def period_said(period: Period) -> str:
    """Return what a paper calls a period: without the blanks of a page, 2026年3月."""
    return period_words(period, "zh-hans").replace(" ", "")


def _declared(keys: Sequence[str]) -> tuple[Indicator, ...]:
    """Return the figures that this installation has: one of a scene that is not there is told as missing."""
    return tuple(one for key in keys if (one := indicator_named(key)) is not None)


def _figures(keys: Sequence[str], question: FigureQuestion, name: str) -> dict[str, Pair]:
    asked = replace(question, indicators=_declared(keys))
    counted = figures_counted(asked, compared=True)
    begun = _begun(counted, question)
    return {one.indicator.key: _pair(one, question, begun, name=name) for one in counted}


def _begun(counted: Sequence[CountedFigure], question: FigureQuestion) -> dict[str, datetime | None]:
    """Return by fact table when the first of its records is about."""
    declared = {one.indicator.fact: one.indicator for one in counted}
    period = replace(question.period, until=question.period.since)  # nothing is counted beside it
    return {
        fact: facts_scanned(
            fact_table(fact), [(one.numerator, period)], question.asked, only=question.only
        ).begun
        for fact, one in declared.items()
    }


def _split(keys: Sequence[str], by: SplitBy, question: FigureQuestion) -> dict[str, tuple[Pair, ...]]:
    asked = replace(question, indicators=_declared(keys), split=by)
    found: dict[str, list[Pair]] = {}
    counted = figures_counted(asked, compared=True)
    begun = _begun(counted, question)
    for one in counted:
        if one.group and one.group != "None":
            found.setdefault(one.indicator.key, []).append(_pair(one, question, begun, by=by))
    return {key: tuple(pairs) for key, pairs in found.items()}


def _pair(
    one: CountedFigure,
    question: FigureQuestion,
    begun: Mapping[str, datetime | None],
    *,
    name: str = "",
    by: SplitBy | None = None,
) -> Pair:
    told = {
        "indicator": one.indicator, "area": question.area, "group": one.group,
        "group_label": _label(one, by) if by else name,
        "narrowed": f"{_NARROWED[by]}={one.group}" if by else "",
    }  # fmt: skip
    before, first = one.before_period, begun.get(one.indicator.fact)
    return Pair(
        is_comparable=before is None or (first is not None and first <= before.since),
        now=_known(one.value, one.period, **told),
        before=_known(one.before, before, **told) if one.before is not None and before is not None else None,
    )


def _label(one: CountedFigure, by: SplitBy) -> str:
    """Return what a group is called; what lies in a district and in no street of it is no street."""
    unplaced = by is SplitBy.STREET and len(one.group) < _STREET_DIGITS
    return "未落到街道（镇）" if unplaced else one.group_label


def _known(value: Value, period: Period, **told: object) -> Known:
    return Known(
        value=value.value, numerator=value.numerator, denominator=value.denominator, period=period.key,
        period_name=period_said(period) if period.is_whole else f"{period_said(period)}同期",
        why=value.why.zh if value.why else "", is_whole=period.is_whole, **told,  # type: ignore[arg-type]  # fields by name
    )  # fmt: skip


def _course(key: str, question: FigureQuestion, name: str) -> Course | None:
    """Return a figure over the months of a period's year, and of the year before, in one scan."""
    (one,) = _declared([key]) or (None,)
    if one is None or is_standing(one):
        return None
    year = question.period.last.year
    now = [period_read(f"{year}-{month:02}", question.months) for month in range(1, 13)]
    before = [period_year_before(month, question.months) for month in now]
    slots = [(measure, period) for measure in one.measures for period in (*now, *before)]
    scanned = facts_scanned(fact_table(one.fact), slots, question.asked, only=question.only)
    at = question.asked.at

    def known(period: Period) -> Known:
        value = value_in(one, scanned.tallies[""], period, begun=scanned.begun, at=at)
        return _known(value, period, indicator=one, area=question.area, group_label=name)

    return Course(
        indicator=one, labels=tuple(f"{month}月" for month in range(1, 13)),
        now=tuple(map(known, now)), before=tuple(map(known, before)),
        is_comparable=scanned.begun is not None and scanned.begun <= before[0].since,
    )  # fmt: skip


def _rankings(question: FigureQuestion) -> RecordRows:
    period = question.period
    rounds = rounds_all().filter(
        state=RoundState.PUBLISHED.value, published_at__gte=period.since, published_at__lt=period.until,
        published_at__lte=question.asked.at, area_code__startswith=question.area,
    ).order_by("published_at", "pk")  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for one in rounds:
        for standing in standings_of(one):
            rank = f"{standing.rank}/{standing.ranked}" if standing.rank else Unranked(standing.unranked).zh
            score = "—" if standing.score is None else str(standing.score)
            rows.append((one.name, standing.subject_name, score, rank))
    return RecordRows(headings=("评比", "对象", "得分", "名次"), rows=tuple(rows[:_TABLE_MOST]))


def _interviews(question: FigureQuestion) -> RecordRows:
    period = question.period
    found = interviews_all().filter(
        drafted_at__gte=period.since, drafted_at__lt=period.until, drafted_at__lte=question.asked.at,
        area_code__startswith=question.area,
    ).order_by("drafted_at", "pk")  # fmt: skip
    rows = tuple(
        (
            one.subject_name, one.standing.round.name, Seat(one.interviewer).zh, Seat(one.interviewee).zh,
            InterviewState(one.state).zh,
        )
        for one in found[:_TABLE_MOST]
    )  # fmt: skip
    return RecordRows(headings=("对象", "依据", "约谈人", "被约谈人", "现状"), rows=rows)


def _published(template: Template, question: FigureQuestion) -> Published | None:
    """Return last year's report of the same area, signed off by the instant asked for."""
    year = period_before(question.period, question.months).key
    rows = Briefing.objects.filter(
        kind=template.kind.value, area_code=question.area, period=year,
        state__in=[BriefingState.SIGNED.value, BriefingState.SENT.value], signed_at__lte=question.asked.at,
    ).order_by("-signed_at", "-pk")  # fmt: skip
    found = rows.first()
    if found is None or found.as_of is None:
        return None
    own = [one for one in figures_read(found.figures) if not one.group and one.period == year]
    return Published(
        name=found.title, as_of=instant_said(found.as_of), values={one.key: one.value for one in own},
        printed={one.key: one.printed for one in own},
    )  # fmt: skip


def instant_said(at: datetime) -> str:
    """Return an instant as papers print it: 2026年3月2日9时05分."""
    here = localtime(at)
    return f"{here.year}年{here.month}月{here.day}日{here.hour}时{here.minute:02}分"
