"""From a message to its bytes, and the responses that a request asks for.

Source:
    RFC 3261, 7 (messages), 8.2.6 (responses copy Via, From, To, Call-ID and CSeq), 18.2.1 and RFC 3581
    (received and rport, because devices stand behind address translation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.sip import Message

REASONS = {
    100: "Trying", 200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 423: "Interval Too Brief", 486: "Busy Here", 488: "Not Acceptable Here",
}  # fmt: skip
_LINE = re.compile(r"[\r\n]")
_RPORT = re.compile(r";\s*rport(?=;|$)")
Headers = Sequence[tuple[str, str]]


def message_encode(message: Message) -> bytes:
    """Return a message with its own Content-Length.

    Raises:
        FrameError: a header holds a line end.
    """
    if message.method is not None:
        lines = [f"{message.method} {message.uri} SIP/2.0"]
    else:
        lines = [f"SIP/2.0 {message.status} {message.reason}".rstrip()]
    lines += [
        f"{name}: {value}" for name, value in message.headers if name.lower() not in {"content-length", "l"}
    ]
    lines.append(f"Content-Length: {len(message.body)}")
    for line in lines:
        if _LINE.search(line):
            raise FrameError(Gb28181Fault.HEADER, text=line[:60])
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + message.body


def reply_to(
    request: Message,
    status: int,
    *,
    tag: str,
    source: tuple[str, int] | None = None,
    headers: Headers = (),
    body: bytes = b"",
) -> Message:
    """Return the response to a request.

    Args:
        request: what is answered.
        status: how.
        tag: ours, for To where it has none.
        source: address and port that the request came from, told back in Via.
        headers: further ones.
        body: of the response.
    """
    copied = [
        *_vias(request, source),
        ("From", request.header("From")),
        ("To", _tagged(request.header("To"), tag)),
    ]
    copied += [("Call-ID", request.call_id), ("CSeq", request.header("CSeq")), *headers]
    return Message(None, None, status, REASONS.get(status, ""), tuple(copied), body)


def _vias(request: Message, source: tuple[str, int] | None) -> Iterator[tuple[str, str]]:
    """Yield the Via lines; the first, which the sender wrote, gets the address that we saw."""
    for place, via in enumerate(request.every("Via")):
        if place or source is None:
            yield "Via", via
            continue
        host, port = source
        filled = _RPORT.sub(f";rport={port}", via)
        received = "" if ";received=" in via else f";received={host}"
        yield "Via", filled + received


def _tagged(to: str, tag: str) -> str:
    return to if ";tag=" in to else f"{to};tag={tag}"
