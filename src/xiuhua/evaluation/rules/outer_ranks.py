"""How many months running an area stood first in a ranking that somebody else publishes.

Source:
    K-003 大整治全市排名连续第一月数; months are calendar months, as whoever publishes the ranking names them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_YEAR_MONTHS = 12


def month_index(month: str) -> int | None:
    """Return how many months lie before `2026-03` in all years; None where the text is no month."""
    found = _MONTH.fullmatch(month)
    return int(found[1]) * _YEAR_MONTHS + int(found[2]) - 1 if found else None


def first_run(ranks: Mapping[str, int | None]) -> tuple[str, ...]:
    """Return the months up to the latest one with a rank in which the rank was 1, without a gap, in order.

    Args:
        ranks: by month, `2026-03`; None where what was entered was taken back, as if nothing were there.

    Source:
        K-003 6、7、8月连续三月第一; own choice: a month that nobody entered ends the run: nobody knows.
    """
    held = {index: month for month in ranks if (index := month_index(month)) is not None}
    known = {index: month for index, month in held.items() if ranks[month] is not None}
    run: list[str] = []
    index = max(known, default=0)
    while index in known and ranks[known[index]] == 1:
        run.append(known[index])
        index -= 1
    return tuple(reversed(run))
