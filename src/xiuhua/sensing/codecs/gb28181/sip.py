"""One SIP message: its lines, its headers, its body.

Source:
    RFC 3261, 7 (messages), 7.3.3 (compact names), 18.3 (framing), 25 (grammar); GB/T 28181-2016, 8 and
    annex J.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.remarks import Remark, remark

_REQUEST = re.compile(r"([A-Z]{2,16}) ([!-~]+) SIP/2\.0")
_STATUS = re.compile(r"SIP/2\.0 ([1-6]\d\d)(?: (.*))?")
_NAME = re.compile(r"[0-9A-Za-z\-.!%*_+`'~]+")
_CSEQ = re.compile(r"(\d{1,10})\s+([A-Z]+)")
_USER = re.compile(r"sips?:([^@;>\s]+)@")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_COMPACT = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "c": "content-type",
    "l": "content-length", "o": "event", "s": "subject",
}  # fmt: skip
_REQUIRED = ("Via", "From", "To", "Call-ID", "CSeq")
_TOLD_CHARACTERS = 60
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response.

    Args:
        method: of a request; None of a response.
        uri: whom a request is for.
        status: of a response; None of a request.
        reason: the words after the status.
        headers: names as written, and values, in order.
        body: bytes, in whatever encoding its type says.
        remarks: what was borne.
    """

    method: str | None
    uri: str | None
    status: int | None
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    remarks: tuple[Remark, ...] = ()

    def header(self, name: str) -> str:
        """Return the first value of a header, long or compact; empty where there is none."""
        return next(self.every(name), "")

    def every(self, name: str) -> Iterator[str]:
        """Yield the values of a header in order."""
        wanted = name.lower()
        for written, value in self.headers:
            lower = written.lower()
            if _COMPACT.get(lower, lower) == wanted:
                yield value

    @property
    def call_id(self) -> str:
        """The call that the message belongs to."""
        return self.header("Call-ID")

    @property
    def cseq(self) -> tuple[int, str]:
        """The number and method of the request that the message is, or answers."""
        number, method = cseq_read(self.header("CSeq"))
        return number, method

    @property
    def sender(self) -> str:
        """The user of From: the device's or platform's number; empty where it names none."""
        return user_of(self.header("From"))


def user_of(address: str) -> str:
    """Return the user of an address, `<sip:34010000001310000001@3401000000>`; empty where it names none."""
    found = _USER.search(address)
    return found[1] if found else ""


def cseq_read(text: str) -> tuple[int, str]:
    """Return the number and method of a CSeq.

    Raises:
        FrameError: it is not a number and a method.
    """
    found = _CSEQ.fullmatch(text)
    if found is None:
        raise FrameError(Gb28181Fault.NUMBER, name="CSeq", text=text[:_TOLD_CHARACTERS])
    return int(found[1]), found[2]


def message_decode(raw: bytes) -> Message:
    """Return one message, as it came in a datagram or was cut from a stream.

    Raises:
        FrameError: it is no SIP message, lacks a header that every message needs, or its body is cut off.
    """
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw.rstrip(b"\r\n"), b"")
    remarks = [remark(Gb28181Fault.LINE_ENDS)] if b"\n" in head.replace(b"\r\n", b"") else []
    lines = _unfolded(_text(head))
    method, uri, status, reason = _start(lines[0], len(raw))
    headers = tuple(_header(line) for line in lines[1:])
    message = Message(method, uri, status, reason, headers)
    for name in _REQUIRED:
        if not message.header(name):
            raise FrameError(Gb28181Fault.MISSING, name=name)
    cseq_read(message.header("CSeq"))
    body = _body(message, body, remarks)
    return Message(method, uri, status, reason, headers, body, tuple(remarks))


def length_read(text: str) -> int | None:
    """Return a Content-Length; None of a message without one.

    Raises:
        FrameError: it is no number.
    """
    if not text:
        return None
    if len(text) > _MOST_DIGITS or not (text.isascii() and text.isdigit()):
        raise FrameError(Gb28181Fault.NUMBER, name="Content-Length", text=text[:_TOLD_CHARACTERS])
    return int(text)


def _body(message: Message, body: bytes, remarks: list[Remark]) -> bytes:
    length = length_read(message.header("Content-Length"))
    if length is None:
        if body:
            remarks.append(remark(Gb28181Fault.NO_LENGTH))
        return body
    if len(body) < length:
        raise FrameError(CommonFault.TRUNCATED, expected=length, found=len(body))
    if body[length:].strip(b"\r\n\0 "):
        remarks.append(remark(Gb28181Fault.SURPLUS, octets=len(body) - length))
    return body[:length]


def _text(head: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1")


def _unfolded(head: str) -> list[str]:
    """Return the lines of a head; one that begins with a blank goes on the one before."""
    lines: list[str] = [""]
    for line in head.replace("\r\n", "\n").split("\n"):
        if line[:1] in {" ", "\t"}:
            lines[-1] += " " + line.strip()
        elif lines == [""]:
            lines[0] = line
        else:
            lines.append(line)
    return lines


def _start(line: str, octets: int) -> tuple[str | None, str | None, int | None, str]:
    request = _REQUEST.fullmatch(line)
    if request is not None:
        return request[1], request[2], None, ""
    status = _STATUS.fullmatch(line)
    if status is None:
        raise FrameError(Gb28181Fault.NOT_SIP, octets=octets)
    return None, None, int(status[1]), status[2] or ""


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not _NAME.fullmatch(name.rstrip()):
        raise FrameError(Gb28181Fault.HEADER, text=line[:_TOLD_CHARACTERS])
    return name.rstrip(), value.strip()
