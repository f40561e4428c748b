"""Frames of HJ 212 as plain values, for `./xiuhua decode hj212`: one frame a line, as text or as hex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.codecs.hj212.decoder import Frame, frame_decode
from xiuhua.sensing.codecs.hj212.factors import Dialect
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.hj212.readings import Machine, Reading, machines, readings
from xiuhua.sensing.codecs.hj212.splitter import Piece, Splitter
from xiuhua.sensing.codecs.options import PrintOptions

_HEX_LINE = re.compile(rb"2323(?:[0-9A-Fa-f]{2})+")


def frames_print(data: bytes, options: PrintOptions) -> Iterator[dict[str, object]]:
    """Yield one object per frame of a file; a line without one yields why."""
    try:
        variant, dialect = _variant(options.crc_variant), _dialect(options.dialect)
    except FrameError as error:
        yield {"ok": False, "error": error.sentence(options.language)}
        return
    for line in data.split(b"\n"):
        splitter = Splitter()
        text = line.strip()
        if _HEX_LINE.fullmatch(text):
            text = bytes.fromhex(text.decode())
        for piece in (*splitter.feed(text.rstrip(b"\r\n") + b"\r\n"), *splitter.close()):
            yield _printed(piece, variant, dialect, options.language)


def _variant(name: str) -> CrcVariant:
    try:
        return CrcVariant(name or CrcVariant.HJ212)
    except ValueError as error:
        raise FrameError(Hj212Fault.VARIANT, name=name) from error


def _dialect(name: str) -> Dialect:
    try:
        return Dialect(name or Dialect.NATIONAL)
    except ValueError as error:
        raise FrameError(Hj212Fault.DIALECT, name=name) from error


def _printed(piece: Piece, variant: CrcVariant, dialect: Dialect, language: str) -> dict[str, object]:
    try:
        if piece.fault is not None:
            raise piece.fault
        frame = frame_decode(piece.raw, variant)
    except FrameError as error:
        return {"ok": False, "error": error.sentence(language), "fault": error.fault.value}
    return {**_fields(frame), **_values(frame, dialect), **_warnings(frame, language)}


def _fields(frame: Frame) -> dict[str, object]:
    number, total = frame.part or (None, None)
    found = {
        "ok": True, "edition": frame.edition, "qn": frame.qn, "st": frame.st, "cn": frame.cn, "pw": frame.pw,
        "mn": frame.mn, "flag": frame.flag, "pnum": total, "pno": number, "cp": dict(frame.cp),
        "time": frame.data_at.isoformat() if frame.data_at else None,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _values(frame: Frame, dialect: Dialect) -> dict[str, object]:
    found: dict[str, object] = {}
    values = [_reading(one) for one in readings(frame, dialect)]
    states = [_machine(one) for one in machines(frame, dialect)]
    if values:
        found["readings"] = values
    if states:
        found["machines"] = states
    return found


def _reading(reading: Reading) -> dict[str, object]:
    return {
        "factor": reading.factor,
        "quantity": reading.quantity,
        "unit": reading.unit,
        "statistic": reading.statistic,
        "converted": reading.converted,
        "value": reading.value,
        "flag": reading.flag,
    }


def _machine(machine: Machine) -> dict[str, object]:
    return {
        "code": machine.code,
        "role": machine.role,
        "state": machine.state.name.lower() if machine.state is not None else None,
    }


def _warnings(frame: Frame, language: str) -> dict[str, object]:
    sentences = [one.sentence(language) for one in frame.remarks]
    return {"warnings": sentences} if sentences else {}
