"""Addresses of entities, sets, properties and relations.

Source:
    OGC 18-088, 9.2, requirement resource-path/resource-path-to-entities (usages 1 to 8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiuhua.sensing.rules.things.faults import AddressUnknown

_SEGMENT = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?:(?P<number>\d{1,18})|'(?P<text>[^'()/]{1,80})')\))?")
_LONGEST = 8


@dataclass(frozen=True)
class Segment:
    """A part of an address: a set or a relation or a property, and which of the set."""

    name: str
    key: int | str | None = None


@dataclass(frozen=True)
class Way:
    """An address: its parts, and whether only links, or a bare value, are asked for at its end."""

    segments: tuple[Segment, ...]
    is_ref: bool = False
    is_value: bool = False


def path_read(text: str) -> Way:
    """Return the address that stands after the version.

    Raises:
        AddressUnknown: it cannot be one.
    """
    parts = [part for part in text.split("/") if part]
    last = parts.pop() if parts and parts[-1] in {"$ref", "$value"} else ""
    if len(parts) > _LONGEST or (last and not parts):
        raise AddressUnknown(said=text[:80])
    found = []
    for part in parts:
        read = _SEGMENT.fullmatch(part)
        if read is None:
            raise AddressUnknown(said=part[:80])
        number, word = read["number"], read["text"]
        found.append(Segment(read["name"], int(number) if number else word))
    return Way(tuple(found), is_ref=last == "$ref", is_value=last == "$value")
