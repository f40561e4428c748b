"""What is known of one link, and how it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self
from zlib import crc32

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.encoder import SERIALS, message_frames
from xiuhua.sensing.codecs.jt808.frames import Edition, Frame
from xiuhua.sensing.codecs.jt808.session.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much a link is borne with.

    Args:
        silent_after: without a frame the link is over.
        gap_after: without a new part, the missing ones are asked for.
        gap_asks: how often they are.
        assemblies: messages in parts at a time.
        assembly_parts: of one such message, each of 1,023 bytes at most.
        waiting: messages that wait to be stored.
        remembered: acknowledged messages that are known again when they are repeated.
        answer_after: the first wait for the answer to a command; the n-th is n times as long.
        answer_tries: how often a command is sent.
        authentications: wrong codes before the link is over.

    Source:
        own choices: terminals send a heartbeat or position every minute at most, as operators set them. The
        growing wait is JT/T 808-2013 chapter 6, data reliability: T(n+1) = T(n) × (n+1) there, linear here,
        because three tries of the standard's first example already last longer than a person waits.
    """

    silent_after: timedelta = timedelta(minutes=5)
    gap_after: timedelta = timedelta(seconds=5)
    gap_asks: int = 3
    assemblies: int = 4
    assembly_parts: int = 4096
    waiting: int = 256
    remembered: int = 32
    answer_after: timedelta = timedelta(seconds=15)
    answer_tries: int = 3
    authentications: int = 3


DEFAULT_LIMITS = Limits()


class Stage(StrEnum):
    """How far a link has come."""

    OPEN = "open"
    AUTHENTICATED = "authenticated"
    ENDED = "ended"


class Mark(NamedTuple):
    """What a repeated message is known by: its id, its serial and a sum over its body."""

    message_id: int
    serial: int
    digest: int


class Owed(NamedTuple):
    """A message that waits to be stored, and what will be acknowledged then.

    Args:
        serials: of its frames.
        media_id: of an upload of media, which has an answer of its own.
    """

    token: int
    mark: Mark
    serials: tuple[int, ...]
    media_id: int | None


class Assembly(NamedTuple):
    """A message in parts, of which some have come.

    Args:
        parts: the bodies by their numbers, from 1.
        asked_at: when a part last came, or missing ones were last asked for.
    """

    message_id: int
    first_serial: int
    total: int
    parts: Mapping[int, bytes]
    asked_at: datetime
    asks: int = 0

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers that have not come."""
        return tuple(number for number in range(1, self.total + 1) if number not in self.parts)

    @property
    def serials(self) -> tuple[int, ...]:
        """The serials of all its frames."""
        return tuple((self.first_serial + at) % SERIALS for at in range(self.total))


class Command(NamedTuple):
    """A command that waits for its answer.

    Args:
        serial: of its first frame.
        frames: as they were sent.
        due: when it is sent again, or given up.
    """

    serial: int
    message_id: int
    frames: tuple[bytes, ...]
    due: datetime
    tries: int = 1

    def is_meant_by(self, serial: int) -> bool:
        """Whether an answer to that serial is one to this command."""
        return (serial - self.serial) % SERIALS < len(self.frames)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One link with one terminal.

    Args:
        heard_at: when the last frame came, or the link was opened.
        phone: the terminal's, from its first frame on.
        next_serial: of the platform's next frame.
        owed: messages that wait to be stored, by their marks, oldest first.
        answered: messages acknowledged last, by their marks, oldest first.
        failures: wrong codes so far.
    """

    heard_at: datetime
    stage: Stage = Stage.OPEN
    phone: str = ""
    edition: Edition = Edition.E2013
    next_serial: int = 0
    next_token: int = 1
    owed: Mapping[Mark, Owed] = field(default_factory=dict)
    answered: Mapping[Mark, Owed] = field(default_factory=dict)
    assemblies: tuple[Assembly, ...] = ()
    commands: tuple[Command, ...] = ()
    failures: int = 0

    def changed(self, **changes: object) -> Self:
        """Return the session with some fields changed: `dataclasses.replace`, many times as fast."""
        after = object.__new__(type(self))
        after.__dict__.update(self.__dict__, **changes)
        return after


class Step(NamedTuple):
    """What came of something: the link as it is then, what the gateway is told, frames to be sent."""

    session: Session
    events: tuple[Event, ...] = ()
    replies: tuple[bytes, ...] = ()


def mark_of(frame: Frame) -> Mark:
    """Return what a frame is known by when it comes again."""
    return Mark(frame.message_id, frame.serial, crc32(frame.body))


def replying(session: Session, *messages: Message) -> tuple[Session, tuple[bytes, ...]]:
    """Return a link after some messages were sent to its terminal, and their frames."""
    frames: list[bytes] = []
    serial = session.next_serial
    for message in messages:
        made = message_frames(message, phone=session.phone, serial=serial, edition=session.edition)
        serial = (serial + len(made)) % SERIALS
        frames.extend(made)
    return session.changed(next_serial=serial), tuple(frames)


def step(session: Session, *messages: Message, events: Iterable[Event] = ()) -> Step:
    """Return a step in which some messages are sent."""
    after, frames = replying(session, *messages)
    return Step(after, tuple(events), frames)
