"""PTZCmd: eight bytes that move a camera.

Source:
    GB/T 28181-2016, annex A.3: A5, version and check, address, command, two bytes of data, zoom speed above
    the address's upper four bits, sum of the first seven bytes modulo 256.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault

_START = 0xA5
_OCTETS = 8
_VERSION = 0
_STOP = "stop"
# Lowest bit first; bits that exclude each other never stand together in a good command.
_MOVES = ("right", "left", "down", "up", "zoom_in", "zoom_out")
_LENS_GROUP, _LENS = 0x40, ("focus_far", "focus_near", "iris_open", "iris_close")
_NAMED = {
    0x81: "preset_set", 0x82: "preset_call", 0x83: "preset_delete", 0x84: "cruise_add", 0x85: "cruise_delete",
    0x86: "cruise_speed", 0x87: "cruise_dwell", 0x88: "cruise_start", 0x89: "scan", 0x8A: "scan_speed",
    0x8C: "switch_on", 0x8D: "switch_off",
}  # fmt: skip
_CODES = {name: code for code, name in _NAMED.items()}
_OPPOSITES = (
    {"right", "left"},
    {"up", "down"},
    {"zoom_in", "zoom_out"},
    {"focus_far", "focus_near"},
    {"iris_open", "iris_close"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PtzCommand:
    """One command.

    Args:
        actions: what moves, or one named action; stop where nothing does.
        address: 0 to 4095.
        first: speed of pan, 0 to 255; of focus; the group of a cruise or scan.
        second: speed of tilt, 0 to 255; of the iris; the number of a preset or switch.
        zoom_speed: 0 to 15; of cruise speeds and dwells the upper four bits.
    """

    actions: tuple[str, ...]
    address: int = 0
    first: int = 0
    second: int = 0
    zoom_speed: int = 0


def ptz_read(octets: bytes) -> PtzCommand:
    """Return a command.

    Raises:
        FrameError: it is not eight bytes, a check is wrong, or its code means nothing.
    """
    if len(octets) != _OCTETS or octets[0] != _START or octets[1] != _second(_VERSION):
        raise _wrong(octets)
    if sum(octets[:7]) & 0xFF != octets[7]:
        raise _wrong(octets)
    actions = _actions(octets[3])
    if not actions:
        raise _wrong(octets)
    return PtzCommand(
        actions=actions,
        address=(octets[6] & 0x0F) << 8 | octets[2],
        first=octets[4],
        second=octets[5],
        zoom_speed=octets[6] >> 4,
    )


def ptz_write(command: PtzCommand) -> bytes:
    """Return the eight bytes of a command.

    Raises:
        FrameError: actions exclude each other or are unknown, or a number does not fit.
    """
    limits = (
        (command.address, 0xFFF),
        (command.first, 0xFF),
        (command.second, 0xFF),
        (command.zoom_speed, 0xF),
    )
    if any(not 0 <= number <= most for number, most in limits):
        raise FrameError(Gb28181Fault.VALUE, name="PTZCmd", text=repr(command)[:100])
    seven = bytes(
        (
            _START,
            _second(_VERSION),
            command.address & 0xFF,
            _code(command.actions),
            command.first,
            command.second,
            command.zoom_speed << 4 | command.address >> 8,
        )
    )
    return seven + bytes((sum(seven) & 0xFF,))


def _second(version: int) -> int:
    """Return the second byte: the version, and the sum of the three other half bytes before it, modulo 16."""
    return version << 4 | ((_START >> 4) + (_START & 0xF) + version) % 16


def _actions(code: int) -> tuple[str, ...]:
    """Return what a code means; nothing where it means nothing."""
    if code in _NAMED:
        return (_NAMED[code],)
    group, names = (_LENS_GROUP, _LENS) if code & _LENS_GROUP else (0, _MOVES)
    bits = code ^ group
    if bits >> len(names):
        return ()
    found = tuple(name for place, name in enumerate(names) if bits >> place & 1)
    if any(opposite <= set(found) for opposite in _OPPOSITES):
        return ()
    return found or (_STOP,)


def _code(actions: tuple[str, ...]) -> int:
    for names, group in ((_MOVES, 0), (_LENS, _LENS_GROUP)):
        if actions and set(actions) <= set(names):
            code = group | sum(1 << names.index(name) for name in set(actions))
            if _actions(code):
                return code
    if len(actions) == 1 and (actions[0] in _CODES or actions[0] == _STOP):
        return _CODES.get(actions[0], 0)
    raise FrameError(Gb28181Fault.VALUE, name="PTZCmd", text=", ".join(actions)[:60])


def _wrong(octets: bytes) -> FrameError:
    return FrameError(Gb28181Fault.PTZ, text=octets[:16].hex().upper())
