"""Fields of message bodies: how each kind is read from bytes, written to bytes and shown.

Source:
    JT/T 808-2013 §4.2 and JT/T 808-2019 §4.2: BYTE, WORD and DWORD are unsigned, high byte first; BCD[n]
    holds 2n digits; STRING is GBK. GB 18030 is read and written, which GBK is a part of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Generic, TypeVar

from xiuhua.sensing.codecs.faults import Detail, Fault, FrameError
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import Edition

T = TypeVar("T")
CHINA = timezone(timedelta(hours=8))
ENCODING = "gb18030"

_DIGITS = bytes(
    tens * 10 + ones if max(tens, ones) < 10 else 0xFF for tens in range(16) for ones in range(16)
)
_CENTURY = 2000


class Reader:
    """Reads a body from its beginning to its end."""

    __slots__ = ("_at", "_body", "edition", "warnings")

    def __init__(self, body: bytes, edition: Edition) -> None:
        self._body = body
        self._at = 0
        self.edition = edition
        self.warnings: list[FrameError] = []

    @property
    def left(self) -> int:
        """How many bytes are not read yet."""
        return len(self._body) - self._at

    def take(self, count: int) -> bytes:
        """Return the next bytes.

        Raises:
            FrameError: the body ends before.
        """
        ends = self._at + count
        if ends > len(self._body):
            raise FrameError(Jt808Fault.BODY, expected=ends, found=len(self._body))
        taken = self._body[self._at : ends]
        self._at = ends
        return taken

    def rest(self) -> bytes:
        """Return all bytes that are left."""
        return self.take(self.left)

    def warn(self, fault: Fault, **details: Detail) -> None:
        """Note a fault that the body is read in spite of."""
        self.warnings.append(FrameError(fault, **details))


class Wire(ABC, Generic[T]):
    """One kind of field."""

    @abstractmethod
    def read(self, reader: Reader) -> T:
        """Return the next value; FrameError where there is none."""

    @abstractmethod
    def write(self, value: T, edition: Edition) -> bytes:
        """Return a value's bytes; ValueError or OverflowError where it does not fit."""

    def shown(self, value: T) -> object:
        """Return a value as JSON has it."""
        return value


class Number(Wire[int]):
    """An unsigned integer, high byte first."""

    def __init__(self, width: int, *, width_2019: int = 0) -> None:
        self.width = width
        self._width_2019 = width_2019 or width

    def _bytes_in(self, edition: Edition) -> int:
        return self._width_2019 if edition is Edition.E2019 else self.width

    def read(self, reader: Reader) -> int:
        """Return the next value."""
        return int.from_bytes(reader.take(self._bytes_in(reader.edition)), "big")

    def write(self, value: int, edition: Edition) -> bytes:
        """Return a value's bytes."""
        return value.to_bytes(self._bytes_in(edition), "big")


class Later(Wire[int]):
    """A byte that the edition of 2019 added; 0 before."""

    def read(self, reader: Reader) -> int:
        """Return the next value."""
        return reader.take(1)[0] if reader.edition is Edition.E2019 else 0

    def write(self, value: int, edition: Edition) -> bytes:
        """Return a value's bytes."""
        return bytes((value,)) if edition is Edition.E2019 else b""


class Id(Number):
    """A message's id, shown as the standard writes it: 0x0200."""

    def shown(self, value: int) -> str:
        """Return the id as the standard writes it."""
        return id_shown(value, self.width)


