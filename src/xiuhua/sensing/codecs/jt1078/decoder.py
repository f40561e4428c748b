"""Media frames of JT/T 1078: what stands in front of sound and pictures, which are not decoded here.

Source:
    JT/T 1078-2016, chapter 5: 实时音视频流数据的传输, its table of the stream's packets. The SIM number has
    twelve digits there; terminals of JT/T 808-2019 send twenty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.jt1078.faults import Jt1078Fault

MARK = b"01cd"  # 30 31 63 64
LONGEST_MEDIA = 950
_SIM_WIDTHS = (6, 10)
_PADDING = bytes(4)  # eight zeros: no number of twelve digits, but one of eleven or twelve among twenty
_VERSION = 0x81
_TYPED = Struct(">BBH")
_TIMED = Struct(">Q")
_SPACED = Struct(">HH")
_LENGTH = Struct(">H")
_SIM_AT = len(MARK) + _TYPED.size


class MediaType(IntEnum):
    """What a frame carries."""

    I_PICTURE = 0
    P_PICTURE = 1
    B_PICTURE = 2
    SOUND = 3
    BYTES = 4


class Subpackage(IntEnum):
    """Which piece of a picture or sound a frame is."""

    WHOLE = 0
    FIRST = 1
    LAST = 2
    MIDDLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFrame:
    """One packet of a stream.

    Args:
        sim: the digits of the SIM number, all of them.
        marker: that it is the last packet of a picture.
        payload_type: 6 G.711A, 7 G.711U, 8 G.726, 19 AAC, 98 H.264, 99 H.265, and more.
        serial: counts packets, 0 to 65,535.
        timestamp_ms: of this picture or sound; None where bytes are carried.
        since_i_frame_ms: since the last I picture; None unless a picture is carried.
        since_frame_ms: since the last picture; None unless a picture is carried.
        media: the bytes themselves.
        warnings: faults that it was read in spite of.
    """

    sim: str
    channel: int
    data_type: MediaType
    subpackage: Subpackage
    payload_type: int
    marker: bool
    serial: int
    timestamp_ms: int | None
    since_i_frame_ms: int | None
    since_frame_ms: int | None
    media: bytes
    warnings: tuple[FrameError, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """How a frame lies in its bytes, for one width of the SIM number.

    Args:
        sim_width: bytes of it.
        media_at: where the media begin.
        ends: where they end; more than there is where the frame is not complete.
    """

    sim_width: int
    media_at: int
    ends: int


def sim_widths(raw: bytes) -> tuple[int, ...]:
    """Return how wide the SIM number at the beginning of a frame may be, in bytes, the more likely first."""
    return _SIM_WIDTHS[::-1] if raw[_SIM_AT:].startswith(_PADDING) else _SIM_WIDTHS


def extent(raw: bytes, sim_width: int) -> Extent | None:
    """Return how a frame lies at the beginning of some bytes; None while too few are there to tell.

    Raises:
        FrameError: the bytes are no frame with a SIM number of that width.
    """
    kind_at = _SIM_AT + sim_width + 1
    if not raw.startswith(MARK[: len(raw)]):
        raise FrameError(Jt1078Fault.MARK)
    if len(raw) <= kind_at:
        return None
    if not raw[_SIM_AT : _SIM_AT + sim_width].hex().isdecimal():
        raise FrameError(Jt1078Fault.BCD, found=raw[_SIM_AT : _SIM_AT + sim_width].hex())
    data_type, subpackage = raw[kind_at] >> 4, raw[kind_at] & 0x0F
    if data_type > MediaType.BYTES or subpackage > Subpackage.MIDDLE:
        raise FrameError(Jt1078Fault.KIND, data_type=data_type, subpackage=subpackage)
    length_at = kind_at + 1 + _stamps_wide(data_type)
    media_at = length_at + _LENGTH.size
    if len(raw) < media_at:
        return None
    return Extent(sim_width, media_at, media_at + _LENGTH.unpack_from(raw, length_at)[0])


def media_frame_read(raw: bytes) -> MediaFrame:
    """Return the media frame that some bytes are, all of them.

    The SIM number is read with the more likely width, or with the other one where only that fits.

    Raises:
        FrameError: they are no frame, or less or more than one.
    """
    faults: list[FrameError] = []
    for sim_width in sim_widths(raw):
        try:
            found = extent(raw, sim_width)
        except FrameError as error:
            faults.append(error)
            continue
        if found is None:
            faults.append(FrameError(CommonFault.TRUNCATED, expected=_shortest(sim_width), found=len(raw)))
        elif found.ends != len(raw):
            faults.append(
                FrameError(
                    CommonFault.LENGTH, said=found.ends - found.media_at, found=len(raw) - found.media_at
                )
            )
        else:
            return _frame(raw, found)
    raise faults[0]


def _frame(raw: bytes, found: Extent) -> MediaFrame:
    version, typed, serial = _TYPED.unpack_from(raw, len(MARK))
    channel_at = _SIM_AT + found.sim_width
    data_type = MediaType(raw[channel_at + 1] >> 4)
    stamps_at = channel_at + 2
    has_time, has_spaces = data_type is not MediaType.BYTES, data_type < MediaType.SOUND
    spaces = _SPACED.unpack_from(raw, stamps_at + _TIMED.size) if has_spaces else (None, None)
    return MediaFrame(
        sim=raw[_SIM_AT:channel_at].hex(),
        channel=raw[channel_at],
        data_type=data_type,
        subpackage=Subpackage(raw[channel_at + 1] & 0x0F),
        payload_type=typed & 0x7F,
        marker=bool(typed & 0x80),
        serial=serial,
        timestamp_ms=_TIMED.unpack_from(raw, stamps_at)[0] if has_time else None,
        since_i_frame_ms=spaces[0],
        since_frame_ms=spaces[1],
        media=raw[found.media_at : found.ends],
        warnings=_warnings(version, found.ends - found.media_at),
    )


def _warnings(version: int, media_long: int) -> tuple[FrameError, ...]:
    odd = [FrameError(Jt1078Fault.VERSION, found=f"{version:02X}")] if version != _VERSION else []
    if media_long > LONGEST_MEDIA:
        odd.append(FrameError(Jt1078Fault.OVERLONG, found=media_long, longest=LONGEST_MEDIA))
    return tuple(odd)


def _stamps_wide(data_type: int) -> int:
    """Return how many bytes stand between the kind and the length."""
    if data_type == MediaType.BYTES:
        return 0
    return _TIMED.size + (_SPACED.size if data_type < MediaType.SOUND else 0)


def _shortest(sim_width: int) -> int:
    return _SIM_AT + sim_width + 2 + _LENGTH.size
