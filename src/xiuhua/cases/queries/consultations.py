"""Questions about 确权会商."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from xiuhua.access.terms import Role
from xiuhua.cases.models import Consultation, ConsultationItem, Cost
from xiuhua.cases.terms import QuestionState
from xiuhua.ground.models import Post, Unit
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within


def month_of_meeting(today: date, *, meeting_day: int) -> date:
    """Return the first day of the month whose meeting comes next: this month's, until its day has passed."""
    first = today.replace(day=1)
    return first if today.day <= meeting_day else month_after(first)


def month_after(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def host_of(area_code: str) -> Unit | None:
    """Return the unit that hosts the meetings of a district: where its government office's people serve."""
    post = (
        Post.objects.filter(role=Role.GOVERNMENT_OFFICE.value, area_code=area_code)
        .select_related("unit")
        .first()
    )
    return post.unit if post else None


def consultations_all() -> QuerySet[Consultation]:
    """Return every meeting, with how many questions it has and how many of them are open."""
    open_ones = Q(questions__state=QuestionState.OPEN.value)
    return Consultation.objects.select_related("host").annotate(
        question_count=Count("questions"), open_count=Count("questions", filter=open_ones)
    )


def consultations_in(areas: Sequence[str]) -> QuerySet[Consultation]:
    """Return the meetings of some areas, latest first."""
    return consultations_all().filter(within("area_code", areas)).order_by("-month", "area_code")


def consultation_get(consultation_id: int) -> Consultation:
    """Return a meeting.

    Raises:
        NotFound: there is none.
    """
    found = consultations_all().filter(pk=consultation_id).first()
    if found is None:
        raise NotFound(kind="consultation", key=str(consultation_id))
    return found


def consultation_lock(consultation_id: int) -> Consultation:
    """Return a meeting, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Consultation.objects.select_for_update().filter(pk=consultation_id).first()
    if found is None:
        raise NotFound(kind="consultation", key=str(consultation_id))
    return found


def questions_all() -> QuerySet[ConsultationItem]:
    """Return the questions that the database scope lets through, with what they are about."""
    return ConsultationItem.objects.select_related(
        "case", "area", "item", "unit", "consultation", "revision"
    ).defer("area__shape", "area__line", "area__search", "case__search", "case__description", "item__search")


def question_get(question_id: int) -> ConsultationItem:
    """Return a question.

    Raises:
        NotFound: there is none in scope.
    """
    found = questions_all().filter(pk=question_id).first()
    if found is None:
        raise NotFound(kind="question", key=str(question_id))
    return found


def question_lock(question_id: int) -> ConsultationItem:
    """Return a question, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = questions_all().select_for_update(of=("self",)).filter(pk=question_id).first()
    if found is None:
        raise NotFound(kind="question", key=str(question_id))
    return found


def questions_of(consultation: Consultation) -> QuerySet[ConsultationItem]:
    """Return the agenda of a meeting."""
    return questions_all().filter(consultation=consultation).order_by("pk")


def costs_of(case_id: int) -> QuerySet[Cost]:
    """Return what was spent on a case that was nobody's."""
    return Cost.objects.filter(case_id=case_id).select_related("unit").order_by("pk")
