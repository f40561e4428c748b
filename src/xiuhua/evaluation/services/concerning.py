"""Who may act for a contractor or a firm: those who serve in it."""

from __future__ import annotations

from datetime import datetime

from xiuhua.evaluation.queries.listings import codes_stood_for
from xiuhua.evaluation.services.refusals import ListingOthers
from xiuhua.shared.actor import Actor


def concern_check(code: str, *, actor: Actor, at: datetime) -> None:
    """Let whoever stands for a subject pass.

    Raises:
        ListingOthers: it concerns somebody else.
    """
    if code not in codes_stood_for(actor.user_id, at=at):
        raise ListingOthers
