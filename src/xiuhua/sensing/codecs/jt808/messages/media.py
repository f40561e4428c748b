"""Pictures, sounds and clips that a terminal takes by itself or on command.

Source:
    JT/T 808-2013 and JT/T 808-2019, chapter 8: 多媒体事件信息上传 and what follows it.
"""

from __future__ import annotations

from typing import Self

from xiuhua.sensing.codecs.jt808.bodies import Body, message, wire
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.messages.locations import BARE_FIX, Location
from xiuhua.sensing.codecs.jt808.wire import REST, U8, U16, U32, Many, Reader


@message(0x0800, "多媒体事件信息上传", "a picture or sound was taken")
class MediaEvent(Body):
    """A picture, sound or clip was taken and is in the terminal.

    Args:
        media_kind: 0 picture, 1 sound, 2 clip.
        coding: 0 JPEG, 1 TIF, 2 MP3, 3 WAV, 4 WMV.
        event: why: 0 on command, 1 by time, 2 robbery, 3 collision or rollover, and more.
    """

    media_id: int = wire(U32)
    media_kind: int = wire(U8)
    coding: int = wire(U8)
    event: int = wire(U8)
    channel: int = wire(U8)


@message(0x0801, "多媒体数据上传", "a picture or sound")
class MediaUpload(Body):
    """A picture, sound or clip with the place where it was taken; the other fields as in `MediaEvent`."""

    media_id: int = wire(U32)
    media_kind: int = wire(U8)
    coding: int = wire(U8)
    event: int = wire(U8)
    channel: int = wire(U8)
    location: Location = wire(BARE_FIX)
    content: bytes = wire(REST)


_NUMBERS = Many(U16, U8)


@message(0x8800, "多媒体数据上传应答", "answer to a picture or sound")
class MediaAnswer(Body):
    """What arrived of an upload.

    Args:
        numbers: of the parts to be sent again; none where all arrived.
    """

    media_id: int = wire(U32)
    numbers: tuple[int, ...] = wire(_NUMBERS)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Return the message; nothing follows the id where all arrived."""
        return cls(U32.read(reader), _NUMBERS.read(reader) if reader.left else ())

    def write(self, edition: Edition) -> bytes:
        """Return its bytes."""
        numbers = _NUMBERS.write(self.numbers, edition) if self.numbers else b""
        return U32.write(self.media_id, edition) + numbers


@message(0x8801, "摄像头立即拍摄命令", "take pictures now")
class Photograph(Body):
    """Takes pictures or a clip at once.

    Args:
        command: 0 stop, 0xFFFF a clip, else how many pictures.
        interval_s: between pictures, or the clip's length; 0 for the shortest, or no end.
        stored: 1 keeps them in the terminal, 0 uploads them at once.
        resolution: 1 320×240, 2 640×480, 3 800×600, 4 1024×768, 5 to 8 QCIF, CIF, half D1, D1.
        quality: 1 best to 10 smallest.
        brightness: 0 to 255.
        contrast: 0 to 127.
        saturation: 0 to 127.
        chroma: 0 to 255.
    """

    channel: int = wire(U8)
    command: int = wire(U16)
    interval_s: int = wire(U16)
    stored: int = wire(U8)
    resolution: int = wire(U8)
    quality: int = wire(U8)
    brightness: int = wire(U8)
    contrast: int = wire(U8)
    saturation: int = wire(U8)
    chroma: int = wire(U8)


_IDS = Many(U32, U16)


@message(0x0805, "摄像头立即拍摄命令应答", "answer to taking pictures")
class PhotographAnswer(Body):
    """What was taken.

    Args:
        result: 0 done, 1 failed, 2 no such channel; ids follow 0 only.
    """

    ack_serial: int = wire(U16)
    result: int = wire(U8)
    media_ids: tuple[int, ...] = wire(_IDS)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Return the message; nothing follows the result where it failed."""
        return cls(U16.read(reader), U8.read(reader), _IDS.read(reader) if reader.left else ())

    def write(self, edition: Edition) -> bytes:
        """Return its bytes."""
        ids = _IDS.write(self.media_ids, edition) if not self.result else b""
        return U16.write(self.ack_serial, edition) + U8.write(self.result, edition) + ids
