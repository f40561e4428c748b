"""Document numbers.

Source:
    GB/T 9704-2012, 7.2.5: 发文字号 consists of the sign of the issuing organ, the year in 六角括号 〔〕 and a
    serial number without 第 and without leading zeros, followed by 号.
"""

from __future__ import annotations


def paper_number(*, sign: str, year: int, serial: int) -> str:
    """Return a document number: 云督〔2026〕12号.

    Raises:
        ValueError: the serial number is not positive.
    """
    if serial < 1:
        raise ValueError(f"{serial} is no serial number")
    return f"{sign}〔{year}〕{serial}号"
