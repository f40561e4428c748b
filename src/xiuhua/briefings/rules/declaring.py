"""What a template of a briefing consists of: sections of blocks, which name figures and never hold numbers.

Source:
    own choice: a template is data, so that another bureau's report is another list of headings and sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from xiuhua.briefings.terms import BriefingKind
from xiuhua.evaluation.terms import SplitBy


class Condition(Enum):
    """What must hold of a figure for a sentence to stand."""

    KNOWN = "known"
    POSITIVE = "positive"
    NOUGHT = "nought"
    ROSE = "rose"
    FELL = "fell"
    LEVEL = "level"
    BETTER = "better"
    WORSE = "worse"


class Span(Enum):
    """The parts of a year, or the years, over which a table runs."""

    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"


class Third(Enum):
    """How a bureau begins the third level of its paragraphs: ——, 1., or 一是."""

    DASH = "dash"
    NUMBER = "number"
    FIRSTLY = "firstly"


@dataclass(frozen=True)
class When:
    """A condition on one figure."""

    key: str
    test: Condition


@dataclass(frozen=True)
class Says:
    """A paragraph of clauses, joined by commas.

    A clause may hold `{filed}`, the value with its unit; `{filed:before}`, what it was in the period it is
    compared with; `{filed:change}`, how it changed; `{filed:some}`, the value, of a clause that says nothing
    where it is nought; `{period}`, `{before}`, `{area}`. A clause whose figure nobody knows is left out; a
    paragraph of which nothing is left becomes a gap with the reason.

    Args:
        whens: conditions, all of which must hold; else there is no paragraph, and no gap either.
    """

    clauses: tuple[str, ...]
    whens: tuple[When, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A place that a person writes: the platform keeps no records of it yet. `who` writes it."""

    about: str
    who: str


@dataclass(frozen=True)
class FigureTable:
    """A table of figures beside those of the period they are compared with."""

    caption: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class SplitTable:
    """A table of areas or matters by some figures, the most of the first one first.

    Args:
        most: how many rows; 0 for all.
        compared: the figure beside which stands what it was before, where that can be compared.
    """

    caption: str
    by: SplitBy
    keys: tuple[str, ...]
    most: int = 0
    compared: str = ""


@dataclass(frozen=True)
class SpanTable:
    """A table of some figures month by month, quarter by quarter, or over the last three years.

    Args:
        compared: figures beside whose months stands what they were a year before, where that can be compared.
    """

    caption: str
    over: Span
    keys: tuple[str, ...]
    compared: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassTable:
    """A table of classes of matters (大类) by figures that add up over the matters of a class."""

    caption: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Leading:
    """A sentence that names the groups with the most of a figure: those of a split, or classes of matters.

    Args:
        text: how it begins: 立案较多的街道（镇）依次为.
        by: None for classes of matters.
    """

    text: str
    key: str
    by: SplitBy | None = None
    most: int = 3


@dataclass(frozen=True)
class StandsOn:
    """On which fixing of a month's figures the paper stands."""


@dataclass(frozen=True)
class CourseChart:
    """A chart of one figure over the months of a year, the year before beside it."""

    caption: str
    key: str


@dataclass(frozen=True)
class SplitChart:
    """A chart of one figure by area or matter, the period it is compared with beside it."""

    caption: str
    key: str
    by: SplitBy
    most: int = 10


@dataclass(frozen=True)
class Records:
    """A table of records that are no figures: `rankings`, `winners`, `interviews`, `supervisions`."""

    caption: str
    of: str


@dataclass(frozen=True)
class AgainstPublished:
    """What last year's signed report printed, beside what the records say of that year now."""

    keys: tuple[str, ...]


Block = (
    Says
    | Missing
    | FigureTable
    | SplitTable
    | SpanTable
    | ClassTable
    | Leading
    | StandsOn
    | CourseChart
    | SplitChart
    | Records
    | AgainstPublished
)


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `level` 1 is 一、, 2 （一）, 3 stands before its text: `Third`."""

    title: str
    blocks: tuple[Block, ...] = ()
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Template:
    """A briefing before it is drafted.

    Args:
        key: stable name.
        title: with `{area}`, `{period}` and, of a year, `{next}`.
        opening: what stands before the first heading.
        shape: which bureau's report it follows in its headings and their order; empty for none.
        third: how its third level begins.
        addressee: to whom it goes, with `{area}`; empty for a paper that goes to nobody by name.
    """

    key: str
    kind: BriefingKind
    zh: str
    en: str
    title: str
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    shape: str = ""
    third: Third = Third.DASH
    addressee: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of it, in its order."""
        return (*self.opening, *(block for section in self.sections for block in section.blocks))
