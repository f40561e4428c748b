"""The story of a device, corrected as late fixes come in: always that of all fixes together.

A book holds the fixes it was given. When more come, only the track from the last stop that they cannot touch
is judged again; what was told before that stop stands.

Source:
    own choice. That the outcome is the same in whatever order and batches the fixes come follows from
    `trips`: a search that stands at the first fix of a stop knows nothing of what lies before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from xiuhua.sensing.rules.tracks.cleaning import CleanRules, cleaned, sound
from xiuhua.sensing.rules.tracks.shapes import Track, no_track
from xiuhua.sensing.rules.tracks.trips import (
    Loss,
    Stop,
    Story,
    Trip,
    TripRules,
    halts_of,
    settled_row,
    story_told,
)

Item: TypeAlias = Stop | Trip | Loss


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a story can be taken up again: the first fix of a stop, and when that became sure."""

    at_s: float
    settled_s: float


_BEGINNING = Anchor(-np.inf, -np.inf)


@dataclass(frozen=True, slots=True)
class Correction:
    """What feeding a book changed: what no longer holds, and what holds instead or besides.

    Args:
        judged: how many fixes were looked at again.
        too_late: how many were refused because the book has forgotten their time.
    """

    withdrawn: tuple[Item, ...]
    added: tuple[Item, ...]
    judged: int
    too_late: int


@dataclass(frozen=True, slots=True, eq=False)
class TripBook:
    """The fixes of one device without faults of their own, their story, and the places to take it up again.

    Args:
        anchors: by time; the first is where the fixes kept begin.
    """

    clean_rules: CleanRules
    trip_rules: TripRules
    track: Track
    story: Story = field(default_factory=Story)
    anchors: tuple[Anchor, ...] = (_BEGINNING,)

    def fed(self, more: Track) -> tuple[TripBook, Correction]:
        """Return the book with more fixes, in any order, and what that changed."""
        news = sound(more, self.clean_rules)
        in_time = news.taken(news.at_s > self.anchors[0].settled_s)
        too_late = len(news) - len(in_time)
        if not len(in_time):
            return self, Correction((), (), 0, too_late)
        untouched = tuple(anchor for anchor in self.anchors if anchor.settled_s < in_time.at_s[0])
        track = sound(self.track.joined(in_time), self.clean_rules)
        start = int(np.searchsorted(track.at_s, untouched[-1].at_s))
        told = self.story.until(untouched[-1].at_s)
        retold, anchors = self._told(track.taken(slice(start, None)))
        later = tuple(anchor for anchor in anchors if anchor.at_s > untouched[-1].at_s)
        book = replace(self, track=track, story=told.joined(retold), anchors=(*untouched, *later))
        old, new = frozenset(self.story.items), frozenset(book.story.items)
        withdrawn = tuple(item for item in self.story.items if item not in new)
        added = tuple(item for item in retold.items if item not in old)
        return book, Correction(withdrawn, added, len(track) - start, too_late)

    def forgetting(self, before_s: float) -> TripBook:
        """Return the book without the fixes before the last stop that was settled before an instant.

        Its story keeps everything. Fixes that come afterwards for the time forgotten are too late for the
        book, and their story must be told from stored fixes.
        """
        first = max(
            place for place, anchor in enumerate(self.anchors) if not place or anchor.settled_s <= before_s
        )
        start = int(np.searchsorted(self.track.at_s, self.anchors[first].at_s))
        return replace(self, track=self.track.taken(slice(start, None)), anchors=self.anchors[first:])

    def _told(self, track: Track) -> tuple[Story, list[Anchor]]:
        """Return the story of fixes, and its anchors."""
        clean = cleaned(track, self.clean_rules).track
        halts = halts_of(clean, self.trip_rules)
        anchors = [
            Anchor(float(clean.at_s[halt.first]), float(clean.at_s[settled_row(halt)]))
            for halt in halts
            if settled_row(halt) < len(clean)
        ]
        return story_told(clean, halts, self.trip_rules), anchors


def book_open(clean_rules: CleanRules, trip_rules: TripRules) -> TripBook:
    """Return an empty book.

    Source:
        the module's own.
    """
    return TripBook(clean_rules, trip_rules, no_track())
