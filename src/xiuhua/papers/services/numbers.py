"""Numbers of official papers: one row a kind, area and year, locked last, so that none is ever skipped."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.utils.timezone import get_default_timezone

from xiuhua.papers.rules.numbers import paper_number
from xiuhua.web.statements import prepared

_DISTRICT = 6  # digits: each district counts its own papers
_NEXT = """
INSERT INTO papers_papercounter AS counter (area_code, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (area_code, kind, year) DO UPDATE SET last = counter.last + 1
RETURNING last
"""


class Numbered(Protocol):
    """A kind of paper that is numbered: `PaperKind`, or what an app above issues itself.

    `value` names its counter, 20 signs at most; `sign` is the word of its kind: 督 in 云督〔2026〕12号.
    """

    @property
    def value(self) -> str:
        """The name of its counter."""

    @property
    def sign(self) -> str:
        """The word of its kind."""


def number_take(*, kind: Numbered, area_code: str, sign: str, at: datetime) -> str:
    """Return the next number of a kind of paper in a district, in the caller's transaction.

    Whoever asks second waits until the first has committed, or takes its number where it has not: so it is
    asked for as the last thing before the entry. The year is that of the wall clock here.
    """
    year = at.astimezone(get_default_timezone()).year
    with prepared() as cursor:
        cursor.execute(_NEXT, [area_code[:_DISTRICT], kind.value, year])
        (serial,) = cursor.fetchone()
    return paper_number(sign=f"{sign}{kind.sign}", year=year, serial=serial)
