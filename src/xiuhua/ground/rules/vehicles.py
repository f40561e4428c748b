"""Number plates of mainland China.

Source:
    GA 36-2018.
"""

from __future__ import annotations

import re

_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_LETTER = "A-HJ-NP-Z"  # neither I nor O
_ENERGY = "A-HJK"  # A to E electric, F to K other new energy; I is never used
_ORDINARY = re.compile(rf"[{_PROVINCES}][{_LETTER}][{_LETTER}0-9]{{4}}[{_LETTER}0-9挂学警]")
_SMALL = re.compile(rf"[{_PROVINCES}][{_LETTER}][{_ENERGY}][{_LETTER}0-9][0-9]{{4}}")
_LARGE = re.compile(rf"[{_PROVINCES}][{_LETTER}][0-9]{{5}}[{_ENERGY}]")
_LENGTHS = (7, 8)
_BLANKS = re.compile(r"[\s·•.-]+")


def plate_tidied(plate: str) -> str:
    """Return a plate as it is kept: capitals, without the dot or blanks that are painted on it."""
    return _BLANKS.sub("", plate).upper()


def plate_fault(plate: str) -> str | None:
    """Return the code of what is wrong with a tidied plate, or None.

    Codes: `plate_length` (neither 7 characters nor the 8 of new energy), `plate_form` (characters that no
    plate has in these places).

    Source:
        GA 36-2018: province, office letter, then five letters or digits, never I or O; new energy has six, of
        which the first (small vehicles) or the last (large ones) is A to H, J or K.
    """
    if len(plate) not in _LENGTHS:
        return "plate_length"
    forms = (_ORDINARY,) if len(plate) == _LENGTHS[0] else (_SMALL, _LARGE)
    return None if any(form.fullmatch(plate) for form in forms) else "plate_form"
