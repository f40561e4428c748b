"""From a stream of bytes to whole packets of MQTT, whatever pieces the bytes come in.

Nothing marks where a packet begins, so after a header that cannot be one the rest of the stream means
nothing: the splitter says so once and takes no more, and the connection is to be closed.

Source:
    MQTT 3.1.1, 2.2 (fixed header), 4.8 (protocol violations close the connection). The greatest length is our
    own choice: a thousand readings of an ordinary length, where the standard allows 256 MiB.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.headers import header_fault
from xiuhua.sensing.codecs.mqtt.wire import length_read

MOST_OCTETS = 64 * 1024
_SAMPLE_OCTETS = 64  # of what is no packet, kept for whoever looks at the device's page


@dataclass(frozen=True, slots=True)
class Piece:
    """One packet of a stream, or the beginning of what is none.

    Args:
        raw: the packet with its fixed header; of what is none, its first bytes.
        fault: why it is none; None for a packet, which may still turn out to be wrong.
    """

    raw: bytes
    fault: FrameError | None = None


class Splitter:
    """Cuts a stream into packets; holds at most one unfinished packet."""

    __slots__ = ("_is_broken", "_rest")

    def __init__(self) -> None:
        self._rest = bytearray()
        self._is_broken = False

    @property
    def pending_octets(self) -> int:
        """Bytes that wait for the rest of their packet."""
        return len(self._rest)

    def feed(self, received: bytes) -> list[Piece]:
        """Take the next bytes of the stream and return what they complete."""
        if self._is_broken:
            return []
        self._rest += received
        pieces: list[Piece] = []
        at = 0
        try:
            while (end := _end(self._rest, at)) is not None and end <= len(self._rest):
                pieces.append(Piece(bytes(self._rest[at:end])))
                at = end
        except FrameError as error:
            self._is_broken = True
            pieces.append(Piece(bytes(self._rest[at : at + _SAMPLE_OCTETS]), error))
            at = len(self._rest)
        del self._rest[:at]
        return pieces


def _end(stream: bytearray, at: int) -> int | None:
    """Return where the packet that begins at a place ends; None where its header has not come whole.

    Raises:
        FrameError: no packet begins like this, or it is too long.
    """
    if at >= len(stream):
        return None
    fault = header_fault(stream[at])
    if fault is not None:
        raise fault
    length = length_read(stream, at + 1)
    if length is None:
        return None
    end = length[1] + length[0]
    if end - at > MOST_OCTETS:
        raise FrameError(MqttFault.TOO_LONG, found=end - at, limit=MOST_OCTETS)
    return end
