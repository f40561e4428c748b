"""Values that several operations take, held to what the database can keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime

from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOST_PHOTOS = 20


def _within_reach(at: datetime) -> datetime:
    if not _FIRST <= at <= _LAST:
        raise ValueError("between 1990 and 2200")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant with its offset, ISO 8601."""

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
