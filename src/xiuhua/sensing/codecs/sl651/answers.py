"""What a station answers in a shape of its own: version, switches, gates, quota, counts of events.

Source:
    SL 651-2014, tables 57, 71, 74, 77, 81 and 82. Each takes `Report.rest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault

_EVENTS = (
    "store_cleared", "settings_changed", "state_changed", "sensor_fault", "password_changed", "station_fault",
    "mains_lost", "battery_low", "door_opened", "pump_fault", "quota_over", "level_over", "pressure_over",
    "quality_over", "data_wrong", "sent", "received", "sent_wrongly",
)  # fmt: skip
_EVENT_OCTETS = 64
_OPENING_OCTETS = 2
_QUOTA_ON, _QUOTA_OFF = b"\xff", b"\x00"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: whether it is open, and how far, cm."""

    is_open: bool
    opening_cm: int


def version_read(rest: bytes) -> str:
    """Return the version of a station's software.

    Raises:
        FrameError: it is not as long as it says.
    """
    if not rest or len(rest) != 1 + rest[0]:
        raise _odd("version", rest)
    return rest[1:].decode("gb18030", "replace")


def switches_read(rest: bytes) -> tuple[bool, ...]:
    """Return which pumps or valves are on, from number 1; eight for every byte, whether they exist or not.

    Raises:
        FrameError: the bytes are not as many as they say.
    """
    if not rest or len(rest) != 1 + rest[0]:
        raise _odd("switches", rest)
    return tuple(bool(octet >> place & 1) for octet in rest[1:] for place in range(8))


def gates_read(rest: bytes) -> tuple[Gate, ...]:
    """Return the gates, from number 1.

    Raises:
        FrameError: the bytes are not as many as they say, or an opening is not BCD.
    """
    count = rest[0] if rest else 0
    bits = (count + 7) // 8
    openings = rest[1 + bits :].hex()
    if not count or len(rest) != 1 + bits + _OPENING_OCTETS * count or not openings.isdigit():
        raise _odd("gates", rest)
    return tuple(
        Gate(bool(rest[1 + place // 8] >> place % 8 & 1), int(openings[4 * place : 4 * place + 4]))
        for place in range(count)
    )


def quota_read(rest: bytes) -> bool:
    """Return whether the station holds to its water quota.

    Raises:
        FrameError: it says neither.
    """
    if rest not in {_QUOTA_ON, _QUOTA_OFF}:
        raise _odd("quota", rest)
    return rest == _QUOTA_ON


def events_read(rest: bytes) -> Mapping[str, int]:
    """Return how often each event has happened; the reserved ones are left out.

    Raises:
        FrameError: there are not 32 counts.
    """
    if len(rest) != _EVENT_OCTETS:
        raise _odd("events", rest)
    return {name: int.from_bytes(rest[2 * place : 2 * place + 2]) for place, name in enumerate(_EVENTS)}


def _odd(name: str, rest: bytes) -> FrameError:
    return FrameError(Sl651Fault.VALUE, name=name, text=rest[:32].hex().upper())
