"""Bodies of frames into messages: every layout that is known, and bytes for the rest."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.bodies import BODIES, Body, RawBody, body_read
from xiuhua.sensing.codecs.jt808.frames import Frame
from xiuhua.sensing.codecs.jt808.messages import attachments, links, locations, media, settings, texts, video
from xiuhua.sensing.codecs.jt808.messages.locations import Location, location_read
from xiuhua.sensing.codecs.jt808.wire import Reader

Message = Body | Location | RawBody
MODULES = (attachments, links, locations, media, settings, texts, video)  # each enters its layouts in BODIES

_LOCATION = 0x0200


def message_read(frame: Frame) -> tuple[Message, tuple[FrameError, ...]]:
    """Return the message in a frame, and the faults that it was read in spite of.

    A part of a longer message, an encrypted body and a message of an unknown id stay bytes. What cannot be
    right about a position that is well formed says `locations.location_doubts`.

    Raises:
        FrameError: the body ends before its layout does, or a field cannot be read.
    """
    if frame.part is not None or frame.encryption:
        return RawBody(frame.message_id, frame.body), ()
    if frame.message_id == _LOCATION:
        return location_read(frame.body), ()
    layout = BODIES.get(frame.message_id)
    if layout is None:
        return RawBody(frame.message_id, frame.body), ()
    reader = Reader(frame.body, frame.edition)
    return body_read(layout, reader), tuple(reader.warnings)
