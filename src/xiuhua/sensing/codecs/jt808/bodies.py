"""What a message is: a record of fields, each with the kind it has on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self, TypeVar, cast, dataclass_transform

from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.wire import Reader, Wire

T = TypeVar("T")
R = TypeVar("R", bound="Record")
B = TypeVar("B", bound="Body")

_BODIES: dict[int, type[Body]] = {}
BODIES: Mapping[int, type[Body]] = _BODIES  # every layout that was imported; decoder.py imports all


def wire(kind: Wire[T]) -> T:
    """Declare a field and its kind."""
    return cast("T", field(metadata={"wire": kind}))


class Record:
    """Fields one after another."""

    __slots__ = ()
    wires: ClassVar[tuple[tuple[str, Wire[Any]], ...]] = ()  # a record has fields of many types

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Return the next record.

        Raises:
            FrameError: the body ends before it does, or a field cannot be read.
        """
        return cls(**{name: kind.read(reader) for name, kind in cls.wires})

    def write(self, edition: Edition) -> bytes:
        """Return its bytes in an edition.

        Raises:
            ValueError, OverflowError: a value does not fit its field.
        """
        return b"".join(kind.write(getattr(self, name), edition) for name, kind in self.wires)


class Body(Record):
    """The body of a message, with the message's name in the standard."""

    __slots__ = ()
    message_id: ClassVar[int]
    zh: ClassVar[str]
    en: ClassVar[str]


@dataclass(frozen=True, slots=True)
class RawBody:
    """A body that is kept as it came: of an unknown message, encrypted, or one part of several."""

    message_id: int
    raw: bytes

    def write(self, edition: Edition) -> bytes:  # noqa: ARG002 - as every body is asked
        """Return its bytes."""
        return self.raw


@dataclass_transform(frozen_default=True, field_specifiers=(wire,))
def record(plain: type[R]) -> type[R]:
    """Make a class of declared fields a frozen dataclass that can be read and written."""
    made = dataclass(frozen=True, slots=True)(plain)
    declared = fields(made)  # type: ignore[arg-type]  # mypy does not follow the line above for a type variable
    made.wires = tuple((one.name, one.metadata["wire"]) for one in declared)
    return made


@dataclass_transform(frozen_default=True, field_specifiers=(wire,))
def message(message_id: int, zh: str, en: str) -> Callable[[type[B]], type[B]]:
    """Make a class of declared fields the layout of a message, and enter it."""

    def enter(plain: type[B]) -> type[B]:
        made = record(plain)
        made.message_id, made.zh, made.en = message_id, zh, en
        _BODIES[message_id] = made
        return made

    return enter


class Nested(Wire[R]):
    """A record among the fields of another."""

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind

    def read(self, reader: Reader) -> R:
        """Return the next record."""
        return self.kind.read(reader)

    def write(self, value: R, edition: Edition) -> bytes:
        """Return its bytes."""
        return value.write(edition)

    def shown(self, value: R) -> dict[str, object]:
        """Return its fields as JSON has them."""
        return {name: kind.shown(getattr(value, name)) for name, kind in value.wires}


def body_read(layout: type[B], reader: Reader) -> B:
    """Return a body; what is left over is warned of.

    Raises:
        FrameError: the body ends before its layout does, or a field cannot be read.
    """
    found = layout.read(reader)
    if reader.left:
        reader.warn(Jt808Fault.SURPLUS, count=reader.left)
    return found
