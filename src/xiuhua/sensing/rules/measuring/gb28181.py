"""Alarms, positions and catalogues of GB/T 28181.

Source:
    GB/T 28181-2016 annex A.2.5 (alarms: AlarmMethod 1 phone, 2 device, 3 SMS, 4 GPS, 5 video, 6 fault,
    7 other; AlarmType by method, in Info) and A.2.1 (items of a catalogue). That a reading of an alarm is
    method x 1000 + type is our own choice: a rule compares one number, and no type has four digits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import isfinite
from typing import NamedTuple
from zlib import crc32

from xiuhua.sensing.codecs.gb28181.manscdp import Body, Node
from xiuhua.sensing.codecs.gb28181.queries import time_read
from xiuhua.sensing.rules.measuring.measured import Fix, Measured, instant_told
from xiuhua.sensing.terms import ChannelState

ALARM, PRIORITY = "camera_alarm", "camera_alarm_priority"
OTHER_METHOD = 7
_POSITIVE = 0x7FFFFFFF  # what the column can hold
_METHODS, _PRIORITIES, _MOST_TYPE = range(1, OTHER_METHOD + 1), range(1, 5), 999
_METHOD_STEP = 1_000
_CODE_DIGITS = 20
_FIRST_KIND, _LAST_KIND = 111, 199  # pictures, sounds and alarms; 200 and more are platforms, groups, places
_ON = frozenset({"ON", "OK", "ONLINE", "ADD", "UPDATE"})
_OFF = frozenset({"OFF", "OFFLINE", "VLOST", "DEFECT", "DEL", "ERROR"})


class ChannelTold(NamedTuple):
    """A channel as a catalogue tells it; longitude and latitude in degrees, None where it says none."""

    code: str
    name: str
    maker: str
    model: str
    address: str
    state: ChannelState
    lon: float | None
    lat: float | None


def alarm_measured(body: Body, *, offset: timedelta, received_at: datetime) -> tuple[Measured, ...]:
    """Return an alarm as readings: what kind it is, and its priority where it says one.

    Args:
        body: of the notice.
        offset: by how much the device's clock is fast.
        received_at: when it came, which counts where it tells no time.
    """
    at = _instant(body.node.value("AlarmTime"), offset, received_at)
    method = _whole(body.node.value("AlarmMethod"))
    kind = _alarm_type(body.node)
    priority = _whole(body.node.value("AlarmPriority"))
    sequence = crc32(f"{body.device_id} {method} {kind} {priority}".encode()) & _POSITIVE
    value = (method if method in _METHODS else OTHER_METHOD) * _METHOD_STEP + min(kind, _MOST_TYPE)
    found = [Measured(ALARM, at, float(value), sequence)]
    if priority in _PRIORITIES:
        found.append(Measured(PRIORITY, at, float(priority), sequence))
    return tuple(found)


def _alarm_type(node: Node) -> int:
    """Return AlarmType, which stands in Info or, in the first edition, beside the others; 0 for none."""
    for place in (*node.every("Info"), node):
        if place.value("AlarmType"):
            return _whole(place.value("AlarmType"))
    return 0


def position_fix(body: Body, *, offset: timedelta, received_at: datetime) -> Fix | None:
    """Return where a device says that it is; None where it says no place on earth.

    Source:
        GB/T 28181-2016, annex A.2.5, MobilePosition: degrees, km/h, degrees clockwise from north, metres.
    """
    node = body.node
    place = _place(node)
    if place is None:
        return None
    at = _instant(node.value("Time"), offset, received_at)
    speed, direction, altitude = (_number(node.value(name)) for name in ("Speed", "Direction", "Altitude"))
    lon, lat = place
    return Fix(
        at=at,
        sequence=crc32(f"{lon} {lat} {speed} {direction}".encode()) & _POSITIVE,
        lon=lon,
        lat=lat,
        speed_km_h=max(0.0, speed or 0.0),
        direction_deg=round(direction or 0.0) % 360,
        altitude_m=round(min(max(altitude or 0.0, -1_000.0), 20_000.0)),
        status=0,
        alarm=0,
        mileage_km=None,
    )


def channel_told(item: Node) -> ChannelTold | None:
    """Return an item of a catalogue; None of what is no channel: a platform below, a group, a division."""
    code = item.value("DeviceID")
    if not (len(code) == _CODE_DIGITS and code.isascii() and code.isdigit()):
        return None
    if not _FIRST_KIND <= int(code[10:13]) <= _LAST_KIND:
        return None
    place = _place(item)
    return ChannelTold(
        code=code,
        name=_text(item.value("Name"), 80),
        maker=_text(item.value("Manufacturer"), 40),
        model=_text(item.value("Model"), 40),
        address=_text(item.value("Address"), 80),
        state=_state(item.value("Event") or item.value("Status")),
        lon=place[0] if place else None,
        lat=place[1] if place else None,
    )


def _instant(text: str, offset: timedelta, received_at: datetime) -> datetime:
    """Return when something was, by a clock that is fast by an offset; now where that is no time at all."""
    told = time_read(text)
    try:
        return received_at if told is None else instant_told(told, offset)
    except OverflowError:
        return received_at


def _state(text: str) -> ChannelState:
    word = text.strip().upper()
    if word in _ON:
        return ChannelState.ON
    return ChannelState.OFF if word in _OFF else ChannelState.UNKNOWN


def _place(node: Node) -> tuple[float, float] | None:
    lon, lat = _number(node.value("Longitude")), _number(node.value("Latitude"))
    if lon is None or lat is None or not (lon or lat) or abs(lon) > 180 or abs(lat) > 90:
        return None
    return lon, lat


def _number(text: str) -> float | None:
    try:
        found = float(text[:40])
    except ValueError:
        return None
    return found if isfinite(found) else None


def _whole(text: str) -> int:
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 9 else 0


def _text(text: str, most: int) -> str:
    return "".join(sign for sign in text.strip() if sign.isprintable())[:most]
