"""Codes of firms and institutions.

Source:
    GB 32100-2015 for credit codes; where a function follows another document, it says so.
"""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_BASE = len(_ALPHABET)
_WEIGHTS = tuple(3**place % _BASE for place in range(17))
_CREDIT_LENGTH, _REGISTRATION_LENGTH = 18, 15


def credit_code_tidied(code: str) -> str:
    """Return a code as it is kept: without blanks, in capitals."""
    return "".join(code.split()).upper()


def credit_check_character(body: str) -> str:
    """Return the 18th character of a unified social credit code from the first 17.

    Raises:
        ValueError: a character is outside the alphabet, or there are not 17.

    Source:
        GB 32100-2015, 5.2.6: C18 = (31 - sum(Ci * 3^(i-1) mod 31)) mod 31.
    """
    if len(body) != _CREDIT_LENGTH - 1:
        raise ValueError(f"17 characters are needed, not {len(body)}")
    total = sum(_ALPHABET.index(mark) * weight for mark, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % _BASE]


def registration_check_digit(body: str) -> str:
    """Return the 15th digit of a registration number from the first 14.

    Source:
        GS 15-2006, after GB/T 17710-1999 (ISO 7064), hybrid system MOD 11,10.
    """
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def credit_code_fault(code: str) -> str | None:
    """Return the code of what is wrong with a tidied credit code or old registration number, or None.

    Codes: `credit_code_length` (neither 18 nor 15 characters), `credit_code_letter` (a character that no such
    code has), `credit_code_check` (the check character says that one was mistyped).

    Source:
        GB 32100-2015 for 18 characters; GS 15-2006 for the 15 digits still found on old licences.
    """
    if len(code) == _REGISTRATION_LENGTH:
        if not (code.isascii() and code.isdigit()):
            return "credit_code_letter"
        return None if registration_check_digit(code[:-1]) == code[-1] else "credit_code_check"
    if len(code) != _CREDIT_LENGTH:
        return "credit_code_length"
    if not set(code) <= set(_ALPHABET):
        return "credit_code_letter"
    return None if credit_check_character(code[:-1]) == code[-1] else "credit_code_check"
