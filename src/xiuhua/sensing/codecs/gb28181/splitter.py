"""From a TCP stream to whole SIP messages, whatever pieces the bytes come in.

A message starts with a line that can only be the start of one and ends where its Content-Length says; without
one it has no body. Other lines are passed over. Over UDP a datagram is a message and needs none of this.

Source:
    RFC 3261, 18.3 (Content-Length is required over streams); RFC 5626, 3.5.1 (CR LF CR LF keeps a link
    alive). The bounds are our own choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault

MOST_LINE_OCTETS = 2048
MOST_HEAD_OCTETS = 16 * 1024
MOST_BODY_OCTETS = 256 * 1024
MOST_OCTETS = MOST_HEAD_OCTETS + MOST_BODY_OCTETS
_SAMPLE_OCTETS = 64
_START = re.compile(rb"(?:[A-Z]{2,16} [!-~]+ SIP/2\.0|SIP/2\.0 [1-6]\d\d(?: [^\r\n]*)?)\r?\n")
_HEAD_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,10})[ \t]*\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of a stream, or a stretch of it that is none.

    Args:
        raw: the message; of a stretch that is none, its first bytes.
        fault: why it is none; None for a message, which may still turn out to be wrong.
    """

    raw: bytes
    fault: FrameError | None = None


class Splitter:
    """Cuts a stream into messages; holds at most one unfinished message."""

    __slots__ = ("_in_long_line", "_noise", "_noise_octets", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._noise = b""
        self._noise_octets = 0
        self._in_long_line = False

    @property
    def pending_octets(self) -> int:
        """Bytes that wait for the rest of their message."""
        return len(self._rest)

    def feed(self, received: bytes) -> list[Piece]:
        """Take the next bytes of the stream and return what they complete."""
        stream = self._rest + received
        pieces: list[Piece] = []
        at = 0
        while (line_end := stream.find(b"\n", at)) >= 0:
            after = line_end + 1
            if self._in_long_line or after - at > MOST_LINE_OCTETS or not _START.match(stream, at, after):
                self._pass_over(stream[at:after])
                self._in_long_line = False
                at = after
                continue
            end, fault = _end(stream, at)
            if end is None:
                break
            pieces += [*self._noise_told(), Piece(stream[at:end], fault)]
            at = end
        else:
            if self._in_long_line or len(stream) - at > MOST_LINE_OCTETS:
                self._pass_over(stream[at:])
                self._in_long_line, at = True, len(stream)
        self._rest = stream[at:]
        return pieces

    def close(self) -> list[Piece]:
        """Return what was left when the stream ended, and begin anew."""
        rest, self._rest, self._in_long_line = self._rest, b"", False
        if not _START.match(rest):
            self._pass_over(rest)
            return self._noise_told()
        expected = len(rest) + 1
        head_end, length = _HEAD_END.search(rest), _LENGTH.search(rest)
        if head_end and length:
            expected = head_end.end() + int(length[1])
        cut = FrameError(CommonFault.TRUNCATED, expected=expected, found=len(rest))
        return [*self._noise_told(), Piece(rest, cut)]

    def _pass_over(self, noise: bytes) -> None:
        bare = noise.translate(None, b"\r\n \t\0")
        self._noise_octets += len(bare)
        self._noise += bare[: _SAMPLE_OCTETS - len(self._noise)]

    def _noise_told(self) -> list[Piece]:
        if not self._noise_octets:
            return []
        told = Piece(self._noise, FrameError(Gb28181Fault.NOT_SIP, octets=self._noise_octets))
        self._noise, self._noise_octets = b"", 0
        return [told]


def _end(stream: bytes, at: int) -> tuple[int | None, FrameError | None]:
    """Return where the message at a place ends, None while that is unknown; where it is too long, why."""
    head_end = _HEAD_END.search(stream, at, at + MOST_HEAD_OCTETS)
    if head_end is None:
        if len(stream) - at < MOST_HEAD_OCTETS:
            return None, None
        return stream.find(b"\n", at) + 1, FrameError(Gb28181Fault.TOO_LONG, limit=MOST_HEAD_OCTETS)
    length = _LENGTH.search(stream, at, head_end.end())
    octets = int(length[1]) if length else 0
    if octets > MOST_BODY_OCTETS:
        return head_end.end(), FrameError(Gb28181Fault.TOO_LONG, limit=MOST_BODY_OCTETS)
    end = head_end.end() + octets
    return (end, None) if len(stream) >= end else (None, None)
