"""How every act on a lead is kept: the row, and what the ledger answers for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xiuhua.ledger.services import entry_append
from xiuhua.scenes.fumes.models import Lead
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.terms import Act
from xiuhua.shared.actor import Actor, system

WATCHER = system("fumes")


def lead_kept(*, lead: Lead, at: datetime) -> None:
    """Write what has changed of a lead."""
    lead.updated_at = at
    lead.save()


def lead_recorded(
    lead: Lead,
    act: Act,
    *,
    actor: Actor,
    at: datetime,
    words: Mapping[str, str] | None = None,
    detail: Mapping[str, int | None] | None = None,
) -> None:
    """Keep an act on a lead in the ledger."""
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"fume_lead:{lead.pk}",
        area=lead.area_code,
        detail=dict(detail or {}),
        words=dict(words or {}),
        state=queries.lead_state(lead),
    )
