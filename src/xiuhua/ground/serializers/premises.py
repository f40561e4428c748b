"""What the API of premises takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from xiuhua.ground.models import Premises
from xiuhua.ground.terms import PremisesKind, PremisesState
from xiuhua.shared.masks import phone_masked

_MOST_AT_ONCE = 2_000


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
    frontage_m: float | None
    floor_area_m2: float | None
    recorded_at: datetime
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
