"""What a link tells the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.frames import Frame
from xiuhua.sensing.codecs.jt808.messages.links import Authentication, Registration


class EndReason(StrEnum):
    """Why a link is over."""

    SILENT = "silent"
    REPLACED = "replaced"
    REFUSED = "refused"


class Heard(NamedTuple):
    """A message to be stored. It is acknowledged once `committed` is called with its token, and not before.

    A named tuple, like `Frame`: every position is one.

    Args:
        frame: as it came; of a message in parts, the whole with the serial of its first part.
    """

    token: int
    frame: Frame
    message: Message
    warnings: tuple[FrameError, ...]


@dataclass(frozen=True, slots=True)
class RegistrationAsked:
    """Whether the terminal may register is asked; `registration_answer` says it."""

    frame: Frame
    message: Registration


@dataclass(frozen=True, slots=True)
class AuthenticationAsked:
    """Whether the code is right is asked; `authentication_answer` says it."""

    frame: Frame
    message: Authentication


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """The terminal gave up its registration."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A message came again; nothing is to be stored."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame was not taken, for a fault of its own or of the moment."""

    frame: Frame
    error: FrameError


@dataclass(frozen=True, slots=True)
class Sent:
    """A command is on its way; its answer will name this serial."""

    serial: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The terminal answered a command.

    Args:
        result: a `links.Result`; DONE where the answer is a message of its own.
        message: the answer itself.
    """

    serial: int
    result: int
    message: Message


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A command was sent as often as it may be, and never answered."""

    serial: int


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A message in parts never became whole; none of it was acknowledged."""

    message_id: int
    first_serial: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The link is over: the gateway closes it."""

    reason: EndReason


Event = (
    Heard | RegistrationAsked | AuthenticationAsked | LoggedOut | Repeated | Refused | Sent | Confirmed
    | Unanswered | Abandoned | Ended
)  # fmt: skip
