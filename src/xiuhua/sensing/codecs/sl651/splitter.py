"""From a stream of bytes to whole frames of SL 651, in either encoding, whatever pieces the bytes come in.

Nothing is escaped, so a frame is found by its start, the shape of its head, its length and the marks on
both sides of the body. Where one of these does not fit, the search goes on one byte further. Whether a
frame starts somewhere depends on its own bytes only, so the same stream gives the same frames however it
is cut.

Source:
    SL 651-2014, 6.2 and tables 16 to 23; the search for the next frame is our own choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import ENDS, MOST_BODY_OCTETS, STARTS

HEX_HEAD = 14  # 7E7E, centre, station, password, function, length, start mark
ASCII_HEAD = 24  # SOH, the same in two characters a byte, start mark
HEX_TAIL, ASCII_TAIL = 3, 5  # end mark and checksum
MOST_OCTETS = ASCII_HEAD + MOST_BODY_OCTETS + ASCII_TAIL
_SAMPLE_OCTETS = 64
_START = re.compile(rb"\x7e\x7e|\x01|\x7e\Z")
_ASCII_FIELDS = re.compile(rb"\x01[0-9A-Fa-f]{18}[08][0-9A-Fa-f]{3}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One frame of a stream, or a stretch of it that is none.

    Args:
        raw: from the start to the checksum; of a stretch that is no frame, its first bytes.
        fault: why it is none; None for a frame, whose checksum may still turn out to be wrong.
    """

    raw: bytes
    fault: FrameError | None = None


class Splitter:
    """Cuts a stream into frames; holds at most one unfinished frame."""

    __slots__ = ("_noise", "_noise_octets", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._noise = b""
        self._noise_octets = 0

    @property
    def pending_octets(self) -> int:
        """Bytes that wait for the rest of their frame."""
        return len(self._rest)

    def feed(self, received: bytes) -> list[Piece]:
        """Take the next bytes of the stream and return what they complete."""
        stream = self._rest + received
        pieces: list[Piece] = []
        at = 0
        while start := _START.search(stream, at):
            self._pass_over(stream[at : start.start()])
            at = start.start()
            octets = frame_octets(stream, at)
            if octets is None:
                break
            if octets:
                pieces += [*self._noise_told(), Piece(stream[at : at + octets])]
            else:
                self._pass_over(stream[at : at + 1])
            at += octets or 1
        else:
            self._pass_over(stream[at:])
            at = len(stream)
        self._rest = stream[at:]
        return pieces

    def close(self) -> list[Piece]:
        """Return what was left when the stream ended, and begin anew."""
        rest, self._rest = self._rest, b""
        octets = _said_octets(rest)
        if octets:
            cut = FrameError(CommonFault.TRUNCATED, expected=octets, found=len(rest))
            return [*self._noise_told(), Piece(rest, cut)]
        self._pass_over(rest)
        return self._noise_told()

    def _pass_over(self, noise: bytes) -> None:
        self._noise_octets += len(noise)
        self._noise += noise[: _SAMPLE_OCTETS - len(self._noise)]

    def _noise_told(self) -> list[Piece]:
        if not self._noise_octets:
            return []
        told = Piece(self._noise, FrameError(Sl651Fault.NOT_A_FRAME, octets=self._noise_octets))
        self._noise, self._noise_octets = b"", 0
        return [told]


def frame_octets(stream: bytes, at: int) -> int | None:
    """Return how long the frame is that starts at a place; 0 where none does, None while that is unknown."""
    head, tail = (ASCII_HEAD, ASCII_TAIL) if stream[at] == 1 else (HEX_HEAD, HEX_TAIL)
    if len(stream) < at + head:
        return None
    octets = _said_octets(stream[at : at + head])
    if not octets:
        return 0
    if len(stream) < at + octets:
        return None
    return octets if stream[at + octets - tail] in ENDS else 0


def _said_octets(head: bytes) -> int:
    """Return how long a frame with this head says it is; 0 where it is no head."""
    if head[:1] == b"\x01":
        if len(head) < ASCII_HEAD or head[ASCII_HEAD - 1] not in STARTS or not _ASCII_FIELDS.match(head):
            return 0
        return ASCII_HEAD + int(head[20:23], 16) + ASCII_TAIL
    if len(head) < HEX_HEAD or head[HEX_HEAD - 1] not in STARTS or head[11] & 0x70:
        return 0
    return HEX_HEAD + (int.from_bytes(head[11:13]) & MOST_BODY_OCTETS) + HEX_TAIL
