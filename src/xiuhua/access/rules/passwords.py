"""What a password must be."""

from __future__ import annotations

import string

MINIMUM_LENGTH = 10
MINIMUM_KINDS = 3


def password_faults(password: str, *, username: str, common: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the codes of what is wrong with a new password; empty when it will do.

    Codes: `short` (under 10 characters), `plain` (fewer than three of lower case, upper case, digits,
    signs), `holds_name` (contains the user name), `common` (on the list of common ones), `repeated` (one
    character four times in a row).

    Source:
        GB/T 22239-2019, 8.1.4.1 a asks for complexity; lengths and kinds are our own choice.
    """
    lowered = password.lower()
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    found = sum(any(char in kind for char in password) for kind in kinds)
    found += any(char not in "".join(kinds) for char in password)
    checks = {
        "short": len(password) < MINIMUM_LENGTH,
        "plain": found < MINIMUM_KINDS,
        "holds_name": len(username) >= 3 and username.lower() in lowered,
        "common": lowered in common,
        "repeated": any(char * 4 in password for char in set(password)),
    }
    return tuple(code for code, wrong in checks.items() if wrong)
