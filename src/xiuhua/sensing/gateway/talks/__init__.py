"""One talk a protocol: bytes in, what is stored and what goes back out."""

from collections.abc import Callable

from xiuhua.sensing.gateway.directory import Directory
from xiuhua.sensing.gateway.talks.hj212 import Hj212Talk
from xiuhua.sensing.gateway.talks.jt808 import Jt808Talk
from xiuhua.sensing.gateway.talks.mqtt import MqttTalk
from xiuhua.sensing.gateway.talks.sl651 import Sl651Talk
from xiuhua.sensing.gateway.talks.taken import Talk
from xiuhua.sensing.terms import Protocol

TALKS: dict[Protocol, Callable[[Directory, str], Talk]] = {
    Protocol.HJ212: Hj212Talk,
    Protocol.JT808: Jt808Talk,
    Protocol.SL651: Sl651Talk,
    Protocol.MQTT: MqttTalk,
}
