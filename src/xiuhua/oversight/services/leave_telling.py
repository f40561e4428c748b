"""Telling people of their leave, and the leader of their unit that somebody asks or is late back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xiuhua.access.terms import Role
from xiuhua.evaluation.queries.interviews import users_over
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.oversight.models import Leave
from xiuhua.oversight.queries.oversight_rows import users_leading
from xiuhua.oversight.rules.oversight_granting import UNIT_LEADERS
from xiuhua.oversight.terms.leaves import LeaveKind
from xiuhua.shared.actor import Actor


def approvers_tell(*, row: Leave, template: str, actor: Actor, at: datetime) -> None:
    """Tell whoever leads the unit; where nobody does, the committee office."""
    users = users_leading(row.unit_id, UNIT_LEADERS, at=at)
    users = [one for one in users if one != row.person.user_id]
    _send(row, template, users or users_over(Role.COMMITTEE_OFFICE.value, row.area_code, at=at), actor, at)


def leave_tell(*, row: Leave, template: str, actor: Actor, at: datetime) -> None:
    """Tell the person themselves."""
    if row.person.user_id is not None:
        _send(row, template, [row.person.user_id], actor, at)


def _send(row: Leave, template: str, users: Sequence[int], actor: Actor, at: datetime) -> None:
    words = {"number": row.number, "kind": LeaveKind(row.kind).zh, "until": row.until.isoformat()}
    for user_id in users:
        notice_send(
            to=Recipient(user_id=user_id), template=template, words=words, subject=f"leave_request:{row.pk}",
            area=row.area_code, actor=actor, at=at,
        )  # fmt: skip
