"""Values that the doors of orders and calls take, held to what the database can keep."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

AreaCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$")]
Matter = Annotated[str, Field(max_length=8, pattern=r"^[0-9]*$", examples=["06010"])]
UnitCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]*$")]
