"""Which entities there are, out of which rows they are told, and how they hang together.

A Thing, its Location, its Sensor and the feature that it observes are one row of devices; a Datastream is one
of streams, an ObservedProperty one of quantities. A MultiDatastream is a device with several streams: its
observations are the readings of one instant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from xiuhua.sensing.models import Device, Observation, Quantity, Stream

Row = Any  # a model's instance, or a mapping where rows are grouped
Rows = QuerySet[Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MOST_INT = 2**63


class Type(Enum):
    """Of what type a value of a filter is."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    TRUTH = "truth"
    PLACE = "place"
    NOTHING = "null"


@dataclass(frozen=True)
class Column:
    """A property that can be filtered and ordered by: a path of the ORM, or an expression for no relation."""

    path: str
    type: Type


@dataclass(frozen=True)
class Relation:
    """How entities lead to others.

    Args:
        to: the kind led to.
        is_many: whether to a set.
        key: what narrows the rows of that kind to those of a row; None where it leads to nothing.
        path: the prefix of the ORM by which filters follow it; None where they cannot.
    """

    to: str
    is_many: bool
    key: Callable[[Row], Mapping[str, Any] | None]  # whatever the column holds
    path: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of entities.

    Args:
        name: of one, `Thing`; `set`: of many, `Things`.
        rows: those that the database scope lets through.
        narrow: how rows are found by an id; None where a text or a number can be none.
        columns: what filters and orders know, by property.
        relations: by name.
        order: what makes pages follow each other.
    """

    name: str
    set: str
    rows: Callable[[], Rows]
    narrow: Callable[[int | str], Mapping[str, Any] | None]  # as above
    columns: Mapping[str, Column]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    order: tuple[str, ...] = ("pk",)


def _number(key: int | str) -> Mapping[str, Any] | None:  # as above
    return {"pk": key} if isinstance(key, int) and key < _MOST_INT else None


def _devices() -> QuerySet[Device]:
    return Device.objects.defer("search", "secret")


def _placed() -> QuerySet[Device]:
    return _devices().filter(place__isnull=False)


def _several() -> QuerySet[Device]:
    those = Stream.objects.values("device").annotate(n=Count("pk")).filter(n__gt=1)
    return _devices().filter(pk__in=those.values("device"))


def _streams() -> QuerySet[Stream]:
    """Return the streams of devices that the scope lets through: the join is what asks row-level security."""
    shown = Stream.objects.filter(device__area_code__gte="").select_related("device", "quantity")
    return shown.defer("device__search", "device__secret").annotate(
        told_name=Coalesce(
            NullIf("name", Value("")),
            Concat("device__name", Value(" "), "quantity__zh"),
            output_field=CharField(),
        )
    )


def _observations() -> QuerySet[Observation]:
    return Observation.objects.filter(device__area_code__gte="").annotate(stream_id=_stream("pk"))


def _stream(column: str) -> Subquery:
    return Subquery(
        Stream.objects.filter(device_id=OuterRef("device_id"), quantity_id=OuterRef("quantity_id")).values(
            column
        )[:1]
    )


def _instants() -> Rows:
    """Return the readings of one instant as one row each: a mapping."""
    found = Observation.objects.filter(device__area_code__gte="").values("device_id", "at")
    return found.annotate(
        received_at=Max("received_at"),
        quantities=ArrayAgg("quantity_id", order_by=("quantity_id", "sequence")),
        values_=ArrayAgg("value", order_by=("quantity_id", "sequence")),
        flags_=ArrayAgg("flags", order_by=("quantity_id", "sequence")),
    )


def _properties() -> QuerySet[Quantity]:
    return Quantity.objects.all()


def micros(at: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (at - _EPOCH) // _TICK


def _instant(text: str) -> datetime | None:
    if not (text.lstrip("-").isdigit() and len(text) < 18):
        return None
    try:
        return _EPOCH + int(text) * _TICK
    except OverflowError:
        return None


def _observation_key(key: int | str) -> Mapping[str, Any] | None:  # as above
    """Return the row that `device-quantity-microseconds-sequence` names."""
    parts = str(key).split("-")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
        return None
    at = _instant(parts[2])
    if at is None or int(parts[3]) >= 2**31:
        return None
    return {"device_id": int(parts[0]), "quantity_id": int(parts[1]), "at": at, "sequence": int(parts[3])}


def _instant_key(key: int | str) -> Mapping[str, Any] | None:  # as above
    """Return the rows that `device-microseconds` names."""
    device, _, text = str(key).partition("-")
    at = _instant(text)
    return {"device_id": int(device), "at": at} if device.isdigit() and len(device) < 18 and at else None


def _same(row: Device) -> Mapping[str, Any]:  # as above
    return {"pk": row.pk}


def _pair(row: Row) -> Mapping[str, Any]:  # as above
    return {"device_id": row.device_id, "quantity_id": row.quantity_id}


_DEVICE = {
    "id": Column("pk", Type.NUMBER),
    "name": Column("name", Type.TEXT),
    "description": Column("model", Type.TEXT),
    "properties/number": Column("number", Type.TEXT),
    "properties/protocol": Column("protocol", Type.TEXT),
    "properties/area_code": Column("area_code", Type.TEXT),
    "properties/state": Column("state", Type.TEXT),
    "properties/interval_s": Column("interval_s", Type.NUMBER),
}
_PLACED = {
    "id": Column("pk", Type.NUMBER),
    "name": Column("name", Type.TEXT),
    "location": Column("place", Type.PLACE),
    "feature": Column("place", Type.PLACE),
}
_STREAM = {
    "id": Column("pk", Type.NUMBER),
    "name": Column("told_name", Type.TEXT),
    "description": Column("description", Type.TEXT),
    "unitOfMeasurement/symbol": Column("quantity__unit", Type.TEXT),
    "unitOfMeasurement/name": Column("quantity__unit", Type.TEXT),
    "properties/quantity": Column("quantity__code", Type.TEXT),
}
_QUANTITY = {
    "id": Column("pk", Type.NUMBER),
    "name": Column("zh", Type.TEXT),
    "description": Column("en", Type.TEXT),
    "properties/code": Column("code", Type.TEXT),
    "properties/unit": Column("unit", Type.TEXT),
}
_READING = {
    "phenomenonTime": Column("at", Type.TIME),
    "resultTime": Column("received_at", Type.TIME),
    "result": Column("value", Type.NUMBER),
    "parameters/sequence": Column("sequence", Type.NUMBER),
    "parameters/flags": Column("flags", Type.NUMBER),
    "Datastream/id": Column("stream_id", Type.NUMBER),
}
_STREAM_OF = Relation("Datastream", False, _pair)
_FOR_READINGS = {"Thing": "device", "Sensor": "device", "ObservedProperty": "quantity"}


def _by_device(row: Row) -> Mapping[str, Any]:  # as above
    return {"device_id": row.pk}


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "Thing", "Things", _devices, _number, _DEVICE,
            {
                "Locations": Relation("Location", True, _same, ""),
                "Datastreams": Relation("Datastream", True, _by_device, "streams"),
                "MultiDatastreams": Relation("MultiDatastream", True, _same, ""),
            },
        ),
        Kind(
            "Location", "Locations", _placed, _number, _PLACED,
            {"Things": Relation("Thing", True, _same, "")},
        ),
        Kind(
            "Sensor", "Sensors", _devices, _number, _DEVICE,
            {
                "Datastreams": Relation("Datastream", True, _by_device, "streams"),
                "MultiDatastreams": Relation("MultiDatastream", True, _same, ""),
            },
        ),
        Kind(
            "ObservedProperty", "ObservedProperties", _properties, _number, _QUANTITY,
            {"Datastreams": Relation("Datastream", True, lambda row: {"quantity_id": row.pk})},
        ),
        Kind(
            "Datastream", "Datastreams", _streams, _number, _STREAM,
            {
                "Thing": Relation("Thing", False, lambda row: {"pk": row.device_id}, "device"),
                "Sensor": Relation("Sensor", False, lambda row: {"pk": row.device_id}, "device"),
                "ObservedProperty": Relation(
                    "ObservedProperty", False, lambda row: {"pk": row.quantity_id}, "quantity"
                ),
                "Observations": Relation(
                    "Observation", True, _pair
                ),
            },
        ),
        Kind(
            "MultiDatastream", "MultiDatastreams", _several, _number, _DEVICE,
            {
                "Thing": Relation("Thing", False, _same, ""),
                "Sensor": Relation("Sensor", False, _same, ""),
                "ObservedProperties": Relation(
                    "ObservedProperty", True, lambda row: {"streams__device_id": row.pk}
                ),
                "Observations": Relation("MultiObservation", True, _by_device),
            },
        ),
        Kind(
            "Observation", "Observations", _observations, _observation_key, _READING,
            {
                "Datastream": _STREAM_OF,
                "FeatureOfInterest": Relation(
                    "FeatureOfInterest", False, lambda row: {"pk": row.device_id}, "device"
                ),
            },
            order=("device_id", "quantity_id", "at", "sequence"),
        ),
        Kind(
            "MultiObservation", "Observations", _instants, _instant_key,
            {name: _READING[name] for name in ("phenomenonTime", "resultTime")},
            {
                "MultiDatastream": Relation("MultiDatastream", False, lambda row: {"pk": row["device_id"]}),
                "FeatureOfInterest": Relation(
                    "FeatureOfInterest", False, lambda row: {"pk": row["device_id"]}
                ),
            },
            order=("at",),
        ),
        Kind(
            "FeatureOfInterest", "FeaturesOfInterest", _placed, _number, _PLACED,
            {"Observations": Relation("Observation", True, _by_device)},
        ),
    )
}  # fmt: skip
ROOT_SETS: Mapping[str, Kind] = {kind.set: kind for name, kind in KINDS.items() if name != "MultiObservation"}


def kind_beyond_stream(name: str) -> tuple[Kind, str] | None:
    """Return what a filter of observations reaches by way of its Datastream, and the ORM's prefix for it."""
    path = _FOR_READINGS.get(name)
    return None if path is None else (KINDS[name], path)
