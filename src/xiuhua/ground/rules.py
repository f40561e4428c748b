"""Decisions about areas and premises that need no table.

Source:
    own choice, because no standard limits a name; where a function follows one, it says so.
"""

from __future__ import annotations

import re

NAME_LENGTH = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


def name_tidied(name: str) -> str:
    """Return a name without control characters, with single plain spaces and none at its ends."""
    return _SPACES.sub(" ", _CONTROL.sub(" ", name)).strip()


def name_fault(name: str, *, before: str) -> str | None:
    """Return the code of what is wrong with a new name, or None.

    Codes: `name_empty`, `name_long` (over 80 characters), `name_same` (as before).
    """
    if not name:
        return "name_empty"
    if len(name) > NAME_LENGTH:
        return "name_long"
    return "name_same" if name == before else None


def area_ancestry(code: str) -> tuple[str, ...]:
    """Return the codes of an area and of everything above it, widest first.

    A code is 4 digits for a city, 6 for a district, 9 for a street, 12 for a community.

    Source:
        GB/T 2260 and GB/T 10114: two digits each for province, city and district, then three for the street
        and three for the community.
    """
    return tuple(code[:length] for length in (4, 6, 9, 12) if len(code) >= length)
