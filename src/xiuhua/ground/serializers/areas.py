"""What the API of areas takes and gives."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Schema

from xiuhua.ground.models import Area
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState, FindingKind

_MOST_AT_ONCE = 2_000


class AreaIn(Schema):
    """An area to be recorded. A grid of another layer may be given by its members instead of a shape."""

    code: Annotated[
        str,
        Field(
            pattern=r"^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3}([0-9]{3})?)?)?)?$|^[0-9]{6}([0-9]{3})?[ZPQKL][0-9]{2,5}$",
            examples=["990101001"],
        ),
    ]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    level: AreaLevel | None = None
    shape: Annotated[dict[str, Any] | None, Field(description="GeoJSON Polygon or MultiPolygon, WGS84")] = (
        None
    )
    line: Annotated[dict[str, Any] | None, Field(description="of a segment: GeoJSON lines, WGS84")] = None
    road: Annotated[str, Field(max_length=30, description="of a segment: the road's code")] = ""
    members: Annotated[list[str], Field(max_length=_MOST_AT_ONCE, description="codes of unit grids")] = []


class AreaReviseIn(Schema):
    """What shall change about an area, and why; what is left out stays."""

    name: Annotated[str | None, Field(max_length=200)] = None
    shape: Annotated[dict[str, Any] | None, Field(description="GeoJSON Polygon or MultiPolygon, WGS84")] = (
        None
    )
    members: Annotated[list[str] | None, Field(max_length=_MOST_AT_ONCE)] = None
    reason: Annotated[str, Field(max_length=500)]


class AreaVoidIn(Schema):
    """Why a code is given up."""

    reason: Annotated[str, Field(max_length=500)]


class AreaOut(Schema):
    """An area."""

    code: str
    name: str
    level: AreaLevel
    state: AreaState
    parent: str | None

    @staticmethod
    def resolve_parent(area: Area) -> str | None:
        """Return the code of the area above."""
        return area.parent.code if area.parent else None


class PlaceOut(Schema):
    """An area that covers a point."""

    code: str
    name: str
    level: AreaLevel


class FindingOut(Schema):
    """A place where boundaries of siblings do not fit. `shape` is GeoJSON, WGS84."""

    kind: FindingKind
    codes: list[str]
    area_m2: float
    shape: dict[str, Any]


class AreasIn(Schema):
    """Areas to be recorded together, all or none."""

    areas: Annotated[list[AreaIn], Field(max_length=_MOST_AT_ONCE)]
