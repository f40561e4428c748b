"""The object page: facts, history, what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from xiuhua.web.parts.acts import Action, State
from xiuhua.web.parts.frame import Crumb
from xiuhua.web.parts.lists import Cell
from xiuhua.web.parts.maps import MapView
from xiuhua.web.parts.marks import Clock, Count, Stage, Tag

_MOST_BUTTONS = 3


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label over a value. `edit_url` answers with the one-field form that replaces it in place."""

    label: str
    value: Cell
    name: str = ""
    help: str = ""
    edit_url: str = ""
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one word was and has become; an empty side prints "—"."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryEntry:
    """One act of the ledger as a person reads it.

    `leaf` is its place in the sealed log; None while it waits for the sealer (≤ 2 s). `reason` is what the
    actor wrote. `erased` says that the words were erased by retention while the entry still proves that the
    act happened.
    """

    at: datetime
    actor: str
    sentence: str
    changes: tuple[Change, ...] = ()
    reason: str = ""
    leaf: int | None = None
    proof_url: str = ""
    erased: bool = False

    @property
    def sealed(self) -> bool:
        """Whether the log already covers it."""
        return self.leaf is not None


@dataclass(frozen=True, kw_only=True)
class Story:
    """The story line, newest first. `verify_url` shows how to check it without trusting this server."""

    entries: tuple[StoryEntry, ...] = ()
    older_url: str = ""
    verify_url: str = ""
    state: State | None = None


@dataclass(frozen=True, kw_only=True)
class Related:
    """Things that hang on this one, with how many.

    A count of None with a `url` says that nobody counts them, without one that the reader may not know.
    """

    label: str
    url: str = ""
    icon: str = ""
    count: Count | None = None
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """A card of an object page beyond the shared ones, printed by the app's own template with `context`.

    A section that `leads` stands above the facts: what has to be decided now.
    """

    title: str
    template: str
    context: object = None
    note: str = ""
    leads: bool = False


@dataclass(frozen=True, kw_only=True)
class ObjectView:
    """The shared object page.

    Template `web/object.html`; fragment `web/fragments/object.html` (target `#x-object`, refetched on live
    events).

    Args:
        subject: `premises:12`; `kind_label` its name in words ("经营场所").
        place: the place line; `area_url` leads to its area.
        acts: the first few allowed acts become buttons; the others, and those with `why_not` and its reason,
            go into "⋯".
        stages: the course, where the kind has one.
        back_url: the list it came from, with its filters; `position` "4 / 18" where known.
    """

    subject: str
    kind_label: str
    code: str
    title: str
    url: str = ""
    state: Tag | None = None
    place: str = ""
    crumbs: tuple[Crumb, ...] = ()
    acts: tuple[Action, ...] = ()
    stages: tuple[Stage, ...] = ()
    clocks: tuple[Clock, ...] = ()
    facts: tuple[Fact, ...] = ()
    facts_beside: bool = False
    sections: tuple[Section, ...] = ()
    map: MapView | None = None
    related: tuple[Related, ...] = ()
    story: Story = field(default_factory=Story)
    notice: State | None = None
    back_url: str = ""
    back_label: str = ""
    next_url: str = ""
    previous_url: str = ""
    position: str = ""
    live_url: str = ""

    @property
    def buttons(self) -> tuple[Action, ...]:
        """The acts that are offered outright: as many as a foot holds on a phone."""
        return tuple(act for act in self.acts if act.enabled and not act.aside)[:_MOST_BUTTONS]

    @property
    def further(self) -> tuple[Action, ...]:
        """The other acts that may be done."""
        return tuple(act for act in self.acts if act.enabled and act not in self.buttons)

    @property
    def refused(self) -> tuple[Action, ...]:
        """The acts that may not be done now, each with its reason."""
        return tuple(act for act in self.acts if not act.enabled)
