"""From fields to one frame of HJ 212.

Source:
    HJ 212-2017, 6.2 and 6.3: `##`, length of the segment in four digits, segment, checksum, CR LF; the
    fields in the order QN ST CN PW MN Flag PNUM PNO CP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.crc import CrcVariant, crc_of
from xiuhua.sensing.codecs.hj212.decoder import Edition, Frame
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault

_MOST_OCTETS = 9999  # four digits
_SIGNS = re.compile(r"[;,=&\r\n]")
_VERSION_BITS = {Edition.OF_2005: 0, Edition.OF_2017: 1, Edition.OF_2025: 2}


def flag_of(edition: Edition | None, *, wants_answer: bool = False) -> int:
    """Return the Flag of a whole frame; of 2017 where the edition is unknown."""
    return _VERSION_BITS[edition or Edition.OF_2017] << 2 | int(wants_answer)


def frame_encode(frame: Frame, variant: CrcVariant = CrcVariant.HJ212) -> bytes:
    """Return a frame as it goes over the line, Chinese in UTF-8.

    Raises:
        FrameError: a name or value holds a sign that parts them, or the segment is longer than 9999 bytes.
    """
    segment = "".join(_segment(frame)).encode()
    if len(segment) > _MOST_OCTETS:
        raise FrameError(Hj212Fault.TOO_LONG, limit=_MOST_OCTETS)
    return b"##%04d%b%04X\r\n" % (len(segment), segment, crc_of(segment, variant))


def _segment(frame: Frame) -> Iterator[str]:
    number, total = frame.part or (None, None)
    fields = {
        "QN": frame.qn, "ST": frame.st, "CN": frame.cn, "PW": frame.pw, "MN": frame.mn, "Flag": frame.flag,
        "PNUM": total, "PNO": number,
    }  # fmt: skip
    for name, value in fields.items():
        if value is not None:
            yield f"{name}={_plain(name, str(value))};"
    yield f"CP=&&{_content(frame.cp)}&&"


def _content(cp: Mapping[str, str]) -> str:
    """Return the content: fields of one factor, and the two ends of a period, stand in one item."""
    written: list[str] = []
    before = ""
    for name, value in cp.items():
        factor = "Time" if name in {"BeginTime", "EndTime"} else name.rpartition("-")[0]
        if written:
            written.append("," if factor and factor == before else ";")
        written.append(f"{_plain(name, name)}={_plain(name, value)}")
        before = factor
    return "".join(written)


def _plain(name: str, text: str) -> str:
    if _SIGNS.search(text):
        raise FrameError(Hj212Fault.VALUE, name=name, text=text)
    return text
