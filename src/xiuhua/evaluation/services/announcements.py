"""Noting where a published ranking was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.evaluation.models import Printing
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries.announcements import printing_state
from xiuhua.evaluation.terms.contests import ContestAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class NewPrinting:
    """Where a ranking was printed: which paper, which page of it, on which day."""

    round_id: int
    paper: str
    place: str
    on: date


@transaction.atomic
def printing_record(*, new: NewPrinting, actor: Actor, at: datetime) -> Printing:
    """Note that a published ranking was printed.

    Raises:
        NotFound: there is no such round.
        NotPermitted, NotAllowedNow: not by this actor, or it is not published.
        Invalid: no paper is named, or the day lies before the ranking was published, or is to come.
    """
    one = queries.round_lock(new.round_id)
    require(actor, ContestAct.PRINTED, one)
    wrong = {} if new.paper.strip() else {"paper": "reason_empty"}
    if one.published_at is None or not localtime(one.published_at).date() <= new.on <= localtime(at).date():
        wrong["on"] = "contest_printed_wrong"
    if wrong:
        raise Invalid(fields=wrong)
    made = Printing.objects.create(
        round=one, paper=new.paper.strip(), place=new.place.strip(), on=new.on, recorded_by=actor.name,
        recorded_at=at,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=ContestAct.PRINTED.value, subject=f"contest_printing:{made.pk}",
        area=one.area_code, detail={"round": one.pk, "on": made.on.isoformat()}, state=printing_state(made),
    )  # fmt: skip
    return made
