"""Frames of other projects with what their own tests expect, where the reference data lie beside the code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from xiuhua.config.env import ENV


@dataclass(frozen=True)
class FrameVector:
    """A frame, what its source expects, and whether it is sound."""

    number: int
    version: str
    frame: str
    expected: dict[str, Any]
    is_valid: bool
    is_negative: bool
    source: str


def vectors_of(name: str) -> list[FrameVector]:
    """Return the frames of a file of the reference data; none where they are not there."""
    file = ENV.shared / "vectors" / f"{name}.json"
    if not file.is_file():
        return []
    return [
        FrameVector(
            number,
            one["version"],
            one["frame"],
            one["expected"],
            one["valid"],
            one["negative"],
            one["source"],
        )
        for number, one in enumerate(json.loads(file.read_text("utf-8")))
    ]


def parametrized(name: str) -> pytest.MarkDecorator:
    """Return the mark that runs a test for each frame, or skips it aloud where there are none."""
    found = vectors_of(name)
    skip = pytest.mark.skip(reason=f"reference data are not here: vectors/{name}.json (XIUHUA_SHARED)")
    cases = [pytest.param(one, id=f"{one.number}") for one in found] or [pytest.param(None, marks=skip)]
    return pytest.mark.parametrize("vector", cases)
