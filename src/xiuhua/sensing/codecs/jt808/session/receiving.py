"""A frame comes: what it means for the link, what the gateway is told, what is answered at once.

Registration and authentication are asked about, heartbeats answered. What holds facts is handed to the
gateway and acknowledged only when `storing.committed` says that it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.bodies import RawBody
from xiuhua.sensing.codecs.jt808.decoder import Message, message_read
from xiuhua.sensing.codecs.jt808.frames import Frame
from xiuhua.sensing.codecs.jt808.messages.links import (
    Authentication,
    Heartbeat,
    LogOut,
    PlatformAck,
    Registration,
    Result,
    TerminalAck,
    TerminalPartsRequest,
    TimeAnswer,
    TimeRequest,
)
from xiuhua.sensing.codecs.jt808.messages.media import MediaUpload
from xiuhua.sensing.codecs.jt808.session.assembling import part_added
from xiuhua.sensing.codecs.jt808.session.events import (
    AuthenticationAsked,
    Confirmed,
    Event,
    Heard,
    LoggedOut,
    Refused,
    RegistrationAsked,
    Repeated,
)
from xiuhua.sensing.codecs.jt808.session.faults import SessionFault
from xiuhua.sensing.codecs.jt808.session.state import (
    DEFAULT_LIMITS,
    Command,
    Limits,
    Owed,
    Session,
    Stage,
    Step,
    mark_of,
    step,
)
from xiuhua.sensing.codecs.jt808.session.storing import acknowledgements
from xiuhua.sensing.codecs.jt808.wire import id_shown

_PLATFORM = 0x8000  # ids from here on are the platform's own


def received(session: Session, frame: Frame, at: datetime, limits: Limits = DEFAULT_LIMITS) -> Step:
    """Return what comes of a frame at an instant."""
    foreign = _foreign(session, frame)
    if foreign is not None:
        return Step(session, (Refused(frame, foreign),))
    try:
        read = message_read(frame)
    except FrameError as error:
        return _not_taken(_noted(session, frame, at), frame, error, Result.BAD_MESSAGE)
    message = read[0]
    at_once = _AT_ONCE.get(type(message))
    if at_once is not None:
        return at_once(_noted(session, frame, at), frame, message, at)
    if session.stage is not Stage.AUTHENTICATED:
        why = FrameError(SessionFault.NOT_AUTHENTICATED)
        return _not_taken(_noted(session, frame, at), frame, why, Result.FAILED)
    if frame.part is not None:
        return _part_heard(_noted(session, frame, at), frame, at, limits)
    return _heard(session, frame, read, (frame.serial,), at, limits)


def _noted(session: Session, frame: Frame, at: datetime) -> Session:
    """Return a link on which a frame of its own terminal has come."""
    return session.changed(heard_at=at, phone=frame.phone, edition=frame.edition)


def _foreign(session: Session, frame: Frame) -> FrameError | None:
    """Return why a frame does not belong to a link; None where it does."""
    if session.stage is Stage.ENDED:
        return FrameError(SessionFault.ENDED)
    if session.phone and session.phone != frame.phone:
        return FrameError(SessionFault.OTHER_PHONE, phone=session.phone, found=frame.phone)
    return None


def _part_heard(session: Session, frame: Frame, at: datetime, limits: Limits) -> Step:
    if frame.part is not None and frame.part.total > limits.assembly_parts:
        many = FrameError(SessionFault.TOO_MANY_PARTS, total=frame.part.total, most=limits.assembly_parts)
        return _not_taken(session, frame, many, Result.UNSUPPORTED)
    session, whole, serials, events = part_added(session, frame, at, limits)
    if whole is None:
        return Step(session, events)
    try:
        read = message_read(whole)
    except FrameError as error:
        refused = _not_taken(session, whole, error, Result.BAD_MESSAGE)
        return refused._replace(events=events + refused.events)
    heard = _heard(session, whole, read, serials, at, limits)
    return heard._replace(events=events + heard.events)


def _heard(
    session: Session,
    frame: Frame,
    read: tuple[Message, tuple[FrameError, ...]],
    serials: tuple[int, ...],
    at: datetime,
    limits: Limits,
) -> Step:
    """Return what comes of a message that is to be stored; the link is changed once, for the many."""
    message, warnings = read
    if isinstance(message, RawBody) or frame.message_id >= _PLATFORM:
        error = FrameError(SessionFault.UNSUPPORTED, message_id=id_shown(frame.message_id))
        return _not_taken(_noted(session, frame, at), frame, error, Result.UNSUPPORTED)
    mark = mark_of(frame)
    if mark in session.owed:  # its acknowledgement is on its way
        return Step(_noted(session, frame, at), (Repeated(frame),))
    known = session.answered.get(mark)
    if known is not None:
        return step(_noted(session, frame, at), *acknowledgements(known), events=(Repeated(frame),))
    if len(session.owed) >= limits.waiting:  # unacknowledged, so it will come again
        flooding = FrameError(SessionFault.FLOODING, waiting=len(session.owed))
        return Step(_noted(session, frame, at), (Refused(frame, flooding),))
    token = session.next_token
    media_id = message.media_id if isinstance(message, MediaUpload) else None
    owed = Owed(token, mark, serials, media_id)
    events: tuple[Event, ...] = (Heard(token, frame, message, warnings),)
    answers = getattr(message, "ack_serial", None)
    if answers is not None and (command := _commanded(session, answers)):
        session = session.changed(commands=tuple(one for one in session.commands if one is not command))
        events = (Confirmed(command.serial, Result.DONE, message), *events)
    after = session.changed(
        heard_at=at, phone=frame.phone, edition=frame.edition,
        owed={**session.owed, mark: owed}, next_token=token + 1,
    )  # fmt: skip
    return Step(after, events)


def _not_taken(session: Session, frame: Frame, error: FrameError, result: Result) -> Step:
    ack = PlatformAck(frame.serial, frame.message_id, result)
    return step(session, ack, events=(Refused(frame, error),))


def _commanded(session: Session, serial: int) -> Command | None:
    return next((command for command in session.commands if command.is_meant_by(serial)), None)


def _acknowledged(session: Session, frame: Frame, result: Result = Result.DONE) -> Step:
    return step(session, PlatformAck(frame.serial, frame.message_id, result))


def _beaten(session: Session, frame: Frame, _message: Message, _at: datetime) -> Step:
    return _acknowledged(session, frame)


def _logged_out(session: Session, frame: Frame, _message: Message, _at: datetime) -> Step:
    return _acknowledged(session.changed(stage=Stage.OPEN), frame)._replace(events=(LoggedOut(),))


def _registration(session: Session, frame: Frame, message: Message, _at: datetime) -> Step:
    assert isinstance(message, Registration)  # noqa: S101 - the table below sends nothing else here
    return Step(session, (RegistrationAsked(frame, message),))


def _authentication(session: Session, frame: Frame, message: Message, _at: datetime) -> Step:
    assert isinstance(message, Authentication)  # noqa: S101 - the table below sends nothing else here
    return Step(session, (AuthenticationAsked(frame, message),))


def _time_asked(session: Session, _frame: Frame, _message: Message, at: datetime) -> Step:
    return step(session, TimeAnswer(at))


def _confirmed(session: Session, _frame: Frame, message: Message, _at: datetime) -> Step:
    """Return what comes of a general acknowledgement, which is not acknowledged itself."""
    assert isinstance(message, TerminalAck)  # noqa: S101 - the table below sends nothing else here
    command = _commanded(session, message.ack_serial)
    if command is None or command.message_id != message.ack_id:
        return Step(session)
    left = tuple(one for one in session.commands if one is not command)
    return Step(session.changed(commands=left), (Confirmed(command.serial, message.result, message),))


def _parts_asked(session: Session, frame: Frame, message: Message, _at: datetime) -> Step:
    assert isinstance(message, TerminalPartsRequest)  # noqa: S101 - the table below sends nothing else here
    command = next((one for one in session.commands if one.serial == message.first_serial), None)
    if command is None:
        return _acknowledged(session, frame, Result.FAILED)
    known = range(1, len(command.frames) + 1)
    return Step(
        session, (), tuple(command.frames[number - 1] for number in message.numbers if number in known)
    )


_AT_ONCE: dict[type, Callable[[Session, Frame, Message, datetime], Step]] = {
    Heartbeat: _beaten,
    LogOut: _logged_out,
    Registration: _registration,
    Authentication: _authentication,
    TimeRequest: _time_asked,
    TerminalAck: _confirmed,
    TerminalPartsRequest: _parts_asked,
}
