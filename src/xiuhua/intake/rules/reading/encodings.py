"""Telling the encoding of a text from its bytes, and finding the line where it changes."""

from __future__ import annotations

import codecs
from collections import Counter

from xiuhua.intake.rules.refusals import FileRefused

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SURE_CHARACTERS = 2  # one GBK pair can look like a UTF-8 character by chance ("联通"), two hanzi never did
_HANZI = range(0x4E00, 0xA000)


def encoding_found(content: bytes) -> str:
    """Return the Python name of a text's encoding: UTF-8 with or without BOM, UTF-16, else GB 18030.

    Raises:
        FileRefused: lines are in different encodings, or in none of these; the sentence names the line.

    Source:
        own choice, because these four are what spreadsheets and map programs in China write.
    """
    for bom, name in _BOMS:
        if content.startswith(bom):
            return _checked(content, name)
    if _is_utf16(content):
        return _checked(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _gb18030_or_mixed(content)
    return "utf-8"


def _is_utf16(content: bytes) -> bool:
    """Return whether every other byte of the head is zero: text in UTF-16 that has lost its mark."""
    head = content[:64]
    return len(head) >= 8 and (not any(head[1:16:2]) or not any(head[0:16:2]))


def _checked(content: bytes, name: str) -> str:
    try:
        content.decode(name)
    except UnicodeDecodeError as fault:
        newline = "\n".encode(name.removesuffix("-sig").replace("utf-16", "utf-16-le"))
        raise FileRefused(
            "import_encoding_broken", line=content[: fault.start].count(newline) + 1, encoding=name
        ) from fault
    return name


def _gb18030_or_mixed(content: bytes) -> str:
    kinds = [_line_kind(line) for line in content.splitlines()]
    numbers = Counter(kinds)
    if broken := numbers.get("none"):
        raise FileRefused("import_encoding_unknown", line=kinds.index("none") + 1, lines=broken)
    if numbers.get("utf-8"):
        rare = min(("utf-8", "gb18030"), key=lambda name: numbers[name])
        raise FileRefused("import_encoding_mixed", line=kinds.index(rare) + 1, encoding=rare.upper())
    return "gb18030"


def _line_kind(line: bytes) -> str:
    """Return `ascii`, `utf-8`, `gb18030` or `none`."""
    if line.isascii():
        return "ascii"
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            line.decode("gb18030")
        except UnicodeDecodeError:
            return "none"
        return "gb18030"
    return "utf-8" if sum(ord(one) in _HANZI for one in text) >= _SURE_CHARACTERS else "ascii"
