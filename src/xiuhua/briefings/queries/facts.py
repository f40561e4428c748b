"""The facts that a draft is written from: figures counted as of one instant, and rows of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.records import RECORDS, Asking
from xiuhua.briefings.queries.vintages import Standing, standing_on
from xiuhua.briefings.rules.declaring import Span, Template
from xiuhua.briefings.rules.facts import Course, Facts, Known, Pair, Published
from xiuhua.briefings.rules.templates import (
    classes_wanted,
    courses_wanted,
    figures_wanted,
    held_wanted,
    records_wanted,
    spans_wanted,
    splits_wanted,
)
from xiuhua.briefings.rules.written import figures_read
from xiuhua.briefings.terms import BriefingKind, BriefingState
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.figures import CountedFigure, FiguresAsked, value_in
from xiuhua.evaluation.queries.scanning import Ask, Scanned, facts_scanned_together
from xiuhua.evaluation.queries.statements import Slot
from xiuhua.evaluation.rules.periods import (
    Period,
    PeriodKind,
    period_before,
    period_read,
    period_year_before,
    same_span,
)
from xiuhua.evaluation.rules.tallies import Tally, Value, value_of
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.terms import SplitBy
from xiuhua.ground.models import CatalogueItem
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.scenekit.indicators import Indicator, indicator_named

_BEFORE = {
    PeriodKind.DAY: "前一日",
    PeriodKind.WEEK: "上周",
    PeriodKind.MONTH: "上月",
    PeriodKind.QUARTER: "上季度",
}
_LAST_YEAR, _STREET_DIGITS, _YEARS = "上年", 9, 3
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
    stands = standing_on(template.kind, question, as_of=as_of)
    if stands.vintage is not None:
        question = replace(question, asked=replace(question.asked, at=stands.vintage.as_of, past=True))
    name = area_names([area]).get(area, area)
    before = _LAST_YEAR if yearly else _BEFORE.get(question.period.kind, _LAST_YEAR)
    runs, called = question.period.holds(as_of), period_said(question.period)
    day = localtime(as_of)
    parts = _FiguresWanted(template, question, name, stands)
    over = _SpansWanted(spans_wanted(template), held_wanted(template), question, name)
    counted = facts_scanned_together([*parts.asks, *over.asks], question.asked)
    figures, splits = parts.told(counted[: len(parts.asks)])
    spans = over.told(counted[len(parts.asks) :])
    asking = Asking(area=area, period=question.period, as_of=as_of)
    return Facts(
        area=area, area_name=name, period=question.period, period_name=called,
        period_said=f"{called}（截至{day.month}月{day.day}日）" if runs and yearly else called,
        before_name=f"{before}同期" if runs else before,
        figures=figures, splits=splits, spans=spans,
        classes=_classes(classes_wanted(template), splits.get(SplitBy.MATTER, {})),
        courses={key: _course(spans[Span.MONTHS][key]) for key in courses_wanted(template)
                 if key in spans.get(Span.MONTHS, {})},
        records={of: RECORDS[of](asking) for of in records_wanted(template)}, basis=stands.basis,
        published=_published(template, question) if yearly else None,
    )  # fmt: skip


def period_said(period: Period) -> str:
    """Return what a paper calls a period: without the blanks of a page, 2026年3月."""
    return period_words(period, "zh-hans").replace(" ", "")


def _declared(keys: Sequence[str]) -> tuple[Indicator, ...]:
    """Return the figures that this installation has: one of a scene that is not there is told as missing."""
    return tuple(one for key in keys if (one := indicator_named(key)) is not None)


_Splits = dict[SplitBy, dict[str, tuple[Pair, ...]]]


class _FiguresWanted:
    """The figures of a template and their parts."""

    def __init__(self, template: Template, question: FigureQuestion, name: str, stands: Standing) -> None:
        self._question, self._name, self._stands = question, name, stands
        wanted = splits_wanted(template)
        self._splits = tuple(wanted)
        self._asked = FiguresAsked(
            [
                replace(question, indicators=_declared(keys), split=by)
                for by, keys in ((None, figures_wanted(template)), *wanted.items())
            ],
            compared=True,
        )
        self.asks = self._asked.asks

    def told(self, counted: Sequence[Scanned]) -> tuple[dict[str, Pair], _Splits]:
        """Return the figures by key, and the groups of each by split."""
        whole, *parted = self._asked.told(counted)
        splits: _Splits = {}
        for by, parts in zip(self._splits, parted, strict=True):
            found: dict[str, list[Pair]] = defaultdict(list)
            for one in parts:
                if one.group and one.group != "None":
                    pair = _pair(one, self._question, by=by, stands=self._stands)
                    found[one.indicator.key].append(pair)
            splits[by] = {key: tuple(pairs) for key, pairs in found.items()}
        figures = {
            one.indicator.key: _pair(one, self._question, name=self._name, stands=self._stands)
            for one in whole
        }
        return figures, splits


def _pair(
    one: CountedFigure,
    question: FigureQuestion,
    *,
    stands: Standing,
    name: str = "",
    by: SplitBy | None = None,
) -> Pair:
    told = {
        "indicator": one.indicator, "area": question.area, "group": one.group,
        "group_label": _label(one, by) if by else name,
        "narrowed": f"{_NARROWED[by]}={one.group}" if by else "",
        "as_of": stands.vintage.as_of.isoformat() if stands.vintage else "",
    }  # fmt: skip
    before, first = one.before_period, one.begun
    return Pair(
        is_comparable=before is None or (first is not None and first <= before.since),
        now=_known(stands.value(one, by) or one.value, one.period, **told),
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


class _SpansWanted:
    """Figures over months, quarters and years.

    A quarter is what its months come to together. Only the months of figures in `held` are counted a year
    before as well.
    """

    def __init__(
        self, wanted: Mapping[Span, Sequence[str]], held: Collection[str], question: FigureQuestion, name: str
    ) -> None:
        self._wanted, self._held, self._question, self._name = tuple(wanted), held, question, name
        by_fact: dict[str, list[tuple[Span, Indicator]]] = defaultdict(list)
        for over, keys in wanted.items():
            for one in _declared(keys):
                if all(measure.period for measure in one.measures):
                    by_fact[one.fact].append((over, one))
        self._asked = tuple(by_fact.values())
        self._months = months = _months_of(question)
        self.asks = [
            Ask(
                table=fact_table(fact), only=question.only,
                slots=[slot for over, one in asked for slot in _slots(over, one, held, months, question)],
            )
            for fact, asked in by_fact.items()
        ]  # fmt: skip

    def told(self, counted: Sequence[Scanned]) -> dict[Span, dict[str, tuple[Pair, ...]]]:
        """Return the parts of each figure, by what they are parts of."""
        question, months = self._question, self._months
        found: dict[Span, dict[str, tuple[Pair, ...]]] = {over: {} for over in self._wanted}
        for asked, ask, scanned in zip(self._asked, self.asks, counted, strict=True):
            told = _with_quarters(scanned.tallies[""], ask.slots, months, question)
            for over, one in asked:
                periods = _parts_of(over, months, question, is_held=one.key in self._held)
                parts = [
                    _part(one, period, told, scanned.begun, question, name=self._name) for period in periods
                ]
                if over is Span.YEARS:
                    parts = [
                        _since_said(part, period, scanned.begun)
                        for part, (period, _before) in zip(parts, periods, strict=True)
                    ]
                found[over][one.key] = tuple(parts)
        return found


_Parts = Sequence[tuple[Period, Period | None]]


def _months_of(question: FigureQuestion) -> list[Period]:
    year = question.period.last.year
    return [period_read(f"{year}-{month:02}", question.months) for month in range(1, 13)]


def _parts_of(
    over: Span, months: Sequence[Period], question: FigureQuestion, *, is_held: bool = False
) -> _Parts:
    """Return the parts of a period's year, or years, each with what it is held against."""
    year = question.period.last.year
    if over is Span.YEARS:
        return [(period_read(str(year - back), question.months), None) for back in reversed(range(_YEARS))]
    if over is Span.QUARTERS:
        return [(period_read(f"{year}-Q{quarter}", question.months), None) for quarter in range(1, 5)]
    at = question.asked.at
    return [
        (one, same_span(period_year_before(one, question.months), one, at) if is_held else None)
        for one in months
    ]


