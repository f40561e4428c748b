"""From what devices of a protocol send to a track.

Source:
    JT/T 808-2019, 状态位定义: bit 0 ACC, bit 1 positioned, bit 5 coordinates encrypted by a plug-in, so that
    nobody here can read them.
"""

from __future__ import annotations

import numpy as np

from xiuhua.sensing.codecs.jt808.arrays import LocationArrays
from xiuhua.sensing.rules.tracks.shapes import IGNITION_OFF, IGNITION_ON, Floats, Places, Track, track_of

_IGNITION, _FIXED, _ENCRYPTED = 1 << 0, 1 << 1, 1 << 5


def jt808_track(locations: LocationArrays, received_s: Floats) -> Track:
    """Return the track of one terminal's positions as they came; those that cannot be read are left out.

    Args:
        locations: as `locations_read` gives them.
        received_s: when each came in, seconds since 1970-01-01T00:00Z, shape (n,).

    Source:
        the module's own.
    """
    good = locations.is_good
    status = locations.status[good]
    return track_of(
        locations.at_s[good],
        locations.longitude_deg[good],
        locations.latitude_deg[good],
        speed_km_h=locations.speed_km_h[good],
        ignition=np.where(status & _IGNITION, IGNITION_ON, IGNITION_OFF),
        received_s=received_s[good],
        has_fix=(status & (_FIXED | _ENCRYPTED)) == _FIXED,
    )


def stored_track(
    at_s: Floats, lon: Floats, lat: Floats, speed_km_h: Floats, status: Places, received_s: Floats
) -> Track:
    """Return positions as they were stored; the bits of their status are those of JT/T 808, whoever sent it.

    Source:
        the module's own.
    """
    return track_of(
        at_s, lon, lat,
        speed_km_h=speed_km_h,
        ignition=np.where(status & _IGNITION, IGNITION_ON, IGNITION_OFF),
        received_s=received_s,
        has_fix=(status & (_FIXED | _ENCRYPTED)) == _FIXED,
    )  # fmt: skip
