"""催办 and 督办: how soon one may remind again, where an order lies, and what it says at first.

Source:
    own choice, after what bureaus practise: a reminder needs no answer; an order has a number, a level, a
    deadline in working time, a mandatory answer and a release, and counts against the unit. Limits and points
    are settings (`rules.settings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from xiuhua.cases.rules.clocks import Beat, clocks, warn_at
from xiuhua.cases.terms.clocks import Signal
from xiuhua.cases.terms.states import Stage
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ground.rules.limits import Limit

_DIGITS = (15, 12, 9, 6)  # unit grid, community, street, district: GB/T 30428.1 and GB/T 2260


def reminds_again_at(last: datetime | None, *, minutes: int) -> datetime | None:
    """Return from when on the same person may remind of the same case again; None where they may now.

    A reminder every minute is noise that a unit learns to overlook.
    """
    return None if last is None or minutes <= 0 else last + timedelta(minutes=minutes)


def area_shared(codes: Sequence[str]) -> str:
    """Return the narrowest area that holds some areas, by their codes: its code, empty where none does."""
    if len(set(codes)) == 1:
        return codes[0]
    for digits in _DIGITS:
        heads = {code[:digits] for code in codes}
        if len(heads) == 1 and all(len(code) >= digits for code in codes):
            return heads.pop()
    return ""


def points_counted(*, base: int, late: int, was_late: bool) -> int:
    """Return what an order counts against its unit: more where an answer was not there in time."""
    return base + (late if was_late else 0)


def warns_at(limit: Limit, *, since: datetime, calendar: WorkCalendar) -> datetime | None:
    """Return when an answer that is waited for since an instant is soon due: as a clock of handling is."""
    beat = Beat(at=since, signal=Signal.START, stage=Stage.HANDLE, limit=limit)
    return warn_at(clocks([beat], calendar)[0], calendar)
