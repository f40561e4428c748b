"""Questions about inspections: what was looked at, by whom, and what was found of each item."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC

from django.db.models import QuerySet

from xiuhua.files.models import StoredFile
from xiuhua.inspections.models import Inspection, ItemResult, RectifyOrder
from xiuhua.shared.errors import NotFound


def inspections_all() -> QuerySet[Inspection]:
    """Return the inspections that the database scope lets through, with standard and subject."""
    rows = Inspection.objects.select_related("standard", "premises", "vehicle", "party")
    return rows.defer("premises__search", "vehicle__search", "party__search")


def inspection_get(inspection_id: int) -> Inspection:
    """Return an inspection.

    Raises:
        NotFound: there is none in scope.
    """
    found = inspections_all().filter(pk=inspection_id).first()
    if found is None:
        raise NotFound(kind="inspection", key=str(inspection_id))
    return found


def inspections_by_client_ids(ids: Collection[object]) -> dict[str, Inspection]:
    """Return the inspections that were recorded under some ids, by id."""
    rows = inspections_all().filter(client_id__in=[str(one) for one in ids])
    return {str(row.client_id): row for row in rows}


def results_of(inspection: Inspection) -> dict[str, ItemResult]:
    """Return what was found of each item, by its key."""
    return {row.item: row for row in inspection.results.all()}


def photos_of(inspection: Inspection) -> list[StoredFile]:
    """Return the photos of what was looked at."""
    return [one.file for one in inspection.photos.select_related("file").order_by("pk")]


def orders_of(inspection: Inspection) -> list[RectifyOrder]:
    """Return the orders that came of an inspection, first to last."""
    return list(inspection.orders.order_by("pk"))


def order_get(order_id: int) -> RectifyOrder:
    """Return an order to put something right, with its inspection.

    Raises:
        NotFound: there is none in scope.
    """
    rows = RectifyOrder.objects.select_related(
        "inspection", "inspection__standard", "inspection__premises", "inspection__vehicle",
        "inspection__party",
    )  # fmt: skip
    found = rows.filter(pk=order_id).first()
    if found is None:
        raise NotFound(kind="rectify_order", key=str(order_id))
    return found


def inspection_state(inspection: Inspection) -> dict[str, str | int | None]:
    """Return the columns of an inspection that the ledger answers for."""
    return {
        "standard": inspection.standard_id, "premises": inspection.premises_id,
        "vehicle": inspection.vehicle_id, "party": inspection.party_id, "result": inspection.result,
        "broken": inspection.broken, "officers": inspection.officers, "by": inspection.inspected_by,
        "area_code": inspection.area_code, "at": inspection.at.astimezone(UTC).isoformat(),
    }  # fmt: skip


def inspection_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every inspection's id and what the ledger answers for, for `ledger verify`."""
    rows = Inspection.objects.defer("note", "address").order_by("pk")
    return ((row.pk, inspection_state(row)) for row in rows.iterator(chunk_size=2_000))
