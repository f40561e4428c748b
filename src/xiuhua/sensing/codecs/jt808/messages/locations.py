"""Positions: one, several at once, and the answers that carry one.

Source:
    JT/T 808-2013 and JT/T 808-2019, chapter 8: 位置信息汇报, 定位数据批量上传.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from struct import Struct
from typing import ClassVar, NamedTuple, Self

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.bodies import Body, message, wire
from xiuhua.sensing.codecs.jt808.extras import Extra, Value, extras_read, values_read
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.wire import U8, U16, Many, Reader, Wire, time_read, time_written

FIX = Struct(">IIIIHHH6s")
SOUTH, WEST = 1 << 2, 1 << 3  # bits of the status
MICRODEGREES = 1_000_000
_BELIEVED_YEARS = range(2011, 2099)  # from the first edition of the standard to the last year before 99


class Location(NamedTuple):
    """Where a vehicle was, how it moved, and what was the matter: the body of 0x0200.

    A named tuple, because a frozen dataclass takes several times as long to make, and it is the one message
    that comes by the ten thousand a second.

    Args:
        alarm: 32 bits, named in `bits.ALARMS`.
        status: 32 bits, named in `bits.STATUSES`.
        latitude_deg: WGS-84, south negative, in steps of 1e-6; may lie outside the earth, see
        `location_doubts`. longitude_deg: WGS-84, west negative, in steps of 1e-6.
        altitude_m: 0 to 65,535.
        speed_km_h: in steps of 0.1.
        direction_deg: clockwise from north.
        at: of the fix, in UTC+8.
        tail: the additional items as they came.
    """

    alarm: int
    status: int
    latitude_deg: float
    longitude_deg: float
    altitude_m: int
    speed_km_h: float
    direction_deg: int
    at: datetime
    tail: bytes = b""

    @property
    def message_id(self) -> int:
        """The id of the message whose body it is."""
        return 0x0200

    @property
    def extras(self) -> tuple[Extra, ...]:
        """The additional items, known and unknown."""
        return extras_read(self.tail)

    @property
    def values(self) -> dict[int, Value]:
        """The values of the additional items of known kinds, by their ids."""
        return values_read(self.tail)

    def write(self, edition: Edition = Edition.E2013) -> bytes:  # noqa: ARG002 - as every body is asked
        """Return its bytes; the bits for south and west follow from the coordinates.

        Raises:
            ValueError: the time is not of this century.
            struct.error: another value does not fit its field.
        """
        return (
            FIX.pack(
                self.alarm,
                _hemisphere(_hemisphere(self.status, SOUTH, self.latitude_deg), WEST, self.longitude_deg),
                round(abs(self.latitude_deg) * MICRODEGREES),
                round(abs(self.longitude_deg) * MICRODEGREES),
                self.altitude_m,
                round(self.speed_km_h * 10),
                self.direction_deg,
                time_written(self.at),
            )
            + self.tail
        )


_location = tuple.__new__  # skips the wrapper that takes keywords: this is done for every position


def location_read(body: bytes) -> Location:
    """Return the position in the body of 0x0200.

    Raises:
        FrameError: the body is too short, or its time does not exist.
    """
    if len(body) < FIX.size:
        raise FrameError(Jt808Fault.BODY, expected=FIX.size, found=len(body))
    alarm, status, latitude, longitude, altitude_m, speed, direction_deg, time = FIX.unpack_from(body)
    found = (
        alarm,
        status,
        (-latitude if status & SOUTH else latitude) / MICRODEGREES,
        (-longitude if status & WEST else longitude) / MICRODEGREES,
        altitude_m,
        speed / 10,
        direction_deg,
        time_read(time),
        body[FIX.size :],
    )
    return _location(Location, found)


def location_doubts(location: Location) -> tuple[FrameError, ...]:
    """Return what cannot be right about a position, which is read as it came all the same.

    Source:
        own choice: no fix at (0, 0), which is sea; degrees off the earth, mostly the two swapped; a direction
        above 359; a year before the first edition of the standard, or 99: clocks that were never set or ran
        away.
    """
    return tuple(_doubts(location))


def _doubts(location: Location) -> Iterator[FrameError]:
    latitude, longitude = location.latitude_deg, location.longitude_deg
    if not latitude and not longitude:
        yield FrameError(Jt808Fault.NOWHERE)
    if abs(latitude) > 90 or abs(longitude) > 180:
        yield FrameError(Jt808Fault.OFF_EARTH, latitude=latitude, longitude=longitude)
    if location.direction_deg >= 360:
        yield FrameError(Jt808Fault.DIRECTION, found=location.direction_deg)
    if location.at.year not in _BELIEVED_YEARS:
        yield FrameError(Jt808Fault.CLOCK, found=location.at.isoformat())
    for extra in location.extras:
        if extra.fault is not None:
            yield extra.fault


def _hemisphere(status: int, bit: int, degrees: float) -> int:
    """Return a status with a hemisphere's bit as the coordinate has it; at 0 it stays as it was."""
    if not degrees:
        return status
    return status | bit if degrees < 0 else status & ~bit


class Fix(Wire[Location]):
    """A position that takes all that is left, or, `bare`, the 28 bytes before the additional items."""

    def __init__(self, *, bare: bool = False) -> None:
        self.bare = bare

    def read(self, reader: Reader) -> Location:
        """Return the next value."""
        return location_read(reader.take(FIX.size) if self.bare else reader.rest())

    def write(self, value: Location, edition: Edition) -> bytes:
        """Return a value's bytes."""
        if self.bare and value.tail:
            raise ValueError("no additional items belong here")
        return value.write(edition)


class MeasuredFix(Wire[Location]):
    """A position after its own length."""

    def read(self, reader: Reader) -> Location:
        """Return the next value."""
        return location_read(reader.take(U16.read(reader)))

    def write(self, value: Location, edition: Edition) -> bytes:
        """Return a value's bytes."""
        raw = value.write(edition)
        return U16.write(len(raw), edition) + raw


FIX_WIRE = Fix()
BARE_FIX = Fix(bare=True)
_ALL = Many(MeasuredFix(), None)


@message(0x0704, "定位数据批量上传", "several positions at once")
class LocationBatch(Body):
    """Positions that waited in the terminal.

    Args:
        kind: 0 for a batch of new ones, 1 for those of a blind area, sent again.
    """

    ORDINARY: ClassVar[int] = 0
    BLIND_AREA: ClassVar[int] = 1

    kind: int = wire(U8)
    locations: tuple[Location, ...] = wire(_ALL)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Return the message; a count that does not agree with what came is warned of."""
        said, kind, found = U16.read(reader), U8.read(reader), _ALL.read(reader)
        if said != len(found):
            reader.warn(Jt808Fault.COUNT, said=said, found=len(found))
        return cls(kind, found)

    def write(self, edition: Edition) -> bytes:
        """Return its bytes."""
        head = U16.write(len(self.locations), edition) + U8.write(self.kind, edition)
        return head + _ALL.write(self.locations, edition)


@message(0x8201, "位置信息查询", "request for a position")
class LocationRequest(Body):
    """Asks where the vehicle is."""


@message(0x0201, "位置信息查询应答", "answer with a position")
class LocationAnswer(Body):
    """Where the vehicle is."""

    ack_serial: int = wire(U16)
    location: Location = wire(FIX_WIRE)


@message(0x0500, "车辆控制应答", "answer to a vehicle control")
class VehicleControlAnswer(Body):
    """The position whose status tells whether the control was done."""

    ack_serial: int = wire(U16)
    location: Location = wire(FIX_WIRE)
