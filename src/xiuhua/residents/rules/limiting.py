"""How much one sender may report, and what a page that fills itself in looks like.

Source:
    own choice, because no foreign captcha is asked: a family behind one router sends a few reports an hour,
    and the mobile networks put thousands of telephones behind one address, so that the address is counted
    generously and the telephone number narrowly; nobody fills in a form within two seconds.
"""

from __future__ import annotations

HOUR_MOST_BY_ADDRESS = 60
HOUR_MOST_BY_PHONE = 5
LEAST_S = 2.0
PHOTOS_MOST = 6


def is_too_many(*, by_address: int, by_phone: int) -> bool:
    """Return whether a sender has reported as much within an hour as one may."""
    return by_address >= HOUR_MOST_BY_ADDRESS or by_phone >= HOUR_MOST_BY_PHONE


def is_filled_in_by_a_program(*, trap: str, took_s: float | None) -> bool:
    """Return whether a form was filled in by a program: the field that nobody sees, or faster than a hand.

    Args:
        trap: what the hidden field holds.
        took_s: seconds since the page was made; None where it does not say.
    """
    return bool(trap) or (took_s is not None and took_s < LEAST_S)
