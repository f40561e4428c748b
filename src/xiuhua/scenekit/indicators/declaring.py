"""The declaration of a figure: what it is called, what it counts, over what, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from xiuhua.scenekit.indicators.predicates import Predicate
from xiuhua.shared.terms import Term

_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")
_ROW = re.compile(r"K-\d{3}")


class IndicatorError(ValueError):
    """A declaration contradicts itself; the message says where."""


class FigureUnit(Term):
    """What one of a figure is."""

    CASES = "figure_cases", "件", "cases"
    PERCENT = "figure_percent", "%", "%"
    MINUTES = "figure_minutes", "分钟", "min"
    UNITS = "figure_units", "个", "units"
    PEOPLE = "figure_people", "名", "people"
    CAMERAS = "figure_cameras", "路", "cameras"
    TIMES = "figure_times", "次", "times"
    PERSON_TIMES = "figure_person_times", "人次", "person-times"
    PLACES = "figure_places", "家", "places"
    VEHICLES = "figure_vehicles", "台次", "vehicles"
    PROBLEMS = "figure_problems", "起", "problems"
    PAPERS = "figure_papers", "份", "papers"
    CUBIC_METRES = "figure_cubic_metres", "立方米", "m³"
    METRES = "figure_metres", "延米", "m"
    SQUARE_METRES = "figure_square_metres", "平方米", "m²"
    TIMES_A_DAY = "figure_times_a_day", "次/日", "times a day"


CASES, PERCENT, MINUTES, UNITS, PEOPLE, CAMERAS = (
    FigureUnit.CASES,
    FigureUnit.PERCENT,
    FigureUnit.MINUTES,
    FigureUnit.UNITS,
    FigureUnit.PEOPLE,
    FigureUnit.CAMERAS,
)


class FigureGroup(Term):
    """Under which heading a figure stands, in the order of the page."""

    REPORTING = "figures_reporting", "上报与受理", "Reports and acceptance"
    FILING = "figures_filing", "立案", "Filing"
    DISPATCH = "figures_dispatch", "派遣", "Dispatch"
    HANDLING = "figures_handling", "处置", "Handling"
    STAGES = "figures_stages", "各环节按时率", "Stages in time"
    CLOSING = "figures_closing", "结案", "Closing"
    SENSING = "figures_sensing", "智能感知", "Found by machines"
    ABOVE = "figures_above", "市级派遣", "From the platform above"
    SPEED = "figures_speed", "三个第一时间", "The three firsts"
    ORDERS = "figures_orders", "接诉即办", "Requests of citizens"
    COMMUNITIES = "figures_communities", "社区与防控", "Communities and epidemic control"
    CAMERAS = "figures_cameras", "视频监控", "Cameras"
    INSPECTIONS = "figures_inspections", "现场检查", "Inspections"
    PERMITS = "figures_permits", "行政许可", "Permits"
    OVERSIGHT = "figures_oversight", "监督", "Oversight"
    CONTESTS = "figures_contests", "评比与约谈", "Contests and interviews"
    POSTS = "figures_posts", "岗位", "Posts"
    SCENES = "figures_scenes", "专项场景", "Scenes"


class Direction(Enum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is counted of a fact.

    Args:
        where: which facts count.
        period: the column of instants that must lie in the period; empty counts what stands at the end.
        distinct: the column whose different values are counted; empty counts facts.
        lasts: two columns of instants; the median of the time between them, in minutes, is taken instead.
        sums: the column of numbers that are added up; what has none adds nothing and does not count.
    """

    where: Predicate
    period: str = ""
    distinct: str = ""
    lasts: tuple[str, str] | None = None
    sums: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.distinct, self.lasts, self.sums))) > 1:
            raise IndicatorError("a measure counts values, takes a median or adds up: one of the three")

    def __hash__(self) -> int:
        """Return what tells it from others, worked out once: tallies are kept by measure."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.where, self.period, self.distinct, self.lasts, self.sums))

    def columns(self) -> Iterator[str]:
        """Yield every column it needs."""
        yield from self.where.columns()
        yield from (name for name in (self.period, self.distinct, self.sums, *(self.lasts or ())) if name)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure in one variant. Where a rate is counted differently from city to city, each way is its own.

    Args:
        key: its name in addresses, commands and reports; stable.
        zh, en: what people call it; `variant_zh` and `variant_en` are always printed beside it.
        formula_zh, formula_en: what is counted over what, in words.
        source_row: the register's row it proves, `K-278`; empty for none.
        fact: the fact table that its measures look at.
        numerator: what is counted; `denominator` over what, None for a plain count.
        groups: what it may be split by.
        daily: whether a count or sum of the period is divided by the days of it that have passed.
    """

    key: str
    zh: str
    en: str
    unit: FigureUnit
    formula_zh: str
    formula_en: str
    numerator: Measure
    denominator: Measure | None = None
    variant_zh: str = ""
    variant_en: str = ""
    source_row: str = ""
    direction: Direction = Direction.NEITHER
    fact: str = "case"
    group: FigureGroup = FigureGroup.REPORTING
    groups: tuple[str, ...] = ("area", "unit", "matter", "channel")
    daily: bool = False

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise IndicatorError(f"{self.key!r} is no key")
        if not all((self.zh, self.en, self.formula_zh, self.formula_en)):
            raise IndicatorError(f"{self.key}: name and formula are needed in both languages")
        if bool(self.variant_zh) != bool(self.variant_en):
            raise IndicatorError(f"{self.key}: its variant is named in one language only")
        if self.source_row and not _ROW.fullmatch(self.source_row):
            raise IndicatorError(f"{self.key}: {self.source_row!r} is no row of the register")
        if (self.unit is PERCENT) != (self.denominator is not None):
            raise IndicatorError(f"{self.key}: a rate has a denominator and is in per cent, nothing else is")
        if (self.unit is MINUTES) != (self.numerator.lasts is not None):
            raise IndicatorError(f"{self.key}: a duration is in minutes, nothing else is")

        self._daily_check()

    def _daily_check(self) -> None:
        if self.daily and (self.denominator or self.numerator.lasts or not self.numerator.period):
            raise IndicatorError(f"{self.key}: only a count or sum of a period has a mean a day")
        if self.daily != (self.unit is FigureUnit.TIMES_A_DAY):
            raise IndicatorError(f"{self.key}: a mean a day is in times a day, nothing else is")

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it counts: the numerator, then the denominator of a rate."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    def name(self, language: str) -> str:
        """Return what people call it."""
        return self.zh if language.startswith("zh") else self.en

    def title(self, language: str) -> str:
        """Return what it is called, with the way in which it is counted where there are several."""
        return " · ".join(part for part in (self.name(language), self.variant(language)) if part)

    def variant(self, language: str) -> str:
        """Return which way of counting it is."""
        return self.variant_zh if language.startswith("zh") else self.variant_en

    def formula(self, language: str) -> str:
        """Return what is counted over what."""
        return self.formula_zh if language.startswith("zh") else self.formula_en
