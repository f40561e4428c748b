"""What the API of components takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import shapely
from ninja import Field, Schema

from xiuhua.ground.models.components import Component
from xiuhua.ground.services.components import NewComponent
from xiuhua.ground.terms.components import Accuracy, ComponentSource, ComponentState


class ComponentIn(Schema):
    """A component to be recorded: the attributes of the standard, and a place in degrees, WGS84."""

    client_id: UUID
    code: Annotated[str, Field(max_length=17)]
    name: Annotated[str, Field(max_length=30)]
    steward_code: Annotated[str, Field(min_length=1, max_length=18)]
    steward_name: Annotated[str, Field(min_length=1, max_length=100)]
    owner_code: Annotated[str, Field(max_length=18)] = ""
    owner_name: Annotated[str, Field(max_length=100)] = ""
    keeper_code: Annotated[str, Field(max_length=18)] = ""
    keeper_name: Annotated[str, Field(max_length=100)] = ""
    grid_code: Annotated[str, Field(max_length=15)]
    state: ComponentState = ComponentState.INTACT
    surveyed_on: date
    changed_on: date | None = None
    source: ComponentSource | None = None
    accuracy: Accuracy | None = None
    note: Annotated[str, Field(max_length=1000)] = ""
    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]

    def as_new(self) -> NewComponent:
        """Return it as the service takes it."""
        values = self.model_dump()
        shape = shapely.Point(values.pop("longitude"), values.pop("latitude"))
        return NewComponent(shape=shape, **values)


class ComponentsIn(Schema):
    """Components to be recorded together, all or none."""

    components: Annotated[list[ComponentIn], Field(max_length=2_000)]


class ComponentOut(Schema):
    """A component."""

    id: int
    code: str
    code_2013: str | None
    class_code: str
    name: str
    state: ComponentState
    steward_code: str
    steward_name: str
    owner_code: str
    owner_name: str
    keeper_code: str
    keeper_name: str
    grid_code: str
    area_code: str
    surveyed_on: date
    changed_on: date | None
    longitude: float
    latitude: float
    updated_at: datetime

    @staticmethod
    def resolve_longitude(component: Component) -> float:
        """Return degrees east, WGS84."""
        return component.place.x

    @staticmethod
    def resolve_latitude(component: Component) -> float:
        """Return degrees north, WGS84."""
        return component.place.y


class ComponentsPage(Schema):
    """Some components, and where the next ones begin."""

    items: list[ComponentOut]
    next: Annotated[str | None, Field(description="`after` of the next page; null on the last")]


class FoundOut(Schema):
    """One thing that a question met."""

    kind: str
    id: int
    name: str
    code: str
    where: str
    state: str
