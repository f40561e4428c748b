"""Frames of HJ 212 as plain values, for `./xiuhua decode hj212`: one frame a line, as text or as hex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.codecs.hj212.decoder import Frame, frame_decode
from xiuhua.sensing.codecs.hj212.factors import Dialect
from xiuhua.sensing.codecs.hj212.readings import Machine, Reading, machines, readings
from xiuhua.sensing.codecs.hj212.splitter import Piece, Splitter
from xiuhua.sensing.codecs.options import PrintOptions, option_check
from xiuhua.sensing.codecs.printing import Printed, refusal, warned

_HEX_LINE = re.compile(rb"2323(?:[0-9A-Fa-f]{2})+")


def frames_print(content: bytes, options: PrintOptions) -> Iterator[Printed]:
    """Yield every frame of a file; a line without one yields why.

    The dialect says what fume is called; it changes no key of the frame, only what its readings mean.

    Raises:
        UnknownOption: there is no such variant of the checksum, or no such dialect.
    """
    option_check("crc-variant", options.crc_variant, list(CrcVariant))
    option_check("dialect", options.dialect, list(Dialect))
    variant = CrcVariant(options.crc_variant or CrcVariant.HJ212)
    dialect = Dialect(options.dialect or Dialect.NATIONAL)
    for number, line in enumerate(content.split(b"\n"), 1):
        for piece in _pieces(line.strip()):
            yield {**_printed(piece, variant, dialect, options), "line": number}


def _pieces(line: bytes) -> list[Piece]:
    splitter = Splitter()
    text = bytes.fromhex(line.decode()) if _HEX_LINE.fullmatch(line) else line
    return [*splitter.feed(text.rstrip(b"\r\n") + b"\r\n"), *splitter.close()]


def _printed(piece: Piece, variant: CrcVariant, dialect: Dialect, options: PrintOptions) -> Printed:
    try:
        if piece.fault is not None:
            raise piece.fault
        frame = frame_decode(piece.raw, variant)
    except FrameError as error:
        return refusal(error, options)
    return {**_fields(frame), **_values(frame, dialect), **warned(frame.remarks, options)}


def _fields(frame: Frame) -> Printed:
    number, total = frame.part or (None, None)
    found = {
        "ok": True, "edition": frame.edition, "qn": frame.qn, "st": frame.st, "cn": frame.cn, "pw": frame.pw,
        "mn": frame.mn, "flag": frame.flag, "pnum": total, "pno": number, "cp": dict(frame.cp),
        "time": frame.measured_at.isoformat() if frame.measured_at else None,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _values(frame: Frame, dialect: Dialect) -> Printed:
    found: Printed = {}
    values = [_reading(one) for one in readings(frame, dialect)]
    states = [_machine(one) for one in machines(frame, dialect)]
    if values:
        found["readings"] = values
    if states:
        found["machines"] = states
    return found


def _reading(reading: Reading) -> Printed:
    return {
        "factor": reading.factor,
        "quantity": reading.quantity,
        "unit": reading.unit,
        "statistic": reading.statistic,
        "converted": reading.converted,
        "value": reading.value,
        "flag": reading.flag,
    }


def _machine(machine: Machine) -> Printed:
    return {
        "code": machine.code,
        "role": machine.role,
        "state": machine.state.name.lower() if machine.state is not None else None,
    }
