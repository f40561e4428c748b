"""Media frames out of a stream of bytes, however it is cut."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt1078.decoder import MARK, extent, sim_widths


class Splitter:
    """Cuts a stream by the lengths that its frames say, and looks for the next mark where they lead astray.

    How wide the SIM number is, no frame says. Unless it is told, the width is taken with which the first
    frame ends where another mark stands; until then that frame waits. Never holds more than one frame and a
    mark.

    Args:
        sim_width: bytes of the SIM number, 6 or 10; None to find out.
        skipped: bytes that belonged to no frame.
    """

    def __init__(self, sim_width: int | None = None) -> None:
        self.skipped = 0
        self.sim_width = sim_width
        self._open = b""

    @property
    def pending(self) -> int:
        """How many bytes of an unfinished frame wait."""
        return len(self._open)

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the frames that were completed by some more bytes."""
        frames: list[bytes] = []
        stream, at = self._open + piece, 0
        while True:
            begins = _mark_in(stream, at)
            self.skipped += begins - at
            ends = self._ends(stream, begins)
            if ends is None:
                self._open = stream[begins:]
                return frames
            if ends:
                frames.append(stream[begins:ends])
            else:
                self.skipped += len(MARK)
            at = ends or begins + len(MARK)

    def _ends(self, stream: bytes, begins: int) -> int | None:
        """Return where the frame that begins there ends: None while it is open, 0 for none.

        The likelier width is decided before the other one is looked at: no cut changes what comes out.
        """
        head = stream[begins : begins + _HEAD]
        if len(head) < _DECIDED:
            return None
        for sim_width in (self.sim_width,) if self.sim_width else sim_widths(head):
            try:
                found = extent(head, sim_width)
            except FrameError:
                continue
            behind = 0 if self.sim_width else len(MARK)
            if found is None or len(stream) < begins + found.ends + behind:
                return None
            ends = begins + found.ends
            if self.sim_width or stream.startswith(MARK, ends):
                self.sim_width = sim_width
                return ends
        return 0


_HEAD = 40  # more than the longest header
_DECIDED = 12  # enough to tell which width is likelier


def _mark_in(stream: bytes, at: int) -> int:
    """Return where the next mark begins, or may begin, at the very end."""
    found = stream.find(MARK, at)
    if found >= 0:
        return found
    begun = (width for width in range(len(MARK) - 1, 0, -1) if stream.endswith(MARK[:width], at))
    return len(stream) - next(begun, 0)
