"""Device numbers as people paste them, from a sheet, a message or a label.

Source:
    own choice: a number belongs to its protocol, so that the same one may be several devices'; who means one
    of them writes the protocol before a slash.
"""

from __future__ import annotations

import re

from xiuhua.sensing.terms import Protocol

_BETWEEN = re.compile(r"[\s,，;；、]+")


def numbers_typed(text: str) -> tuple[str, ...]:
    """Return the numbers of a text, each once, in their order.

    Source:
        own choice: blanks, commas, semicolons and lines lie between them, in either script.
    """
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(text) if one))


def protocol_named(token: str) -> tuple[Protocol | None, str]:
    """Return which protocol a number names before a slash, as `jt808/13900000001`, and the number alone.

    Source:
        own choice: two protocols may have devices of one number.
    """
    before, slash, after = token.partition("/")
    if slash and before.lower() in {one.value for one in Protocol}:
        return Protocol(before.lower()), after
    return None, token
