"""Area codes as filters: a code prefix names an area and everything in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q


def prefix_end(prefix: str) -> str | None:
    """Return the first code after all that begin with a prefix of digits, or None where there is none.

    `990101` ends at `990102`, `9909` at `991`. Only digits are compared, so every collation agrees.

    Raises:
        ValueError: the prefix is no digits.
    """
    if not (prefix.isascii() and prefix.isdigit()):
        raise ValueError(f"{prefix!r} is no area code")
    kept = prefix.rstrip("9")
    return kept[:-1] + str(int(kept[-1]) + 1) if kept else None


def within(field: str, prefixes: Sequence[str]) -> Q:
    """Return the condition that a column of area codes lies under one of some prefixes.

    Written as ranges, which an ordinary index answers and which may run before a row-level policy: the
    operators are leakproof, LIKE is not.
    """
    if "" in prefixes:
        return Q()
    found = Q(pk__in=())
    for prefix in prefixes:
        end = prefix_end(prefix)
        found |= Q(**{f"{field}__gte": prefix}) & (Q(**{f"{field}__lt": end}) if end else Q())
    return found


def overlap(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the prefixes of what lies under both: the longer of each two that contain one another.

    Two ranges of which neither holds the other would be an impossible condition, and PostgreSQL walks a whole
    index to find nothing.
    """
    pairs = ((one, other) for one in some for other in others)
    return tuple(
        dict.fromkeys(
            max(one, other, key=len) for one, other in pairs if one.startswith(other) or other.startswith(one)
        )
    )
