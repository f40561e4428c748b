"""What a retired day holds, and the sum that says whether all of it arrived.

The sum is taken over whole numbers, so that the database and the reader of a file must agree to the last bit:
numbers as they are, instants as microseconds since 1970, floats as the bits that they are made of, texts and
bytes by their length in bytes. Absent values count as nothing.

Source:
    own choice. Floats added as floats differ with their order; their bits (IEEE 754, read as int64) do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.terms import StoredKind

_HALF = 32
_LOW = 2**_HALF - 1


class ColumnKind(Enum):
    """How a column is written, and summed."""

    WHOLE = "int64"
    INSTANT = "timestamp"
    FLOAT = "float64"
    TEXT = "string"
    BYTES = "binary"


_W, _I, _F, _T, _B = ColumnKind
COLUMNS: Mapping[StoredKind, Mapping[str, ColumnKind]] = {
    StoredKind.READING: {
        "device_id": _W, "quantity_id": _W, "at": _I, "sequence": _W, "value": _F, "flags": _W,
        "received_at": _I,
    },
    StoredKind.POINT: {
        "device_id": _W, "at": _I, "sequence": _W, "area_code": _T, "lon": _F, "lat": _F, "speed_km_h": _F,
        "direction_deg": _W, "altitude_m": _W, "status": _W, "alarm": _W, "mileage_km": _F, "flags": _W,
        "received_at": _I,
    },
    StoredKind.FRAME: {
        "id": _W, "received_at": _I, "device_id": _W, "protocol": _T, "number": _T, "area_code": _T,
        "peer": _T, "content": _B, "fault": _T, "details": _T, "direction": _T,
    },
}  # fmt: skip


def kind_instant(kind: StoredKind) -> str:
    """Return the column by which the days of a table are told apart."""
    return "received_at" if kind is StoredKind.FRAME else "at"


def last_kept(today: date, keep_days: int) -> date:
    """Return the first day that stays in the tables where so many days are kept beside today."""
    return today - timedelta(days=keep_days)


def part_name(kind: StoredKind, day: date, number: int) -> str:
    """Return where the file of a day lies, under the folder of retired days."""
    return f"{kind.value}/{day:%Y}/{kind.value}-{day:%Y%m%d}-{number}.parquet"


def whole_sum(numbers: NDArray[np.int64]) -> int:
    """Return the exact sum of whole numbers, shape (n,), n < 2**31, whatever their size."""
    high, low = numbers >> _HALF, numbers & _LOW
    return (int(high.sum()) << _HALF) + int(low.sum())


def column_sum(kind: ColumnKind, values: NDArray[Any]) -> int:  # of the type that the kind says
    """Return what a column adds to the sum of its day.

    Args:
        kind: how the column is written.
        values: numbers, microseconds since 1970, or lengths in bytes, shape (n,), without nulls.
    """
    if kind is ColumnKind.FLOAT:
        return whole_sum(np.ascontiguousarray(values, dtype=np.float64).view(np.int64))
    return whole_sum(values.astype(np.int64))
