"""Which project's spoil goes to which dock, and why.

Source:
    own choice: as much as possible is placed; of that, as little as possible crosses corridors; of that, the
    cubic metres travel the fewest kilometres. A transport problem, solved as a linear program. Distances are
    as the crow flies: which streets a truck takes is a matter of its permit. The mechanisms themselves
    (项目清单化管理, 区内报备制管理, corridors south and north) are those of row R-93.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xiuhua.scenes.spoil.terms import MatchReason
from xiuhua.shared.geometry import distance_m

LEAST_M3 = 1.0  # own choice: less than a tenth of a truck is no line
_DISTRICT = 6  # digits of a district's code, GB/T 2260
_CROSSING_KM = 1_000.0  # own choice: farther than any dock, so that crossing never pays
_UNPLACED_KM = 1_000_000.0  # own choice: so that placing always pays


@dataclass(frozen=True, slots=True)
class Source:
    """A project that has `m3` to place; `docks` are the only ones allowed, none for all."""

    key: int
    lon: float
    lat: float
    m3: float
    corridors: frozenset[int] = frozenset()
    docks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sink:
    """A dock with `room_m3` that nobody has been promised; None for one without a limit."""

    key: int
    lon: float
    lat: float
    room_m3: float | None
    corridors: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Why:
    """One reason with its numbers."""

    kind: MatchReason
    found: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """So many m³ from a source to a sink, with every reason."""

    source: int
    sink: int
    m3: float
    distance_m: float
    reasons: tuple[Why, ...]


def stays_within(site_area: str, dock_area: str) -> bool:
    """Return whether spoil stays in its district, so that it is reported and not approved.

    Source:
        区内报备制 of row R-93: what a district takes in itself is reported.
    """
    return len(dock_area) >= _DISTRICT and site_area[:_DISTRICT] == dock_area[:_DISTRICT]


def match(sources: Sequence[Source], sinks: Sequence[Sink]) -> list[Match]:
    """Return the lines of a proposal, source by source, the largest first.

    Source:
        the module's own.
    """
    from scipy.optimize import linprog  # type: ignore[import-untyped] # noqa: PLC0415 - comes with sklearn

    senders = [one for one in sources if one.m3 >= LEAST_M3]
    total = sum(one.m3 for one in senders)
    takers = [one for one in sinks if one.room_m3 is None or one.room_m3 >= LEAST_M3]
    pairs = [
        (row, column)
        for row, source in enumerate(senders)
        for column, sink in enumerate(takers)
        if not source.docks or sink.key in source.docks
    ]
    if not pairs:
        return []
    way = [distance_m(senders[r].lon, senders[r].lat, takers[c].lon, takers[c].lat) for r, c in pairs]
    cost = [
        metres / 1_000.0 + (_CROSSING_KM if _crosses(senders[r], takers[c]) else 0.0) - _UNPLACED_KM
        for metres, (r, c) in zip(way, pairs, strict=True)
    ]
    bounds = [one.m3 for one in senders] + [
        total if one.room_m3 is None else min(one.room_m3, total) for one in takers
    ]
    limits = np.zeros((len(bounds), len(pairs)))
    for place, (row, column) in enumerate(pairs):
        limits[row, place] = limits[len(senders) + column, place] = 1.0
    solved = linprog(cost, A_ub=limits, b_ub=bounds, method="highs")
    found = [
        Match(
            senders[r].key,
            takers[c].key,
            round(float(amount), 1),
            metres,
            _reasons(senders[r], takers[c], float(amount), metres, senders, takers),
        )
        for amount, metres, (r, c) in zip(solved.x, way, pairs, strict=True)
        if amount >= LEAST_M3
    ]
    return sorted(found, key=lambda one: (one.source, -one.m3))


def _crosses(source: Source, sink: Sink) -> bool:
    return bool(source.corridors and sink.corridors and not source.corridors & sink.corridors)


def _reasons(
    source: Source, sink: Sink, m3: float, metres: float, sources: Sequence[Source], sinks: Sequence[Sink]
) -> tuple[Why, ...]:
    found = [_corridor(source, sink, sources, sinks)]
    crosses = _crosses(source, sink)
    usable = [
        one
        for one in sinks
        if (not source.docks or one.key in source.docks) and _crosses(source, one) == crosses
    ]
    nearest = min(distance_m(source.lon, source.lat, one.lon, one.lat) for one in usable)
    if metres <= nearest:
        found.append(Why(MatchReason.NEAREST, metres / 1_000.0))
    else:
        found.append(Why(MatchReason.FARTHER, metres / 1_000.0, nearest / 1_000.0))
    if sink.room_m3 is None:
        found.append(Why(MatchReason.ENDLESS))
    else:
        found.append(Why(MatchReason.ROOM, m3, sink.room_m3))
    if source.m3 - m3 >= LEAST_M3:
        found.append(Why(MatchReason.PART, m3, source.m3))
    return tuple(found)


def _corridor(source: Source, sink: Sink, sources: Sequence[Source], sinks: Sequence[Sink]) -> Why:
    if not source.corridors or not sink.corridors:
        return Why(MatchReason.OPEN)
    if not _crosses(source, sink):
        return Why(MatchReason.CORRIDOR)
    own = [one for one in sinks if one.corridors & source.corridors]
    wanted = sum(one.m3 for one in sources if one.corridors & source.corridors)
    room = sum(wanted if one.room_m3 is None else one.room_m3 for one in own)
    if wanted > room:
        return Why(MatchReason.CROSSES, wanted, room)
    return Why(MatchReason.NAMED)


def why_said(why: Why, language: str) -> str:
    """Return a reason as a sentence; numbers with at most one decimal.

    Source:
        the module's own.
    """
    words = why.kind.label(language)
    return words.format(found=_number(why.found), limit=_number(why.limit))


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.1f}".removesuffix(".0")
