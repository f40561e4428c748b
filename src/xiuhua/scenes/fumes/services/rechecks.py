"""The second check of a kitchen that was handed a notice: put right, or still wrong."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.scenes.fumes.models import Lead
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.services.asks import ask_kept
from xiuhua.scenes.fumes.services.keeping import lead_kept, lead_recorded
from xiuhua.scenes.fumes.services.proofs import proof_written
from xiuhua.scenes.fumes.terms import Act, AskState, Found, LeadState, ProofKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@transaction.atomic
def lead_recheck(*, lead_id: int, is_right: bool, note: str, actor: Actor, at: datetime) -> Lead:
    """Enter what the second check found. What is still wrong stays noticed: the paper waits anew.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such lead, not by this actor, or no notice was handed over.
        Invalid: nothing was said.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.RECHECK, lead)
    if not note.strip():
        raise Invalid(fields={"note": "fume_note_missing"})
    found = Found.RIGHT if is_right else Found.STILL
    proof_written(lead, ProofKind.RECHECK, found, note=note, by=actor.name, actor=actor, at=at)
    before = lead.state
    if is_right:
        lead.state, lead.fixed_at = LeadState.FIXED.value, at
    lead_kept(lead=lead, at=at)
    lead_recorded(
        lead, Act.RECHECK, actor=actor, at=at, words={"state.before": before, "state.after": lead.state}
    )
    for ask in lead.asks.filter(sent_at__isnull=False).exclude(state=AskState.DONE.value):
        ask.state = AskState.DONE.value if is_right else AskState.SENT.value
        ask_kept(ask, Act.RECHECK, actor=actor, at=at, words={"state.after": ask.state})
    return lead
