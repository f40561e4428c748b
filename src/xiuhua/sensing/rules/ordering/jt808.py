"""Commands in JT/T 808 and JT/T 1078, and what a terminal's answers to them mean.

Source:
    JT/T 808-2013, chapter 8: 0x8500 (bit 0: lock), 0x8201, 0x8103 with parameter 0x0029, 0x8300 (bit 2 shown,
    bit 3 read aloud); 0x0001 result 0 is success; 0x0500 tells by bit 12 of the status whether it is locked.
    JT/T 1078-2016, chapter 5: 0x9101 and 0x9102 are answered by 0x0001, 0x9205 by 0x1205, 0x9003 by 0x1003.
    Sound and picture of the main stream are asked for, of any storage: own choice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.messages.links import Result
from xiuhua.sensing.codecs.jt808.messages.locations import LocationRequest, VehicleControlAnswer
from xiuhua.sensing.codecs.jt808.messages.settings import ParametersSet, VehicleControl
from xiuhua.sensing.codecs.jt808.messages.texts import TextMessage
from xiuhua.sensing.codecs.jt808.messages.video import (
    LiveControl,
    LiveRequest,
    MediaAbility,
    MediaAbilityRequest,
    Recordings,
    RecordingsRequest,
)
from xiuhua.sensing.codecs.jt808.parameters import Parameter
from xiuhua.sensing.rules.commanding.orders import HOST, HOURS, LIVE, TCP_PORT, UDP_PORT, Order
from xiuhua.sensing.terms.commands import CommandKind, LiveAct, Outcome

_REPORT_INTERVAL = 0x0029
_SHOWN_AND_READ = 0b1100
_NOTICE = 1
_LOCKED = 1 << 12
_CONTROLS = {LiveAct.CLOSE: 0, LiveAct.PAUSE: 2, LiveAct.RESUME: 3}
_MOST_LISTED = 200  # recordings that are kept with a command
_MEDIA = {6: "G.711A", 7: "G.711U", 8: "G.726", 19: "AAC", 98: "H.264", 99: "H.265"}


def jt808_message(order: Order, edition: Edition, at: datetime) -> Message:
    """Return a command as JT/T 808 says it; `at` is now, from which a period counts back.

    Raises:
        ValueError: it cannot be said, or not in this edition.
    """
    if order.kind is CommandKind.SWITCH and edition is not Edition.E2019:  # 2019 has another layout
        return VehicleControl(flags=int(order.on))
    if order.kind is CommandKind.READ:
        return LocationRequest()
    if order.kind is CommandKind.INTERVAL:
        return ParametersSet(parameters=(Parameter(_REPORT_INTERVAL, order.seconds.to_bytes(4)),))
    if order.kind is CommandKind.TEXT:
        return TextMessage(flags=_SHOWN_AND_READ, kind=_NOTICE, text=order.text)
    return _video_message(order, at)


def _video_message(order: Order, at: datetime) -> Message:
    if order.kind is CommandKind.MEDIA:
        return MediaAbilityRequest()
    if order.kind is CommandKind.RECORDINGS:
        since = at - timedelta(hours=order.whole(HOURS, 1))
        return RecordingsRequest(
            channel=order.channel, since=since, until=at, alarms=0, media_kind=0, stream=0, storage=0
        )
    if order.kind is not CommandKind.LIVE:
        raise ValueError(order.kind)
    live = LiveAct(str(order.parameters.get(LIVE)))
    if live is LiveAct.START:
        return LiveRequest(
            host=str(order.parameters.get(HOST, "")), tcp_port=order.whole(TCP_PORT, 0),
            udp_port=order.whole(UDP_PORT, 0), channel=order.channel, media_kind=0, stream=0,
        )  # fmt: skip
    return LiveControl(channel=order.channel, command=_CONTROLS[live], closed=0, stream=0)


def jt808_outcome(order: Order, result: int, message: Message) -> tuple[Outcome, str]:
    """Return what the answer to a command says, with the terminal's own code."""
    if isinstance(message, VehicleControlAnswer):
        locked = bool(message.location.status & _LOCKED)
        return (Outcome.DONE if locked is order.on else Outcome.DIFFERS), f"0x0500 {int(locked)}"
    if isinstance(message, Recordings):
        return Outcome.DONE, f"0x1205 {len(message.recordings)}"
    if isinstance(message, MediaAbility):
        return Outcome.DONE, "0x1003"
    return (Outcome.DONE if result == Result.DONE else Outcome.REFUSED), f"0x0001 {result}"


def jt808_details(message: Message) -> dict[str, object] | None:
    """Return what an answer lists: recordings, or what media a terminal has; None for nothing."""
    if isinstance(message, Recordings):
        listed = [
            {
                "channel": one.channel,
                "since": one.since.isoformat() if one.since else None,
                "until": one.until.isoformat() if one.until else None,
                "bytes": one.bytes_long,
            }
            for one in message.recordings[:_MOST_LISTED]
        ]
        return {"recordings": listed, "count": len(message.recordings)}
    if isinstance(message, MediaAbility):
        return {
            "audio": _MEDIA.get(message.audio_coding, str(message.audio_coding)),
            "video": _MEDIA.get(message.video_coding, str(message.video_coding)),
            "audio_channels": message.most_audio_channels,
            "video_channels": message.most_video_channels,
        }
    return None
