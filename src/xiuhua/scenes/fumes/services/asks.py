"""Papers that a kitchen is handed: drafted, handed over, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.ledger.services import entry_append
from xiuhua.papers.rules.drafting import Draft
from xiuhua.papers.services import paper_draft
from xiuhua.papers.terms import PaperKind, PaperState
from xiuhua.scenes.fumes.models import Ask, Kitchen, Lead, Proof
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.letters import LetterFacts, demand_drafted, notice_drafted
from xiuhua.scenes.fumes.rules.limits import FumeLimits
from xiuhua.scenes.fumes.rules.proving import letter_fault
from xiuhua.scenes.fumes.services.keeping import lead_kept, lead_recorded
from xiuhua.scenes.fumes.services.proofs import proof_said
from xiuhua.scenes.fumes.services.refusals import LetterEarly, PaperUnfinished, ReportGood
from xiuhua.scenes.fumes.terms import Act, AskState, Found, LeadState, ProofKind, ReportState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound


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
        proofs=[proof_said(one) for one in proofs],
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
        lead_recorded(lead, act, actor=actor, at=at, detail={"paper": paper.pk})
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
    ask_kept(ask, Act.SEND, actor=actor, at=at, words={"number.after": ask.paper.number})
    if ask.lead_id is not None:
        lead = queries.lead_lock(ask.lead_id)
        before, lead.state = lead.state, LeadState.NOTICED.value
        lead_kept(lead=lead, at=at)
        lead_recorded(
            lead, Act.SEND, actor=actor, at=at, words={"state.before": before, "state.after": lead.state}
        )
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
    ask_kept(ask, Act.ANSWER, actor=actor, at=at, words={"answer.after": ask.answer})
    return ask


def ask_kept(ask: Ask, act: Act, *, actor: Actor, at: datetime, words: Mapping[str, str]) -> None:
    """Write what has changed of a paper to a kitchen."""
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
