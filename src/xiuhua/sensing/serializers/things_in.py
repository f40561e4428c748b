"""What SensorThings takes: bodies read to what the services want.

Source:
    OGC 18-088, 10.2 (create), 10.2.1 (link to existing entities, deep insert), requirement
    create-update-delete/create-entity; 11.2 (data array extension) and 13.2 for CreateObservations.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from xiuhua.sensing.rules.quantities import quantity_is_code
from xiuhua.sensing.rules.things.faults import SaidWrong
from xiuhua.sensing.rules.things.filters import instant_read
from xiuhua.sensing.services.devices import NewDevice, secret_make
from xiuhua.sensing.services.observing import DeviceChanges, NewStream
from xiuhua.sensing.terms import Protocol

MOST_BYTES = 2 * 1024 * 1024
MOST_OBSERVATIONS = 10_000
_URN = "urn:x-xiuhua:quantity:"
_MOST_SEQUENCE = 2**31
_MOST_ID = 2**63
_HOUR_S = 3_600
_FOLLOWS = frozenset({"phenomenonTime", "resultTime", "observedArea"})
_NAMES = {"name": 80, "description": 60}  # what the register holds of a device
Body = Mapping[str, Any]  # any JSON


class BodyWrong(SaidWrong):
    """A body that cannot be used. Arguments: said, the part of it that is missing or wrong."""

    code: ClassVar[str] = "sta_body_wrong"
    http_status: ClassVar[int] = 400


@dataclass(frozen=True, kw_only=True)
class ResultIn:
    """An observation as it is sent: a number, or a list of them for a MultiDatastream.

    Args:
        at: None where the service's own time is meant.
        stream, multi: the id of what it belongs to; None where the address says it.
    """

    result: Any  # checked against what it belongs to
    at: datetime | None = None
    sequence: int = 0
    stream: int | None = None
    multi: int | None = None


def body_read(body: bytes) -> Any:  # any JSON
    """Return a body as JSON.

    Raises:
        BodyWrong: it is too long, no JSON, or holds what no text of ours can.
    """
    if len(body) > MOST_BYTES or b"\\u0000" in body:
        raise BodyWrong(said="JSON")
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BodyWrong(said="JSON") from error


def _no_number(said: str) -> float:
    raise ValueError(said)


def object_in(body: Any) -> Body:  # any JSON
    """Return a body that is an object.

    Raises:
        BodyWrong: it is none.
    """
    if not isinstance(body, dict):
        raise BodyWrong(said="{}")
    return body


def observation_in(body: Body) -> ResultIn:
    """Return an observation.

    Raises:
        BodyWrong: a part of it is missing or wrong.
    """
    if "result" not in body:
        raise BodyWrong(said="result")
    parameters = body.get("parameters") or {}
    sequence = parameters.get("sequence", 0) if isinstance(parameters, dict) else 0
    return ResultIn(
        result=body["result"],
        at=_instant(body.get("phenomenonTime")),
        sequence=_sequence(sequence),
        stream=link_in(body, "Datastream"),
        multi=link_in(body, "MultiDatastream"),
    )


def number_in(result: Any) -> float:  # any JSON
    """Return a result that is a number.

    Raises:
        BodyWrong: it is none, or beyond what can be stored.
    """
    if isinstance(result, bool) or not isinstance(result, int | float):
        raise BodyWrong(said="result")
    try:
        number = float(result)
    except OverflowError as error:
        raise BodyWrong(said="result") from error
    if not math.isfinite(number):
        raise BodyWrong(said="result")
    return number


def _instant(said: Any) -> datetime | None:  # any JSON
    if said is None:
        return None
    at = instant_read(said) if isinstance(said, str) and len(said) > 10 else None
    if at is None:
        raise BodyWrong(said="phenomenonTime")
    return at


def _sequence(said: Any) -> int:  # any JSON
    if isinstance(said, bool) or not isinstance(said, int) or not 0 <= said < _MOST_SEQUENCE:
        raise BodyWrong(said="parameters/sequence")
    return said


def link_in(body: Body, name: str) -> int | None:
    """Return the id of an existing entity that a body links to; None where it links to none.

    Raises:
        BodyWrong: the link has no id that an entity can have.
    """
    linked = body.get(name)
    if linked is None or (isinstance(linked, dict) and "@iot.id" not in linked):
        return None
    key = linked.get("@iot.id") if isinstance(linked, dict) else None
    if isinstance(key, bool) or not isinstance(key, int) or not 0 <= key < _MOST_ID:
        raise BodyWrong(said=f"{name}/@iot.id")
    return key


def arrays_in(body: Any) -> Iterator[ResultIn]:  # any JSON
    """Yield the observations of CreateObservations.

    Raises:
        BodyWrong: it is no list of data arrays, or holds too many observations.
    """
    if not isinstance(body, list) or not body:
        raise BodyWrong(said="[]")
    if sum(len(_rows(object_in(one))) for one in body) > MOST_OBSERVATIONS:
        raise BodyWrong(said="dataArray")
    for one in body:
        columns = one.get("components")
        if not isinstance(columns, list) or not all(isinstance(column, str) for column in columns):
            raise BodyWrong(said="components")
        links = {name: one[name] for name in ("Datastream", "MultiDatastream") if name in one}
        for row in _rows(one):
            if not isinstance(row, list) or len(row) != len(columns):
                raise BodyWrong(said="dataArray")
            yield observation_in({**dict(zip(columns, row, strict=True)), **links})


def _rows(one: Body) -> Sequence[Any]:  # any JSON
    rows = one.get("dataArray")
    if not isinstance(rows, list):
        raise BodyWrong(said="dataArray")
    return rows


def code_in(body: Body) -> str:
    """Return the code of a quantity that an ObservedProperty names by `properties/code` or its definition.

    Raises:
        BodyWrong: it names none.
    """
    properties = body.get("properties")
    code = properties.get("code") if isinstance(properties, dict) else None
    definition = body.get("definition")
    if code is None and isinstance(definition, str) and definition.startswith(_URN):
        code = definition.removeprefix(_URN)
    if not isinstance(code, str) or not quantity_is_code(code):
        raise BodyWrong(said="ObservedProperty/properties/code")
    return code


def stream_in(body: Body, code: str) -> NewStream:
    """Return a Datastream of a quantity.

    Raises:
        BodyWrong: its name or description is no text, or too long.
    """
    return NewStream(code=code, name=_text(body, "name", 120), description=_text(body, "description", 400))


def _text(body: Body, name: str, longest: int) -> str:
    said = body.get(name) or ""
    if not isinstance(said, str) or len(said) > longest or not said.isprintable():
        raise BodyWrong(said=name)
    return said.strip()


def thing_in(body: Body) -> NewDevice:
    """Return the device that a Thing is, with the place of its Location.

    Raises:
        BodyWrong: a part of it is missing or wrong.
    """
    properties = body.get("properties")
    area = properties.get("area_code") if isinstance(properties, dict) else None
    if not isinstance(properties, dict) or not isinstance(area, str) or not area.isprintable():
        raise BodyWrong(said="properties/area_code")
    protocol, interval = (
        properties.get("protocol", Protocol.HTTPS.value),
        properties.get("interval_s", _HOUR_S),
    )
    if protocol not in {one.value for one in Protocol}:
        raise BodyWrong(said="properties/protocol")
    if isinstance(interval, bool) or not isinstance(interval, int):
        raise BodyWrong(said="properties/interval_s")
    number = properties.get("number", f"STA-{secret_make()[:12]}")
    if not isinstance(number, str) or not number.isprintable():
        raise BodyWrong(said="properties/number")
    longitude, latitude = _place(body.get("Locations"))
    return NewDevice(
        protocol=Protocol(protocol), number=number, name=_text(body, "name", _NAMES["name"]),
        model=_text(body, "description", _NAMES["description"]), area_code=area[:20],
        interval_s=interval, longitude=longitude, latitude=latitude,
    )  # fmt: skip


def _place(locations: Any) -> tuple[float | None, float | None]:  # any JSON
    if not locations:
        return None, None
    try:
        (one,) = locations
        point = one["location"]
        point = point.get("geometry", point)
        longitude, latitude = point["coordinates"][:2]
        is_point = point["type"] == "Point"
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BodyWrong(said="Locations/location") from error
    if not is_point:
        raise BodyWrong(said="Locations/location")
    return number_in(longitude), number_in(latitude)


def merged_in(body: Any) -> Body:  # any JSON
    """Return what is to be changed: an object as it is, a JSON Patch as the object it comes to.

    Raises:
        BodyWrong: it is neither, or a patch that does anything but set a property.

    Source:
        OGC 18-088, 10.3 (PATCH merges; JSON Patch may be offered): RFC 7396, RFC 6902.
    """
    if not isinstance(body, list):
        return object_in(body)
    merged: dict[str, Any] = {}
    for one in body:
        step = object_in(one)
        first, *deeper = str(step.get("path", "")).removeprefix("/").split("/")
        if step.get("op") not in {"add", "replace"} or "value" not in step or not first or len(deeper) > 1:
            raise BodyWrong(said=str(step.get("path", "path"))[:80])
        if not deeper:
            merged[first] = step["value"]
            continue
        inner = merged.setdefault(first, {})
        if not isinstance(inner, dict):
            raise BodyWrong(said=first[:80])
        inner[deeper[0]] = step["value"]
    return merged


def changed_in(body: Body, told: Body, relations: Collection[str]) -> Body:
    """Return what a body would have other than it is told, by property.

    Control information, empty relations and spans of time that follow from observations are passed over.

    Raises:
        BodyWrong: it brings related entities, which are changed by themselves.
    """
    changed = {}
    for name, value in body.items():
        if "@iot." in name or name in _FOLLOWS:
            continue
        if name in relations and value:
            raise BodyWrong(said=name[:80])
        if name not in relations and _bare(value) != _bare(told.get(name)):
            changed[name] = value
    return changed


def _bare(value: Any) -> Any:  # any JSON
    """Return a value without what says nothing, as clients leave it out or write it."""
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items() if one not in (None, "")}
    return None if value == "" else value


def thing_changes(changed: Body, told: Body) -> DeviceChanges:
    """Return what changes of a device where properties of its Thing do.

    Raises:
        BodyWrong: something is no value, or nothing that can be changed.
    """
    _only(changed, {"name", "description", "properties"})
    properties = changed.get("properties", {})
    if not isinstance(properties, dict):
        raise BodyWrong(said="properties")
    before = told["properties"]
    wanted = {name: value for name, value in properties.items() if _bare(value) != _bare(before.get(name))}
    wrong = next((name for name in wanted if name not in {"area_code", "interval_s"}), None)
    if wrong is not None:
        raise BodyWrong(said=f"properties/{wrong}"[:80])
    interval, area = wanted.get("interval_s"), wanted.get("area_code")
    if interval is not None and (isinstance(interval, bool) or not isinstance(interval, int)):
        raise BodyWrong(said="properties/interval_s")
    if area is not None and not (isinstance(area, str) and area.isprintable()):
        raise BodyWrong(said="properties/area_code")
    return DeviceChanges(
        name=_text(changed, "name", _NAMES["name"]) if "name" in changed else None,
        model=_text(changed, "description", _NAMES["description"]) if "description" in changed else None,
        interval_s=interval, area_code=area,
    )  # fmt: skip


def location_changes(changed: Body) -> DeviceChanges:
    """Return what changes of a device where its Location is another.

    Raises:
        BodyWrong: it is no point, or more than the place is to be changed.
    """
    _only(changed, {"location"})
    if not changed:
        return DeviceChanges()
    longitude, latitude = _place([changed])
    return DeviceChanges(longitude=longitude, latitude=latitude)


def stream_changes(changed: Body) -> tuple[str | None, str | None]:
    """Return the new name and description of a Datastream; None for what stays.

    Raises:
        BodyWrong: they are no texts, or something else is to be changed.
    """
    _only(changed, {"name", "description"})
    return (
        _text(changed, "name", 120) if "name" in changed else None,
        _text(changed, "description", 400) if "description" in changed else None,
    )


def _only(changed: Body, names: Collection[str]) -> None:
    wrong = next((name for name in changed if name not in names), None)
    if wrong is not None:
        raise BodyWrong(said=wrong[:80])


def streams_in(body: Body) -> list[Body]:
    """Return the Datastreams that a Thing brings with it.

    Raises:
        BodyWrong: they are no list of objects.
    """
    streams = body.get("Datastreams") or []
    if not isinstance(streams, list) or len(streams) > 200:
        raise BodyWrong(said="Datastreams")
    return [object_in(one) for one in streams]
