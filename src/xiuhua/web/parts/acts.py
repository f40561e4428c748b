"""What a person may do, and what a page says where there is nothing to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ActionKind = Literal["primary", "plain", "danger"]
StateKind = Literal["empty", "filtered", "loading", "error", "stale", "forbidden", "offline", "gone", "none"]


@dataclass(frozen=True, kw_only=True)
class Action:
    """One act: a link (`url`) or a button that posts (`post_url`). The label is a verb.

    Args:
        name: the act, `premises.rename`; stable, for tests and scripts.
        shortcut: one key, printed on the button as `kbd` and listened to by the keyboard island.
        why_not: the sentence beside a disabled act. An act that may not be done goes into "⋯" with this
            reason.
        aside: whether it is so rare that it stands in "⋯" even where it may be done.
        values: hidden inputs sent with a post.
        busy: what the button says while the answer is on its way, if longer than 300 ms.
    """

    label: str
    name: str = ""
    url: str = ""
    post_url: str = ""
    kind: ActionKind = "plain"
    icon: str = ""
    shortcut: str = ""
    why_not: str = ""
    aside: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    busy: str = ""

    @property
    def enabled(self) -> bool:
        """Whether it may be done now."""
        return not self.why_not


@dataclass(frozen=True, kw_only=True)
class State:
    """What stands where content cannot: why, what is safe, and what next, with at most two acts.

    `code` is what a person quotes when asking for help.
    """

    kind: StateKind
    title: str
    text: str = ""
    acts: tuple[Action, ...] = ()
    code: str = ""
    at: datetime | None = None
