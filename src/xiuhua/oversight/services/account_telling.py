"""Telling the office of what the rule proposed, and whom it is about that they may state the case."""

from __future__ import annotations

from datetime import datetime

from xiuhua.access.terms import Role
from xiuhua.evaluation.queries.interviews import users_over
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.oversight.models import Accountability
from xiuhua.oversight.rules.telling import ACCOUNT_HEARD, ACCOUNT_PROPOSED
from xiuhua.shared.actor import Actor


def keepers_tell(*, row: Accountability, area_code: str, actor: Actor, at: datetime) -> None:
    """Tell the committee office that the rule proposes something."""
    users = users_over(Role.COMMITTEE_OFFICE.value, area_code, at=at)
    _send(row, ACCOUNT_PROPOSED, users, actor=actor, at=at)


def account_tell(*, row: Accountability, actor: Actor, at: datetime) -> None:
    """Tell the person named, and whoever serves in the unit, that the case may be stated."""
    users = set(users_of_unit(row.unit_id, at=at))
    if row.person is not None and row.person.user_id is not None:
        users.add(row.person.user_id)
    _send(row, ACCOUNT_HEARD, sorted(users), actor=actor, at=at)


def named_tell(*, row: Accountability, template: str, actor: Actor, at: datetime) -> None:
    """Tell the person named what was decided."""
    if row.person is not None and row.person.user_id is not None:
        _send(row, template, [row.person.user_id], actor=actor, at=at)


def _send(row: Accountability, template: str, users: list[int], *, actor: Actor, at: datetime) -> None:
    until = row.hear_until.isoformat() if row.hear_until else ""
    for user_id in users:
        notice_send(
            to=Recipient(user_id=user_id), template=template, words={"number": row.number, "until": until},
            subject=f"accountability:{row.pk}", area=row.area_code, actor=actor, at=at,
        )  # fmt: skip
