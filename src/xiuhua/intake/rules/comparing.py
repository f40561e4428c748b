"""What a row would change: compared with what is recorded under its key.

Source:
    own choice, because a file that says nothing new must change nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.intake.rules.kinds import Known, Record, Value

Kept: TypeAlias = str | int | float | bool | None
_PLACE_DEGREES = 1e-7  # a centimetre: what a shape loses in a database or a file
_RELATIVE = 1e-9


def values_differ(key: str, record: Record, known: Known) -> bool:
    """Return whether a column of a record differs from what is recorded; "" and nothing are the same."""
    new, old = record.values.get(key), known.values.get(key)
    if isinstance(new, float | int) and isinstance(old, float | int):
        return abs(new - old) > _RELATIVE * max(abs(new), abs(old))
    return (None if new == "" else new) != (None if old == "" else old)


def differences(record: Record, known: Known) -> Iterator[tuple[str, Value, Value]]:
    """Yield column, old and new value of all that a record would change; the shape is the column `shape`."""
    for key in record.values:
        if values_differ(key, record, known):
            yield key, known.values.get(key), record.values.get(key)
    if record.shape is not None and not shapes_equal(record.shape, known.shape):
        yield "shape", _shape_said(known.shape), _shape_said(record.shape)


def shapes_equal(one: BaseGeometry, other: BaseGeometry | None) -> bool:
    """Return whether two shapes lie within a centimetre of each other, whatever corner they begin with."""
    if other is None:
        return False
    if one.geom_type != other.geom_type:
        one, other = _single(one), _single(other)
    if shapely.equals_exact(one, other, _PLACE_DEGREES):
        return True
    return bool(shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), _PLACE_DEGREES))


def _single(shape: BaseGeometry) -> BaseGeometry:
    parts = getattr(shape, "geoms", None)
    return parts[0] if parts is not None and len(parts) == 1 else shape


def _shape_said(shape: BaseGeometry | None) -> str | None:
    if shape is None:
        return None
    place = shapely.point_on_surface(shape)
    return f"{shape.geom_type} {place.x:.6f}, {place.y:.6f} · {shapely.get_num_coordinates(shape)}"


def printed(value: Value) -> str:
    """Return a value as a table prints it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def fingerprint(known: Known) -> str:
    """Return a hash of what is recorded, to see later whether anybody has changed it since."""
    texts = {key: printed(value) for key, value in sorted(known.values.items())}
    digest = hashlib.sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode())
    if known.shape is not None:
        digest.update(shapely.to_wkb(known.shape, byte_order=1))
    return digest.hexdigest()


def values_kept(values: Mapping[str, Value]) -> dict[str, Kept]:
    """Return values as JSON holds them; `values_read` brings dates back."""
    return {key: _tagged(value) for key, value in values.items()}


def _tagged(value: Value) -> Kept:
    if isinstance(value, datetime):
        return f"\u241ft{value.isoformat()}"
    if isinstance(value, date):
        return f"\u241fd{value.isoformat()}"
    return value


def values_read(kept: Mapping[str, Kept]) -> dict[str, Value]:
    """Return what `values_kept` was given."""
    return {key: _untagged(value) for key, value in kept.items()}


def _untagged(value: str | float | bool | None) -> Value:  # noqa: FBT001 - a value among values
    if isinstance(value, str) and value.startswith("\u241ft"):
        return datetime.fromisoformat(value[2:])
    if isinstance(value, str) and value.startswith("\u241fd"):
        return date.fromisoformat(value[2:])
    return value
