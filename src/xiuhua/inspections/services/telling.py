"""Telling the firm and the officer that something has to be put right, and that its day is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import get_default_timezone

from xiuhua.inspections.models import Finding
from xiuhua.inspections.queries import telling as queries
from xiuhua.inspections.rules.standards import item_of
from xiuhua.inspections.rules.telling import ORDERED, ORDERED_BY, OVERDUE, OVERDUE_BY
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.shared.actor import Actor, system

TELLER = system("findings_telling")
_AT_ONCE = 200


def ordered_tell(*, findings: Iterable[Finding], actor: Actor, at: datetime) -> None:
    """Tell of findings that are ordered to be put right, in the transaction of the order."""
    for finding in findings:
        _tell(finding, ORDERED, ORDERED_BY, actor=actor, at=at)


@transaction.atomic
def overdue_tell(*, at: datetime) -> int:
    """Tell of findings whose day is over, each day once; a few at once. The scope is every area.

    Returns:
        Of how many findings somebody was told.
    """
    late = queries.overdue_untold(at, most=_AT_ONCE)
    for finding in late:
        _tell(finding, OVERDUE, OVERDUE_BY, actor=TELLER, at=at)
        finding.overdue_told_at = finding.due_at
        finding.save(update_fields=["overdue_told_at"])
    return len(late)


def _tell(finding: Finding, firm: str, officer: str, *, actor: Actor, at: datetime) -> None:
    words = _words(finding)
    told: set[int] = set()
    for template, users in (
        (firm, queries.users_of_firm(finding, at=at)),
        (officer, queries.officers_of(finding)),
    ):
        subject = f"{'own_finding' if template == firm else 'finding'}:{finding.pk}"
        for user_id in users:
            if user_id not in told:
                told.add(user_id)
                notice_send(
                    to=Recipient(user_id=user_id), template=template, words=words, subject=subject,
                    area=finding.area_code, actor=actor, at=at,
                )  # fmt: skip


def _words(finding: Finding) -> dict[str, str]:
    item = item_of(finding.inspection.standard.body, finding.item)
    over = finding.due_at
    last = over.astimezone(get_default_timezone()) - timedelta(days=1) if over else None
    return {
        "item": item.zh if item else finding.item, "place": finding.subject_name,
        "order": finding.order.number if finding.order else "", "until": f"{last:%Y-%m-%d}" if last else "",
    }  # fmt: skip
