"""What one device did at fences, corrected as late fixes come in: always that of all fixes by their time.

Source:
    own choice: a fix that goes on where the last one ended is judged alone. Where one comes late, or shows
    that one before it was a jump, the fixes kept by the book are judged again from the state before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from xiuhua.sensing.rules.tracks.cleaning import TURNOVER, CleanRules, cleaned, sound
from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.shapes import Track, no_track
from xiuhua.sensing.rules.tracks.watching import Batch, FenceEvent, Watch, watch_new, watched
from xiuhua.sensing.terms.tracks import FenceAct


@dataclass(frozen=True, slots=True)
class FenceCorrection:
    """What feeding a book changed: events that no longer hold, and those that hold instead or besides."""

    withdrawn: tuple[FenceEvent, ...]
    added: tuple[FenceEvent, ...]
    judged: int
    too_late: int


@dataclass(frozen=True, slots=True, eq=False)
class FenceBook:
    """The fixes of one device and its events.

    Args:
        raw, clean: the fixes from the base on, with and without jumps.
        base: the state before those fixes; watch: the state after them.
        settled: events before the base. events: those since.
        settled_s: fixes up to here are too late.
    """

    fences: FenceSet
    clean_rules: CleanRules
    raw: Track = field(default_factory=no_track)
    clean: Track = field(default_factory=no_track)
    base: Watch = field(default_factory=watch_new)
    watch: Watch = field(default_factory=watch_new)
    settled: tuple[FenceEvent, ...] = ()
    events: tuple[FenceEvent, ...] = ()
    settled_s: float = -np.inf

    @property
    def story(self) -> tuple[FenceEvent, ...]:
        """Every event, by time."""
        return self.settled + self.events

    def fed(self, more: Track) -> tuple[FenceBook, FenceCorrection]:
        """Return the book with more fixes, in any order, and what that changed."""
        news = sound(more, self.clean_rules)
        in_time = news.taken(news.at_s > self.settled_s)
        raw = sound(self.raw.joined(in_time), self.clean_rules)
        clean = cleaned(raw, self.clean_rules).track
        told = len(self.clean) if _begins(clean, self.clean) else 0
        state, before = (self.watch, self.events) if told else (self.base, ())
        watch, events = self._told(state, clean.taken(slice(told, None)))
        book = replace(self, raw=raw, clean=clean, watch=watch, events=before + events)
        old, new = frozenset(self.events), frozenset(book.events)
        return book, FenceCorrection(
            withdrawn=tuple(event for event in self.events if event not in new),
            added=tuple(event for event in book.events if event not in old),
            judged=len(clean) - told,
            too_late=len(news) - len(in_time),
        )

    def forgetting(self, before_s: float) -> FenceBook:
        """Return the book without the fixes before the last one that was settled before an instant."""
        row = int(np.searchsorted(self.clean.at_s, before_s, side="right")) - 1 - TURNOVER
        if row < 1:
            return self
        base, past = self._told(self.base, self.clean.taken(slice(0, row)))
        start_s = float(self.clean.at_s[row])
        watch, events = self._told(base, self.clean.taken(slice(row, None)))
        return replace(
            self,
            raw=self.raw.taken(self.raw.at_s >= start_s),
            clean=self.clean.taken(slice(row, None)),
            base=base,
            watch=watch,
            settled=self.settled + past,
            events=events,
            settled_s=float(self.clean.at_s[row + TURNOVER]),
        )

    def _told(self, watch: Watch, track: Track) -> tuple[Watch, tuple[FenceEvent, ...]]:
        batch = Batch(np.zeros(len(track), np.intp), track.at_s, track.lon, track.lat)
        watch, events, _ = watched(watch, batch, self.fences)
        return watch, tuple(events.listed())


def _begins(track: Track, start: Track) -> bool:
    """Return whether a track begins with another one."""
    some = track.taken(slice(0, len(start)))
    return all(
        np.array_equal(one, other)
        for one, other in ((some.at_s, start.at_s), (some.lon, start.lon), (some.lat, start.lat))
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A time in a fence; `until_s` is None while it lasts."""

    device: int
    fence: int
    since_s: float
    until_s: float | None


def visits_of(events: Iterable[FenceEvent]) -> list[Visit]:
    """Return the visits that events tell of, by when they began; what was only passed through is a visit too.

    Source:
        the module's own.
    """
    open_visits: dict[tuple[int, int], float] = {}
    visits: list[Visit] = []
    for event in events:
        place = event.device, event.fence
        if event.act is FenceAct.PASSED:
            visits.append(Visit(*place, event.at_s, event.until_s))
        elif event.act is FenceAct.ENTERED:
            open_visits[place] = event.at_s
        else:
            visits.append(Visit(*place, open_visits.pop(place), event.at_s))
    visits += [Visit(*place, since_s, None) for place, since_s in open_visits.items()]
    return sorted(visits, key=lambda visit: (visit.since_s, visit.device, visit.fence))


def spans_outside(visits: Iterable[Visit], since_s: float, until_s: float) -> list[tuple[float, float]]:
    """Return when between two instants none of the visits lasted, as off corridors a vehicle must keep to.

    Source:
        own choice.
    """
    outside: list[tuple[float, float]] = []
    at_s = since_s
    for visit in sorted(visits, key=lambda visit: visit.since_s):
        if visit.since_s > at_s:
            outside.append((at_s, min(visit.since_s, until_s)))
        at_s = max(at_s, until_s if visit.until_s is None else visit.until_s)
        if at_s >= until_s:
            return outside
    return [*outside, (at_s, until_s)]
