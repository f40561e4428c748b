"""Keeping a citizen's name and number out of what a handling unit reads.

Source:
    国办发〔2020〕53号 (12345 热线归并) asks that whoever reports is kept secret; what counts as a number in a
    text is own choice: mobile numbers, and land lines with an area code or of seven or eight digits.
"""

from __future__ import annotations

import re

_PHONES = re.compile(
    r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?!\d)"
)
_SHORTEST_NAME = 2
HIDDEN = "***"


def words_without_caller(words: str, *, name: str, phone: str) -> str:
    """Return a citizen's words without telephone numbers, and without the name that they gave."""
    hidden = words.replace(phone, HIDDEN) if phone else words
    hidden = _PHONES.sub(HIDDEN, hidden)
    return hidden.replace(name, HIDDEN) if len(name) >= _SHORTEST_NAME else hidden


def phone_digits(phone: str) -> str:
    """Return a telephone number as it is compared: digits only, without the country's code.

    Source:
        ITU-T E.164 for the country code 86.
    """
    digits = re.sub(r"\D", "", phone)
    return digits[2:] if digits.startswith("86") and len(digits) > 11 else digits
