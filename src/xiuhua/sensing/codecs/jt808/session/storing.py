"""What was heard is stored: only now is it acknowledged."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.messages.links import PlatformAck, Result
from xiuhua.sensing.codecs.jt808.messages.media import MediaAnswer
from xiuhua.sensing.codecs.jt808.session.state import (
    DEFAULT_LIMITS,
    Limits,
    Owed,
    Session,
    Step,
    step,
)


def committed(session: Session, tokens: Collection[int], limits: Limits = DEFAULT_LIMITS) -> Step:
    """Return a link after the messages with some tokens were committed: they are acknowledged.

    Tokens that are not owed any more, such as those of a replaced link, are passed over.
    """
    told = frozenset(tokens)
    stored = [(mark, owed) for mark, owed in session.owed.items() if owed.token in told]
    left = {mark: owed for mark, owed in session.owed.items() if owed.token not in told}
    answered = [*session.answered.items(), *stored][-limits.remembered :]
    acks = [ack for _, owed in stored for ack in acknowledgements(owed)]
    return step(session.changed(owed=left, answered=dict(answered)), *acks)


def declined(session: Session, token: int, result: Result) -> Step:
    """Return a link after a message was not stored for good: the terminal is told, and need not repeat it."""
    owed = [one for one in session.owed.values() if one.token == token]
    left = {mark: one for mark, one in session.owed.items() if one.token != token}
    acks = [PlatformAck(serial, one.mark.message_id, result) for one in owed for serial in one.serials]
    return step(session.changed(owed=left), *acks)


def acknowledgements(owed: Owed) -> tuple[Message, ...]:
    """Return what tells a terminal that a message is stored: one ack for each frame, one for a picture."""
    if owed.media_id is not None:
        return (MediaAnswer(owed.media_id, ()),)
    return tuple(PlatformAck(serial, owed.mark.message_id, Result.DONE) for serial in owed.serials)
