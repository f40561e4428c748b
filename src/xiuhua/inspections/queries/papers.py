"""What the paper of an order says, read from the records."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import get_default_timezone

from xiuhua.access.services import scope_widened
from xiuhua.ground.models import Party
from xiuhua.inspections.models import Finding, RectifyOrder
from xiuhua.inspections.rules.papers import OrderedItem, RectifyFacts
from xiuhua.inspections.rules.standards import item_of, title_of

_DISTRICT = 6  # digits: a firm is registered in its district


def rectify_facts(order: RectifyOrder) -> RectifyFacts:
    """Return what an order says: of each item what was found, and the day that was ordered first."""
    inspection = order.inspection
    body = inspection.standard.body
    findings = Finding.objects.filter(order=order).order_by("pk").prefetch_related("steps")
    return RectifyFacts(
        number=order.number, addressee=_addressee(order), place=inspection.address,
        inspected_on=_day(inspection.at), checklist=title_of(body, "zh"), source=str(body.get("source", "")),
        demand=order.demand, items=[_item(finding, body) for finding in findings], issuer=order.issuer,
        issued_on=_day(order.issued_at),
    )  # fmt: skip


def _addressee(order: RectifyOrder) -> str:
    """Return who answers for what was inspected: the firm by name where it may be read, else the place."""
    inspection = order.inspection
    if inspection.party_id is None:
        return inspection.subject_name
    with scope_widened((inspection.area_code[:_DISTRICT],)):
        name = Party.objects.filter(pk=inspection.party_id).values_list("name", flat=True).first()
    return name or inspection.subject_name


def _item(finding: Finding, body: dict[str, object]) -> OrderedItem:
    item = item_of(body, finding.item)
    ordered = next((step for step in finding.steps.all() if step.act == "finding.order"), None)
    over = ordered.due_at if ordered else finding.due_at
    return OrderedItem(
        title=item.zh if item else finding.item, text=finding.text,
        until=f"{_day(over - timedelta(days=1))}前（含当日）" if over else "",
    )  # fmt: skip


def _day(at: datetime) -> str:
    here = at.astimezone(get_default_timezone())
    return f"{here.year}年{here.month}月{here.day}日"
