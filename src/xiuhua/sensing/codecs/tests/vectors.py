"""Frames of other projects with what their own tests expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ReferenceVectors = Callable[[str], list[dict[str, Any]]]


@dataclass(frozen=True)
class FrameVector:
    """A frame, what its source expects, what was worked out for it by hand, and whether it is sound."""

    number: int
    version: str
    frame: str
    expected: dict[str, Any]
    decoded: dict[str, Any]
    is_valid: bool
    is_negative: bool


def vectors_of(rows: list[dict[str, Any]]) -> list[FrameVector]:
    """Return the frames of a file of the reference data."""
    return [
        FrameVector(
            number,
            row["version"],
            row["frame"],
            row["expected"],
            row["decoded"],
            row["valid"],
            row["negative"],
        )
        for number, row in enumerate(rows)
    ]
