"""What a signed-in browser is told about, and how often: pure decisions over plain values.

A frame carries ids only, at most two go a second, and nothing that was noted is missing from all of
them: it is named, or a frame says "read everything again".

Source:
    own choice, because a browser that names what changed and fetches it again cannot show what it
    may not see.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

FRAME_GAP_S = 0.5
SUBJECTS_LIMIT = 100  # what a page can refresh piece by piece; beyond, it reads itself again
NOTHING = -1  # the leaf before the first
_LEAF_DIGITS = 18  # of a bigint, which has nineteen


@dataclass(frozen=True, slots=True)
class Note:
    """A sealed entry, as far as a browser needs to know: its leaf, what it was about, and where that lies."""

    leaf: int
    subject: str
    area: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What one event says: everything up to a leaf, by subject, or that there is too much to name."""

    leaf: int
    subjects: tuple[str, ...] = ()
    reload: bool = False

    def body(self) -> dict[str, object]:
        """Return what the browser reads."""
        if self.reload:
            return {"leaf": self.leaf, "reload": True}
        return {"leaf": self.leaf, "subjects": list(self.subjects)}

    def encoded(self, event: str = "sealed") -> bytes:
        """Return the frame as the stream carries it.

        Source:
            WHATWG HTML, 9.2.5 and 9.2.6 (`id`, `event`, `data`, an empty line ends the event).
        """
        data = json.dumps(self.body(), ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.leaf}\nevent: {event}\ndata: {data}\n\n".encode()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What waits for one browser. Bounded: at most `SUBJECTS_LIMIT` subjects, then only "read again".

    Args:
        leaf: everything up to here was sent or waits here.
        sent_at_s: when the last frame went, seconds on any steady clock.
    """

    leaf: int = NOTHING
    subjects: tuple[str, ...] = ()
    reload: bool = False
    sent_at_s: float = -math.inf

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.subjects or self.reload)

    @property
    def due_at_s(self) -> float:
        """When the next frame may go; never while nothing waits."""
        return math.inf if self.is_empty else self.sent_at_s + FRAME_GAP_S


def is_for(note: Note, areas: tuple[str, ...]) -> bool:
    """Return whether somebody who sees these areas is told; what lies in no area is for everybody."""
    return not note.area or note.area.startswith(areas)


def subjects_for(notes: Iterable[Note], areas: tuple[str, ...]) -> tuple[str, ...]:
    """Return the subjects somebody with these areas is told of, each once; one over the limit means more."""
    named = dict.fromkeys(note.subject for note in notes if is_for(note, areas))
    return tuple(named)[: SUBJECTS_LIMIT + 1]


def posted(mailbox: Mailbox, subjects: Iterable[str], *, upto_leaf: int) -> Mailbox:
    """Return the mailbox with these subjects added and everything up to a leaf accounted for."""
    if mailbox.reload:
        return replace(mailbox, leaf=max(mailbox.leaf, upto_leaf))
    waiting = tuple(dict.fromkeys((*mailbox.subjects, *subjects)))
    leaf = max(mailbox.leaf, upto_leaf)
    if len(waiting) > SUBJECTS_LIMIT:
        return replace(mailbox, leaf=leaf, subjects=(), reload=True)
    return replace(mailbox, leaf=leaf, subjects=waiting)


def reload_posted(mailbox: Mailbox, *, upto_leaf: int) -> Mailbox:
    """Return the mailbox of a browser that missed more than can be named."""
    return replace(mailbox, leaf=max(mailbox.leaf, upto_leaf), subjects=(), reload=True)


def taken(mailbox: Mailbox, *, at_s: float) -> tuple[Mailbox, Frame | None]:
    """Return the emptied mailbox and the frame to send now; None where nothing is due."""
    if at_s < mailbox.due_at_s:
        return mailbox, None
    frame = Frame(leaf=mailbox.leaf, subjects=mailbox.subjects, reload=mailbox.reload)
    return Mailbox(leaf=mailbox.leaf, sent_at_s=at_s), frame


def leaf_read(text: str) -> int | None:
    """Return the leaf that `Last-Event-ID` or `after` names, None where it names none."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LEAF_DIGITS):
        return None
    return max(int(text), NOTHING)
