"""Questions about checks of kitchens: what was found, what a firm still has to put right."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.inspections.queries.findings import finding_facts, findings_about, findings_all, findings_for
from xiuhua.inspections.rules.findings import FindingFacts
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.scenes.fumes.rules.checks import KITCHEN_CHECK

_WAITING = (FindingState.OPEN.value, FindingState.ORDERED.value, FindingState.ANSWERED.value)


def findings_told(finding_ids: Collection[int]) -> list[tuple[FindingFacts, str]]:
    """Return those of some findings that come of checks of kitchens, each with who inspected."""
    rows = findings_all().filter(pk__in=finding_ids, checklist=KITCHEN_CHECK).order_by("pk")
    return [(finding_facts(row), row.inspection.inspected_by) for row in rows]


def waiting_at(premises_id: int) -> int:
    """Return how many findings at premises still have to be put right or looked at again."""
    return findings_about(premises_id=premises_id).filter(state__in=_WAITING).count()


def ordered_of(party_ids: Collection[int]) -> int:
    """Return how many findings some parties still have to put right."""
    return findings_for(party_ids).filter(state=FindingState.ORDERED.value).count()
