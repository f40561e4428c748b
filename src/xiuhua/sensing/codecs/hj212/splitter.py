"""From a stream of bytes to whole frames of HJ 212, whatever pieces the bytes come in.

A frame ends where its length says, if `&&` stands there. Where it does not, the frame ends at the first
`&&`, four hexadecimal digits and CR LF, or where the next frame begins, whichever comes first; the decoder
then says what was wrong. Whether a frame ends at some byte depends on the bytes up to there only, so the
same stream gives the same frames however it is cut.

Source:
    HJ 212-2017, 6.2 (packet structure); resynchronisation is our own choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault

_MARK = b"##"
_CLOSE = b"&&"
_CRC_OCTETS = 4
# Length fields have four digits; what four digits can say is borne, although the standard ends at 1024.
MOST_OCTETS = len(_MARK) + 4 + 9999 + _CRC_OCTETS
_SAMPLE_OCTETS = 64  # of what is no frame, kept for whoever looks at the device's page
_HEAD = re.compile(rb"##(?:(\d{4})|(\d{2,3})(?=[A-Za-z]))")
_HALF_HEAD = re.compile(rb"#(?:#\d{0,3})?\Z")
_OTHER_END = re.compile(rb"&&[0-9A-Fa-f]{4}\r\n|##\d{2,4}(?:QN|ST|CN|PW|MN)=")
_WHITE = b"\r\n \t\0"


@dataclass(frozen=True, slots=True)
class Piece:
    """One frame of a stream, or a stretch of it that is none.

    Args:
        raw: from `##` to the checksum, without CR LF; of a stretch that is no frame, its first bytes.
        fault: why it is none; None for a frame, which may still turn out to be wrong.
        after_unclosed: that the frame before it was not closed with CR LF.
    """

    raw: bytes
    fault: FrameError | None = None
    after_unclosed: bool = False


class Splitter:
    """Cuts a stream into frames; holds at most one unfinished frame."""

    __slots__ = ("_noise", "_noise_octets", "_rest", "_unclosed")

    def __init__(self) -> None:
        self._rest = b""
        self._noise = b""
        self._noise_octets = 0
        self._unclosed = False  # a frame has ended and no CR LF has come since

    @property
    def pending_octets(self) -> int:
        """Bytes that wait for the rest of their frame."""
        return len(self._rest)

    def feed(self, received: bytes) -> list[Piece]:
        """Take the next bytes of the stream and return what they complete."""
        stream = self._rest + received if self._rest else received
        pieces: list[Piece] = []
        at = self._plain(pieces, stream, 0)
        while head := _HEAD.search(stream, at):
            start = head.start()
            if start > at:
                self._pass_over(stream[at:start])
            at = start
            end = _end(stream, head)
            if end is None and len(stream) - start < MOST_OCTETS:
                break
            pieces += self._noise_told()
            at = self._plain(pieces, stream, self._cut(pieces, stream, start, end))
        else:
            half = _HALF_HEAD.search(stream, at)
            until = half.start() if half else len(stream)
            self._pass_over(stream[at:until])
            at = until
        self._rest = stream[at:]
        return pieces

    def _plain(self, pieces: list[Piece], stream: bytes, at: int) -> int:
        """Take frames that keep to the standard, one behind the other, and return where others begin.

        What it takes, the general way would take alike; it only takes less time.
        """
        while not self._noise_octets and stream.startswith(_MARK, at):
            digits = stream[at + 2 : at + 6]
            if not digits.isdigit():
                break
            end = at + 10 + int(digits)
            if (
                stream[end - 6 : end - 4] != _CLOSE
                or stream[end : end + 2] != b"\r\n"
                or stream.find(b"\n", at, end) >= 0
                or stream.find(_MARK, at + 2, end) >= 0
            ):
                break
            pieces.append(Piece(stream[at:end], None, self._unclosed))
            self._unclosed = False
            at = end + 2
        return at

    def close(self) -> list[Piece]:
        """Return what was left when the stream ended, and begin anew."""
        rest, self._rest = self._rest, b""
        head = _HEAD.match(rest)
        if head is None:
            self._pass_over(rest)
            return self._noise_told()
        cut = FrameError(CommonFault.TRUNCATED, expected=_declared_end(head), found=len(rest))
        pieces = [*self._noise_told(), Piece(rest, cut, self._unclosed)]
        self._unclosed = False
        return pieces

    def _cut(self, pieces: list[Piece], stream: bytes, start: int, end: int | None) -> int:
        """Add the frame between two places, or say that it has no end; return where to go on."""
        if end is None:
            fault = FrameError(Hj212Fault.TOO_LONG, limit=MOST_OCTETS)
            pieces.append(Piece(stream[start : start + _SAMPLE_OCTETS], fault))
            return start + len(_MARK)
        pieces.append(Piece(stream[start:end], None, self._unclosed))
        self._unclosed = stream[end - 1 : end] != b"\n"  # LF is inside where the checksum is two raw bytes
        return end

    def _pass_over(self, between: bytes) -> None:
        """Skip what lies between frames: white space is no noise, and LF closes the frame before."""
        if b"\n" in between:
            self._unclosed = False
        noise = between.translate(None, _WHITE)
        self._noise_octets += len(noise)
        self._noise += noise[: _SAMPLE_OCTETS - len(self._noise)]

    def _noise_told(self) -> list[Piece]:
        if not self._noise_octets:
            return []
        told = Piece(self._noise, FrameError(Hj212Fault.NOT_A_FRAME, octets=self._noise_octets))
        self._noise, self._noise_octets = b"", 0
        return [told]


def _declared_end(head: re.Match[bytes]) -> int:
    """Return where a frame ends that is as long as it says."""
    return head.end() + int(head[1] or head[2]) + _CRC_OCTETS


def _end(stream: bytes, head: re.Match[bytes]) -> int | None:
    """Return where the frame ends, without CR LF; None while nothing ends it."""
    start, declared = head.start(), _declared_end(head)
    close = declared - _CRC_OCTETS
    fits = declared <= len(stream) and stream[close - 2 : close] == _CLOSE
    until = declared if fits else min(len(stream), start + MOST_OCTETS)
    if fits and stream.find(_MARK, start + 2, until) < 0 and stream.find(b"\n", start, until - 2) < 0:
        return declared
    other = _OTHER_END.search(stream, start + len(_MARK), until)
    if other is not None:
        return other.start() if other[0].startswith(_MARK) else other.end() - 2
    return declared if fits else None