def _slots(
    over: Span, one: Indicator, held: Collection[str], months: Sequence[Period], question: FigureQuestion
) -> list[Slot]:
    parts: _Parts = (
        [(month, None) for month in months]
        if over is Span.QUARTERS
        else _parts_of(over, months, question, is_held=one.key in held)
    )
    return [(measure, period) for measure in one.measures for pair in parts for period in pair if period]


def _with_quarters(
    told: Mapping[Slot, Tally], asked: Sequence[Slot], months: Sequence[Period], question: FigureQuestion
) -> Mapping[Slot, Tally]:
    """Return tallies with those of the quarters: each adds up its three months, which share no fact."""
    found = defaultdict(Tally, told)
    known = set(asked)
    for quarter, (period, _before) in enumerate(_parts_of(Span.QUARTERS, months, question)):
        own = months[3 * quarter : 3 * quarter + 3]
        for measure in {measure for measure, _period in asked}:
            if all((measure, month) in known for month in own):
                for month in own:
                    found[measure, period].add(told[measure, month])
    return found


def _part(
    one: Indicator,
    periods: tuple[Period, Period | None],
    told: Mapping[Slot, Tally],
    begun: datetime | None,
    question: FigureQuestion,
    *,
    name: str,
) -> Pair:
    """Return a figure of a part of the year, held against that of a year before; of a year, against none."""
    period, before = periods

    def known(period: Period) -> Known:
        value = value_in(one, told, period, begun=begun, at=question.asked.at)
        return _known(value, period, indicator=one, area=question.area, group_label=name)

    of_now = before is None and period.key == question.period.key
    return Pair(
        now=known(period), before=known(before) if before else None,
        is_comparable=of_now or (begun is not None and begun <= (before or period).since),
    )  # fmt: skip


