"""Targets by what names them, as files of targets do."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.evaluation.models import Target
from xiuhua.evaluation.queries.plans import targets_in_force

Named = tuple[str, str, str]
"""Figure, area, period."""


def targets_keyed(keys: Collection[Named]) -> dict[Named, Target]:
    """Return the targets in force under some names."""
    wanted = set(keys)
    rows = targets_in_force(
        {area for _figure, area, _period in wanted},
        figures={figure for figure, _area, _period in wanted},
    )
    found = {(row.figure, row.area_code, row.period): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}
