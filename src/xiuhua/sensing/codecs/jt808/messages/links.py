"""Messages that keep a link: acknowledgements, registration, authentication, lost parts.

Source:
    JT/T 808-2013 and JT/T 808-2019, chapter 8: data format.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum
from struct import Struct
from typing import Self

from xiuhua.sensing.codecs.jt808.bodies import Body, message, wire
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.wire import (
    ENCODING,
    ID,
    REST_TEXT,
    U8,
    U16,
    LongText,
    Many,
    Moment,
    Number,
    Reader,
    Text,
)

_ACK = Struct(">HHB")


class Result(IntEnum):
    """What a general acknowledgement says."""

    DONE = 0
    FAILED = 1
    BAD_MESSAGE = 2
    UNSUPPORTED = 3
    ALARM_CONFIRMED = 4


class RegistrationResult(IntEnum):
    """What becomes of a registration."""

    DONE = 0
    VEHICLE_REGISTERED = 1
    NO_SUCH_VEHICLE = 2
    TERMINAL_REGISTERED = 3
    NO_SUCH_TERMINAL = 4


@message(0x0001, "终端通用应答", "general acknowledgement by the terminal")
class TerminalAck(Body):
    """The terminal's answer to any message that has no answer of its own; `result` is a `Result`."""

    ack_serial: int = wire(U16)
    ack_id: int = wire(ID)
    result: int = wire(U8)


@message(0x8001, "平台通用应答", "general acknowledgement by the platform")
class PlatformAck(Body):
    """The platform's answer to any message that has no answer of its own; `result` is a `Result`."""

    ack_serial: int = wire(U16)
    ack_id: int = wire(ID)
    result: int = wire(U8)

    def write(self, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return its bytes, packed at once: every position that is stored is answered so."""
        return _ACK.pack(self.ack_serial, self.ack_id, self.result)


@message(0x0002, "终端心跳", "heartbeat")
class Heartbeat(Body):
    """Nothing but that the terminal is there."""


@message(0x0003, "终端注销", "log out")
class LogOut(Body):
    """The terminal gives up its registration."""


@message(0x0004, "查询服务器时间请求", "request for the platform's time")
class TimeRequest(Body):
    """Asks for the platform's time; since 2019."""


@message(0x8004, "查询服务器时间应答", "the platform's time")
class TimeAnswer(Body):
    """The platform's time: the only one that the standard has in UTC."""

    time: datetime | None = wire(Moment(UTC))


@message(0x8003, "服务器补传分包请求", "request for lost parts by the platform")
class PartsRequest(Body):
    """Asks for parts of a message again.

    Args:
        first_serial: the serial of the message's first part.
    """

    first_serial: int = wire(U16)
    numbers: tuple[int, ...] = wire(Many(U16, Number(1, width_2019=2)))


@message(0x0005, "终端补传分包请求", "request for lost parts by the terminal")
class TerminalPartsRequest(Body):
    """Asks the platform for parts of a message again; since 2019."""

    first_serial: int = wire(U16)
    numbers: tuple[int, ...] = wire(Many(U16, U16))


@message(0x0100, "终端注册", "registration")
class Registration(Body):
    """A terminal introduces itself.

    Args:
        province: first two digits of the division code of GB/T 2260.
        city: the four digits that follow.
        plate_color: as JT/T 415 numbers it; 0 where the vehicle has no plate.
        plate: the plate, or the vehicle identification number where it has none.
    """

    province: int = wire(U16)
    city: int = wire(U16)
    manufacturer: str = wire(Text(5, 5, 11))
    model: str = wire(Text(8, 20, 30))
    terminal_id: str = wire(Text(7, 7, 30))
    plate_color: int = wire(U8)
    plate: str = wire(REST_TEXT)


@message(0x8100, "终端注册应答", "answer to a registration")
class RegistrationAnswer(Body):
    """What became of a registration; where that is 0, the code to authenticate with."""

    ack_serial: int = wire(U16)
    result: int = wire(U8)
    auth_code: str = wire(REST_TEXT)


_IMEI = Text(15)
_SOFTWARE = Text(20)


@message(0x0102, "终端鉴权", "authentication")
class Authentication(Body):
    """A terminal shows the code that it was given; with its IMEI and software since 2019."""

    auth_code: str = wire(REST_TEXT)
    imei: str = wire(_IMEI)
    software: str = wire(_SOFTWARE)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Return the message; a body of 2013 behind a header of 2019 is understood."""
        if reader.edition is not Edition.E2019:
            return cls(REST_TEXT.read(reader), "", "")
        body = reader.rest()
        if not body or body[0] >= len(body):  # the length that should stand here leads out of the body
            reader.warn(Jt808Fault.OLD_LAYOUT)
            return cls(REST_TEXT.read(Reader(body, reader.edition)), "", "")
        inner = Reader(body, reader.edition)
        code = LongText().read(inner)
        found = cls(code, _IMEI.read(inner), _SOFTWARE.read(inner)) if inner.left else cls(code, "", "")
        if inner.left:
            inner.warn(Jt808Fault.SURPLUS, count=inner.left)
        reader.warnings.extend(inner.warnings)
        return found

    def write(self, edition: Edition) -> bytes:
        """Return its bytes; editions before 2019 have the code alone."""
        if edition is not Edition.E2019:
            return self.auth_code.encode(ENCODING)
        code = LongText().write(self.auth_code, edition)
        return code + _IMEI.write(self.imei, edition) + _SOFTWARE.write(self.software, edition)