class Raw(Wire[bytes]):
    """Bytes of a fixed width, or all that are left; shown as hex."""

    def __init__(self, width: int | None = None) -> None:
        self.width = width

    def read(self, reader: Reader) -> bytes:
        """Return the next value."""
        return reader.rest() if self.width is None else reader.take(self.width)

    def write(self, value: bytes, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return a value's bytes."""
        if self.width not in {None, len(value)}:
            raise ValueError(f"{len(value)} bytes stand where {self.width} belong")
        return value

    def shown(self, value: bytes) -> str:
        """Return the bytes as hex."""
        return value.hex()


class LongBytes(Wire[bytes]):
    """Bytes after their own length; shown as hex."""

    def __init__(self, length: int = 1) -> None:
        self._length = length

    def read(self, reader: Reader) -> bytes:
        """Return the next value."""
        return reader.take(int.from_bytes(reader.take(self._length), "big"))

    def write(self, value: bytes, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return a value's bytes."""
        return len(value).to_bytes(self._length, "big") + value

    def shown(self, value: bytes) -> str:
        """Return the bytes as hex."""
        return value.hex()


class Text(Wire[str]):
    """A text of a fixed width, padded with NUL.

    Terminals that pad with the character 0 in front, as some do in the wide fields of 2019, are understood.

    Args:
        widths: bytes in the editions of 2011, 2013 and 2019.
    """

    def __init__(self, *widths: int) -> None:
        self.widths = widths if len(widths) > 1 else widths * 3

    def width_in(self, edition: Edition) -> int:
        """Return how many bytes an edition gives it."""
        return self.widths[(Edition.E2011, Edition.E2013, Edition.E2019).index(edition)]

    def read(self, reader: Reader) -> str:
        """Return the next value."""
        raw = reader.take(self.width_in(reader.edition))
        padded = reader.edition is Edition.E2019 and raw.startswith(b"00") and b"\0" not in raw
        if padded and (meant := raw.lstrip(b"0")):
            reader.warn(Jt808Fault.ZERO_PADDING, found=text_decoded(raw))
            raw = meant
        return _text(raw, reader)

    def write(self, value: str, edition: Edition) -> bytes:
        """Return a value's bytes."""
        raw, width = value.encode(ENCODING), self.width_in(edition)
        if len(raw) > width:
            raise ValueError(f"{value!r} does not fit {width} bytes")
        return raw.ljust(width, b"\0")


class RestText(Wire[str]):
    """A text that takes all that is left."""

    def read(self, reader: Reader) -> str:
        """Return the next value."""
        return _text(reader.rest(), reader)

    def write(self, value: str, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return a value's bytes."""
        return value.encode(ENCODING)


class LongText(Wire[str]):
    """A text after its own length in bytes."""

    def __init__(self, length: int = 1) -> None:
        self._length = length

    def read(self, reader: Reader) -> str:
        """Return the next value."""
        return _text(reader.take(int.from_bytes(reader.take(self._length), "big")), reader)

    def write(self, value: str, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return a value's bytes."""
        raw = value.encode(ENCODING)
        return len(raw).to_bytes(self._length, "big") + raw


class Digits(Wire[str]):
    """Decimal digits in BCD, all of them kept."""

    def __init__(self, width: int) -> None:
        self.width = width

    def read(self, reader: Reader) -> str:
        """Return the next value."""
        digits = reader.take(self.width).hex()
        if not digits.isdecimal():
            raise FrameError(Jt808Fault.BCD, field="BCD", found=digits)
        return digits

    def write(self, value: str, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return a value's bytes."""
        if len(value) != 2 * self.width or not (value.isascii() and value.isdigit()):
            raise ValueError(f"{value!r} is not of {2 * self.width} digits")
        return bytes.fromhex(value)


class Moment(Wire[datetime | None]):
    """A time YYMMDDhhmmss in BCD[6], UTC+8 but for one message; None for six zeros, which mean no limit."""

    def __init__(self, zone: tzinfo = CHINA) -> None:
        self.zone = zone

    def read(self, reader: Reader) -> datetime | None:
        """Return the next value."""
        raw = reader.take(6)
        return time_read(raw).replace(tzinfo=self.zone) if any(raw) else None

    def write(self, value: datetime | None, edition: Edition) -> bytes:  # noqa: ARG002 - the same in every edition
        """Return a value's bytes."""
        return bytes(6) if value is None else time_written(value, self.zone)

    def shown(self, value: datetime | None) -> str | None:
        """Return the time in ISO 8601."""
        return None if value is None else value.isoformat()


class Many(Wire[tuple[T, ...]]):
    """Fields of one kind, after their number; all that are left where nothing says how many."""

    def __init__(self, each: Wire[T], count: Wire[int] | None) -> None:
        self.each = each
        self.count = count

    def read(self, reader: Reader) -> tuple[T, ...]:
        """Return the next values."""
        if self.count is not None:
            return tuple(self.each.read(reader) for _ in range(self.count.read(reader)))
        found = []
        while reader.left:
            found.append(self.each.read(reader))
        return tuple(found)

    def write(self, value: tuple[T, ...], edition: Edition) -> bytes:
        """Return the values' bytes."""
        count = b"" if self.count is None else self.count.write(len(value), edition)
        return count + b"".join(self.each.write(one, edition) for one in value)

    def shown(self, value: Sequence[T]) -> list[object]:
        """Return the values as JSON has them."""
        return [self.each.shown(one) for one in value]


def time_read(raw: bytes) -> datetime:
    """Return the time that six bytes YYMMDDhhmmss say, in UTC+8.

    Raises:
        FrameError: they are not BCD, or there is no such time.
    """
    year, month, day, hour, minute, second = raw.translate(_DIGITS)
    try:
        if year > 99:
            raise FrameError(Jt808Fault.TIME, found=raw.hex())
        return datetime(_CENTURY + year, month, day, hour, minute, second, 0, CHINA)
    except ValueError:
        raise FrameError(Jt808Fault.TIME, found=raw.hex()) from None


def time_written(at: datetime, zone: tzinfo = CHINA) -> bytes:
    """Return the six bytes YYMMDDhhmmss of an instant.

    Raises:
        ValueError: the year is not one of this century's.
    """
    local = at.astimezone(zone)
    if local.year // 100 != _CENTURY // 100:
        raise ValueError(f"two digits cannot say the year {local.year}")
    return bytes.fromhex(local.strftime("%y%m%d%H%M%S"))


def id_shown(number: int, width: int = 2) -> str:
    """Return an id of some bytes as the standard writes it: 0x0200."""
    return f"0x{number:0{2 * width}X}"


def text_decoded(raw: bytes) -> str:
    """Return a text, with a sign in place of what is not in the encoding."""
    return raw.decode(ENCODING, "replace")


def _text(raw: bytes, reader: Reader) -> str:
    """Return a text without its padding: it ends at the first NUL behind it."""
    raw = raw.lstrip(b"\0").split(b"\0", 1)[0].rstrip(b" ")
    try:
        return raw.decode(ENCODING)
    except UnicodeDecodeError:
        reader.warn(Jt808Fault.TEXT, found=raw.hex())
        return text_decoded(raw)


U8, U16, U32, U64 = Number(1), Number(2), Number(4), Number(8)
ID = Id(2)
REST = Raw()
MOMENT = Moment()
SHORT_TEXT = LongText()
REST_TEXT = RestText()
