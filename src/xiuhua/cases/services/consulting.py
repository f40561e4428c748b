"""确权会商: questions of ownership, the monthly meeting, and the duty that its answer becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiuhua.access.rules import may
from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.models import Case, Consultation, ConsultationItem, Cost
from xiuhua.cases.queries import consultations as asked
from xiuhua.cases.queries.ground import unit_known
from xiuhua.cases.queries.papers import sign_of_area
from xiuhua.cases.queries.rows import DutyRevision, StoredFile, Unit
from xiuhua.cases.services.refusals import NotOfThisUnit
from xiuhua.cases.terms import ConsultationAct, ConsultationState, QuestionState
from xiuhua.ground.services.duty_revisions import (
    NewLine,
    draft_lines_put,
    revision_draft,
    revision_publish,
)
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ledger.services import entry_append
from xiuhua.papers.services import number_take
from xiuhua.papers.terms import PaperKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow


def question_raise(*, case: Case, why: str, actor: Actor, at: datetime) -> ConsultationItem:
    """Put a matter that nobody owns onto the agenda of its district's next meeting; once per case."""
    found = ConsultationItem.objects.filter(case=case, state=QuestionState.OPEN.value).first()
    if found is not None:
        return found
    district = case.area_code[:_DISTRICT]
    meeting = consultation_next(area_code=district, at=at)
    question = ConsultationItem.objects.create(
        consultation=meeting, case=case, area_id=case.area_id, area_code=case.area_code,
        item_id=case.item_id, why=why, recorded_at=at,
    )  # fmt: skip
    _record(question, ConsultationAct.RAISE, actor=actor, at=at, detail={"case": case.pk})
    return question


_DISTRICT = 6  # digits


def consultation_next(*, area_code: str, at: datetime) -> Consultation:
    """Return the meeting whose agenda is still open, made where there is none yet."""
    chosen = queries.settings_for(area_code, at=at)
    zone = queries.calendar_known(area_code, at=at).zone
    month = asked.month_of_meeting(at.astimezone(zone).date(), meeting_day=chosen.settings.meeting_day)
    return _meeting_from(month, area_code=area_code, day=chosen.settings.meeting_day, at=at)


def _meeting_from(month: date, *, area_code: str, day: int, at: datetime) -> Consultation:
    """Return the first meeting from a month on that has not been held; it may have met before its day."""
    while True:
        found, _made = Consultation.objects.get_or_create(
            area_code=area_code,
            month=month,
            defaults={
                "meets_on": month.replace(day=day),
                "host": asked.host_of(area_code),
                "recorded_at": at,
                "updated_at": at,
            },
        )
        if found.state == ConsultationState.AGENDA:
            return found
        month = asked.month_after(month)


