"""From the body of a frame to a report.

Source:
    SL 651-2014, 6.6.2 (ASCII), 6.6.3 (HEX/BCD), 6.6.4 (bodies by function).
"""

from __future__ import annotations

from datetime import datetime

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.remarks import remark
from xiuhua.sensing.codecs.sl651 import bodies_ascii, bodies_hex
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Encoding, Frame, Function
from xiuhua.sensing.codecs.sl651.reports import Draft, Report
from xiuhua.sensing.codecs.sl651.values import time_read

_HEX_HEAD, _ASCII_HEAD = 8, 16  # serial of two bytes and time of six


def report_read(frame: Frame) -> Report:
    """Return what a frame says; of a packet after the first, only its bytes.

    Raises:
        FrameError: the body is too short for serial and time, or the time is none.
    """
    draft = Draft()
    if frame.packet is not None and frame.packet[0] > 1:
        draft.rest = frame.body
        return draft.report(None, None)
    is_ascii = frame.encoding is Encoding.ASCII
    head = frame.body[: _ASCII_HEAD if is_ascii else _HEX_HEAD]
    body = frame.body[len(head) :]
    serial, sent_at = _head(head, is_ascii=is_ascii)
    if frame.function not in list(Function):
        draft.remarks.append(remark(Sl651Fault.UNKNOWN_FUNCTION, function=f"{frame.function:02X}"))
    if frame.down:
        draft.rest = body
    else:
        (bodies_ascii if is_ascii else bodies_hex).body_read(body, frame.function, draft)
    if draft.first_station is not None and draft.first_station != frame.station:
        draft.remarks.append(remark(Sl651Fault.STATION, found=draft.first_station, expected=frame.station))
    return draft.report(serial, sent_at)


def _head(head: bytes, *, is_ascii: bool) -> tuple[int, datetime]:
    digits = head.decode("latin-1") if is_ascii else head.hex()
    if len(digits) < _ASCII_HEAD:
        raise FrameError(Sl651Fault.SHORT_BODY, octets=len(head))
    try:
        serial = int.from_bytes(bytes.fromhex(digits[:4]))
    except ValueError as error:
        raise FrameError(Sl651Fault.ASCII_FIELD, name="serial") from error
    sent_at = time_read(digits[4:])
    if sent_at is None:
        raise FrameError(Sl651Fault.TIME, name="sent_at", text=digits[4:])
    return serial, sent_at
