"""Words and small marks: tags, clocks, stages, alarms, counts, figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Colour = Literal["plain", "brand", "late", "soon", "done", "hold"]
ClockState = Literal["within", "soon", "late", "paused", "done"]
StageState = Literal["before", "under_way", "done", "returned", "paused", "merged", "void"]


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A short word in a box. Take text and colour from a Term; `colour` is a token name, never a hue."""

    text: str
    colour: Colour = "plain"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How much time is left, in words; colour follows from the state, and so does the mark beside the words.

    `text` is relative ("剩 6 分", "超 12 分"); `until` is the absolute instant printed beside or under it.
    `label` says whose clock it is, `note` what limit it counts.
    """

    text: str
    state: ClockState = "within"
    until: datetime | None = None
    share_used: float | None = None
    label: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a course: a ring that fills. Stages are shape and never carry a clock's colour."""

    label: str
    state: StageState = "before"
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A national alarm level: 1 red octagon, 2 orange triangle, 3 yellow diamond, 4 blue disc."""

    level: Literal[1, 2, 3, 4]
    label: str


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many.

    Exact up to 1,000; beyond, `more` is set and `estimate` is the planner's guess, printed in words.
    Example: `Count(number=1000, more=True, estimate=1_204_117)` prints "1,000+" and "约 120 万".
    """

    number: int
    more: bool = False
    estimate: int | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure that opens: its value, what it was counted from, and where those records are.

    `value` is raw; `decimals` says how it is printed. `value` None prints "—" with `why_none`. `variant` says
    which way of counting it is, `formula` what is counted over what; `url` opens the records counted, of a
    rate those of the numerator, `denominator_url` those of the denominator; `split_url` leads to its parts,
    `course_url` to what it was and what is expected of it. `comparison` is against the period before,
    `comparison_year` against the same one of the year before. `target` is what is aimed at, opened by
    `target_url`; `progress` says how far it has come, `course` what that means, `target_share` how much of a
    count is reached, in per cent, and `target_passed` how much of its time.
    """

    label: str
    value: float | None
    variant: str = ""
    formula: str = ""
    unit: str = ""
    decimals: int = 0
    numerator: int | None = None
    denominator: int | None = None
    period: str = ""
    comparison: str = ""
    comparison_year: str = ""
    target: str = ""
    target_url: str = ""
    progress: str = ""
    course: Tag | None = None
    target_share: float | None = None
    target_passed: float | None = None
    as_of: datetime | None = None
    url: str = ""
    denominator_url: str = ""
    split_url: str = ""
    course_url: str = ""
    clock: ClockState | None = None
    why_none: str = ""
