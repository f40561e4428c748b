"""Values that the doors of orders and calls take, held to what the database can keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from ninja import Field
from pydantic import AfterValidator, AwareDatetime

_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _within_reach(at: datetime) -> datetime:
    if not _FIRST <= at <= _LAST:
        raise ValueError("between 1990 and 2200")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant with its offset, ISO 8601."""

AreaCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$")]
Matter = Annotated[str, Field(max_length=8, pattern=r"^[0-9]*$", examples=["06010"])]
UnitCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]*$")]
