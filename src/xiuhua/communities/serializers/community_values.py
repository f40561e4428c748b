"""Values that several operations of communities take, held to what the database can keep."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from ninja import Field
from pydantic import AfterValidator, AwareDatetime

_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _within_reach(at: datetime) -> datetime:
    if not _FIRST <= at <= _LAST:
        raise ValueError("between 1990 and 2200")
    return at


def _day_within_reach(on: date) -> date:
    if not _FIRST.date() <= on <= _LAST.date():
        raise ValueError("between 1990 and 2200")
    return on


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant with its offset, ISO 8601."""

Day = Annotated[date, AfterValidator(_day_within_reach)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
UnitCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z_-]*$")]
CommunityCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$", examples=["990101003001"])]
Matter = Annotated[str, Field(max_length=8, pattern=r"^[0-9]*$", examples=["06010"])]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Photos = Annotated[list[Id], Field(max_length=20, description="ids of stored files")]
Words = Annotated[str, Field(max_length=2_000)]
Line = Annotated[str, Field(max_length=160)]
Score = Annotated[int, Field(ge=1, le=5)]
Limit200 = Annotated[int, Field(ge=1, le=200)]
