"""What a check found of a kitchen: it proves a lead, or opens one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from xiuhua.inspections.rules.findings import FindingFacts
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.queries.checks import findings_told
from xiuhua.scenes.fumes.rules.checks import found_of, lead_begins
from xiuhua.scenes.fumes.services.keeping import WATCHER
from xiuhua.scenes.fumes.services.leads import lead_begun
from xiuhua.scenes.fumes.services.proofs import lead_proven, proof_written
from xiuhua.scenes.fumes.terms import Act, Cause, LeadState, ProofKind

_PROVABLE = frozenset({LeadState.OPEN.value, LeadState.PROVEN.value})


def checks_follow(*, finding_ids: Collection[int], at: datetime) -> int:
    """Let what checks of kitchens found prove leads or open them; a second time changes nothing.

    Runs in the transaction of a tail, which sees every area.

    Args:
        finding_ids: findings of any inspections; those of other checklists are passed over.
        at: when.

    Returns:
        How many findings were taken up.
    """
    return sum(_followed(finding, by, at) for finding, by in findings_told(finding_ids))


def _followed(finding: FindingFacts, by: str, at: datetime) -> bool:
    if finding.premises_id is None or not lead_begins(finding.item):
        return False
    kitchen = queries.kitchen_of(finding.premises_id)
    if kitchen is None or queries.finding_taken(kitchen, finding.number):
        return False
    lead = queries.lead_open_of(kitchen)
    note = f"{finding.number} {finding.item_zh}：{finding.text}".rstrip("：")
    if lead is None:
        lead = lead_begun(kitchen, Cause.CHECK, note=note, actor=WATCHER, at=at)
    found = found_of(finding.item)
    if found is None or lead.state not in _PROVABLE:
        return True
    proof_written(lead, ProofKind.VISIT, found, note=note, by=by, actor=WATCHER, at=at, number=finding.number)
    lead_proven(lead, found, Act.VISIT, actor=WATCHER, at=at)
    return True