@transaction.atomic
def case_put_on_agenda(*, case_id: int, actor: Actor, at: datetime) -> ConsultationItem:
    """Put a case onto the agenda by hand.

    Raises:
        NotFound, NotPermitted: no such case, or not by this actor.
    """
    case = queries.case_lock(case_id, user_id=None, at=at)
    require(actor, ConsultationAct.RAISE, case)
    return question_raise(case=case, why="ground_by_hand", actor=actor, at=at)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who owns a matter from now on: in which area, for which matter (the question's own, or everything)."""

    unit_id: int
    area_code: str
    only_this_matter: bool = True
    document_number: str = ""
    paper: StoredFile | None = None


@transaction.atomic
def question_decide(
    *, question_id: int, decision: Decision, reason: str, actor: Actor, at: datetime
) -> ConsultationItem:
    """Decide who owns a matter; the answer is a line of the duty table from this instant on.

    Raises:
        NotFound, NotPermitted: no such question, or not by this actor.
        NotAllowedNow: it is decided or dropped already.
        Invalid: the unit or the reason is missing.
    """
    question = asked.question_lock(question_id)
    require(actor, ConsultationAct.DECIDE, question)
    _open_only(question, ConsultationAct.DECIDE)
    unit = unit_known(decision.unit_id)
    fields = {} if unit else {"unit": "case_unit_unknown"}
    if not reason.strip():
        fields["reason"] = "case_reason_missing"
    if fields or unit is None:
        raise Invalid(fields=fields)
    question.revision = _duty_open(question, unit, decision, reason, actor=actor, at=at)
    question.state, question.unit, question.decided_at = QuestionState.DECIDED.value, unit, at
    question.save()
    _record(
        question, ConsultationAct.DECIDE, actor=actor, at=at,
        detail={"unit": unit.pk, "revision": question.revision.pk, "case": question.case_id},
        reason=reason,
    )  # fmt: skip
    return question


def _duty_open(
    question: ConsultationItem, unit: Unit, decision: Decision, reason: str, *, actor: Actor, at: datetime
) -> DutyRevision:
    """Make the decision a line of the duty table, drafted and published in the host's own name."""
    title = f"{question.case.number} {unit.name}"
    revision = revision_draft(title=title, area_code=question.area_code[:_DISTRICT], actor=actor, at=at)
    line = NewLine(
        code=f"QQ{question.pk:06d}",
        area_code=decision.area_code,
        ground=DutyGround.DECISION,
        unit_code=unit.code,
        matter=question.item.code if question.item and decision.only_this_matter else "",
        note=reason.strip()[:_NOTE],
    )
    draft_lines_put(revision_id=revision.pk, lines=[line], actor=actor, at=at)
    return revision_publish(
        revision_id=revision.pk, effective_at=at, document_number=decision.document_number,
        basis=decision.paper, actor=actor, at=at,
    )  # fmt: skip


_NOTE = 200


@transaction.atomic
def question_drop(*, question_id: int, reason: str, actor: Actor, at: datetime) -> ConsultationItem:
    """Take a question off the agenda.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `question_decide`.
        Invalid: the reason is missing.
    """
    question = asked.question_lock(question_id)
    require(actor, ConsultationAct.DROP, question)
    _open_only(question, ConsultationAct.DROP)
    if not reason.strip():
        raise Invalid(fields={"reason": "case_reason_missing"})
    question.state, question.decided_at = QuestionState.DROPPED.value, at
    question.save(update_fields=["state", "decided_at"])
    _record(question, ConsultationAct.DROP, actor=actor, at=at, detail={}, reason=reason)
    return question


def _open_only(question: ConsultationItem, act: ConsultationAct) -> None:
    if question.state != QuestionState.OPEN:
        raise NotAllowedNow(act=act.value, state=question.state)


@transaction.atomic
def consultation_close(
    *,
    consultation_id: int,
    minutes: str,
    meets_on: date,
    paper: StoredFile | None,
    actor: Actor,
    at: datetime,
) -> Consultation:
    """Close the minutes of a meeting; what stayed open goes onto the next agenda.

    Raises:
        NotFound, NotPermitted: no such meeting, or not by this actor.
        NotAllowedNow: it was closed already.
        Invalid: the minutes are empty.
    """
    meeting = asked.consultation_lock(consultation_id)
    require(actor, ConsultationAct.CLOSE, meeting)
    if meeting.state != ConsultationState.AGENDA:
        raise NotAllowedNow(act=ConsultationAct.CLOSE.value, state=meeting.state)
    if not minutes.strip():
        raise Invalid(fields={"minutes": "consultation_minutes_missing"})
    meeting.state, meeting.minutes, meeting.meets_on = ConsultationState.HELD.value, minutes.strip(), meets_on
    meeting.paper, meeting.updated_at = paper or meeting.paper, at
    left = ConsultationItem.objects.filter(consultation=meeting, state=QuestionState.OPEN.value)
    carried = left.count()
    if carried:
        day = queries.settings_for(meeting.area_code, at=at).settings.meeting_day
        following = asked.month_after(meeting.month)
        left.update(consultation=_meeting_from(following, area_code=meeting.area_code, day=day, at=at))
    meeting.carried = carried
    meeting.number = number_take(
        kind=PaperKind.MINUTES, area_code=meeting.area_code,
        sign=sign_of_area(meeting.area_code, at), at=at,
    )  # fmt: skip
    meeting.save()
    entry_append(
        at=at, actor=actor, act=ConsultationAct.CLOSE.value, subject=f"consultation:{meeting.pk}",
        area=meeting.area_code, detail={"carried": carried, "number": meeting.number},
    )  # fmt: skip
    return meeting


@transaction.atomic
def cost_record(*, case_id: int, amount_fen: int, purpose: str, actor: Actor, at: datetime) -> Cost:
    """Keep what a unit spent on a case that was nobody's, so that it can be recovered from its owner.

    Raises:
        NotFound, NotPermitted: no such case, or not by this actor.
        NotOfThisUnit: the actor neither hosts the meetings nor serves in the unit that spent it.
        Invalid: nothing was spent, or for nothing.
    """
    case = queries.case_lock(case_id, user_id=actor.user_id, at=at)
    require(actor, ConsultationAct.COST, case)
    in_unit = getattr(case, "in_unit", False)
    if case.unit and not in_unit and not may(actor, ConsultationAct.DECIDE, case):
        raise NotOfThisUnit(unit=case.unit.name)
    fields = {} if amount_fen > 0 else {"amount": "case_amount_wrong"}
    if not purpose.strip():
        fields["purpose"] = "case_purpose_missing"
    if case.unit_id is None:
        fields["amount"] = "case_unit_missing"
    if fields or case.unit_id is None:
        raise Invalid(fields=fields)
    cost = Cost.objects.create(
        case=case, unit_id=case.unit_id, amount_fen=amount_fen, purpose=purpose.strip(),
        area_code=case.area_code, recorded_at=at,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=ConsultationAct.COST.value, subject=f"case_cost:{cost.pk}",
        area=case.area_code, detail={"case": case.pk, "unit": case.unit_id, "fen": amount_fen},
        words={"reason": purpose.strip()},
    )  # fmt: skip
    return cost


def _record(
    question: ConsultationItem, act: ConsultationAct, *, actor: Actor, at: datetime,
    detail: dict[str, int | None], reason: str = "",
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"question:{question.pk}", area=question.area_code,
        detail=detail, words={"reason": reason.strip()} if reason.strip() else {},
    )  # fmt: skip
