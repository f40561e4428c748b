"""Questions about reports."""

from __future__ import annotations

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
