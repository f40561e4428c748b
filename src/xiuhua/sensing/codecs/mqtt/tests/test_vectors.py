"""Packets as other people's programs send them: Mosquitto 2.0.11's two commands, captured on loopback."""

from __future__ import annotations

import pytest

from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.encoder import packet_encode
from xiuhua.sensing.codecs.mqtt.packets import (
    Connect,
    Disconnect,
    Packet,
    Puback,
    Publish,
    Subscribe,
    Will,
)

_WELL, _SECRET = "well-01", b"Q7WERTY8Q7"


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        (  # mosquitto_pub with a retained will
            ("104900044D51545404E6003C000777656C6C2D30310016646576696365732F77656C6C2D30312F7374617475730007"
            "6F66666C696E65000777656C6C2D3031000A51375745525459385137"),
            Connect(
                client_id=_WELL, keep_alive_s=60, user=_WELL, password=_SECRET,
                will=Will("devices/well-01/status", b"offline", retain=True),
            ),
        ),
        (
            "322C0018646576696365732F77656C6C2D30312F72656164696E677300017B2272656164696E6773223A205B5D7D",
            Publish("devices/well-01/readings", b'{"readings": []}', 1, 1),
        ),
        (  # mosquitto_sub -c: a session that is kept
            "102800044D51545404C0001E000777656C6C2D3031000777656C6C2D3031000A51375745525459385137",
            Connect(client_id=_WELL, clean_session=False, keep_alive_s=30, user=_WELL, password=_SECRET),
        ),
        (
            "821D00010018646576696365732F77656C6C2D30312F636F6D6D616E647301",
            Subscribe(1, (("devices/well-01/commands", 1),)),
        ),
        ("4002000A", Puback(10)),
        ("E000", Disconnect()),
    ],
)  # fmt: skip
def test_mosquittos_packets(octets: str, packet: Packet) -> None:
    assert packet_decode(bytes.fromhex(octets)) == packet
    assert packet_encode(packet).hex().upper() == octets
