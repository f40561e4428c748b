"""Hiding the middle of what identifies a person."""

_SHOWN_HEAD = 3
_SHOWN_TAIL = 4


def phone_masked(phone: str) -> str:
    """Return a telephone number as 138****5678; one too short to hide anything in is hidden whole."""
    if len(phone) <= _SHOWN_HEAD + _SHOWN_TAIL:
        return "*" * len(phone)
    return f"{phone[:_SHOWN_HEAD]}{'*' * (len(phone) - _SHOWN_HEAD - _SHOWN_TAIL)}{phone[-_SHOWN_TAIL:]}"
