"""What of a photo is covered before everybody may see it: boxes in thousandths of its sides.

Source:
    own choice, after 个人信息保护法 articles 26 and 28: a face recorded in a public place serves public
    safety alone and is not made public, and a plate leads to its owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xiuhua.files.terms import Masked

WHOLE = 1000
MOST = 60
_GROWN = {Masked.FACE: 0.25, Masked.PLATE: 0.12}  # own choice: hair and chin, the frame of a plate


@dataclass(frozen=True, kw_only=True, order=True)
class Box:
    """A covered part of a picture: its top left corner and its size, thousandths of the picture's sides."""

    left: int
    top: int
    wide: int
    high: int
    what: Masked = Masked.OTHER

    def __post_init__(self) -> None:
        """Refuse what does not lie in the picture.

        Raises:
            ValueError: it does not, or covers nothing.
        """
        inside = self.left >= 0 and self.top >= 0 and self.left + self.wide <= WHOLE
        if not inside or self.top + self.high > WHOLE or self.wide < 1 or self.high < 1:
            raise ValueError(f"no box of a picture: {asdict(self)}")


def box_grown(box: Box) -> Box:
    """Return a found box with what belongs to it around: a finder marks the middle of a face."""
    share = _GROWN.get(box.what, 0.0)
    aside, above = round(box.wide * share), round(box.high * share)
    left, top = max(0, box.left - aside), max(0, box.top - above)
    right = min(WHOLE, box.left + box.wide + aside)
    bottom = min(WHOLE, box.top + box.high + above)
    return Box(left=left, top=top, wide=right - left, high=bottom - top, what=box.what)


def boxes_apart(found: Iterable[Box]) -> tuple[Box, ...]:
    """Return boxes without those that lie mostly in a larger one: two finders see the same face."""
    kept: list[Box] = []
    for box in sorted(found, key=lambda one: -one.wide * one.high):
        if not any(2 * _common(box, one) > box.wide * box.high for one in kept):
            kept.append(box)
    return tuple(sorted(kept))


def _common(one: Box, other: Box) -> int:
    wide = min(one.left + one.wide, other.left + other.wide) - max(one.left, other.left)
    high = min(one.top + one.high, other.top + other.high) - max(one.top, other.top)
    return wide * high if wide > 0 and high > 0 else 0


def boxes_stored(boxes: Iterable[Box]) -> list[dict[str, Any]]:
    """Return boxes as a row keeps them."""
    return [{**asdict(box), "what": box.what.value} for box in boxes]


def boxes_read(stored: object) -> tuple[Box, ...]:
    """Return the boxes that were stored or typed.

    Raises:
        ValueError: it is no list of boxes, or of more than sixty.
    """
    if not isinstance(stored, Sequence) or isinstance(stored, str) or len(stored) > MOST:
        raise ValueError("no list of boxes")
    return tuple(_box_read(one) for one in stored)


def _box_read(one: object) -> Box:
    if not isinstance(one, dict):
        raise ValueError("no box")  # noqa: TRY004 - whoever typed it is told one thing for all of it
    left, top, wide, high = (_side(one, name) for name in ("left", "top", "wide", "high"))
    return Box(left=left, top=top, wide=wide, high=high, what=Masked(str(one.get("what", ""))))


def _side(box: Mapping[str, object], name: str) -> int:
    side = box.get(name)
    if not isinstance(side, int) or isinstance(side, bool):
        raise ValueError(f"no box: {box}")  # noqa: TRY004 - as above
    return side
