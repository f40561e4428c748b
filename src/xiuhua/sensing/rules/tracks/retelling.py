"""What one device did at fences, told again from a place at which the state is known.

A **checkpoint** is the state of a `FenceBook` before a fix, in values that can be stored: which fences held
the device, since when it is beside each, where the fix before lay. A late fix is told from the last
checkpoint that it cannot touch; nothing older is read.

Source:
    own choice. That the outcome is that of all fixes by their time follows from `fence_books`, whose base a
    checkpoint is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from xiuhua.sensing.rules.tracks.cleaning import TURNOVER, CleanRules
from xiuhua.sensing.rules.tracks.fence_books import FenceBook
from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.shapes import Track
from xiuhua.sensing.rules.tracks.watching import FenceEvent, Watch, watch_new
from xiuhua.sensing.terms.tracks import FenceAct

HOUR_S = 3600.0
KEPT_S = 8 * 24 * HOUR_S  # older fixes are refused by `CleanRules.behind_s` anyway
MOST = 60  # checkpoints of a device


@dataclass(frozen=True, slots=True)
class Holding:
    """A fence that held the device at a checkpoint: since when it is beside it, None while inside."""

    out_s: float | None
    out_seen: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state before the fix at `start_s`; fixes up to `settled_s` are too late for it.

    Args:
        last: the fix before: seconds, longitude, latitude; None where there was none.
        inside: by the key of the fence.
    """

    start_s: float
    settled_s: float
    last: tuple[float, float, float] | None
    inside: Mapping[str, Holding]

    @property
    def told_s(self) -> float:
        """What happened later than this is told again: on the way from the fix before, too."""
        return self.start_s if self.last is None else self.last[0]


@dataclass(frozen=True, slots=True)
class Told:
    """One act of the device at a fence, by the fence's key."""

    key: str
    act: FenceAct
    at_s: float
    until_s: float | None
    is_seen: bool


@dataclass(frozen=True, slots=True, eq=False)
class Retold:
    """What happened from a checkpoint on, and where it can be taken up again.

    Args:
        since_s: nothing before it was told again.
        inside: the keys of the fences that hold the device now.
        last_s: the last fix that counts; None for none.
        track: the fixes that count, by time.
    """

    since_s: float
    events: tuple[Told, ...]
    checkpoints: tuple[Checkpoint, ...]
    inside: frozenset[str]
    last_s: float | None
    track: Track


def checkpoint_before(checkpoints: Sequence[Checkpoint], at_s: float) -> Checkpoint | None:
    """Return the last checkpoint, by time, that a fix of an instant cannot touch; None for the beginning.

    Source:
        the module's own.
    """
    fit = [one for one in checkpoints if one.settled_s < at_s]
    return max(fit, key=lambda one: one.settled_s, default=None)


def retold(
    checkpoint: Checkpoint | None,
    kept: Sequence[Checkpoint],
    track: Track,
    fences: FenceSet,
    clean_rules: CleanRules,
) -> Retold:
    """Return what a device did from a checkpoint on.

    Args:
        checkpoint: where to begin; None without anything known before.
        kept: the checkpoints there are; those not after `checkpoint` still hold.
        track: every fix from `checkpoint.start_s` on, in any order.
        fences: those there are now; one that the checkpoint does not know held nobody then.
        clean_rules: what a fix must satisfy.
    """
    base = watch_new() if checkpoint is None else _watch(checkpoint, fences)
    settled_s = -np.inf if checkpoint is None else checkpoint.settled_s
    start_s = -np.inf if checkpoint is None else checkpoint.start_s
    book = FenceBook(fences, clean_rules, base=base, watch=base)
    book, _ = book.fed(track)
    old = [one for one in kept if one.settled_s <= settled_s]
    new = _checkpoints(book, fences, old[-1].start_s if old else -np.inf)
    last_s = float(book.clean.at_s[-1]) if len(book.clean) else None
    return Retold(
        since_s=float(start_s),
        events=tuple(_told(event, fences) for event in book.story),
        checkpoints=_thinned([*old, *new], last_s),
        inside=frozenset(fences.fences[int(one)].key for one in book.watch.inside),
        last_s=last_s,
        track=book.clean,
    )


