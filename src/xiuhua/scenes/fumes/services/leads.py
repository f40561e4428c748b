"""A lead from the first exceedance to its end: opened, made a case, closed or dropped.

What a monitor says opens leads and counts; it never proves anything (`rules.proving.may_file`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.scenes.fumes.models import Exceedance, Kitchen, Lead, Proof
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.proving import may_file
from xiuhua.scenes.fumes.services.keeping import WATCHER, lead_kept, lead_recorded
from xiuhua.scenes.fumes.services.proofs import proof_said
from xiuhua.scenes.fumes.services.refusals import CaseGoesOn, LeadUnderWay, OnlineValueAlone
from xiuhua.scenes.fumes.terms import Act, Cause, LeadState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_NOTE_MOST = 300


def exceedances_join(*, fresh: Sequence[Exceedance], at: datetime) -> None:
    """Let exceedances join the lead that is under way at their kitchen, or open one.

    In the caller's transaction. What is older than a day when it becomes known joins a lead and opens none:
    nobody can go and look any more.
    """
    by_kitchen: dict[int, list[Exceedance]] = defaultdict(list)
    for one in fresh:
        by_kitchen[one.kitchen_id].append(one)
    rows = Lead.objects.filter(kitchen_id__in=by_kitchen, ended_at__isnull=True)
    leads = {row.kitchen_id: row for row in rows.select_for_update()}
    for kitchen_id, those in by_kitchen.items():
        lead = leads.get(kitchen_id)
        if lead is None:
            late = [one for one in those if one.start > at - timedelta(days=1)]
            if not late:
                continue
            cause = Cause.EXCEEDING if any(one.is_over for one in late) else Cause.PURIFIER_OFF
            lead = lead_begun(late[0].kitchen, cause, note="", actor=WATCHER, at=at)
        Exceedance.objects.filter(pk__in=[one.pk for one in those]).update(lead=lead)
        joined = lead.exceedances.all()
        lead.exceeded = joined.filter(is_over=True).count()
        lead.bypassed = joined.filter(is_over=False).count()
        lead.save(update_fields=["exceeded", "bypassed"])


@transaction.atomic
def lead_open(*, kitchen_id: int, cause: Cause, note: str, actor: Actor, at: datetime) -> Lead:
    """Open a lead by hand.

    Raises:
        NotFound, NotPermitted: no such kitchen, or not by this actor.
        LeadUnderWay: one is under way.
        Invalid: nothing was said.
    """
    kitchen = queries.kitchen_lock(kitchen_id)
    require(actor, Act.LEAD, kitchen)
    known = queries.lead_open_of(kitchen)
    if known is not None:
        raise LeadUnderWay(lead=str(known))
    if not note.strip():
        raise Invalid(fields={"note": "fume_note_missing"})
    return lead_begun(kitchen, cause, note=note, actor=actor, at=at)


def lead_begun(kitchen: Kitchen, cause: Cause, *, note: str, actor: Actor, at: datetime) -> Lead:
    """Open a lead of a kitchen that has none under way, in the caller's transaction."""
    _limits, version = queries.limits_at(kitchen.area_code, at=at)
    lead = Lead.objects.create(
        kitchen=kitchen,
        area_code=kitchen.area_code,
        cause=cause.value,
        note=note.strip()[:_NOTE_MOST],
        limits=version,
        opened_at=at,
        recorded_at=at,
        updated_at=at,
    )
    lead_recorded(lead, Act.LEAD, actor=actor, at=at, words={"cause.after": cause.value})
    return lead


@transaction.atomic
def lead_file(*, lead_id: int, client_id: UUID, actor: Actor, at: datetime) -> Lead:
    """Make a lead a case of the loop, with what was found as its text.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such lead, not by this actor, or it is past that.
        OnlineValueAlone: nobody was there and nobody sampled: an online value alone proves nothing.
        CityError: as `case_report`.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.FILE, lead)
    proofs = queries.proofs_of(lead)
    if not may_file([(one.kind, one.found) for one in proofs]):
        raise OnlineValueAlone
    kitchen = queries.kitchen_get(lead.kitchen_id)
    place, item = kitchen.premises.place, item_coded(queries.MATTER)
    lead.case = case_report(
        new=NewReport(
            client_id=client_id,
            channel=Channel.SENSOR if lead.exceeded or lead.bypassed else Channel.COLLECTOR,
            text=_case_text(lead, kitchen, proofs),
            item_id=item.pk if item else None,
            longitude=place.x,
            latitude=place.y,
            area_code=kitchen.area_code,
            address=f"{kitchen.premises.address}（{kitchen.name}）",
            premises_id=kitchen.premises_id,
            source_ref=str(lead),
            occurred_at=lead.opened_at,
            reported_at=at,
        ),
        actor=actor,
        at=at,
    )
    before, lead.state = lead.state, LeadState.FILED.value
    lead_kept(lead=lead, at=at)
    lead_recorded(
        lead,
        Act.FILE,
        actor=actor,
        at=at,
        detail={"case": lead.case_id},
        words={"state.before": before, "state.after": lead.state},
    )
    return lead


def _case_text(lead: Lead, kitchen: Kitchen, proofs: Sequence[Proof]) -> str:
    lines = [
        f"餐饮油烟：{kitchen.name}。",
        (
            f"线索 {lead}：{Cause(lead.cause).zh}，在线监测超标 {lead.exceeded} 次，"
            f"烹饪时净化器未开 {lead.bypassed} 次。"
        ),
        *(f"{proof_said(one)}。" for one in proofs),
    ]
    return "\n".join(lines)


@transaction.atomic
def lead_close(*, lead_id: int, actor: Actor, at: datetime) -> Lead:
    """Close a lead that was put right and whose case is over.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such lead, not by this actor, or it was not put right.
        CaseGoesOn: its case is not over.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.CLOSE, lead)
    if lead.case is not None and lead.case.over_at is None:
        raise CaseGoesOn(number=lead.case.number)
    before, lead.state, lead.ended_at = lead.state, LeadState.CLOSED.value, at
    lead_kept(lead=lead, at=at)
    lead_recorded(
        lead, Act.CLOSE, actor=actor, at=at, words={"state.before": before, "state.after": lead.state}
    )
    return lead


@transaction.atomic
def lead_drop(*, lead_id: int, reason: str, actor: Actor, at: datetime) -> Lead:
    """Drop a lead, with a reason.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such lead, not by this actor, or it is over.
        Invalid: no reason.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.DROP, lead)
    if not reason.strip():
        raise Invalid(fields={"reason": "fume_note_missing"})
    before, lead.state, lead.ended_at = lead.state, LeadState.DROPPED.value, at
    lead_kept(lead=lead, at=at)
    words = {"state.before": before, "state.after": lead.state, "reason": reason.strip()}
    lead_recorded(lead, Act.DROP, actor=actor, at=at, words=words)
    return lead
