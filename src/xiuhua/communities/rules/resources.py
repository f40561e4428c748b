"""What departments share: when a grant holds, and what a resource, a row and a cell must be.

Source:
    own choice, after S-084: shared through the catalogue, with an access log. The three degrees of sharing
    (无条件共享, 有条件共享, and what is not given at all) are those of 政务信息资源共享管理暂行办法
    (国发〔2016〕51 号), article 9; sensitive rows are given on request and for at most 30 days by our choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from xiuhua.communities.terms.resources import GrantState, Secrecy

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_MOST_FIELDS = 60
_SENSITIVE_DAYS = timedelta(days=30)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def resource_fault(*, code: str, title: str, fields: Sequence[str], is_table: bool) -> dict[str, str]:
    """Return what is wrong with a resource, by field."""
    found = {}
    if not _CODE.fullmatch(code):
        found["code"] = "resource_code_wrong"
    if not title.strip():
        found["title"] = "resource_title_missing"
    named = [name.strip() for name in fields]
    wrong = any(not name for name in named) or len(set(named)) < len(named) or len(named) > _MOST_FIELDS
    if wrong or (is_table and not named):
        found["fields"] = "resource_fields_wrong"
    return found


def period_fault(
    secrecy: Secrecy, *, since_on: date, until_on: date, resource_until_on: date | None, today: date
) -> dict[str, str]:
    """Return what is wrong with the days for which access would be granted, by field; both are included."""
    if until_on < max(since_on, today) or (resource_until_on is not None and until_on > resource_until_on):
        return {"until_on": "resource_period_wrong"}
    if secrecy is Secrecy.INTERNAL and until_on - since_on > _SENSITIVE_DAYS:
        return {"until_on": "resource_period_long"}
    return {}


def grant_holds(state: GrantState, *, since_on: date | None, until_on: date | None, today: date) -> bool:
    """Return whether a grant opens a resource on a day; its last day still does."""
    return (
        state is GrantState.GRANTED
        and since_on is not None
        and until_on is not None
        and since_on <= today <= until_on
    )


def row_key(code: str, delivery: str, number: int) -> str:
    """Return what names a row across files; eight digits, so that rows stand in their order."""
    return f"{code}:{delivery}:{number:08d}"


def cells_fitting(cells: Mapping[str, str], fields: Sequence[str]) -> dict[str, str]:
    """Return the cells of a resource's own columns, in their order, and no others."""
    return {name: cells.get(name, "") for name in fields}


def cell_safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
