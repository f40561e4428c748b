"""From one frame of HJ 212 to its fields.

Source:
    HJ 212-2017, 6.3 (data segment) and annex A (checksum). What is borne with a remark was met in the field:
    lengths of two digits, checksums of two raw bytes, segments over 1024 bytes, spaces, empty items, `-td`,
    `-flag`, -99 for no value, PNUM and PNO inside CP, an empty MN, a comma between BeginTime and EndTime.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.hj212.crc import CrcVariant, crc_hj212, crc_of, variants_agreeing
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.remarks import Remark, remark

CHINA = timezone(timedelta(hours=8))
_CRC_OCTETS = 4
_LENGTH_DIGITS = 4
_MOST_SEGMENT_OCTETS = 1024
_QN_DIGITS = 17
_REAL_TIME = "2011"
_TIME_DIGITS = 14
_ANSWER_BIT = 0b01
_PARTS_BIT = 0b10
_SHORT_HEAD = re.compile(rb"##(\d{2,4})(?!\d)")
_CP_MARK = b"CP=&&"
_COMMA_ENDS = bytes.maketrans(b",", b";")
_ONE_SIGN = bytes.maketrans(b",=", b";;")
_NO_SIGNS = bytes(set(range(256)) - set(b"=;,"))
_SIGNS = b"=;" * 5000
# The head as 6.3 orders it, of a frame that is no part; any other is read field by field.
_PLAIN_HEAD = re.compile(
    rb"QN=[0-9]{17};ST=[^;=&]+;CN=[0-9A-Za-z]+;PW=[!-%\'-:<>-~]*;MN=[!-%\'-:<>-~]+;Flag=[0-9]{1,3};CP=&&"
)
SENTINEL = re.compile(r"-99(?:\.0*)?")  # met for "no value"
_HEX = re.compile(rb"[0-9A-Fa-f]{4}")
_TOLD_CHARACTERS = 40  # of a frame, in a sentence about it
_MOST_FLAG = 255  # 6.3: one byte
_MOST_PARTS = 9999  # 6.3: four digits


class Edition(IntEnum):
    """The edition that the upper six bits of Flag tell, by its year."""

    OF_2005 = 2005
    OF_2017 = 2017
    OF_2025 = 2025


_EDITIONS = {0: Edition.OF_2005, 1: Edition.OF_2017, 2: Edition.OF_2025}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Args:
        qn: the request's number, 17 digits of time to the millisecond; None in many frames of 2005.
        st: system code, "31"; cn: command code, "2011"; pw: password; mn: device number, may be empty.
        flag: None in many frames of 2005; bit 0 asks for an answer, bit 1 tells of parts, the rest is
            the edition.
        cp: the content, as keyed in the frame, values as text, in order.
        part: PNO and PNUM of a part; None of a whole.
        borne: what was borne with in the frame; `remarks` tells also what is odd in its content.
    """

    qn: str | None
    st: str
    cn: str
    pw: str | None
    mn: str
    flag: int | None
    cp: Mapping[str, str]
    part: tuple[int, int] | None = None
    borne: tuple[Remark, ...] = ()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything that was borne; what the content shows is looked for only when somebody asks."""
        return (*self.borne, *_oddities(self.cp))

    @property
    def wants_answer(self) -> bool:
        """Whether the sender waits for an answer."""
        return self.flag is not None and bool(self.flag & _ANSWER_BIT)

    @property
    def edition(self) -> Edition | None:
        """The edition; frames without a Flag are of 2005; None where Flag tells an unknown one."""
        return Edition.OF_2005 if self.flag is None else _EDITIONS.get(self.flag >> 2)

    @property
    def measured_at(self) -> datetime | None:
        """When the content was measured, or its interval began; None where the frame does not tell."""
        return time_read(self.cp.get("DataTime", ""))


def time_read(text: str) -> datetime | None:
    """Return a time of 14 digits, or of 17 with milliseconds, in UTC+8; None where it is no time.

    Source:
        HJ 212-2017, 6.3: YYYYMMDDhhmmss; 17 digits are met in the field.
    """
    if len(text) not in {_TIME_DIGITS, _QN_DIGITS} or not (text.isascii() and text.isdigit()):
        return None
    year, month, day, hour, minute, second = (
        int(text[:4]), *(int(text[place : place + 2]) for place in range(4, _TIME_DIGITS, 2)),
    )  # fmt: skip
    microsecond = int(text[_TIME_DIGITS:] or 0) * 1000
    try:
        return datetime(year, month, day, hour, minute, second, microsecond, CHINA)
    except ValueError:
        return None


def frame_decode(raw: bytes, variant: CrcVariant = CrcVariant.HJ212) -> Frame:
    """Return the fields of one frame, from `##` to the checksum; CR LF may follow.

    Raises:
        FrameError: the frame is cut off, its length or checksum is wrong, or its segment breaks the syntax.
    """
    remarks: list[Remark] = []
    digits = raw[2:6]
    if raw[:2] != b"##" or len(digits) != _LENGTH_DIGITS or not digits.isdigit():
        digits = _short_length(raw, remarks)
    start = 2 + len(digits)
    end = start + int(digits)
    if len(raw) != end + _CRC_OCTETS or raw[end - 2 : end] != b"&&":
        _ended(raw, start, end)
    segment, checksum = raw[start:end], raw[end : end + _CRC_OCTETS]
    if variant is not CrcVariant.HJ212 or checksum.upper() != b"%04X" % crc_hj212(segment):
        _checksum_judged(segment, checksum, variant, remarks)
    if len(segment) > _MOST_SEGMENT_OCTETS:
        remarks.append(remark(Hj212Fault.OVER_1024, found=len(segment), limit=_MOST_SEGMENT_OCTETS))
    return _segment_read(segment, remarks)


def _short_length(raw: bytes, remarks: list[Remark]) -> bytes:
    head = _SHORT_HEAD.match(raw)
    if head is None:
        raise FrameError(Hj212Fault.NOT_A_FRAME, octets=len(raw))
    remarks.append(remark(Hj212Fault.TWO_DIGIT_LENGTH, text=head[1].decode()))
    return head[1]


def _ended(raw: bytes, start: int, end: int) -> None:
    """Pass a frame that only its line end makes longer than its length says; refuse any other.

    Raises:
        FrameError: LENGTH where the frame is whole but for its length field, else TRUNCATED.
    """
    closed = raw[end - 2 : end] == b"&&" and len(raw) >= end + _CRC_OCTETS
    if closed and not raw[end + _CRC_OCTETS :].strip(b"\r\n"):
        return
    bare = raw.rstrip(b"\r\n")
    whole = bare[-_CRC_OCTETS - 2 : -_CRC_OCTETS] == b"&&"
    if whole or len(bare) >= end + _CRC_OCTETS:
        found = max(0, len(bare) - start - _CRC_OCTETS)
        raise FrameError(CommonFault.LENGTH, said=end - start, found=found)
    raise FrameError(CommonFault.TRUNCATED, expected=end + _CRC_OCTETS, found=len(bare))


def _checksum_judged(segment: bytes, checksum: bytes, variant: CrcVariant, remarks: list[Remark]) -> None:
    if checksum[2:] == b"\r\n":
        remarks.append(remark(Hj212Fault.RAW_CRC))
        found = int.from_bytes(checksum[:2])
    elif _HEX.fullmatch(checksum):
        found = int(checksum, 16)
    else:
        raise FrameError(Hj212Fault.NO_CRC)
    expected = crc_of(segment, variant)
    if found == expected:
        return
    said = {"found": f"{found:04X}", "expected": f"{expected:04X}"}
    if variant is CrcVariant.IGNORE:
        remarks.append(remark(Hj212Fault.CRC_IGNORED, **said))
        return
    for other in variants_agreeing(segment, found):
        raise FrameError(Hj212Fault.OTHER_CRC, variant=other.value, **said)
    raise FrameError(CommonFault.CHECKSUM, **said)


def _segment_read(segment: bytes, remarks: list[Remark]) -> Frame:
    plain = _PLAIN_HEAD.match(segment)
    if plain is None:
        return _segment_mended(segment, remarks)
    cp = _content_read(segment[plain.end() : -2], remarks)
    qn, st, cn, pw, mn, flag = _text(plain[0]).replace("=", ";").split(";")[1:12:2]
    if cn != _REAL_TIME and b",EndTime=" in segment:
        remarks.append(remark(Hj212Fault.COMMA_PERIOD))
    return Frame(qn, st, cn, pw, mn, _flag(flag, remarks), cp, None, tuple(remarks))


def _segment_mended(segment: bytes, remarks: list[Remark]) -> Frame:
    """Return the fields of a segment whose head is not the usual one: of 2005, in parts, or oddly written."""
    head, mark, content = segment[:-2].partition(_CP_MARK)
    if not mark:
        raise FrameError(Hj212Fault.NO_CP)
    fields = _fields_read(head)
    cp = _content_read(content, remarks)
    try:
        st, cn, mn = fields["ST"], fields["CN"], fields["MN"]
    except KeyError as error:
        raise FrameError(Hj212Fault.MISSING, name=str(error.args[0])) from error
    qn, flag = fields.get("QN"), _flag(fields.get("Flag"), remarks)
    if not mn:
        remarks.append(remark(Hj212Fault.EMPTY_MN))
    if qn is not None and not (len(qn) == _QN_DIGITS and qn.isdigit()):
        remarks.append(remark(Hj212Fault.QN_SHAPE, text=qn[:_TOLD_CHARACTERS]))
    if b",EndTime=" in content:
        remarks.append(remark(Hj212Fault.COMMA_PERIOD))
    part = None
    if (flag and flag & _PARTS_BIT) or "PNUM" in fields:
        part = _part(fields, flag, remarks)
    return Frame(qn, st, cn, fields.get("PW"), mn, flag, cp, part, tuple(remarks))


def _content_read(content: bytes, remarks: list[Remark]) -> dict[str, str]:
    """Return the content by name; `;` parts items and `,` the fields of an item, which are keyed in full.

    The signs alone must read `=;=;…=`. Both Chinese encodings keep them out of their longer characters.
    """
    signs = content.translate(_COMMA_ENDS, _NO_SIGNS)
    if signs != _SIGNS[: len(signs)] or not len(signs) % 2:
        cp = _content_mended(content, remarks)
    else:
        flat = _text(content.translate(_ONE_SIGN)).split(";")
        cp = dict(zip(flat[::2], flat[1::2], strict=True))
    if 2 * len(cp) != len(signs) + 1 and len(cp) != content.count(b"="):
        remarks.append(remark(Hj212Fault.TWICE))
    return cp


def _text(octets: bytes) -> str:
    """Return text: ASCII by the standard, Chinese in names and notes in either encoding."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FrameError(Hj212Fault.TEXT)


