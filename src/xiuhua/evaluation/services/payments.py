"""Deciding on a payment sheet: approved by finance, or returned with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import PaymentSheet
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import listings as queries
from xiuhua.evaluation.terms.contests import PaymentAct, PaymentState
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@transaction.atomic
def payment_decide(*, payment_id: int, approved: bool, note: str, actor: Actor, at: datetime) -> PaymentSheet:
    """Approve a payment sheet, or return it.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was decided already.
        Invalid: it is returned without a reason.
    """
    act = PaymentAct.APPROVE if approved else PaymentAct.RETURN
    sheet = queries.payment_get(payment_id, lock=True)
    require(actor, act, sheet)
    if not approved and not note.strip():
        raise Invalid(fields={"note": "reason_empty"})
    sheet.state = (PaymentState.APPROVED if approved else PaymentState.RETURNED).value
    sheet.note, sheet.decided_by, sheet.decided_at = note.strip(), actor.name, at
    sheet.save(update_fields=["state", "note", "decided_by", "decided_at"])
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"payment_sheet:{sheet.pk}", area=sheet.area_code,
        detail={"total_fen": sheet.total_fen}, words={"note": sheet.note} if sheet.note else {},
        state=states_of.payment_state(sheet),
    )  # fmt: skip
    return sheet
