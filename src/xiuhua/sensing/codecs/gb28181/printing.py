"""Messages of GB/T 28181 as plain values, for `./xiuhua decode gb28181`.

A file holds SIP messages, one after another; or one XML body, one SDP, one playback control; or PTZ commands
of eight bytes in hex, one a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.manscdp import Node, xml_read
from xiuhua.sensing.codecs.gb28181.mansrtsp import control_read
from xiuhua.sensing.codecs.gb28181.ptz import ptz_read
from xiuhua.sensing.codecs.gb28181.sdp import sdp_read
from xiuhua.sensing.codecs.gb28181.sip import Message, message_decode
from xiuhua.sensing.codecs.gb28181.splitter import Piece, Splitter
from xiuhua.sensing.codecs.options import PrintOptions, option_check
from xiuhua.sensing.codecs.printing import Printed, refusal, warned

_PTZ_LINE = re.compile(rb"[Aa]5(?:[0-9A-Fa-f]{2}){1,15}")
_CONTROL = re.compile(rb"(?:PLAY|PAUSE|TEARDOWN)\b[^\r\n]*RTSP/1\.0")
_XML_STARTS = (b"<", b"\xef\xbb\xbf<")


def frames_print(content: bytes, options: PrintOptions) -> Iterator[Printed]:
    """Yield one object per message of a file, or one for the body that it is.

    Raises:
        UnknownOption: a dialect or a checksum was named; there are none.
    """
    option_check("crc-variant", options.crc_variant)
    option_check("dialect", options.dialect)
    bare = content.strip()
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if lines and all(_PTZ_LINE.fullmatch(line) for line in lines):
        yield from (_body(bytes.fromhex(line.decode()), options) for line in lines)
    elif bare.startswith((*_XML_STARTS, b"v=0")) or _CONTROL.match(bare):
        yield _body(bare, options)
    else:
        splitter = Splitter()
        pieces = [*splitter.feed(_closed(content)), *splitter.close()]
        yield from (_message(piece, options) for piece in pieces)


def _closed(content: bytes) -> bytes:
    """Return a file whose last head is ended, which editors like to cut."""
    return content + b"\r\n\r\n" if not content.endswith(b"\n\r\n") else content


def _body(octets: bytes, options: PrintOptions) -> Printed:
    try:
        return {"ok": True, **_body_shown(octets)}
    except FrameError as error:
        return refusal(error, options)


def _body_shown(octets: bytes) -> Printed:
    if octets[:1] == b"\xa5":
        command = ptz_read(octets)
        shown = {**asdict(command), "action": ", ".join(command.actions)}
        shown["pan_speed"], shown["tilt_speed"] = shown.pop("first"), shown.pop("second")
        return {"ptz": shown}
    if octets.startswith(b"v=0"):
        description = sdp_read(octets)
        return {"sdp": {**asdict(description), "dir": description.direction}}
    if octets.startswith(_XML_STARTS):
        return _xml_shown(xml_read(octets))
    control = control_read(octets)
    return {"method": control.method, "headers": dict(control.headers)}


def _xml_shown(node: Node) -> Printed:
    shown: Printed = {"xml": node.nested(), "xml_root": node.name}
    device_id = node.value("DeviceID")
    return {"device_id": device_id, **shown} if device_id else shown


def _message(piece: Piece, options: PrintOptions) -> Printed:
    try:
        if piece.fault is not None:
            raise piece.fault
        message = message_decode(piece.raw)
        found = {"ok": True, **_head(message), **_content(message)}
    except FrameError as error:
        return refusal(error, options)
    return {**found, **warned(message.remarks, options)}


def _head(message: Message) -> Printed:
    start: Printed = {"status": message.status, "reason": message.reason}
    if message.method is not None:
        start = {"method": message.method, "uri": message.uri}
    return {
        **start,
        "call_id": message.call_id,
        "cseq": message.header("CSeq"),
        "from": message.header("From"),
        "to": message.header("To"),
        "device_id": message.sender,
        "headers": [list(header) for header in message.headers],
    }


def _content(message: Message) -> Printed:
    """Return what a body says, by the type that its message names."""
    kind = message.header("Content-Type").lower()
    body = message.body.strip()
    if not body:
        return {}
    if any(name in kind for name in ("xml", "sdp", "rtsp")):
        shown = _body_shown(body)
        return {"control": shown["method"]} if "rtsp" in kind else shown
    return {"body": body.decode("utf-8", "replace")}
