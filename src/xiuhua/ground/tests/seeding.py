"""The whole catalogue for a test, in a fraction of a second."""

from __future__ import annotations

from datetime import UTC, datetime

from xiuhua.ground.services.catalogue import Loaded, catalogue_standard_load
from xiuhua.shared.actor import system

_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def catalogue_seed(*, at: datetime = _NOON) -> Loaded:
    """Record every component and matter of both standards."""
    return catalogue_standard_load(actor=system("setup"), at=at)
