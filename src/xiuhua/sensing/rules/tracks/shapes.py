"""A track: the fixes of one device as arrays.

Source:
    own choice: one array a field, because a day of fixes is judged at once and a batch of a gateway holds
        many.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xiuhua.shared.geometry import distances_m

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]  # shape (m,): rows of another array
Marks: TypeAlias = NDArray[np.bool_]
IGNITION_UNKNOWN, IGNITION_OFF, IGNITION_ON = -1, 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The n fixes of one device; every array has the shape (n,).

    Args:
        at_s: float64, seconds since 1970-01-01T00:00Z by the device's clock, its known offset taken out.
        lon, lat: float64, degrees, WGS-84.
        speed_km_h: float64, as the device says; NaN where it says none.
        ignition: int8, 1 on, 0 off, -1 where the device does not say.
        received_s: float64, when it came in; NaN where that is not known.
        has_fix: bool, whether the device itself called the position valid.
    """

    at_s: Floats
    lon: Floats
    lat: Floats
    speed_km_h: Floats
    ignition: NDArray[np.int8]
    received_s: Floats
    has_fix: Marks

    def __len__(self) -> int:
        return len(self.at_s)

    @property
    def lonlat(self) -> tuple[Floats, Floats]:
        """The positions, degrees."""
        return self.lon, self.lat

    def taken(self, rows: Places | Marks | slice) -> Track:
        """Return some of the fixes, in the order of the rows."""
        return Track(*(getattr(self, field.name)[rows] for field in fields(self)))

    def joined(self, other: Track) -> Track:
        """Return these fixes and then the other ones."""
        pairs = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Track(*(np.concatenate(pair) for pair in pairs))

    def order(self) -> Places:
        """Return the rows by time; what has the same time by its content, so that arrival plays no part."""
        fields_last_first = (
            self.received_s, self.has_fix, self.ignition, self.speed_km_h, self.lat, self.lon, self.at_s,
        )  # fmt: skip
        return np.lexsort(fields_last_first)

    def distances_m(self, rows: Places | slice, others: Places | slice | int) -> Floats:
        """Return how far some fixes lie from others, metres."""
        return distances_m(self.lon[rows], self.lat[rows], self.lon[others], self.lat[others])

    def gaps_s(self) -> Floats:
        """Return the seconds from each fix to the next, shape (n - 1,)."""
        return np.diff(self.at_s)


def track_of(
    at_s: ArrayLike,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    speed_km_h: ArrayLike | None = None,
    ignition: ArrayLike | None = None,
    received_s: ArrayLike | None = None,
    has_fix: ArrayLike | None = None,
) -> Track:
    """Return a track; what is not given is not known, and every position is taken for a fix.

    Source:
        own choice.
    """
    at = np.asarray(at_s, dtype=np.float64)
    unknown = np.full(len(at), np.nan)
    return Track(
        at_s=at,
        lon=np.asarray(lon, dtype=np.float64),
        lat=np.asarray(lat, dtype=np.float64),
        speed_km_h=unknown if speed_km_h is None else np.asarray(speed_km_h, dtype=np.float64),
        ignition=np.full(len(at), IGNITION_UNKNOWN, np.int8)
        if ignition is None
        else np.asarray(ignition, np.int8),
        received_s=unknown if received_s is None else np.asarray(received_s, dtype=np.float64),
        has_fix=np.ones(len(at), np.bool_) if has_fix is None else np.asarray(has_fix, np.bool_),
    )


def no_track() -> Track:
    """Return a track without a fix.

    Source:
        own choice.
    """
    return track_of((), (), ())
