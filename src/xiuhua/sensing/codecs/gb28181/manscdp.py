"""MANSCDP: the XML in which devices report and platforms ask.

No document type is read, so no entity can grow and no file can be drawn in; levels and elements are bounded.

Source:
    GB/T 28181-2016, annex A (bodies), 6.10 (GB 2312, which devices mean widely: read as GB 18030). Line
    ends of LF are met as often as CR LF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault

MOST_ELEMENTS = 20_000
MOST_LEVELS = 16
_PROLOG = re.compile(rb"""\s*<\?xml[^>]*?\?>""")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([0-9A-Za-z._-]+)["']""")
_NAME = re.compile(r"[A-Za-z_][0-9A-Za-z_.-]*")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Fields = Mapping[str, "str | Fields | Sequence[Fields]"]


@dataclass(slots=True)
class Node:
    """An element: its name, attributes, text, and the elements in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def every(self, name: str) -> Iterator[Node]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def value(self, name: str) -> str:
        """Return the text of the first child of a name; empty where there is none."""
        return next((child.text for child in self.every(name)), "")

    def nested(self) -> str | dict[str, object]:
        """Return text, or children by name (a list where a name repeats) and attributes by @name."""
        if not self.children and not self.attributes:
            return self.text
        found: dict[str, object] = {f"@{name}": value for name, value in self.attributes.items()}
        for name in dict.fromkeys(child.name for child in self.children):
            values = [child.nested() for child in self.every(name)]
            found[name] = values if len(values) > 1 else values[0]
        if self.text and not self.children:
            found["#text"] = self.text
        return found


@dataclass(frozen=True, slots=True)
class Body:
    """A MANSCDP body.

    Args:
        kind: Notify, Response, Query or Control.
        cmd_type: what it is about; sn: its number; device_id: of whom it speaks.
        node: the whole of it.
    """

    kind: str
    cmd_type: str
    sn: str
    device_id: str
    node: Node

    def items(self, list_name: str = "DeviceList") -> tuple[Node, ...]:
        """Return the items of a list."""
        return tuple(item for one in self.node.every(list_name) for item in one.every("Item"))


def body_read(octets: bytes) -> Body:
    """Return a MANSCDP body.

    Raises:
        FrameError: it is no XML, declares a document type, is too large, or says no CmdType.
    """
    node = xml_read(octets)
    cmd_type = node.value("CmdType")
    if not cmd_type:
        raise FrameError(Gb28181Fault.MISSING, name="CmdType")
    return Body(node.name, cmd_type, node.value("SN"), node.value("DeviceID"), node)


def xml_read(octets: bytes) -> Node:
    """Return the root element of an XML text.

    Raises:
        FrameError: it is no XML, declares a document type, or is too large.
    """
    text = _text(octets)
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.buffer_text = True
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise FrameError(Gb28181Fault.XML, line=error.lineno) from error
    return reader.root.children[0]


def xml_write(root: str, fields: Fields) -> bytes:
    """Return an XML text in GB 18030, which is declared as GB2312 because devices expect that word.

    Raises:
        FrameError: a name is no XML name, or a text holds what XML cannot say.
    """
    lines = ['<?xml version="1.0" encoding="GB2312"?>', *_lines(root, fields)]
    return "".join(f"{line}\r\n" for line in lines).encode("gb18030")


class _Reader:
    """Builds the nodes while expat reads."""

    def __init__(self) -> None:
        self.root = Node("")
        self._open = [self.root]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) > MOST_LEVELS:
            raise FrameError(Gb28181Fault.XML_SIZE)
        node = Node(name, attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        node = self._open.pop()
        node.text = node.text.strip()

    def characters(self, text: str) -> None:
        self._open[-1].text += text

    @staticmethod
    def doctype(*_declared: object) -> None:
        raise FrameError(Gb28181Fault.DOCTYPE)


def _text(octets: bytes) -> str:
    """Return the text after the declaration, in the encoding it names or the other one that devices use."""
    prolog = _PROLOG.match(octets)
    declared = _DECLARED.search(prolog[0]) if prolog else None
    chinese = declared is not None and declared[1].lower() not in {b"utf-8", b"utf8"}
    bare = octets[prolog.end() :] if prolog else octets.removeprefix(b"\xef\xbb\xbf")
    for encoding in ("gb18030", "utf-8") if chinese else ("utf-8", "gb18030"):
        try:
            return bare.strip(b"\0\r\n\t ").decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FrameError(Gb28181Fault.ENCODING)


def _lines(name: str, value: str | Fields | Sequence[Fields]) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        raise FrameError(Gb28181Fault.VALUE, name="XML", text=name[:60])
    if isinstance(value, str):
        yield f"<{name}>{escape(_sayable(name, value))}</{name}>"
        return
    if not isinstance(value, Mapping):
        for one in value:
            yield from _lines(name, one)
        return
    attributes = "".join(
        f" {key[1:]}={quoteattr(_sayable(key, text))}"
        for key, text in value.items()
        if key.startswith("@") and isinstance(text, str)
    )
    yield f"<{name}{attributes}>"
    for key, inner in value.items():
        if not key.startswith("@"):
            yield from _lines(key, inner)
    yield f"</{name}>"


def _sayable(name: str, text: str) -> str:
    if _NO_TEXT.search(text):
        raise FrameError(Gb28181Fault.VALUE, name=name, text=ascii(text[:60]))
    return text
