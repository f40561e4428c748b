"""The order of people of a post.

Source:
    S-149 比学赶超; own choice: equal scores share the better rank and the next is skipped, as contests do
    (`rules.ranking`), so that nobody stands behind somebody with the same score.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


def ranks_of(scores: Mapping[str, Decimal]) -> dict[str, int]:
    """Return the rank of each, 1 the best."""
    ordered = sorted(scores.values(), reverse=True)
    return {name: ordered.index(score) + 1 for name, score in scores.items()}
