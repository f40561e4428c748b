"""What the API of cameras gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.ground.models.cameras import Camera
from xiuhua.ground.terms.cameras import CameraKind, CameraState, SightKind


class CameraOut(Schema):
    """A camera, where it stands and where it looks. Degrees are WGS84, directions clockwise from north."""

    id: int
    code: Annotated[str, Field(description="GB/T 28181, twenty digits")]
    name: str
    kind: CameraKind
    state: CameraState
    state_at: datetime
    place: Annotated[str, Field(description="code of the device place")]
    unit: Annotated[str, Field(description="code of who runs it; empty for nobody known")]
    area_code: str
    longitude: float
    latitude: float
    direction_deg: float | None
    angle_deg: float | None
    range_m: float | None
    put_up_on: Annotated[date | None, Field(description="null where nobody knows")]
    updated_at: datetime

    @staticmethod
    def resolve_place(camera: Camera) -> str:
        """Return the code of where it stands."""
        return camera.mount.code

    @staticmethod
    def resolve_unit(camera: Camera) -> str:
        """Return the code of who runs it."""
        return camera.unit.code if camera.unit else ""

    @staticmethod
    def resolve_longitude(camera: Camera) -> float:
        """Return degrees east."""
        return camera.mount.place.x

    @staticmethod
    def resolve_latitude(camera: Camera) -> float:
        """Return degrees north."""
        return camera.mount.place.y


class CamerasPage(Schema):
    """Some cameras, and where the next ones begin."""

    items: list[CameraOut]
    next: Annotated[str | None, Field(description="`after` of the next page; null on the last")]


class ShopSeenOut(Schema):
    """A shop that a camera sees."""

    code: str
    name: str
    address: str
    credit_code: Annotated[str, Field(description="of who runs it; empty where nobody knows")]
    away_m: Annotated[float, Field(description="from the camera")]
    known_by: SightKind


class ShopsSeenOut(Schema):
    """The shops that a camera sees, and the one that an alarm is about."""

    camera: str
    shops: list[ShopSeenOut]
    shop: Annotated[
        str | None,
        Field(description="code of the one nearest to the point asked about, or the only one; else null"),
    ]