def _watch(checkpoint: Checkpoint, fences: FenceSet) -> Watch:
    """Return the state as `watched` takes it; fences that are no more are left out."""
    places = {fence.key: place for place, fence in enumerate(fences.fences)}
    known = sorted((places[key], held) for key, held in checkpoint.inside.items() if key in places)
    at_s, xy = np.full(1, np.nan), np.full((1, 2), np.nan)
    if checkpoint.last is not None:
        seconds, lon, lat = checkpoint.last
        at_s, xy = np.array([seconds]), fences.xy(np.array([lon]), np.array([lat]))
    return Watch(
        at_s=at_s,
        xy=xy,
        inside=np.array([place for place, _ in known], dtype=np.intp),
        out_s=np.array([np.nan if held.out_s is None else held.out_s for _, held in known]),
        out_seen=np.array([held.out_seen for _, held in known], dtype=np.bool_),
    )


def _checkpoints(book: FenceBook, fences: FenceSet, from_s: float) -> list[Checkpoint]:
    """Return a checkpoint in each hour of a book's fixes, and one as late as can be."""
    at_s = book.clean.at_s
    if len(at_s) <= TURNOVER + 1:
        return []
    hours = np.unique(at_s // HOUR_S) * HOUR_S
    found = list[Checkpoint]()
    for before_s in (*hours[hours > from_s].tolist(), float(at_s[-1])):
        later = book.forgetting(before_s)
        if later is not book and (not found or later.settled_s > found[-1].settled_s):
            found.append(_checkpoint(later, fences))
            book = later
    return found


def _checkpoint(book: FenceBook, fences: FenceSet) -> Checkpoint:
    base = book.base
    last = None
    if len(base.at_s) and not np.isnan(base.at_s[0]):
        lon, lat = shapely.get_coordinates(fences.plane.round(shapely.Point(base.xy[0])))[0]
        last = float(base.at_s[0]), float(lon), float(lat)
    return Checkpoint(
        start_s=float(book.clean.at_s[0]),
        settled_s=float(book.settled_s),
        last=last,
        inside={
            fences.fences[int(place)].key: Holding(None if np.isnan(out_s) else float(out_s), bool(seen))
            for place, out_s, seen in zip(base.inside, base.out_s, base.out_seen, strict=True)
        },
    )


def _thinned(checkpoints: list[Checkpoint], last_s: float | None) -> tuple[Checkpoint, ...]:
    """Return the last one, one an hour of the last day, one a day before that, none that serves nobody."""
    if last_s is None:
        return tuple(checkpoints)
    kept: dict[tuple[float, float], Checkpoint] = {}
    for one in sorted(checkpoints, key=lambda one: one.settled_s):
        age_s = last_s - one.settled_s
        step_s = HOUR_S if age_s < 24 * HOUR_S else 24 * HOUR_S
        kept.setdefault((step_s, one.settled_s // step_s), one)
    newest = max(checkpoints, key=lambda one: one.settled_s, default=None)
    found = list(kept.values())
    if newest is not None and newest not in found:
        found.append(newest)
    return tuple(one for one in found if last_s - one.settled_s <= KEPT_S)[-MOST:]


def _told(event: FenceEvent, fences: FenceSet) -> Told:
    return Told(fences.fences[event.fence].key, event.act, event.at_s, event.until_s, event.is_seen)


def told_within(events: Iterable[Told], since_s: float, until_s: float) -> list[Told]:
    """Return the events of one fence as it saw them while it was in force.

    Who was inside when it came into force stood there from the start; what ended before never was.

    Source:
        own choice.
    """
    told = list(events)
    kept = [event for event in told if since_s <= event.at_s <= until_s]
    before = [event for event in told if event.at_s < since_s and event.act is not FenceAct.PASSED]
    if before and before[-1].act is FenceAct.ENTERED:
        return [replace(before[-1], act=FenceAct.STOOD, at_s=since_s, is_seen=False), *kept]
    return kept
