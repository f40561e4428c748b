"""Questions about reports."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from xiuhua.cases.models import Case, MovePhoto, Report, ReportPhoto
from xiuhua.files.queries import shapes_of
from xiuhua.shared.actor import Actor
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


def photos_of(case: Case, *, actor: Actor, at: datetime) -> list[dict[str, str]]:
    """Return the pictures of a case with their signed addresses: as reported, then as found and done."""
    came = ReportPhoto.objects.filter(report__case=case).select_related("file").order_by("pk")
    made = MovePhoto.objects.filter(move__case=case).select_related("file", "move").order_by("pk")
    return [
        *({**shapes_of(one.file, actor=actor, at=at), "label": "report.make"} for one in came),
        *({**shapes_of(one.file, actor=actor, at=at), "label": one.move.act} for one in made),
    ]
