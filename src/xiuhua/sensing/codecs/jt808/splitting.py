"""Frames out of a stream of bytes, however it is cut."""

from __future__ import annotations

from xiuhua.sensing.codecs.jt808.frames import DELIMITER, LONGEST_CONTENT

_KEPT = LONGEST_CONTENT + 1  # enough to show that it is too long


class Splitter:
    """Cuts a stream at its delimiters.

    Every delimiter may end one frame and begin the next, so that glued frames, frames that share a delimiter
    and noise between frames all leave the following frame whole. What lies between two delimiters and is no
    frame comes out too, for the decoder to refuse by name. Never holds more than one frame of the greatest
    length.

    Args:
        skipped: bytes that came before the first delimiter.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self._synchronised = False
        self._open = b""

    @property
    def pending(self) -> int:
        """How many bytes of an unfinished frame wait: what half a frame for an hour is seen by."""
        return len(self._open)

    def feed(self, piece: bytes) -> list[bytes]:
        """Return what was completed by some more bytes: contents between delimiters, still escaped.

        A content longer than any frame is cut to one byte more than the longest.
        """
        if not self._synchronised:
            noise, found, piece = piece.partition(DELIMITER)
            self.skipped += len(noise)
            if not found:
                return []
            self._synchronised = True
        contents = (self._open + piece).split(DELIMITER)
        self._open = contents.pop()[:_KEPT]
        return [content if len(content) <= _KEPT else content[:_KEPT] for content in contents if content]
