"""What somebody found on the spot, or an accredited body measured: what proves a lead, or ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.fumes.models import Lead, Proof
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.proving import sampling_found
from xiuhua.scenes.fumes.services.keeping import lead_kept, lead_recorded
from xiuhua.scenes.fumes.terms import Act, Found, LeadState, ProofKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_PROVED = {ProofKind.VISIT: Act.VISIT, ProofKind.SAMPLING: Act.SAMPLE, ProofKind.RECHECK: Act.RECHECK}


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """What an accredited body measured, as its report says it; mg/m³ at standard dry state."""

    body: str
    number: str
    outlet_mg_m3: float
    inlet_mg_m3: float | None = None
    note: str = ""


@transaction.atomic
def lead_visit(*, lead_id: int, is_so: bool, note: str, actor: Actor, at: datetime) -> Proof:
    """Enter what somebody found on the spot: it is so, or it is not, and then the lead is over.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such lead, not by this actor, or it is past that.
        Invalid: nothing was said.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.VISIT, lead)
    if not note.strip():
        raise Invalid(fields={"note": "fume_note_missing"})
    found = Found.SO if is_so else Found.NOT_SO
    proof = proof_written(lead, ProofKind.VISIT, found, note=note, by=actor.name, actor=actor, at=at)
    lead_proven(lead, found, Act.VISIT, actor=actor, at=at)
    return proof


@transaction.atomic
def lead_sample(*, lead_id: int, sampled: Sampled, actor: Actor, at: datetime) -> Proof:
    """Enter a certified sampling, and judge it by what the city holds kitchens to.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `lead_visit`.
        Invalid: the body, its report's number or a concentration is missing or cannot be.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.SAMPLE, lead)
    fields = {name: "fume_word_missing" for name in ("body", "number") if not getattr(sampled, name).strip()}
    if not 0 <= sampled.outlet_mg_m3 <= 100:
        fields["outlet_mg_m3"] = "fume_value_wrong"
    if sampled.inlet_mg_m3 is not None and not 0 < sampled.inlet_mg_m3 <= 1_000:
        fields["inlet_mg_m3"] = "fume_value_wrong"
    if fields:
        raise Invalid(fields=fields)
    kitchen = queries.kitchen_get(lead.kitchen_id)
    limits, _version = queries.limits_at(kitchen.area_code, at=at)
    found, removed = sampling_found(
        outlet_mg_m3=sampled.outlet_mg_m3, inlet_mg_m3=sampled.inlet_mg_m3, size=kitchen.size, limits=limits
    )
    least = limits.removal_share.get(kitchen.size, max(limits.removal_share.values()))
    proof = proof_written(
        lead,
        ProofKind.SAMPLING,
        found,
        note=sampled.note,
        by=sampled.body.strip(),
        actor=actor,
        at=at,
        number=sampled.number.strip(),
        outlet_mg_m3=sampled.outlet_mg_m3,
        inlet_mg_m3=sampled.inlet_mg_m3,
        removed_share=removed,
        removal_met=None if removed is None else removed >= least,
    )
    lead_proven(lead, found, Act.SAMPLE, actor=actor, at=at)
    return proof


def proof_written(
    lead: Lead,
    kind: ProofKind,
    found: Found,
    *,
    note: str,
    by: str,
    actor: Actor,
    at: datetime,
    **values: object,
) -> Proof:
    """Write what was found, in the caller's transaction."""
    proof = Proof(
        lead=lead,
        kitchen_id=lead.kitchen_id,
        area_code=lead.area_code,
        kind=kind.value,
        found=found.value,
        note=note.strip()[:500],
        by_name=by[:120],
        at=at,
        recorded_at=at,
        **values,
    )
    proof.save(force_insert=True)
    entry_append(
        at=at,
        actor=actor,
        act=_PROVED[kind],
        subject=f"fume_proof:{proof.pk}",
        area=lead.area_code,
        detail={"lead": lead.pk},
        words={"note.after": proof.note},
        state=queries.proof_state(proof),
    )
    return proof


def lead_proven(lead: Lead, found: Found, act: Act, *, actor: Actor, at: datetime) -> None:
    """Let what was found prove a lead, or end one that nothing has proven."""
    before = lead.state
    if found is Found.SO:
        lead.state = LeadState.PROVEN.value
    elif lead.state == LeadState.OPEN:
        lead.state, lead.ended_at = LeadState.REFUTED.value, at
    lead_kept(lead=lead, at=at)
    lead_recorded(lead, act, actor=actor, at=at, words={"state.before": before, "state.after": lead.state})


def proof_said(proof: Proof) -> str:
    """Return what was found, as papers and cases say it."""
    day = f"{localtime(proof.at):%Y年%m月%d日}"
    if proof.kind == ProofKind.SAMPLING:
        removed = f"，净化效率 {proof.removed_share:.0%}" if proof.removed_share is not None else ""
        return (
            f"{day}，{proof.by_name}采样检测（报告 {proof.number}），"
            f"排放浓度 {proof.outlet_mg_m3:g} mg/m³{removed}，"
            f"{'超过' if proof.found == Found.SO else '符合'}标准"
        )
    what = {Found.SO: "属实", Found.NOT_SO: "不属实", Found.RIGHT: "合格", Found.STILL: "仍不合格"}[
        Found(proof.found)
    ]
    return f"{day}现场核查{what}：{proof.note.rstrip('。')}"
