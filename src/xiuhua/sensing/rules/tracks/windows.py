"""When a fence or a ban holds: hours of days of the week.

Source:
    own choice: a ban is signed as hours of the local day ("7:00-9:00, 17:00-19:00, working days"), and one
        that runs past
    midnight belongs to the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from xiuhua.sensing.rules.tracks.shapes import Floats, Marks

Span: TypeAlias = tuple[float, float]  # since and until, seconds since 1970-01-01T00:00Z
DAY_S = 86_400.0
EVERY_DAY = frozenset(range(7))
_THURSDAY = 3  # 1970-01-01


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Hours of some days of the week.

    Args:
        from_s, until_s: seconds of the local day; where until is not later, it is that of the next day.
        days: 0 is Monday.
    """

    from_s: float
    until_s: float
    days: frozenset[int] = EVERY_DAY

    @property
    def long_s(self) -> float:
        """How long it lasts, seconds."""
        return (self.until_s - self.from_s) % DAY_S or DAY_S


def window_spans(
    windows: Sequence[TimeWindow], since_s: float, until_s: float, *, utc_offset_s: float
) -> list[Span]:
    """Return when windows hold between two instants, joined where they touch; without windows, always.

    Source:
        the module's own.
    """
    if not windows:
        return [(since_s, until_s)]
    first, last = (int((at_s + utc_offset_s) // DAY_S) for at_s in (since_s, until_s))
    spans = []
    for day in range(first - 1, last + 1):
        for window in windows:
            if (day + _THURSDAY) % 7 in window.days:
                begins_s = day * DAY_S + window.from_s - utc_offset_s
                spans.append((max(begins_s, since_s), min(begins_s + window.long_s, until_s)))
    return _joined(span for span in sorted(spans) if span[0] < span[1])


def overlaps(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return when both of two lists of spans hold.

    Source:
        the module's own.
    """
    others = list(others)
    both = (
        (max(since_s, other_since_s), min(until_s, other_until_s))
        for since_s, until_s in spans
        for other_since_s, other_until_s in others
    )
    return _joined(span for span in sorted(both) if span[0] < span[1])


def in_spans(at_s: Floats, spans: Sequence[Span]) -> Marks:
    """Return which instants lie in spans that do not overlap, by time; bool, shape (n,).

    Source:
        the module's own.
    """
    edges = np.array(spans, dtype=np.float64).reshape(-1)
    return np.asarray(np.searchsorted(edges, at_s, side="right") % 2 == 1)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for since_s, until_s in spans:
        if joined and since_s <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], until_s)
        else:
            joined.append((since_s, until_s))
    return joined