def _since_said(part: Pair, year: Period, begun: datetime | None) -> Pair:
    """Return a figure of a year that says from which day on, where records begin inside of that year.

    An old platform's first case of a year is seldom filed on its first day, and what a city has counted since
    the second week of January is not left out of the table.
    """
    if begun is None or not year.since < begun < year.until:
        return part
    day = localtime(begun)
    if day.date() == localtime(year.since).date():
        return part
    name = f"{part.now.period_name}（{day.month}月{day.day}日起）"
    return replace(part, now=replace(part.now, period_name=name))


def _course(pairs: Sequence[Pair]) -> Course:
    """Return the months of a year as a chart draws them."""
    return Course(
        indicator=pairs[0].now.indicator, labels=tuple(f"{month}月" for month in range(1, len(pairs) + 1)),
        now=tuple(pair.now for pair in pairs),
        before=tuple(pair.before or pair.now for pair in pairs), is_comparable=pairs[0].is_comparable,
    )  # fmt: skip


def _classes(keys: Sequence[str], matters: Mapping[str, Sequence[Pair]]) -> dict[str, tuple[Known, ...]]:
    """Return figures by class of matters, added up over what was already counted by matter.

    Only figures whose counts add up have them: no medians, no different values.
    """
    found: dict[str, tuple[Known, ...]] = {}
    named = _class_names({pair.now.group for key in keys for pair in matters.get(key, ())})
    for key in keys:
        pairs = [pair.now for pair in matters.get(key, ()) if pair.now.group in named]
        if not pairs or not _adds_up(pairs[0].indicator):
            continue
        tallies: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for one in pairs:
            tally = tallies[named[one.group]]
            tally[0], tally[1] = tally[0] + (one.numerator or 0), tally[1] + (one.denominator or 0)
        found[key] = tuple(
            _class_known(pairs[0], code, label, tally) for (code, label), tally in tallies.items()
        )
    return found


def _adds_up(one: Indicator) -> bool:
    return not one.daily and not any(side.distinct or side.lasts or side.sums for side in one.measures)


def _class_known(one: Known, code: str, label: str, tally: Sequence[int]) -> Known:
    counts = (Tally(number=tally[0]), Tally(number=tally[1]))[: len(one.indicator.measures)]
    value = value_of(one.indicator, counts)
    return replace(
        one, value=value.value, numerator=value.numerator, denominator=value.denominator,
        why=value.why.zh if value.why else "", group=f"class {code}", group_label=label, narrowed="",
        is_opened=False,
    )  # fmt: skip


def _class_names(codes: set[str]) -> dict[str, tuple[str, str]]:
    """Return by matter the code and name of its class, by the newest standard that has it."""
    rows = CatalogueItem.objects.filter(code__in=codes, kind=ItemKind.MATTER.value).order_by("standard")
    return {code: (key, label) for code, key, label in rows.values_list("code", "class_code", "class_zh")}


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
