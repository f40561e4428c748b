"""Files behind an alarm of active safety, as the provinces' rules added them.

Source:
    T/JSATL 12-2017 (Jiangsu): 报警附件上传; the wider fields of 2019 terminals as Guangdong has them.
"""

from __future__ import annotations

from datetime import datetime

from xiuhua.sensing.codecs.jt808.bodies import Body, Nested, Record, message, record, wire
from xiuhua.sensing.codecs.jt808.wire import MOMENT, SHORT_TEXT, U8, U16, U32, Many, Number, Raw, Text

_TERMINAL = Text(7, 7, 30)


@record
class AlarmMark(Record):
    """What names one alarm.

    Args:
        number: of the alarm within the second.
        files: how many belong to it.
    """

    terminal_id: str = wire(_TERMINAL)
    time: datetime | None = wire(MOMENT)
    number: int = wire(U8)
    files: int = wire(U8)
    reserved: int = wire(Number(1, width_2019=2))


@message(0x9208, "报警附件上传指令", "upload the files of an alarm")
class AttachmentsRequest(Body):
    """Asks a terminal for the files behind an alarm."""

    host: str = wire(SHORT_TEXT)
    tcp_port: int = wire(U16)
    udp_port: int = wire(U16)
    alarm: AlarmMark = wire(Nested(AlarmMark))
    alarm_id: str = wire(Text(32))
    reserved: bytes = wire(Raw(16))


@record
class Attachment(Record):
    """A file's name and length."""

    name: str = wire(SHORT_TEXT)
    bytes_long: int = wire(U32)


@message(0x1210, "报警附件信息消息", "the files of an alarm")
class Attachments(Body):
    """What files follow on this link.

    Args:
        kind: 0 for the first time, 1 for again.
    """

    terminal_id: str = wire(_TERMINAL)
    alarm: AlarmMark = wire(Nested(AlarmMark))
    alarm_id: str = wire(Text(32))
    kind: int = wire(U8)
    files: tuple[Attachment, ...] = wire(Many(Nested(Attachment), U8))


@message(0x1211, "文件信息上传", "a file follows")
class FileBegin(Body):
    """The file that follows; `kind` 0 picture, 1 sound, 2 clip, 3 text, 4 other."""

    name: str = wire(SHORT_TEXT)
    kind: int = wire(U8)
    bytes_long: int = wire(U32)


@message(0x1212, "文件上传完成消息", "a file is complete")
class FileEnd(Body):
    """The file that was sent; `kind` as in `FileBegin`."""

    name: str = wire(SHORT_TEXT)
    kind: int = wire(U8)
    bytes_long: int = wire(U32)


@record
class Gap(Record):
    """A stretch of a file that did not arrive, in bytes."""

    offset: int = wire(U32)
    bytes_long: int = wire(U32)


@message(0x9212, "文件上传完成消息应答", "answer to a complete file")
class FileAnswer(Body):
    """Whether a file arrived whole: `result` 0, or in part: 1, with its gaps."""

    name: str = wire(SHORT_TEXT)
    kind: int = wire(U8)
    result: int = wire(U8)
    gaps: tuple[Gap, ...] = wire(Many(Nested(Gap), U8))
