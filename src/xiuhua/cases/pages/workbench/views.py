"""What the templates of the workbench print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xiuhua.web.parts import Action, Clock, Count, ObjectView, Stage, State, Tag


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A worklist above the rows, with how much waits there."""

    key: str
    label: str
    url: str
    count: Count
    current: bool


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What the rows beneath it have in common: how soon they turn late."""

    key: str
    label: str
    until: datetime | None = None
    count: Count | None = None


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """One case of a worklist.

    Args:
        moves: how many it has had, which an act on it carries: nothing is accepted unseen.
        source: the icon of the channel by which it came, `source_label` the channel in words.
        ring: its stage as shape, where the cases of the list stand at different ones.
        heading: what stands above it, where it is the first of its kind.
    """

    pk: int
    url: str
    title: str
    place: str
    clock: Clock | None
    due_at: datetime | None
    is_today: bool
    moves: int
    source: str
    source_label: str
    state: str
    ring: Stage | None = None
    tags: Sequence[Tag] = ()
    heading: Heading | None = None


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What goes late if nothing is done before the shift ends.

    Args:
        until: when it ends; `shift` its name, empty for the working day.
        due: how many deadlines lie before that; `named` how many of them the past says are missed.
    """

    until: datetime
    shift: str
    due: int
    named: int
    url: str


@dataclass(frozen=True, kw_only=True)
class ListPane:
    """The worklist and its rows."""

    key: str
    label: str
    url: str
    rows_url: str
    news_url: str
    forecast_url: str
    tabs: Sequence[Tab]
    rows: Sequence[DeskRow]
    older_url: str = ""
    bulk: Sequence[Action] = ()
    state: State | None = None
    forecast: Forecast | None = None
    only_late: bool = False
    clear_url: str = ""


@dataclass(frozen=True, kw_only=True)
class DeskAction:
    """An act as the foot of the case pane offers it.

    Args:
        key: the letter that does it.
        form_url: where its form is; empty where the key alone does it.
        values: what the direct act sends.
    """

    action: Action
    key: str = ""
    form_url: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NearRow:
    """A thing near the case, for the foot of the map."""

    icon: str
    name: str
    note: str
    metres: float
    walk_minutes: int
    url: str = ""
    clock: Clock | None = None


@dataclass(frozen=True, kw_only=True)
class CasePane:
    """The case that is open: the parts of its own page, and its acts by key."""

    view: ObjectView
    pk: int
    moves: int
    once: str
    act_url: str
    page_url: str
    list_key: str
    lead: DeskAction | None
    buttons: Sequence[DeskAction]
    further: Sequence[DeskAction]
    refused: Sequence[Action]
    near: Sequence[NearRow]
    near_m: int
    place: Mapping[str, object] | None


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """The whole workbench; `pane` says what a phone shows of it."""

    list: ListPane | None
    case: CasePane | None
    pane: str
    screen: str
    state: State | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
