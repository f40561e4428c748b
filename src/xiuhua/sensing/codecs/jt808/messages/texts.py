"""Words for the driver, questions and what the driver says, and bytes for whatever hangs on the terminal.

Source:
    JT/T 808-2013 and JT/T 808-2019, chapter 8: 文本信息下发, 提问下发, 驾驶员身份, 数据透传.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from xiuhua.sensing.codecs.jt808.bodies import Body, Nested, Record, message, record, wire
from xiuhua.sensing.codecs.jt808.wire import (
    MOMENT,
    REST,
    REST_TEXT,
    SHORT_TEXT,
    U8,
    U16,
    Digits,
    Later,
    LongText,
    Many,
    Reader,
    Text,
)


@message(0x8300, "文本信息下发", "text for the driver")
class TextMessage(Body):
    """A text to be shown or read aloud.

    Args:
        flags: bit 0 urgent, 2 shown to the driver, 3 read aloud, 4 on the outer display, 5 fault codes of the
        bus. kind: 1 notice, 2 service; since 2019.
    """

    flags: int = wire(U8)
    kind: int = wire(Later())
    text: str = wire(REST_TEXT)


@record
class Choice(Record):
    """One answer that a driver may give."""

    number: int = wire(U8)
    text: str = wire(LongText(2))


@message(0x8302, "提问下发", "question for the driver")
class Question(Body):
    """A question with its possible answers."""

    flags: int = wire(U8)
    text: str = wire(SHORT_TEXT)
    choices: tuple[Choice, ...] = wire(Many(Nested(Choice), None))


@message(0x0302, "提问应答", "the driver's answer")
class QuestionAnswer(Body):
    """The number of the answer that the driver chose."""

    ack_serial: int = wire(U16)
    number: int = wire(U8)


@message(0x0702, "驾驶员身份信息采集上报", "the driver's card")
class DriverCard(Body):
    """A card was put in or taken out.

    Args:
        status: 1 put in, 2 taken out; the message ends after the time where it was taken out.
        reading: 0 where the card could be read, else why not.
        valid_until: eight digits YYYYMMDD.
        id_card: the driver's identity number; since 2019.
    """

    status: int = wire(U8)
    time: datetime | None = wire(MOMENT)
    reading: int = wire(U8)
    name: str = wire(SHORT_TEXT)
    licence: str = wire(Text(20))
    issuer: str = wire(SHORT_TEXT)
    valid_until: str = wire(Digits(4))
    id_card: str = wire(Text(0, 0, 20))

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Return the message; it ends early for a card that was taken out or could not be read."""
        status, time = U8.read(reader), MOMENT.read(reader)
        reading = U8.read(reader) if reader.left else 0
        if not reader.left:
            return cls(status, time, reading, "", "", "", "00000000", "")
        return cls(status, time, reading, *(kind.read(reader) for _, kind in cls.wires[3:]))


@message(0x0900, "数据上行透传", "bytes from a device behind the terminal")
class BytesUp(Body):
    """What a device behind the terminal sent: truck-body sensors, recorders, card readers.

    Args:
        kind: 0x00 GNSS module, 0x0B card reader, 0x41 and 0x42 serial ports, 0xF0 to 0xFF own use.
    """

    kind: int = wire(U8)
    content: bytes = wire(REST)


@message(0x8900, "数据下行透传", "bytes for a device behind the terminal")
class BytesDown(Body):
    """What is meant for a device behind the terminal; `kind` as in `BytesUp`."""

    kind: int = wire(U8)
    content: bytes = wire(REST)
