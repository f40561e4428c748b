"""The front page of a subject: what a leader reads in a minute."""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.web.parts.acts import Action
from xiuhua.web.parts.maps import MapView
from xiuhua.web.parts.marks import Colour
from xiuhua.web.parts.objects import Related


@dataclass(frozen=True, kw_only=True)
class StateCount:
    """How many stand so now; `url` opens exactly those."""

    label: str
    number: int
    url: str = ""
    colour: Colour = "plain"
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Worst:
    """One of those that are worst: what it is, how bad, and why in one sentence."""

    label: str
    url: str
    number: float
    why: str
    decimals: int = 0
    colour: Colour = "plain"


@dataclass(frozen=True, kw_only=True)
class WorstList:
    """The worst, the worst first. `rest_url` opens all of them; `none` is said where there are none."""

    title: str
    unit: str
    rows: tuple[Worst, ...]
    none: str
    rest_url: str = ""


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """One whole day, or another whole span. None where nobody can know; `url` opens what was counted."""

    label: str
    value: float | None
    said: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A bar of a drawing, as SVG takes it."""

    x: str
    y: str
    width: str
    height: str
    words: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A row of bars from nought with a target across; the same stands in a table under it.

    Args:
        title: the one message.
        points: whole spans only, oldest first: a running one would look like a collapse.
        target: drawn across, called by `target_said`.
    """

    title: str
    unit: str
    points: tuple[TrendPoint, ...]
    most: float
    bars: tuple[Mark, ...]
    decimals: int = 0
    target: float | None = None
    target_y: str = ""
    target_said: str = ""
    none: str = ""


@dataclass(frozen=True, kw_only=True)
class PeriodTab:
    """A period to choose."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class FrontView:
    """The front page of a subject. Template `web/front.html`.

    Args:
        lead: what the subject is for.
        states: what there is, by state, now.
        figures: printed figures of the period; empty where the reader may not read figures.
        done: what was done about it in the period.
        tabs: the periods of the figures.
    """

    title: str
    lead: str = ""
    acts: tuple[Action, ...] = ()
    states: tuple[StateCount, ...] = ()
    states_title: str = ""
    figures: str = ""
    tabs: tuple[PeriodTab, ...] = ()
    period: str = ""
    map: MapView | None = None
    worst: WorstList | None = None
    trend: Trend | None = None
    done: tuple[Related, ...] = ()
