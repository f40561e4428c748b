"""Length and price of an SMS, and quotas.

Source:
    3GPP TS 23.040 (140 octets of user data; UCS-2 leaves 70 characters, 67 each where several are joined by a
    user-data header); Chinese carriers charge by the same numbers, signature included, whatever the script.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

ONE_SEGMENT, JOINED_SEGMENT = 70, 67
WARN_SHARE = 0.8
QUOTA_DAYS = timedelta(days=3)
"""How long a message waits for quotas that begin anew.

Source:
    own choice, because what is older is no news any more, and the inbox and the page of a report have it.
"""
_PHONE = re.compile(r"1[3-9][0-9]{9}")


def phone_read(text: str) -> str | None:
    """Return a mainland mobile number as eleven digits; None for anything else.

    Source:
        numbering plan of mainland China: eleven digits beginning with 13 to 19; +86, 0086 and 86 before them
        are what Alibaba Cloud's SendSms takes too.
    """
    bare = re.sub(r"[\s-]", "", text)
    bare = re.sub(r"^(\+86|0086|86(?=1[3-9][0-9]{9}$))", "", bare)
    return bare if _PHONE.fullmatch(bare) else None


def signed(text: str, *, signature: str) -> str:
    """Return a text as it arrives: 【signature】 before it."""
    return f"【{signature}】{text}" if signature else text


def length_of(text: str) -> int:
    """Return how many UCS-2 characters a text takes; what lies beyond the basic plane takes two."""
    return len(text.encode("utf-16-le")) // 2


def segments_of(text: str) -> int:
    """Return by how many segments a text is charged: 1 up to 70 characters, then one for each 67 begun."""
    length = length_of(text)
    return 1 if length <= ONE_SEGMENT else -(-length // JOINED_SEGMENT)


def fits(used: int, more: int, limit: int) -> bool:
    """Return whether a quota has room for so many segments more."""
    return used + more <= limit


def renewed_at(local: datetime) -> datetime:
    """Return when the quotas of a local instant's day begin anew: the next midnight, in the same zone."""
    return datetime.combine(local.date() + timedelta(days=1), time(0), local.tzinfo)


def warns(before: int, after: int, limit: int) -> bool:
    """Return whether a quota was, between two counts, used up to four fifths for the first time.

    Source:
        own choice of 80 %: at the usual rate there are hours left to raise the quota.
    """
    mark = limit * WARN_SHARE
    return before < mark <= after
