"""Figures as they are fixed: counts, and a digest of what was counted, so that both can be proven later.

Source:
    own choice: the ledger takes whole numbers and texts, so that a value is kept as its two counts, and
    beside it to four places as a text; what was counted is kept as the SHA-256 of its ids in their order,
    separated by commas, because a hundred thousand ids belong into no log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

_PLACES = 4


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """One figure as it was fixed.

    Args:
        value: to four places; empty where nobody could know, and `why` says why.
        counted: how many; `over` of how many, None for what is no rate.
        counted_ids: the digest of what was counted, `over_ids` of over what; empty for none.
    """

    key: str
    value: str
    counted: int | None
    over: int | None = None
    counted_ids: str = ""
    over_ids: str = ""
    why: str = ""


def value_text(value: float | None) -> str:
    """Return a value as it is kept."""
    return "" if value is None else f"{value:.{_PLACES}f}"


def ids_digest(ids: Iterable[object]) -> str:
    """Return the digest of ids, whatever their order."""
    told = ",".join(sorted((str(one) for one in ids), key=lambda text: (len(text), text)))
    return hashlib.sha256(told.encode()).hexdigest()


def fixed_told(figures: Sequence[Fixed]) -> list[dict[str, Any]]:
    """Return figures as JSON keeps them."""
    return [asdict(one) for one in figures]


def fixed_read(told: Sequence[dict[str, Any]]) -> tuple[Fixed, ...]:
    """Return the figures that `fixed_told` wrote."""
    return tuple(Fixed(**one) for one in told)


def figures_digest(*, area: str, period: str, as_of: str, figures: Sequence[Fixed]) -> str:
    """Return the digest of a snapshot, which its ledger entry holds.

    Args:
        area: its code.
        period: `2026-03`.
        as_of: the instant, ISO 8601 in UTC.
        figures: in their order.
    """
    told = {"area": area, "period": period, "as_of": as_of, "figures": fixed_told(figures)}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
