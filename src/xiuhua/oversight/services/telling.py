"""Telling units of what they have to put right, and discipline supervisors that a warning waits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.terms import Role
from xiuhua.evaluation.queries.interviews import users_over
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.oversight.models import IntegrityWarning, Rectification
from xiuhua.oversight.queries import rectifications as queries
from xiuhua.oversight.rules.telling import OVERDUE, WARNED
from xiuhua.shared.actor import Actor, system
from xiuhua.web.days import today

TELLER = system("oversight_telling")
_AT_ONCE = 200


def unit_tell(*, row: Rectification, template: str, actor: Actor, at: datetime) -> None:
    """Tell the people of a problem's unit."""
    until = row.due_on.isoformat() if row.due_on else ""
    for user_id in users_of_unit(row.unit_id, at=at) if row.unit_id else ():
        notice_send(
            to=Recipient(user_id=user_id), template=template, words={"title": row.title, "until": until},
            subject=f"rectification:{row.pk}", area=row.area_code, actor=actor, at=at,
        )  # fmt: skip


def warning_tell(*, warning: IntegrityWarning, actor: Actor, at: datetime) -> None:
    """Tell the nearest discipline supervisors that a warning waits; nobody whom it is about."""
    for user_id in users_over(Role.DISCIPLINE.value, warning.area_code, at=at):
        if user_id not in warning.about:
            notice_send(
                to=Recipient(user_id=user_id), template=WARNED, words={"number": warning.number},
                subject=f"warning:{warning.pk}", area=warning.area_code, actor=actor, at=at,
            )  # fmt: skip


@transaction.atomic
def overdue_tell(*, at: datetime) -> int:
    """Tell of problems whose day is over, each day once; a few at once. The scope is every area.

    Returns:
        Of how many somebody was told.
    """
    late = queries.overdue_untold(today(), most=_AT_ONCE)
    for row in late:
        unit_tell(row=row, template=OVERDUE, actor=TELLER, at=at)
        row.overdue_told_on = row.due_on
        row.save(update_fields=["overdue_told_on"])
    return len(late)
