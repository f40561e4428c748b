"""How a picture looks, in sixty-four bits: the same scene photographed or saved again keeps most of them.

Source:
    the difference hash as N. Krawetz describes it ("Kind of Like That", 2013): whether each point of a grey
    picture of nine by eight is darker than its right neighbour. Which distance still means the same picture
    is left to whoever compares.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDE_PX, HIGH_PX = 9, 8
BITS = (WIDE_PX - 1) * HIGH_PX
_SIGN = 1 << (BITS - 1)


def look_bits(grey: Sequence[int]) -> int:
    """Return the bits of a picture, row by row, the first the highest; as a signed number of 64 bits.

    Args:
        grey: brightness 0 to 255, row by row from the top left, `WIDE_PX` × `HIGH_PX` values.

    Raises:
        ValueError: it has another number of points.

    Source:
        module.
    """
    if len(grey) != WIDE_PX * HIGH_PX:
        raise ValueError(f"{len(grey)} points instead of {WIDE_PX * HIGH_PX}")
    found = 0
    for row in range(HIGH_PX):
        for column in range(WIDE_PX - 1):
            at = row * WIDE_PX + column
            found = found << 1 | (grey[at] < grey[at + 1])
    return found - (_SIGN << 1) if found & _SIGN else found


def bits_apart(one: int, other: int) -> int:
    """Return in how many of their 64 bits two pictures differ: 0 for the same, about 32 for any two."""
    return ((one ^ other) & ((_SIGN << 1) - 1)).bit_count()
