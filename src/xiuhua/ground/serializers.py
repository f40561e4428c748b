"""What the API of areas and premises takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from xiuhua.ground.models import Area, Premises
from xiuhua.ground.terms import AreaLevel, PremisesKind, PremisesState
from xiuhua.shared.masks import phone_masked

_MOST_AT_ONCE = 2_000


class AreaIn(Schema):
    """An area to be recorded."""

    code: Annotated[
        str, Field(pattern=r"^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$", examples=["990101001"])
    ]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    level: AreaLevel
    shape: Annotated[dict[str, Any] | None, Field(description="GeoJSON Polygon or MultiPolygon, WGS84")] = (
        None
    )


class AreaOut(Schema):
    """An area."""

    code: str
    name: str
    level: AreaLevel
    parent: str | None

    @staticmethod
    def resolve_parent(area: Area) -> str | None:
        """Return the code of the area above."""
        return area.parent.code if area.parent else None


class AreasIn(Schema):
    """Areas to be recorded together, all or none."""

    areas: Annotated[list[AreaIn], Field(max_length=_MOST_AT_ONCE)]


class PremisesIn(Schema):
    """Premises to be recorded. `client_id` is a UUIDv7; sending the same again changes nothing."""

    client_id: UUID
    code: Annotated[str, Field(min_length=1, max_length=30)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: PremisesKind
    address: Annotated[str, Field(max_length=120)]
    area_code: Annotated[str, Field(max_length=20)]
    longitude: Annotated[float, Field(ge=-180, le=180, description="degrees, WGS84")]
    latitude: Annotated[float, Field(ge=-90, le=90, description="degrees, WGS84")]
    contact_phone: Annotated[str, Field(max_length=20)] = ""
    state: PremisesState = PremisesState.OPEN


class PremisesManyIn(Schema):
    """Premises to be recorded together, all or none."""

    premises: Annotated[list[PremisesIn], Field(max_length=_MOST_AT_ONCE)]


class MadeOut(Schema):
    """How many were sent, and how many of them were new."""

    received: int
    created: int


class PremisesOut(Schema):
    """Premises as the actor may see them. The contact's number is masked."""

    id: int
    client_id: UUID
    code: str
    name: str
    kind: PremisesKind
    state: PremisesState
    address: str
    area_code: str
    longitude: float
    latitude: float
    contact_phone: str
    updated_at: datetime

    @staticmethod
    def resolve_longitude(premises: Premises) -> float:
        """Return degrees east, WGS84."""
        return premises.place.x

    @staticmethod
    def resolve_latitude(premises: Premises) -> float:
        """Return degrees north, WGS84."""
        return premises.place.y

    @staticmethod
    def resolve_contact_phone(premises: Premises) -> str:
        """Return the number with its middle hidden."""
        return phone_masked(premises.contact_phone)


class PremisesPage(Schema):
    """Some premises, and where the next ones begin."""

    items: list[PremisesOut]
    next: Annotated[str | None, Field(description="`after` of the next page; null on the last")]


class RenameIn(Schema):
    """A new name, and why."""

    name: Annotated[str, Field(max_length=200)]
    reason: Annotated[str, Field(max_length=500)]
    expected_name: Annotated[
        str | None, Field(description="the name you saw; refused if it is another by now")
    ] = None


class StoryOut(Schema):
    """One act of the history. `leaf` is its place in the sealed log, null for the moment before sealing."""

    entry: int
    at: datetime
    recorded_at: datetime
    actor: str
    act: str
    words: dict[str, str]
    leaf: int | None
