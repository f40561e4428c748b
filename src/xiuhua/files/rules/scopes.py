"""Which areas an export may read: those of its asker, then and now.

Source:
    own choice, because a list that leaves later must not show more than its asker may see by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

EVERYTHING = "*"


def areas_narrowed(asked: Iterable[str], held: Iterable[str]) -> tuple[str, ...]:
    """Return the area-code prefixes that lie inside both sets: what was asked, cut to what is still held.

    Example: asked for the city `3301`, now holding only the district `330105`: the district is left.
    """
    wanted, allowed = tuple(asked), tuple(held)
    inside = {area for area in wanted if area.startswith(allowed)}
    cut = {area for area in allowed if area.startswith(wanted)}
    return tuple(sorted(inside | cut)) if wanted and allowed else ()


def area_covering(areas: Sequence[str]) -> str:
    """Return the one area that an export covers, or `*` where it covers several or everything.

    `*` begins with no area code, so row-level security shows such a row only to those who see everything. A
    shared prefix would be wrong: two districts of a city share the prefix of all the others.
    """
    return areas[0] if len(areas) == 1 and areas[0] else EVERYTHING
