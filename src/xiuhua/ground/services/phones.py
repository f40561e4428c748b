"""Telling somebody's whole telephone number, once and for a reason."""

from __future__ import annotations

from datetime import datetime

from xiuhua.access.rules import Subject
from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


def phone_reveal(
    row: Subject, phone: str, *, act: str, subject: str, reason: str, actor: Actor, at: datetime
) -> str:
    """Return the whole number of a row that the caller has locked; the ledger keeps who asked, and why.

    Raises:
        NotPermitted, NotAllowedNow: the act table says no.
        Invalid: the reason is missing, or no number is recorded.
    """
    require(actor, act, row)
    if not reason.strip():
        raise Invalid(fields={"reason": "reveal_reason_empty"})
    if not phone:
        raise Invalid(fields={"reason": "phone_none"})
    entry_append(
        at=at, actor=actor, act=act, subject=subject, area=row.area_code, words={"reason": reason.strip()}
    )
    return phone
