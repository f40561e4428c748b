"""How a name must look.

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
