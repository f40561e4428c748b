"""Live and recorded video: the signalling of JT/T 1078, which travels in frames of JT/T 808.

Source:
    JT/T 1078-2016, chapter 5: 实时音视频, 历史音视频, 查询终端音视频属性. The media are `codecs/jt1078`.
"""

from __future__ import annotations

from datetime import datetime

from xiuhua.sensing.codecs.jt808.bodies import Body, Nested, Record, message, record, wire
from xiuhua.sensing.codecs.jt808.wire import MOMENT, SHORT_TEXT, U8, U16, U32, U64, Many


@message(0x9003, "查询终端音视频属性", "request for what media a terminal has")
class MediaAbilityRequest(Body):
    """Asks how a terminal codes sound and pictures."""


@message(0x1003, "终端上传音视频属性", "what media a terminal has")
class MediaAbility(Body):
    """How a terminal codes sound and pictures.

    Args:
        audio_coding: as payload types of JT/T 1078 number it, like `video_coding`.
        audio_rate: 0 8 kHz, 1 22.05 kHz, 2 44.1 kHz, 3 48 kHz.
        audio_bits: 0 8, 1 16, 2 32.
        audio_frame_bytes: 1 to 65,535.
        audio_output: 1 where it can play sound.
    """

    audio_coding: int = wire(U8)
    audio_channels: int = wire(U8)
    audio_rate: int = wire(U8)
    audio_bits: int = wire(U8)
    audio_frame_bytes: int = wire(U16)
    audio_output: int = wire(U8)
    video_coding: int = wire(U8)
    most_audio_channels: int = wire(U8)
    most_video_channels: int = wire(U8)


@message(0x1005, "终端上传乘客流量", "passengers counted")
class Passengers(Body):
    """How many got on and off between two times."""

    since: datetime | None = wire(MOMENT)
    until: datetime | None = wire(MOMENT)
    boarded: int = wire(U16)
    alighted: int = wire(U16)


@message(0x9101, "实时音视频传输请求", "request for live video")
class LiveRequest(Body):
    """Asks a terminal to send live media to a server.

    Args:
        host: the media server's address.
        media_kind: 0 sound and picture, 1 picture, 2 talk, 3 listen, 4 broadcast, 5 bytes.
        stream: 0 main, 1 sub.
    """

    host: str = wire(SHORT_TEXT)
    tcp_port: int = wire(U16)
    udp_port: int = wire(U16)
    channel: int = wire(U8)
    media_kind: int = wire(U8)
    stream: int = wire(U8)


@message(0x9102, "音视频实时传输控制", "control live video")
class LiveControl(Body):
    """Changes or ends live media.

    Args:
        command: 0 close, 1 switch the stream, 2 pause, 3 go on, 4 end the talk.
        closed: which media 0 closes: 0 both, 1 sound, 2 picture.
        stream: which stream 1 switches to: 0 main, 1 sub.
    """

    channel: int = wire(U8)
    command: int = wire(U8)
    closed: int = wire(U8)
    stream: int = wire(U8)


@message(0x9105, "实时音视频传输状态通知", "how live video arrives")
class LiveStatus(Body):
    """Tells a terminal how much is lost on the way.

    Args:
        loss_percent: lost packets in a hundred.
    """

    channel: int = wire(U8)
    loss_percent: int = wire(U8)


@message(0x9201, "远程录像回放请求", "request for recorded video")
class PlaybackRequest(Body):
    """Asks a terminal to play what it recorded to a server.

    Args:
        media_kind: 0 sound and picture, 1 sound, 2 picture, 3 picture or both.
        stream: 0 any, 1 main, 2 sub.
        storage: 0 any, 1 main, 2 disaster.
        mode: 0 ordinary, 1 fast forward, 2 key frames backwards, 3 key frames, 4 one frame.
        speed: 0 none, 1 to 5 for 1, 2, 4, 8, 16 times; of modes 1 and 2.
        until: None for without an end.
    """

    host: str = wire(SHORT_TEXT)
    tcp_port: int = wire(U16)
    udp_port: int = wire(U16)
    channel: int = wire(U8)
    media_kind: int = wire(U8)
    stream: int = wire(U8)
    storage: int = wire(U8)
    mode: int = wire(U8)
    speed: int = wire(U8)
    since: datetime | None = wire(MOMENT)
    until: datetime | None = wire(MOMENT)


@message(0x9202, "远程录像回放控制", "control recorded video")
class PlaybackControl(Body):
    """Changes or ends what is played.

    Args:
        command: 0 go on, 1 pause, 2 end, 3 fast forward, 4 key frames backwards, 5 go to, 6 key frames.
        speed: as in `PlaybackRequest`; of commands 3 and 4.
        at: where command 5 goes to.
    """

    channel: int = wire(U8)
    command: int = wire(U8)
    speed: int = wire(U8)
    at: datetime | None = wire(MOMENT)


@message(0x9205, "查询资源列表", "request for the list of recordings")
class RecordingsRequest(Body):
    """Asks what is recorded.

    Args:
        channel: 0 for all.
        since: None for without a beginning.
        until: None for without an end.
        alarms: 64 bits, of which the low 32 are those of a position; 0 for any.
        media_kind: as in `PlaybackRequest`, like `stream` and `storage`.
    """

    channel: int = wire(U8)
    since: datetime | None = wire(MOMENT)
    until: datetime | None = wire(MOMENT)
    alarms: int = wire(U64)
    media_kind: int = wire(U8)
    stream: int = wire(U8)
    storage: int = wire(U8)


@record
class Recording(Record):
    """One recording in a terminal; its fields as in `RecordingsRequest`."""

    channel: int = wire(U8)
    since: datetime | None = wire(MOMENT)
    until: datetime | None = wire(MOMENT)
    alarms: int = wire(U64)
    media_kind: int = wire(U8)
    stream: int = wire(U8)
    storage: int = wire(U8)
    bytes_long: int = wire(U32)


@message(0x1205, "终端上传音视频资源列表", "the list of recordings")
class Recordings(Body):
    """What is recorded; long lists come in parts."""

    ack_serial: int = wire(U16)
    recordings: tuple[Recording, ...] = wire(Many(Nested(Recording), U32))


@message(0x9206, "文件上传指令", "upload a recording")
class RecordingUpload(Body):
    """Asks a terminal to put a recording on an FTP server.

    Args:
        condition: bits: 0 in a wireless LAN, 1 in a wired one, 2 over the mobile network.
    """

    host: str = wire(SHORT_TEXT)
    port: int = wire(U16)
    user: str = wire(SHORT_TEXT)
    password: str = wire(SHORT_TEXT)
    path: str = wire(SHORT_TEXT)
    channel: int = wire(U8)
    since: datetime | None = wire(MOMENT)
    until: datetime | None = wire(MOMENT)
    alarms: int = wire(U64)
    media_kind: int = wire(U8)
    stream: int = wire(U8)
    storage: int = wire(U8)
    condition: int = wire(U8)


@message(0x1206, "文件上传完成通知", "an upload has ended")
class UploadEnded(Body):
    """Says whether an upload succeeded: `result` 0, or failed: 1."""

    ack_serial: int = wire(U16)
    result: int = wire(U8)


@message(0x9207, "文件上传控制", "control an upload")
class UploadControl(Body):
    """Pauses (0), resumes (1) or ends (2) an upload, named by the serial of its request."""

    request_serial: int = wire(U16)
    command: int = wire(U8)
