"""Frames of SL 651 as plain values, for `./xiuhua decode sl651`: one frame a line, in hex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.options import PrintOptions, option_check
from xiuhua.sensing.codecs.printing import Printed, lines_read, refusal, warned
from xiuhua.sensing.codecs.sl651.answers import (
    events_read,
    gates_read,
    quota_read,
    switches_read,
    version_read,
)
from xiuhua.sensing.codecs.sl651.bodies import report_read
from xiuhua.sensing.codecs.sl651.decoder import frame_decode
from xiuhua.sensing.codecs.sl651.elements import KINDS
from xiuhua.sensing.codecs.sl651.frames import Frame, Function
from xiuhua.sensing.codecs.sl651.reports import Element, Report
from xiuhua.sensing.codecs.sl651.splitter import Splitter

_ANSWERS: Mapping[int, tuple[str, Callable[[bytes], object]]] = {
    Function.VERSION: ("version", version_read),
    Function.PUMPS: ("pumps", switches_read),
    Function.VALVES: ("valves", switches_read),
    Function.GATES: ("gates", lambda rest: [asdict(gate) for gate in gates_read(rest)]),
    Function.QUOTA: ("quota", quota_read),
    Function.EVENTS: ("events", events_read),
}


def frames_print(content: bytes, options: PrintOptions) -> Iterator[Printed]:
    """Yield every frame in lines of hex; a line without one yields why.

    Raises:
        UnknownOption: a dialect or a checksum was named; there are none.
    """
    option_check("crc-variant", options.crc_variant)
    option_check("dialect", options.dialect)
    for number, line in lines_read(content):
        for raw in [line] if isinstance(line, FrameError) else _frames(line):
            yield {**_printed(raw, options), "line": number}


def _frames(line: bytes) -> Iterator[bytes | FrameError]:
    """Yield the frames that a line holds; where it holds none, the line, so that its decoder says why."""
    splitter = Splitter()
    pieces = [*splitter.feed(line), *splitter.close()]
    if all(piece.fault for piece in pieces):
        yield line
    else:
        yield from (piece.fault or piece.raw for piece in pieces)


def _printed(raw: bytes | FrameError, options: PrintOptions) -> Printed:
    try:
        if isinstance(raw, FrameError):
            raise raw
        frame = frame_decode(raw)
        report = report_read(frame)
    except FrameError as error:
        return refusal(error, options)
    answer = _answer(frame.function, report.rest)
    return {"ok": True, **_head(frame), **_body(report), **answer, **warned(report.remarks, options)}


def _head(frame: Frame) -> Printed:
    number, total = frame.packet or (None, None)
    found = {
        "encoding": frame.encoding.value,
        "direction": "down" if frame.down else "up",
        "station": frame.station,
        "center": frame.centre,
        "password": frame.password,
        "function": f"{frame.function:02X}",
        "end": frame.end.name,
        "packet": number,
        "packets": total,
    }
    return {name: value for name, value in found.items() if value is not None}


def _body(report: Report) -> Printed:
    found = {
        "serial": report.serial,
        "sent_at": report.sent_at.isoformat() if report.sent_at else None,
        "station_class": report.station_class,
        "elements": [_element(one) for one in report.elements],
        "parameters": [{"id": one.id, "value": one.raw.hex().upper()} for one in report.parameters] or None,
        "text": report.text,
        "picture": report.picture.hex() if report.picture is not None else None,
        "rest": report.rest.hex().upper() or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _answer(function: int, rest: bytes) -> Printed:
    """Return an answer that has a shape of its own; nothing where it does not keep to it."""
    name, read = _ANSWERS.get(function, ("", None))
    if read is None:
        return {}
    try:
        return {name: read(rest)}
    except FrameError:
        return {}


def _element(element: Element) -> Printed:
    kind = KINDS.get(int(element.id, 16)) if len(element.id) == 2 and element.symbol else None
    found = {
        "id": element.id,
        "symbol": element.symbol,
        "quantity": kind.quantity if kind else None,
        "unit": kind.unit if kind else None,
        "time": element.observed_at.isoformat() if element.observed_at else None,
        "step_s": element.step.total_seconds() if element.step else None,
    }
    shown = {name: value for name, value in found.items() if value is not None}
    return {**shown, "value": element.value, "raw": element.raw.hex().upper()}
