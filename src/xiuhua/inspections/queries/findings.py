"""Questions about findings: what is wrong where, what was done about it, what is overdue."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from xiuhua.inspections.models import Finding, FindingStep
from xiuhua.inspections.rules.findings import FindingFacts
from xiuhua.inspections.rules.standards import item_of
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.shared.errors import NotFound


def findings_all() -> QuerySet[Finding]:
    """Return the findings that the database scope lets through, with standard, order and case."""
    rows = Finding.objects.select_related("inspection", "inspection__standard", "order", "case")
    return rows.defer("case__search", "case__description")


def findings_of(
    *, premises_id: int | None = None, vehicle_id: int | None = None, party_id: int | None = None
) -> list[FindingFacts]:
    """Return what was found at premises, on a vehicle, or of a party, in scope, the latest first."""
    asked = {"premises_id": premises_id, "vehicle_id": vehicle_id, "party_id": party_id}
    said = {name: value for name, value in asked.items() if value is not None}
    if not said:
        return []
    rows = findings_all().filter(**said).order_by("-found_at", "-pk")
    return [finding_facts(row) for row in rows]


def finding_facts(row: Finding) -> FindingFacts:
    """Return a finding as other apps read it."""
    item = item_of(row.inspection.standard.body, row.item)
    return FindingFacts(
        id=row.pk, number=row.number, inspection_id=row.inspection_id, checklist=row.checklist, item=row.item,
        item_zh=item.zh if item else row.item, item_en=item.en if item else row.item,
        state=FindingState(row.state), text=row.text, premises_id=row.premises_id, vehicle_id=row.vehicle_id,
        party_id=row.party_id, found_at=row.found_at, due_at=row.due_at, case_id=row.case_id,
    )  # fmt: skip


def finding_get(finding_id: int) -> Finding:
    """Return a finding.

    Raises:
        NotFound: there is none in scope.
    """
    found = findings_all().filter(pk=finding_id).first()
    if found is None:
        raise NotFound(kind="finding", key=str(finding_id))
    return found


def findings_lock(finding_ids: Collection[int]) -> list[Finding]:
    """Return findings, locked until the transaction ends, in the order of their ids.

    Raises:
        NotFound: one of them is not in scope.
    """
    wanted = sorted(set(finding_ids))
    rows = findings_all().select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = list(rows)
    if not found or len(found) < len(wanted):
        missing = set(wanted) - {row.pk for row in found}
        raise NotFound(kind="finding", key=str(min(missing, default="")))
    return found


def steps_of(finding: Finding) -> list[FindingStep]:
    """Return the steps of a finding with their photos, first to last."""
    return list(finding.steps.prefetch_related("photos__file").order_by("pk"))


def overdue_at(at: datetime) -> Q:
    """Return the condition that what was ordered was not said to be put right in time."""
    return Q(state=FindingState.ORDERED.value, due_at__lte=at)


def finding_state(finding: Finding) -> dict[str, str | int | None]:
    """Return the columns of a finding that the ledger answers for."""
    return {
        "inspection": finding.inspection_id, "item": finding.item, "state": finding.state,
        "premises": finding.premises_id, "vehicle": finding.vehicle_id, "order": finding.order_id,
        "case": finding.case_id, "area_code": finding.area_code,
        **({"amount": f"{finding.amount:g}"} if finding.amount is not None else {}),
        "due_at": finding.due_at.astimezone(UTC).isoformat() if finding.due_at else None,
    }  # fmt: skip


def finding_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every finding's id and what the ledger answers for, for `ledger verify`."""
    rows = Finding.objects.defer("text").order_by("pk")
    return ((row.pk, finding_state(row)) for row in rows.iterator(chunk_size=2_000))


def findings_about(*, premises_id: int | None = None, vehicle_id: int | None = None) -> QuerySet[Finding]:
    """Return the findings at premises or on a vehicle."""
    asked = {"premises_id": premises_id, "vehicle_id": vehicle_id}
    return findings_all().filter(**{name: value for name, value in asked.items() if value is not None})


def findings_for(party_ids: Collection[int]) -> QuerySet[Finding]:
    """Return the findings that some parties answer for."""
    return findings_all().filter(party_id__in=party_ids)
