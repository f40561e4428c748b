"""Questions about who is told of a finding, and of which findings somebody has yet to be told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from xiuhua.access.queries import users_named
from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Party, Unit
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.inspections.models import Finding
from xiuhua.inspections.queries.findings import findings_all, overdue_at
from xiuhua.shared.actor import EVERYWHERE


def users_of_firm(finding: Finding, *, at: datetime) -> list[int]:
    """Return the accounts of whoever answers for what was inspected: those of the unit with its credit code.

    A party may be registered in a wider area than the officer sees; ids alone come back.
    """
    if finding.party_id is None:
        return []
    with scope_opened((EVERYWHERE,)):
        code = Party.objects.filter(pk=finding.party_id).values_list("credit_code", flat=True).first()
        unit = Unit.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
        return users_of_unit(unit, at=at) if unit is not None else []


def officers_of(finding: Finding) -> list[int]:
    """Return the active accounts of whoever inspected and of whoever ordered it."""
    names = [finding.inspection.inspected_by]
    if finding.order is not None:
        names.append(finding.order.issued_by)
    return users_named(list(dict.fromkeys(names)))


def overdue_untold(at: datetime, *, most: int) -> list[Finding]:
    """Return findings whose day is over and nobody was told of it, locked, the oldest first."""
    told = Q(overdue_told_at__isnull=True) | ~Q(overdue_told_at=F("due_at"))
    rows = findings_all().select_for_update(of=("self",), skip_locked=True)
    return list(rows.filter(told, overdue_at(at)).order_by("due_at", "pk")[:most])
