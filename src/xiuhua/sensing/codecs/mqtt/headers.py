"""The first byte of a packet: what it is, and the flags it must have.

Source:
    MQTT 3.1.1, 2.2.1 and 2.2.2; wrong flags close the connection [MQTT-2.2.2-2].
"""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import Kind

_TWO = {Kind.PUBREL, Kind.SUBSCRIBE, Kind.UNSUBSCRIBE}  # their flags are 0010, table 2.2
FIRST_OCTETS = {kind: kind << 4 | (0b0010 if kind in _TWO else 0) for kind in Kind}
_GOOD = frozenset(octet for kind, octet in FIRST_OCTETS.items() if kind is not Kind.PUBLISH) | frozenset(
    range(Kind.PUBLISH << 4, (Kind.PUBLISH << 4) + 16)  # DUP, QoS and RETAIN are its own to judge
)


def header_fault(octet: int) -> FrameError | None:
    """Return why no packet begins with a byte; None where one does."""
    if octet in _GOOD:
        return None
    if octet >> 4 in {0, 15}:
        return FrameError(MqttFault.KIND, kind=octet >> 4)
    return FrameError(MqttFault.FLAGS, found=f"{octet:02X}")
