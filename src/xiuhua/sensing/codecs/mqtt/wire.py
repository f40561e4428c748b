"""Numbers, texts and lengths as MQTT writes them.

Source:
    MQTT 3.1.1, 1.5 (data representation) and 2.2.3 (remaining length).
"""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.faults import MqttFault

_LENGTH_OCTETS = 4
MOST_REMAINING = 128**_LENGTH_OCTETS - 1
MOST_TEXT = 2**16 - 1


def length_read(octets: bytes | bytearray, at: int) -> tuple[int, int] | None:
    """Return the remaining length that stands at a place, and where it ends; None where it is not whole.

    Raises:
        FrameError: it takes more than four bytes.
    """
    value = 0
    for place in range(_LENGTH_OCTETS):
        if at + place >= len(octets):
            return None
        octet = octets[at + place]
        value |= (octet & 0x7F) << 7 * place
        if octet < 0x80:
            return value, at + place + 1
    raise FrameError(MqttFault.REMAINING_LENGTH)


def length_written(length: int) -> bytes:
    """Return a remaining length, at most `MOST_REMAINING`, in as few bytes as it takes."""
    found = bytearray()
    while True:
        length, octet = length >> 7, length & 0x7F
        found.append(octet | (0x80 if length else 0))
        if not length:
            return bytes(found)


def binary_written(octets: bytes) -> bytes:
    """Return bytes behind their length in two bytes."""
    return len(octets).to_bytes(2) + octets


def text_written(text: str) -> bytes:
    """Return a text behind its length in two bytes, 1.5.3."""
    return binary_written(text.encode())


class Body:
    """What stands behind the fixed header, taken from the front.

    Every method raises FrameError where the packet ends within the field that it is asked for.
    """

    __slots__ = ("_at", "_octets")

    def __init__(self, octets: bytes, at: int) -> None:
        self._octets = octets
        self._at = at

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._octets)

    def octet(self, field: str) -> int:
        """Return the next byte."""
        return self._taken(1, field)[0]

    def number(self, field: str) -> int:
        """Return a number of two bytes, the high one first, 1.5.2."""
        return int.from_bytes(self._taken(2, field))

    def binary(self, field: str) -> bytes:
        """Return bytes that stand behind their length."""
        return self._taken(self.number(field), field)

    def text(self, field: str) -> str:
        """Return a text; it is UTF-8 without surrogates and without the character 0 [MQTT-1.5.3-1, -2]."""
        try:
            found = self.binary(field).decode("utf-8")
        except UnicodeDecodeError:
            raise FrameError(MqttFault.TEXT, field=field) from None
        if "\0" in found:
            raise FrameError(MqttFault.TEXT, field=field)
        return found

    def rest(self) -> bytes:
        """Return all that is left."""
        found, self._at = self._octets[self._at :], len(self._octets)
        return found

    def _taken(self, count: int, field: str) -> bytes:
        end = self._at + count
        if end > len(self._octets):
            raise FrameError(MqttFault.SHORT, field=field)
        found, self._at = self._octets[self._at : end], end
        return found
