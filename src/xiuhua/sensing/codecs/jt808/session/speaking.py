"""The platform speaks: answers to what only the gateway knows, commands, and the passing of time."""

from __future__ import annotations

from datetime import datetime

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.frames import Edition, Frame
from xiuhua.sensing.codecs.jt808.messages.links import (
    PlatformAck,
    RegistrationAnswer,
    RegistrationResult,
    Result,
)
from xiuhua.sensing.codecs.jt808.session.assembling import gaps_asked
from xiuhua.sensing.codecs.jt808.session.events import Ended, EndReason, Event, Sent, Unanswered
from xiuhua.sensing.codecs.jt808.session.state import (
    DEFAULT_LIMITS,
    Command,
    Limits,
    Session,
    Stage,
    Step,
    replying,
    step,
)


def opened(at: datetime, edition: Edition = Edition.E2013) -> Session:
    """Return a fresh link; the edition is that of the device until a frame says 2019."""
    return Session(heard_at=at, edition=edition)


def registration_answer(
    session: Session, frame: Frame, result: RegistrationResult, auth_code: str = ""
) -> Step:
    """Return a link after a registration was decided; the code goes out with DONE only."""
    code = auth_code if result is RegistrationResult.DONE else ""
    return step(session, RegistrationAnswer(frame.serial, result, code))


def authentication_answer(
    session: Session, frame: Frame, *, is_right: bool, limits: Limits = DEFAULT_LIMITS
) -> Step:
    """Return a link after its terminal's code was looked up; after too many wrong ones it is over."""
    if is_right:
        known = session.changed(stage=Stage.AUTHENTICATED, failures=0)
        return step(known, PlatformAck(frame.serial, frame.message_id, Result.DONE))
    failed = session.changed(failures=session.failures + 1)
    told = step(failed, PlatformAck(frame.serial, frame.message_id, Result.FAILED))
    if failed.failures < limits.authentications:
        return told
    return Step(told.session.changed(stage=Stage.ENDED), (Ended(EndReason.REFUSED),), told.replies)


def command_send(session: Session, message: Message, at: datetime, limits: Limits = DEFAULT_LIMITS) -> Step:
    """Return a link after a command was sent: `Sent` names the serial that its answer will name."""
    serial = session.next_serial
    after, frames = replying(session, message)
    command = Command(serial, message.message_id, frames, at + limits.answer_after)
    return Step(after.changed(commands=(*after.commands, command)), (Sent(serial),), frames)


def replaced(session: Session) -> Step:
    """Return a link after another one of the same terminal came: what is owed will be sent again there."""
    return _ended(session, EndReason.REPLACED)


def ticked(session: Session, at: datetime, limits: Limits = DEFAULT_LIMITS) -> Step:
    """Return a link at an instant at which nothing came: lost parts, unanswered commands, silence.

    To be asked every second or so; nothing here depends on how often.
    """
    if session.stage is Stage.ENDED:
        return Step(session)
    if at - session.heard_at >= limits.silent_after:
        return _ended(session, EndReason.SILENT)
    asked = gaps_asked(session, at, limits)
    urged = _commands_urged(asked.session, at, limits)
    return Step(urged.session, asked.events + urged.events, asked.replies + urged.replies)


def _commands_urged(session: Session, at: datetime, limits: Limits) -> Step:
    """Return a link after overdue commands were sent again, or given up."""
    kept: list[Command] = []
    events: list[Event] = []
    frames: list[bytes] = []
    for command in session.commands:
        if at < command.due:
            kept.append(command)
        elif command.tries >= limits.answer_tries:
            events.append(Unanswered(command.serial))
        else:
            tries = command.tries + 1
            kept.append(command._replace(tries=tries, due=at + tries * limits.answer_after))
            frames.extend(command.frames)
    return Step(session.changed(commands=tuple(kept)), tuple(events), tuple(frames))


def _ended(session: Session, reason: EndReason) -> Step:
    unanswered = [Unanswered(command.serial) for command in session.commands]
    over = session.changed(stage=Stage.ENDED, owed={}, assemblies=(), commands=())
    return Step(over, (*unanswered, Ended(reason)))
