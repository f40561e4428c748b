"""Questions about reports."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from xiuhua.cases.models import Case, Report
from xiuhua.shared.errors import NotFound


def reports_all() -> QuerySet[Report]:
    """Return the reports that the database scope lets through."""
    return Report.objects.select_related("case", "item").defer(
        "search", "case__search", "case__description", "item__search"
    )


def reports_of(case: Case) -> QuerySet[Report]:
    """Return what was reported about a case, first to last."""
    return Report.objects.filter(case=case).defer("search").order_by("pk")


def report_get(report_id: int) -> Report:
    """Return one of the visible reports.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = reports_all().filter(pk=report_id).first()
    if found is None:
        raise NotFound(kind="report", key=str(report_id))
    return found


def report_lock(report_id: int) -> Report:
    """Return one of the visible reports, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Report.objects.select_for_update().defer("search").filter(pk=report_id).first()
    if found is None:
        raise NotFound(kind="report", key=str(report_id))
    return found


_END_DIGITS, _PHONE_MOST = 4, 11
_CALLED_MOST = 200


def called_about(typed: str) -> list[int]:
    """Return the cases that somebody called about, newest first, by four or more last digits of their number.

    Whoever asks must be allowed to see callers' numbers.
    """
    digits = typed.strip()
    if not (digits.isascii() and digits.isdecimal() and _END_DIGITS <= len(digits) <= _PHONE_MOST):
        return []
    rows = Report.objects.filter(caller_end=digits[-_END_DIGITS:]).order_by("-pk")
    found = rows.values_list("case_id", "caller_phone")[:_CALLED_MOST]
    return list(dict.fromkeys(case_id for case_id, phone in found if phone.endswith(digits)))


def report_by_client_id(client_id: UUID) -> Report | None:
    """Return the report that was made under an id; None where there is none."""
    return Report.objects.defer("search").filter(client_id=client_id).first()
