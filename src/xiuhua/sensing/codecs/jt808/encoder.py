"""Messages into frames, of the platform and of terminals alike."""

from __future__ import annotations

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.frames import LONGEST_BODY, Edition, Frame, Part, frame_write

SERIALS = 0x10000  # they begin again at 0


def message_frames(
    message: Message,
    *,
    phone: str,
    serial: int,
    edition: Edition = Edition.E2013,
    longest_body: int = LONGEST_BODY,
) -> tuple[bytes, ...]:
    """Return a message as it goes over the line: one frame, or several where its body is long.

    The frames' serials count on from the first one's; `longest_body` is how many bytes one frame may carry.

    Raises:
        ValueError, OverflowError, struct.error: a value does not fit its field, or there are too many parts.
    """
    body = message.write(edition)
    if len(body) <= longest_body:
        return (frame_write(Frame(message.message_id, edition, phone, serial, body)),)
    pieces = [body[at : at + longest_body] for at in range(0, len(body), longest_body)]
    if len(pieces) >= SERIALS:
        raise ValueError(f"a body of {len(body)} bytes makes too many parts")
    return tuple(
        frame_write(
            Frame(
                message.message_id, edition, phone, (serial + at) % SERIALS, piece,
                part=Part(len(pieces), at + 1),
            )
        )
        for at, piece in enumerate(pieces)
    )  # fmt: skip
