"""Entities as SensorThings tells them.

Source:
    OGC 18-088, 8.2: tables 2 to 14 for the properties, 8.1 for control information (@iot.id, @iot.selfLink,
    navigationLink), 9.3.3.4 and 9.3.3.5 for @iot.nextLink and @iot.count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from xiuhua.sensing.models import Device, Quantity, Stream
from xiuhua.sensing.queries.things import KINDS, Kind, Page, Row, micros
from xiuhua.sensing.rules.things import Options
from xiuhua.sensing.rules.things.faults import PropertyUnknown
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.terms.doubts import flags_of_bits

Told = dict[str, Any]  # any JSON
CONFORMANCE = (  # Thing and Location lack their HistoricalLocations, and are not claimed
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/datastream",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/sensor",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/observed-property",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/observation",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/feature-of-interest",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/multi-datastream",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
)
_COMPONENTS = ("id", "phenomenonTime", "resultTime", "result")
_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
_COMPLEX = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation"


def quantity_definition(quantity: Quantity) -> str:
    """Return the name of a quantity as a URI."""
    return f"urn:x-xiuhua:quantity:{quantity.code}"


def _thing(row: Device) -> Told:
    return {
        "name": row.name,
        "description": row.model or row.name,
        "properties": {
            "number": row.number,
            "protocol": row.protocol,
            "area_code": row.area_code,
            "state": row.state,
            "interval_s": row.interval_s,
            "calibrated_on": row.calibrated_on.isoformat() if row.calibrated_on else None,
        },
    }


def _point(row: Device) -> Told | None:
    return None if row.place is None else {"type": "Point", "coordinates": [row.place.x, row.place.y]}


def _location(row: Device) -> Told:
    return {
        "name": row.name, "description": row.name, "encodingType": "application/geo+json",
        "location": _point(row),
    }  # fmt: skip


def _feature(row: Device) -> Told:
    return {
        "name": row.name, "description": row.name, "encodingType": "application/geo+json",
        "feature": _point(row),
    }  # fmt: skip


def _sensor(row: Device) -> Told:
    protocol = Protocol(row.protocol).en
    return {
        "name": row.model or protocol, "description": f"{protocol} {row.dialect}".strip(),
        "encodingType": "text/plain", "metadata": row.model or protocol,
    }  # fmt: skip


def _observed(row: Quantity) -> Told:
    return {
        "name": row.zh, "description": row.en, "definition": quantity_definition(row),
        "properties": {"code": row.code, "unit": row.unit},
    }  # fmt: skip


def _unit(quantity: Quantity) -> Told:
    return {"name": quantity.unit or None, "symbol": quantity.unit or None, "definition": None}


def _datastream(row: Stream) -> Told:
    return {
        "name": row.name or f"{row.device.name} {row.quantity.zh}",
        "description": row.description or row.quantity.en,
        "observationType": _MEASUREMENT,
        "unitOfMeasurement": _unit(row.quantity),
        "properties": {"quantity": row.quantity.code},
    }


def _multi(row: Device) -> Told:
    streams: Sequence[Stream] = row.told_streams  # type: ignore[attr-defined]  # fetched with the page
    return {
        "name": row.name,
        "description": " ".join(stream.quantity.zh for stream in streams),
        "observationType": _COMPLEX,
        "multiObservationDataTypes": [_MEASUREMENT for _ in streams],
        "unitOfMeasurements": [_unit(stream.quantity) for stream in streams],
        "properties": {"quantities": [stream.quantity.code for stream in streams]},
    }


def _observation(row: Row) -> Told:
    doubts = [doubt.value for doubt in flags_of_bits(row.flags)]
    return {
        "phenomenonTime": row.at,
        "resultTime": row.received_at,
        "result": row.value,
        **({"resultQuality": doubts} if doubts else {}),
        **({"parameters": {"sequence": row.sequence}} if row.sequence else {}),
    }


def _instant(row: Row, quantities: Sequence[int]) -> Told:
    values = dict(zip(row["quantities"], row["values_"], strict=True))
    return {
        "phenomenonTime": row["at"],
        "resultTime": row["received_at"],
        "result": [values.get(quantity) for quantity in quantities],
    }


_TELLERS: Mapping[str, Callable[[Any], Told]] = {  # of the rows that each kind has
    "Thing": _thing, "Location": _location, "Sensor": _sensor, "ObservedProperty": _observed,
    "Datastream": _datastream, "MultiDatastream": _multi, "Observation": _observation,
    "FeatureOfInterest": _feature,
}  # fmt: skip


def entity_id(kind: Kind, row: Row) -> int | str:
    """Return the id of an entity."""
    if kind.name == "Observation":
        return f"{row.device_id}-{row.quantity_id}-{micros(row.at)}-{row.sequence}"
    if kind.name == "MultiObservation":
        return f"{row['device_id']}-{micros(row['at'])}"
    return int(row.pk)


class Teller:
    """Tells entities under the address that a request came to.

    Args:
        base: the address of the service, without a slash at its end.
        quantities: what MultiDatastreams tell, by device; needed only where their observations are told.
    """

    def __init__(self, base: str, quantities: Mapping[int, Sequence[int]] | None = None) -> None:
        self.base = base
        self.quantities: dict[int, Sequence[int]] = dict(quantities or {})

    def link(self, kind: Kind, row: Row) -> str:
        """Return the address of an entity."""
        key = entity_id(kind, row)
        return (
            f"{self.base}/{kind.set}({key})" if isinstance(key, int) else f"{self.base}/{kind.set}('{key}')"
        )

    def entity(self, kind: Kind, row: Row, options: Options, expanded: Mapping[str, Any]) -> Told:  # any JSON
        """Return an entity with what is selected of it.

        Raises:
            PropertyUnknown: something is selected that it does not have.
        """
        link = self.link(kind, row)
        told: Told = {"@iot.id": entity_id(kind, row), "@iot.selfLink": link}
        told |= self.bare(kind, row)
        told |= {f"{name}@iot.navigationLink": f"{link}/{name}" for name in kind.relations}
        if options.select is not None:
            told = _selected(kind, told, options.select)
        return {**told, **expanded}

    def bare(self, kind: Kind, row: Row) -> Told:
        """Return the properties of an entity alone."""
        if kind.name == "MultiObservation":
            return _instant(row, self.quantities.get(row["device_id"], ()))
        return _TELLERS[kind.name](row)


def _selected(kind: Kind, told: Told, names: Collection[str]) -> Told:
    found: Told = {}
    for name in names:
        wanted = {"id": "@iot.id", **{one: f"{one}@iot.navigationLink" for one in kind.relations}}.get(
            name, name
        )
        if wanted not in told and wanted not in {"resultQuality", "parameters"}:
            raise PropertyUnknown(said=name[:80], kind=kind.name)
        if wanted in told:
            found[wanted] = told[wanted]
    return found


def page_told(page: Page, entities: Sequence[Told], *, address: str, options: Options) -> Told:
    """Return a page of a set, with the address of the next."""
    told: Told = {}
    if page.count is not None:
        told["@iot.count"] = page.count
    if page.has_more:
        told["@iot.nextLink"] = next_link(address, options)
    told["value"] = list(entities)
    return told


def next_link(address: str, options: Options) -> str:
    """Return the address of the page that follows."""
    said = dict(options.said) | {"$top": str(options.rows), "$skip": str(options.skip + options.rows)}
    return f"{address}?{urlencode(said, quote_via=quote, safe='$,()/;=')}"


def arrays_told(kind: Kind, page: Page, entities: Sequence[Told], options: Options) -> list[Told]:
    """Return observations as rows of values, those of each stream together.

    Raises:
        PropertyUnknown: something is selected that an observation does not have.

    Source:
        OGC 18-088, 13.1, requirement data-array/data-array.
    """
    names = ["id" if name == "@iot.id" else name for name in options.select or _COMPONENTS]
    wrong = next((name for name in names if name not in _COMPONENTS), None)
    if wrong is not None:
        raise PropertyUnknown(said=wrong[:80], kind=kind.name)
    parent = "Datastream" if kind.name == "Observation" else "MultiDatastream"
    found: dict[int, Told] = {}
    for row, told in zip(page.rows, entities, strict=True):
        key = row.stream_id if kind.name == "Observation" else row["device_id"]
        group = found.setdefault(key, {"components": names, "dataArray": []})
        group["dataArray"].append([told["@iot.id" if name == "id" else name] for name in names])
    return [
        {
            f"{parent}@iot.navigationLink": f"{parent}s({key})",
            "components": group["components"],
            "dataArray@iot.count": len(group["dataArray"]),
            "dataArray": group["dataArray"],
        }
        for key, group in found.items()
    ]


def root_told(base: str) -> Told:
    """Return the sets there are, and what the service conforms to."""
    sets = [kind.set for name, kind in KINDS.items() if name != "MultiObservation"]
    return {
        "value": [{"name": name, "url": f"{base}/{name}"} for name in sets],
        "serverSettings": {"conformance": list(CONFORMANCE)},
    }
