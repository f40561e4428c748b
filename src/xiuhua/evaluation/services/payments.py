"""Deciding on a payment sheet: approved by finance, or returned with a reason, and drafted anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import PaymentSheet
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import listings as queries
from xiuhua.evaluation.services.telling import payment_tell
from xiuhua.evaluation.terms.contests import PaymentAct, PaymentState
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_MOST_FEN = 10**14


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


@transaction.atomic
def payment_redraft(
    *, payment_id: int, amounts_fen: Sequence[int], reason: str, actor: Actor, at: datetime
) -> PaymentSheet:
    """Draft a returned payment sheet anew: other amounts, and why. Finance is told again.

    What each line paid as the scheme sets it stays beside the amount, as `set_fen`.

    Args:
        payment_id: of the sheet.
        amounts_fen: of each line in its order, 0 or more; 0 pays nothing.
        reason: what was changed and why.
        actor: who drafts it.
        at: when.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was not returned.
        Invalid: nobody said why, or an amount is missing or below nought.
    """
    sheet = queries.payment_get(payment_id, lock=True)
    require(actor, PaymentAct.REDRAFT, sheet)
    wrong = {} if reason.strip() else {"reason": "reason_empty"}
    if len(amounts_fen) != len(sheet.lines) or any(not 0 <= fen < _MOST_FEN for fen in amounts_fen):
        wrong["amounts"] = "payment_amount_wrong"
    if wrong:
        raise Invalid(fields=wrong)
    sheet.lines = [
        {**line, "set_fen": line.get("set_fen", line["amount_fen"]), "amount_fen": fen}
        for line, fen in zip(sheet.lines, amounts_fen, strict=True)
    ]
    sheet.total_fen, sheet.note = sum(amounts_fen), reason.strip()
    sheet.state, sheet.decided_by, sheet.decided_at = PaymentState.DRAFTED.value, "", None
    sheet.save(update_fields=["lines", "total_fen", "note", "state", "decided_by", "decided_at"])
    entry_append(
        at=at, actor=actor, act=PaymentAct.REDRAFT.value, subject=f"payment_sheet:{sheet.pk}",
        area=sheet.area_code, detail={"total_fen": sheet.total_fen}, words={"note": sheet.note},
        state=states_of.payment_state(sheet),
    )  # fmt: skip
    payment_tell(sheet=sheet, actor=actor, at=at)
    return sheet