def _fields_read(head: bytes) -> dict[str, str]:
    fields = {}
    for item in _text(head).split(";"):
        name, equals, value = item.partition("=")
        if equals:
            fields[name.strip()] = value.strip()
        elif item.strip():
            raise FrameError(Hj212Fault.FIELD, item=item[:_TOLD_CHARACTERS])
    return fields


def _content_mended(content: bytes, remarks: list[Remark]) -> dict[str, str]:
    """Return the content of a frame in which not every item is name=value."""
    cp: dict[str, str] = {}
    last = ""
    for item in _text(content).split(";") if content else ():
        for place, field in enumerate(item.split(",")):
            name, equals, value = field.partition("=")
            if equals:
                cp[name] = value
                last = name
            elif place and last:
                cp[last] += "," + field
                remarks.append(remark(Hj212Fault.COMMA, name=last[:_TOLD_CHARACTERS]))
            elif field.strip():
                raise FrameError(Hj212Fault.FIELD, item=field[:_TOLD_CHARACTERS])
            else:
                remarks.append(remark(Hj212Fault.TRAILING))
    return cp


def _oddities(cp: Mapping[str, str]) -> Iterator[Remark]:
    """Yield what is met in contents in the field and not in the standard; one remark of a kind."""
    tests: tuple[tuple[Hj212Fault, Callable[[str], bool]], ...] = (
        (Hj212Fault.SPACE, lambda name: name != name.strip()),
        (Hj212Fault.LOWER_FLAG, lambda name: name.endswith("-flag")),
        (Hj212Fault.TD_TYPO, lambda name: name.endswith("-td")),
        (Hj212Fault.PARTS_IN_CP, lambda name: name in {"PNUM", "PNO"}),
    )
    for fault, test in tests:
        for name in filter(test, cp):
            yield remark(fault, name=name[:_TOLD_CHARACTERS])
            break
    for name, value in cp.items():
        if SENTINEL.fullmatch(value):
            yield remark(Hj212Fault.SENTINEL, name=name[:_TOLD_CHARACTERS], text=value)
            break


def _flag(text: str | None, remarks: list[Remark]) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST_FLAG):
        raise FrameError(Hj212Fault.NUMBER, name="Flag", text=text[:_TOLD_CHARACTERS])
    flag = int(text)
    if flag >> 2 not in _EDITIONS:
        remarks.append(remark(Hj212Fault.EDITION, number=flag >> 2))
    return flag


def _part(fields: Mapping[str, str], flag: int | None, remarks: list[Remark]) -> tuple[int, int] | None:
    total, number = fields.get("PNUM"), fields.get("PNO")
    if total is None or not flag or not flag & _PARTS_BIT:
        remarks.append(remark(Hj212Fault.FLAG_PARTS))
    if total is None:
        return None
    if not (total.isascii() and total.isdigit() and number and number.isascii() and number.isdigit()):
        raise FrameError(Hj212Fault.NUMBER, name="PNUM, PNO", text=f"{total}, {number}"[:_TOLD_CHARACTERS])
    if not 1 <= int(number) <= int(total) <= _MOST_PARTS:
        raise FrameError(Hj212Fault.PARTS, number=number[:_TOLD_CHARACTERS], total=total[:_TOLD_CHARACTERS])
    return int(number), int(total)
