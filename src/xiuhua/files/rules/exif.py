"""What EXIF says of a photo: when and where it was taken, and with what.

Source:
    EXIF 2.32 (CIPA DC-008), 4.6.5 and 4.6.6: the tags of the picture, of the camera and of the satellite
    receiver, each cited by its number below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from math import isfinite

from xiuhua.files.terms import ZoneFrom

Tags = Mapping[int, object]

_MAKER, _MODEL = 0x010F, 0x0110
_ORIGINAL = (0x9003, 0x9011)  # DateTimeOriginal, OffsetTimeOriginal
_DIGITIZED = (0x9004, 0x9012)  # DateTimeDigitized, OffsetTimeDigitized
_NORTH_SOUTH, _LATITUDE, _EAST_WEST, _LONGITUDE = 1, 2, 3, 4
_SATELLITE_TIME, _SATELLITE_DATE = 7, 29
_MOMENT = "%Y:%m:%d %H:%M:%S"
_OFFSET = re.compile(r"([+-])([01]\d):([0-5]\d)")
_OLDEST_YEAR = 1995  # the first EXIF; before it a clock was never set
_LONGEST_DEVICE = 80
_HALF_HOUR = timedelta(minutes=30)
_STALE = timedelta(minutes=10)
_WIDEST_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What EXIF says; None or empty where it does not say, or says what cannot be.

    Args:
        taken_at: the instant, with how its zone is known in `zone_from`.
        longitude: of the camera, degrees east, WGS84; `latitude` degrees north.
        device: maker and model.
    """

    taken_at: datetime | None = None
    zone_from: ZoneFrom | None = None
    longitude: float | None = None
    latitude: float | None = None
    device: str = ""


def taken_read(picture: Tags, camera: Tags, satellite: Tags, *, zone: tzinfo) -> Taken:
    """Return what the three tables of EXIF say.

    Args:
        picture: the tags of the picture itself, by number.
        camera: those of the camera (Exif IFD).
        satellite: those of its receiver (GPS IFD).
        zone: of the platform, for a time without a zone.

    Source:
        module; the time of the last change (tag 306) is left out, because any program writes it.
    """
    taken_at, zone_from = _taken_at(camera, satellite, zone)
    longitude = _degrees(satellite, _LONGITUDE, _EAST_WEST, ("E", "W"), most=180.0)
    latitude = _degrees(satellite, _LATITUDE, _NORTH_SOUTH, ("N", "S"), most=90.0)
    if longitude is None or latitude is None or longitude == latitude == 0.0:  # no fix is written as 0, 0
        longitude = latitude = None
    return Taken(
        taken_at=taken_at,
        zone_from=zone_from,
        longitude=longitude,
        latitude=latitude,
        device=_device(picture),
    )


def _taken_at(camera: Tags, satellite: Tags, zone: tzinfo) -> tuple[datetime | None, ZoneFrom | None]:
    for when, where in (_ORIGINAL, _DIGITIZED):
        wall = _wall_time(_text(camera.get(when)))
        if wall is None:
            continue
        told = _offset(_text(camera.get(where)))
        if told is not None:
            return wall.replace(tzinfo=told).astimezone(UTC), ZoneFrom.CAMERA
        worked_out = _offset_by_satellite(wall, _satellite_time(satellite))
        if worked_out is not None:
            return wall.replace(tzinfo=worked_out).astimezone(UTC), ZoneFrom.SATELLITE
        return wall.replace(tzinfo=zone).astimezone(UTC), ZoneFrom.PLATFORM
    return None, None


def _wall_time(text: str) -> datetime | None:
    """Return the time of day as the camera's clock showed it, in no zone (UTC stands for none)."""
    try:
        found = datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if found.year >= _OLDEST_YEAR else None


def _offset(text: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    amount = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-amount if found[1] == "-" else amount) if amount <= _WIDEST_OFFSET else None


def _satellite_time(satellite: Tags) -> datetime | None:
    clock = _three(satellite.get(_SATELLITE_TIME))
    try:
        day = datetime.strptime(_text(satellite.get(_SATELLITE_DATE)), "%Y:%m:%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return day + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2]) if clock else None


def _offset_by_satellite(wall: datetime, satellite: datetime | None) -> tzinfo | None:
    """Return the zone in which the camera's clock and satellite time agree.

    Source:
        own choice: zones lie on half hours, and a receiver's last fix is some minutes old at most; further
        apart, one of the two clocks is wrong and the zone is not known.
    """
    if satellite is None:
        return None
    apart = wall - satellite
    nearest = round(apart / _HALF_HOUR) * _HALF_HOUR
    if abs(apart - nearest) > _STALE or abs(nearest) > _WIDEST_OFFSET:
        return None
    return timezone(nearest)


def _degrees(
    satellite: Tags, tag: int, side_tag: int, sides: tuple[str, str], *, most: float
) -> float | None:
    parts, side = _three(satellite.get(tag)), _text(satellite.get(side_tag)).upper()
    if parts is None or side not in sides:
        return None
    found = parts[0] + parts[1] / 60 + parts[2] / 3600
    return (found if side == sides[0] else -found) if found <= most else None


def _three(value: object) -> tuple[float, float, float] | None:
    """Return three numbers that are none less than zero: degrees or hours, minutes, seconds."""
    try:
        first, second, third = (float(part) for part in value)  # type: ignore[attr-defined]  # whatever was written there
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    fits = all(isfinite(part) and part >= 0 for part in (first, second, third))
    return (first, second, third) if fits and max(second, third) <= 60.0 and first <= 180.0 else None


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip(" \0") if isinstance(value, str) else ""


def _device(picture: Tags) -> str:
    maker, model = _text(picture.get(_MAKER)), _text(picture.get(_MODEL))
    said = model if model.lower().startswith(maker.lower()) else f"{maker} {model}"
    return "".join(char for char in said if char.isprintable()).strip()[:_LONGEST_DEVICE]
