"""Values that several operations of communities take, held to what the database can keep."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field
from pydantic import AfterValidator

_FIRST, _LAST = date(1990, 1, 1), date(2200, 1, 1)


def _day_within_reach(on: date) -> date:
    if not _FIRST <= on <= _LAST:
        raise ValueError("between 1990 and 2200")
    return on


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
