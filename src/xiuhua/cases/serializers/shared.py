"""Values that several operations take, held to what the database can keep."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

MOST_PHOTOS = 20

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]*$")]
AreaCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$")]
Matter = Annotated[str, Field(max_length=8, pattern=r"^[0-9]*$", examples=["06010"])]


class LimitIn(Schema):
    """An amount of time and how it is counted."""

    amount: Annotated[int, Field(ge=1, le=999)]
    unit: TimeUnit

    def as_limit(self) -> Limit:
        """Return it as the rules take it."""
        return Limit(self.amount, self.unit)
