"""确权会商 of the demo district: what nobody owns, the meetings of the last months, their minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.models import Case, Consultation, ConsultationItem
from xiuhua.cases.services import (
    Decision,
    case_put_on_agenda,
    consultation_close,
    cost_record,
    question_decide,
    question_drop,
)
from xiuhua.cases.terms import CaseState, ConsultationState, QuestionState

_RAISED = (52, 48, 45, 41, 26, 22, 19, 16, 12, 8, 4, 1)  # days ago
_HOST = "office"
_AFTERNOON = time(14, 30)
_DECIDED = 3
_WHY_DECIDED = (
    "经现场踏勘，设施位于道路红线内，由市政养护单位负责。",
    "小区外围公共空间，纳入属地环卫作业范围。",
    "建设单位尚未移交，移交前由建设主管部门督促养护。",
)
_WHY_DROPPED = "权属单位已主动认领，无需会商。"
_MINUTES = (
    "会议由区政府办主持，城管、住建、属地街道参加。\n"
    "一、逐件听取权属不明案件的处置和垫付情况。\n"
    "二、对权属清楚的事项当场明确责任单位，列入责任清单。\n"
    "三、存在争议的，由主办单位三日内补充红线图，下次会议再议。"
)
_COSTS = (
    (86_000, "临时围护及警示设施"),
    (132_500, "破损路面应急修补"),
    (24_800, "无主垃圾清运及处置"),
)


@transaction.atomic
def consultations_told(crew: Crew) -> int:
    """Put questions on agendas, hold the meetings whose day has passed, keep what was spent; once."""
    with scope_opened((HOME,)):
        if ConsultationItem.objects.exists():
            return 0
        cases = _cases(len(_RAISED))
    for case, days in zip(cases, _RAISED, strict=False):
        with crew.acting("dispatcher") as actor:
            case_put_on_agenda(case_id=case.pk, actor=actor, at=crew.ago(days, 15))
    for meeting, at in _meetings(crew):
        if at <= crew.until:
            questions = _questions(meeting)
            _decided(questions[:_DECIDED], crew, at=at)
            _dropped(questions[_DECIDED : _DECIDED + 1], crew, at=at)
            _closed(meeting, crew, at=at + timedelta(hours=2))
    _spent(cases, crew)
    return len(cases)


def _cases(most: int) -> list[Case]:
    """Return cases that a unit has and whose ownership can be argued about, oldest first."""
    rows = Case.objects.filter(
        state__in=(CaseState.HANDLING.value, CaseState.CLOSED.value), unit__isnull=False,
        area_code__startswith=HOME, item__isnull=False,
    )  # fmt: skip
    found = rows.defer("search", "description").order_by("-returns", "-reported_at", "pk")[:most]
    return sorted(found, key=lambda case: (case.reported_at, case.pk))


def _meetings(crew: Crew) -> list[tuple[Consultation, datetime]]:
    """Return the meetings with the afternoon of each, the earliest first."""
    with scope_opened((HOME,)):
        rows = Consultation.objects.filter(area_code=HOME, state=ConsultationState.AGENDA.value)
        return [
            (one, datetime.combine(one.meets_on, _AFTERNOON, crew.calendar.zone))
            for one in rows.order_by("month")
        ]


def _questions(meeting: Consultation) -> list[ConsultationItem]:
    with scope_opened((HOME,)):
        return list(meeting.questions.filter(state=QuestionState.OPEN.value).order_by("pk"))


def _dropped(questions: Sequence[ConsultationItem], crew: Crew, *, at: datetime) -> None:
    for question in questions:
        with crew.acting(_HOST) as actor:
            question_drop(question_id=question.pk, reason=_WHY_DROPPED, actor=actor, at=at)


def _decided(questions: Sequence[ConsultationItem], crew: Crew, *, at: datetime) -> None:
    owners = (crew.hands.unit_id, crew.unit("housing"), crew.unit("squad"))
    for number, question in enumerate(questions):
        decision = Decision(
            unit_id=owners[number % len(owners)], area_code=question.area_code,
            document_number=f"云河府办纪〔{at:%Y}〕{at.month}号",
        )  # fmt: skip
        with crew.acting(_HOST) as actor:
            question_decide(
                question_id=question.pk, decision=decision, reason=_WHY_DECIDED[number % len(_WHY_DECIDED)],
                actor=actor, at=at,
            )  # fmt: skip


def _closed(meeting: Consultation, crew: Crew, *, at: datetime) -> None:
    with crew.acting(_HOST) as actor:
        consultation_close(
            consultation_id=meeting.pk, minutes=_MINUTES, meets_on=meeting.meets_on, paper=None, actor=actor,
            at=at,
        )  # fmt: skip


def _spent(cases: Sequence[Case], crew: Crew) -> None:
    for case, (fen, purpose) in zip(cases[::3], _COSTS, strict=False):
        with crew.acting(_HOST) as actor:
            cost_record(case_id=case.pk, amount_fen=fen, purpose=purpose, actor=actor, at=crew.until)
