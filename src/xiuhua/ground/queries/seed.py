"""What comes with the product: the standards' tables and a city's reference lines, as CSV beside the code."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_SEED = Path(__file__).parents[1] / "seed"


@cache
def seed_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a file of `seed/`, by column."""
    with (_SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
