"""Which departments may be called."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.ground.models import Unit
from xiuhua.ground.queries.units import units_all

_MOST = 300


def units_offered() -> Sequence[Unit]:
    """Return the departments that a form offers, by name."""
    return list(units_all().order_by("name")[:_MOST])
