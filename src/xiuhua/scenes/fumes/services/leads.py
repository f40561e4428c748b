"""A lead from the first exceedance to the second check: proven, made a case, told, answered, closed.

What a monitor says opens leads and counts; it never proves anything (`rules.proving.may_file`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.communities.services.whistles import NewWhistle, whistle_raise
from xiuhua.communities.terms.whistles import WhistleKind
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.ledger.services import entry_append
from xiuhua.papers.rules.drafting import Draft
from xiuhua.papers.services import paper_draft
from xiuhua.papers.terms import PaperKind, PaperState
from xiuhua.scenes.fumes.models import Ask, Exceedance, Kitchen, Lead, Proof
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.letters import LetterFacts, demand_drafted, notice_drafted
from xiuhua.scenes.fumes.rules.limits import FumeLimits
from xiuhua.scenes.fumes.rules.proving import joint_fault, letter_fault, may_file, sampling_found
from xiuhua.scenes.fumes.services.refusals import (
    CaseGoesOn,
    LeadUnderWay,
    LetterEarly,
    NoJointMatter,
    OnlineValueAlone,
    PaperUnfinished,
    ReportGood,
)
from xiuhua.scenes.fumes.terms import (
    Act,
    AskState,
    Cause,
    Found,
    LeadState,
    ProofKind,
    ReportState,
    SizeClass,
)
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.shared.ids import uuid7

WATCHER = system("fumes")
_NOTE_MOST = 300
_PROVED = {ProofKind.VISIT: Act.VISIT, ProofKind.SAMPLING: Act.SAMPLE, ProofKind.RECHECK: Act.RECHECK}


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
            lead = _lead_open(late[0].kitchen, cause, note="", actor=WATCHER, at=at)
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
    return _lead_open(kitchen, cause, note=note, actor=actor, at=at)


def _lead_open(kitchen: Kitchen, cause: Cause, *, note: str, actor: Actor, at: datetime) -> Lead:
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
    _record(lead, Act.LEAD, actor=actor, at=at, words={"cause.after": cause.value})
    return lead


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
    proof = _proof(lead, ProofKind.VISIT, found, note=note, by=actor.name, actor=actor, at=at)
    _proven(lead, found, Act.VISIT, actor=actor, at=at)
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
    proof = _proof(
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
    _proven(lead, found, Act.SAMPLE, actor=actor, at=at)
    return proof


def _proof(
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


def _proven(lead: Lead, found: Found, act: Act, *, actor: Actor, at: datetime) -> None:
    before = lead.state
    if found is Found.SO:
        lead.state = LeadState.PROVEN.value
    elif lead.state == LeadState.OPEN:
        lead.state, lead.ended_at = LeadState.REFUTED.value, at
    _save(lead, at)
    _record(lead, act, actor=actor, at=at, words={"state.before": before, "state.after": lead.state})


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
    _save(lead, at)
    _record(
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
        *(f"{_said(one)}。" for one in proofs),
    ]
    return "\n".join(lines)


def _said(proof: Proof) -> str:
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


@transaction.atomic
def lead_letter(*, lead_id: int, actor: Actor, at: datetime) -> Ask:
    """Draft the notice to a kitchen; it is edited, made final and numbered as any other paper.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such lead, not by this actor, or it is no case yet.
        LetterEarly: fewer exceedances than the city's threshold, and no certified sampling above the limit.
    """
    lead = queries.lead_lock(lead_id)
    require(actor, Act.LETTER, lead)
    kitchen = queries.kitchen_get(lead.kitchen_id)
    limits, _version = queries.limits_at(kitchen.area_code, at=at)
    proofs = queries.proofs_of(lead)
    exceeded = queries.exceeded_within(kitchen, at=at, days=limits.letter_days)
    sampled = any(one.kind == ProofKind.SAMPLING and one.found == Found.SO for one in proofs)
    if letter_fault(exceeded=exceeded, sampled_over=sampled, limits=limits):
        raise LetterEarly(exceeded=exceeded, days=limits.letter_days, needed=limits.letter_count)
    draft = notice_drafted(_facts(lead, kitchen, limits, exceeded, proofs, at))
    return _ask(kitchen, PaperKind.NOTICE, draft, lead=lead, exceeded=exceeded, actor=actor, at=at)


def _facts(
    lead: Lead, kitchen: Kitchen, limits: FumeLimits, exceeded: int, proofs: Sequence[Proof], at: datetime
) -> LetterFacts:
    since = at - timedelta(days=limits.letter_days)
    rows = queries.exceedances_of(kitchen, since=since, until=at)
    greatest = rows.filter(is_over=True).aggregate(most=Max("mean_mg_m3"))["most"]
    bypassed = rows.filter(is_over=False).count()
    party = kitchen.premises.party
    return LetterFacts(
        kitchen=kitchen.name,
        address=kitchen.premises.address,
        party=party.name if party else "",
        since=f"{localtime(since):%Y年%m月%d日}",
        until=f"{localtime(at):%Y年%m月%d日}",
        exceeded=exceeded,
        greatest=f"{greatest:.2f} mg/m³" if greatest is not None else "",
        limit=f"{limits.of(kitchen.size):g} mg/m³",
        proofs=[_said(one) for one in proofs],
        case=lead.case.number if lead.case else "",
        days=limits.answer_days,
        purifier_off=bypassed,
    )


@transaction.atomic
def kitchen_demand(*, kitchen_id: int, actor: Actor, at: datetime) -> Ask:
    """Draft the demand about a detection report that has expired or is missing.

    Raises:
        NotFound, NotPermitted: no such kitchen, or not by this actor.
        ReportGood: its report is valid.
    """
    kitchen = queries.kitchen_get(kitchen_id)
    require(actor, Act.DEMAND, kitchen)
    if kitchen.report_state not in queries.EXPIRED:
        raise ReportGood
    limits, _version = queries.limits_at(kitchen.area_code, at=at)
    expired = kitchen.report_state == ReportState.EXPIRED
    told = (
        f"油烟检测报告（{kitchen.report_number or '无编号'}）已于 {kitchen.report_expires_on} 过期"
        if expired
        else "未提供有效的油烟检测报告"
    )
    party = kitchen.premises.party
    facts = LetterFacts(
        kitchen=kitchen.name,
        address=kitchen.premises.address,
        party=party.name if party else "",
        since="",
        until="",
        exceeded=0,
        days=limits.answer_days,
        report=told,
    )
    return _ask(kitchen, PaperKind.DEMAND, demand_drafted(facts), lead=None, exceeded=0, actor=actor, at=at)


def _ask(
    kitchen: Kitchen,
    kind: PaperKind,
    draft: Draft,
    *,
    lead: Lead | None,
    exceeded: int,
    actor: Actor,
    at: datetime,
) -> Ask:
    subject = f"fume_lead:{lead.pk}" if lead else f"fume_kitchen:{kitchen.pk}"
    paper = paper_draft(
        kind=kind, subject=subject, area_code=kitchen.area_code, draft=draft, actor=actor, at=at
    )
    ask = Ask.objects.create(
        kitchen=kitchen,
        lead=lead,
        paper=paper,
        area_code=kitchen.area_code,
        is_notice=kind is PaperKind.NOTICE,
        exceeded=exceeded,
        drafted_at=at,
        recorded_at=at,
        updated_at=at,
    )
    act = Act.LETTER if lead else Act.DEMAND
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"fume_ask:{ask.pk}",
        area=ask.area_code,
        detail={"paper": paper.pk, "exceeded": exceeded},
        state=queries.ask_state(ask),
    )
    if lead is not None:
        _record(lead, act, actor=actor, at=at, detail={"paper": paper.pk})
    return ask


@transaction.atomic
def ask_send(*, ask_id: int, actor: Actor, at: datetime) -> Ask:
    """Note that a paper was handed over: from now on the kitchen has so many days, and sees it on its page.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such paper, not by this actor, or it was handed over.
        PaperUnfinished: it is a draft.
    """
    ask = queries.ask_lock(ask_id)
    require(actor, Act.SEND, ask)
    if ask.paper.state != PaperState.FINAL:
        raise PaperUnfinished
    limits, _version = queries.limits_at(ask.area_code, at=at)
    ask.state, ask.sent_at = AskState.SENT.value, at
    ask.due_on = (localtime(at) + timedelta(days=limits.answer_days)).date()
    _ask_save(ask, Act.SEND, actor=actor, at=at, words={"number.after": ask.paper.number})
    if ask.lead_id is not None:
        lead = queries.lead_lock(ask.lead_id)
        before, lead.state = lead.state, LeadState.NOTICED.value
        _save(lead, at)
        _record(lead, Act.SEND, actor=actor, at=at, words={"state.before": before, "state.after": lead.state})
    return ask


@transaction.atomic
def ask_answer(*, ask_id: int, answer: str, actor: Actor, at: datetime) -> Ask:
    """Answer a paper, by the kitchen it was handed to.

    Raises:
        NotFound: there is none, or it is another kitchen's.
        NotPermitted, NotAllowedNow: not by this actor, or not now.
        Invalid: nothing was said.
    """
    ask = queries.ask_lock(ask_id)
    if not queries.asks_for(parties_stood_for(actor.user_id, at=at)).filter(pk=ask.pk).exists():
        raise NotFound(kind="fume_ask", key=str(ask_id))
    require(actor, Act.ANSWER, ask)
    if not answer.strip():
        raise Invalid(fields={"answer": "fume_note_missing"})
    ask.state, ask.answer, ask.answered_at = AskState.ANSWERED.value, answer.strip()[:2_000], at
    _ask_save(ask, Act.ANSWER, actor=actor, at=at, words={"answer.after": ask.answer})
    return ask


def _ask_save(ask: Ask, act: Act, *, actor: Actor, at: datetime, words: Mapping[str, str]) -> None:
    ask.updated_at = at
    ask.save()
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"fume_ask:{ask.pk}",
        area=ask.area_code,
        words=dict(words),
        state=queries.ask_state(ask),
    )


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
    _proof(lead, ProofKind.RECHECK, found, note=note, by=actor.name, actor=actor, at=at)
    before = lead.state
    if is_right:
        lead.state, lead.fixed_at = LeadState.FIXED.value, at
    _save(lead, at)
    _record(lead, Act.RECHECK, actor=actor, at=at, words={"state.before": before, "state.after": lead.state})
    for ask in lead.asks.filter(sent_at__isnull=False).exclude(state=AskState.DONE.value):
        ask.state = AskState.DONE.value if is_right else AskState.SENT.value
        _ask_save(ask, Act.RECHECK, actor=actor, at=at, words={"state.after": ask.state})
    return lead


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
    _save(lead, at)
    _record(lead, Act.CLOSE, actor=actor, at=at, words={"state.before": before, "state.after": lead.state})
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
    _save(lead, at)
    words = {"state.before": before, "state.after": lead.state, "reason": reason.strip()}
    _record(lead, Act.DROP, actor=actor, at=at, words=words)
    return lead


@transaction.atomic
def kitchen_joint(
    *, kitchen_id: int, lead_unit_id: int, helper_ids: tuple[int, ...], actor: Actor, at: datetime
) -> int:
    """Call several departments to a small kitchen that people complain of, as a whistle of its community.

    Returns:
        The whistle's id: it has its own check-ins, results and case.

    Raises:
        NotFound, NotPermitted: no such kitchen, or not by this actor.
        NoJointMatter: complaints and monitor do not call for it.
        CityError: as `whistle_raise`.
    """
    kitchen = queries.kitchen_get(kitchen_id)
    require(actor, Act.JOINT, kitchen)
    limits, _version = queries.limits_at(kitchen.area_code, at=at)
    complaints = queries.complaints_of(kitchen, at=at).count()
    fault = joint_fault(
        size=kitchen.size,
        complaints=complaints,
        exceeded=kitchen.exceeded_30d,
        state=kitchen.state,
        limits=limits,
    )
    if fault:
        raise NoJointMatter(fields={"lead": fault})
    place, item = kitchen.premises.place, item_coded(queries.MATTER)
    whistle = whistle_raise(
        new=NewWhistle(
            client_id=uuid7(),
            kind=WhistleKind.ORDINARY,
            area_code=kitchen.area_code[:12],
            title=f"{kitchen.name}油烟扰民联合整治",
            text=f"90 天内油烟投诉 {complaints} 件；30 天内在线监测超标 {kitchen.exceeded_30d} 次；"
            f"规模 {SizeClass(kitchen.size).zh}。请到场联合整治。",
            lead_id=lead_unit_id,
            helper_ids=helper_ids,
            item_id=item.pk if item else None,
            longitude=place.x,
            latitude=place.y,
            address=kitchen.premises.address,
        ),
        actor=actor,
        at=at,
    )
    entry_append(
        at=at,
        actor=actor,
        act=Act.JOINT,
        subject=f"fume_kitchen:{kitchen.pk}",
        area=kitchen.area_code,
        detail={"whistle": whistle.pk, "complaints": complaints},
        state=queries.kitchen_state(kitchen),
    )
    return int(whistle.pk)


def _save(lead: Lead, at: datetime) -> None:
    lead.updated_at = at
    lead.save()


def _record(
    lead: Lead,
    act: Act,
    *,
    actor: Actor,
    at: datetime,
    words: Mapping[str, str] | None = None,
    detail: Mapping[str, int | None] | None = None,
) -> None:
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
