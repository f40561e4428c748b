"""What a draft is written from: figures already counted, and rows already read. Nothing here counts.

Source:
    own choice: the rules that write sentences are tried on values, without a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xiuhua.briefings.rules.declaring import Span
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.terms import SplitBy
from xiuhua.scenekit.indicators import CASES, MINUTES, PERCENT, Direction, Indicator

RATE_PLACES = 1
_HOURS_FROM, _HOUR = 180, 60  # minutes: 1,219 minutes tell a reader less than 20.3 hours
_MYRIADS_FROM, _MYRIAD = 100_000, 10_000


@dataclass(frozen=True, kw_only=True)
class Known:
    """One counted figure in one period.

    Args:
        why: why there is no value, in Chinese; empty where there is one.
        narrowed, is_whole, as_of: see `WrittenFigure`.
        is_opened: whether an address of its own opens the records behind it.
    """

    indicator: Indicator
    value: float | None
    numerator: int | None
    denominator: int | None
    period: str
    period_name: str
    area: str
    group: str = ""
    group_label: str = ""
    why: str = ""
    narrowed: str = ""
    is_whole: bool = True
    as_of: str = ""
    is_opened: bool = True

    @property
    def is_rate(self) -> bool:
        """Whether it is in per cent."""
        return self.indicator.unit is PERCENT

    @property
    def places(self) -> int:
        """To how many places it is printed."""
        return RATE_PLACES if self.indicator.unit in {PERCENT, MINUTES} or self.indicator.daily else 0

    @property
    def printed(self) -> str:
        """The value with its unit as running text has it; 无数据 where nobody knows.

        Cases are told to the last one, as bureaus tell them; what is not a case in 万 from a hundred thousand
        on; a long time in hours.
        """
        unit = self.indicator.unit
        if self.value is None:
            return "无数据"
        if unit is MINUTES and self.value >= _HOURS_FROM:
            return f"{self.value / _HOUR:.1f}小时"
        if self.value >= _MYRIADS_FROM and unit is not CASES and not self.is_rate:
            return f"{self.value / _MYRIAD:.2f}万{unit.zh}"
        return f"{self.bare}{unit.zh}"

    @property
    def bare(self) -> str:
        """The value without its unit, as a table has it: without separators, as these reports print it."""
        return "无数据" if self.value is None else f"{self.value:.{self.places}f}"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A figure, and what it was in the period it is compared with; None where that was not asked.

    Args:
        is_comparable: whether records reach back to the beginning of that period: a year of which a month is
            recorded is printed, and compared with nothing.
    """

    now: Known
    before: Known | None = None
    is_comparable: bool = True

    @property
    def key(self) -> str:
        """Its key."""
        return self.now.indicator.key

    @property
    def difference(self) -> float | None:
        """Now less before, rounded as both are printed; None where one of them is unknown."""
        if self.now.value is None or self.before is None or self.before.value is None:
            return None
        if not self.is_comparable:
            return None
        places = self.now.places
        return round(round(self.now.value, places) - round(self.before.value, places), places)

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None where there is none, or nobody says which way is."""
        direction, difference = self.now.indicator.direction, self.difference
        if not difference or direction is Direction.NEITHER:
            return None
        return (difference > 0) == (direction is Direction.MORE)


@dataclass(frozen=True, kw_only=True)
class Course:
    """A figure month by month, with the same months of the year before; see `Pair.is_comparable`."""

    indicator: Indicator
    labels: tuple[str, ...]
    now: tuple[Known, ...]
    before: tuple[Known, ...]
    is_comparable: bool = True


@dataclass(frozen=True, kw_only=True)
class Basis:
    """On which fixing of a month's figures a circular stands, in words; `is_final` where it is the last."""

    text: str
    is_final: bool


@dataclass(frozen=True, kw_only=True)
class RecordRows:
    """Rows of records as a table prints them."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Published:
    """Last year's signed report: its name, as of when it was counted, and what it printed, by key."""

    name: str
    as_of: str
    values: Mapping[str, float | None]
    printed: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that a draft is written from.

    `period_said` is how a sentence calls the period: while it runs, with the day until which it is known.
    `spans` holds figures over the months, quarters or years of a table; `classes` those of each class of
    matters.
    """

    area: str
    area_name: str
    period: Period
    period_name: str
    period_said: str
    before_name: str
    figures: Mapping[str, Pair]
    splits: Mapping[SplitBy, Mapping[str, tuple[Pair, ...]]] = field(default_factory=dict)
    courses: Mapping[str, Course] = field(default_factory=dict)
    spans: Mapping[Span, Mapping[str, tuple[Pair, ...]]] = field(default_factory=dict)
    classes: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    records: Mapping[str, RecordRows] = field(default_factory=dict)
    basis: Basis | None = None
    published: Published | None = None
