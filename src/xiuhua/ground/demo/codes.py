"""Codes with check characters, in district codes that no real district has."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(kind: str, district: str, serial: int) -> str:
    """Return a unified social credit code of 18 characters.

    Args:
        kind: registering department and kind of body: `91` a firm, `92` a sole trader, `11` an authority.
        district: six digits.
        serial: makes it unique within the kind.

    Source:
        GB 32100-2015, 5.2.6, check character; GB 11714-1997, check character of the organisation's code.
    """
    organisation = f"MA{serial:06d}"
    total = sum(
        int(mark, 36) * weight for mark, weight in zip(organisation, _ORGANISATION_WEIGHTS, strict=True)
    )
    left = 11 - total % 11
    body = f"{kind}{district}{organisation}{'X' if left == 10 else '0' if left == 11 else left}"
    check = -sum(_ALPHABET.index(mark) * weight for mark, weight in zip(body, _WEIGHTS, strict=True)) % 31
    return body + _ALPHABET[check]
