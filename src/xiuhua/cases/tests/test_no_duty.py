"""What nobody owns: 先处置后确权, the question on the agenda, the meeting, and the duty it makes (R-08)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from xiuhua.cases.models import Assignment, Case, Consultation, ConsultationItem, Cost
from xiuhua.cases.queries.ground import suggestion_for
from xiuhua.cases.services import (
    Decision,
    case_put_on_agenda,
    consultation_close,
    cost_record,
    loop_publish,
    question_decide,
    question_drop,
)
from xiuhua.cases.services.refusals import NotOfThisUnit, NoUnitToPush
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, Loop, after, sound
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.shared.errors import CityError, Invalid, NotAllowedNow, NotPermitted

DANGEROUS, ORDINARY = "09006", "06035"


def _asked(loop: Loop) -> ConsultationItem:
    """Let a matter that nobody owns be dispatched by hand, and return its question."""
    loop.do(loop.case_in(CaseState.DISPATCHING, ORDINARY), CaseAct.DISPATCH, 3)
    return ConsultationItem.objects.latest("pk")


def _decide(
    loop: Loop, question: ConsultationItem, *, who: str = "office", **given: object
) -> ConsultationItem:
    reason = str(given.pop("reason", "历史上由水务局管养"))
    values: dict[str, object] = {
        "unit_id": loop.unit("U-WATER").pk, "area_code": STREET, "document_number": "会议纪要〔2026〕3 号",
    }  # fmt: skip
    decision = Decision(**(values | given))  # type: ignore[arg-type]  # named values of mixed types
    return question_decide(
        question_id=question.pk, decision=decision, reason=reason, actor=loop.actors[who], at=after(60)
    )


def _refused(why: type[CityError], act: object, **given: object) -> None:
    before = list(ConsultationItem.objects.order_by("pk").values_list("state", "consultation"))
    with pytest.raises(why):
        act(**given)  # type: ignore[operator]  # a service
    assert list(ConsultationItem.objects.order_by("pk").values_list("state", "consultation")) == before


def test_what_is_dangerous_goes_to_the_last_resort_at_once_and_onto_the_agenda(loop: Loop) -> None:
    case = loop.report(DANGEROUS, push=True)
    office = loop.unit("U-OFFICE")
    assert (case.state, case.unit_id, case.dangerous) == (CaseState.DISPATCHED, office.pk, True)
    question = ConsultationItem.objects.get()
    assert (question.case_id, question.why, question.state) == (case.pk, "ground_fallback", "question_open")
    assert Assignment.objects.get(case=case, until=None).ground == "ground_fallback"
    suggestion = suggestion_for(case, at=after(1))
    assert (suggestion.ownerless, suggestion.records_cost) == (True, True)
    sound()


def test_what_can_wait_goes_to_nobody_by_itself_but_to_whom_the_dispatcher_names(loop: Loop) -> None:
    with pytest.raises(NoUnitToPush):
        loop.report(ORDINARY, push=True)
    case = loop.case_in(CaseState.DISPATCHING, ORDINARY)
    assert suggestion_for(case, at=after(2)).unit_id is None
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.DISPATCH, 3, unit_id=None)
    assert not ConsultationItem.objects.exists()
    case = loop.do(case, CaseAct.DISPATCH, 3, unit_id=loop.unit("U-WATER").pk)
    assert Assignment.objects.get(case=case).ground == "ground_by_hand"
    assert ConsultationItem.objects.get().why == "ground_nobody"
    sound()


def test_who_was_given_it_first_keeps_it_and_one_question_is_asked_once(loop: Loop) -> None:
    case = loop.do(loop.case_in(CaseState.DISPATCHING, ORDINARY), CaseAct.DISPATCH, 3)
    for act, minute in ((CaseAct.SEND_BACK, 4), (CaseAct.RETURN_GRANT, 5)):
        case = loop.do(case, act, minute)
    suggestion = suggestion_for(case, at=after(5))
    assert (suggestion.unit_id, suggestion.ground) == (loop.unit("U-KEEPER").pk, "ground_first_receiver")
    loop.do(case, CaseAct.DISPATCH, 6)
    assert ConsultationItem.objects.count() == 1


def test_what_somebody_owns_is_on_no_agenda_unless_it_is_put_there(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHED)
    assert not ConsultationItem.objects.exists()
    with pytest.raises(NotPermitted):
        case_put_on_agenda(case_id=case.pk, actor=loop.actors["unit"], at=after(5))
    question = case_put_on_agenda(case_id=case.pk, actor=loop.actors["dispatcher"], at=after(5))
    assert question.why == "ground_by_hand"
    again = case_put_on_agenda(case_id=case.pk, actor=loop.actors["dispatcher"], at=after(6))
    assert again.pk == question.pk


def test_the_meetings_decision_is_a_duty_that_the_next_dispatch_suggests(loop: Loop) -> None:
    question = _asked(loop)
    _refused(NotPermitted, _decide, loop=loop, question=question, who="dispatcher")
    for wrong in ({"reason": " "}, {"unit_id": 0}, {"document_number": ""}, {"area_code": "990102"}):
        _refused(CityError, _decide, loop=loop, question=question, **wrong)
    question = _decide(loop, question)
    assert (question.state, question.unit_id) == ("question_decided", loop.unit("U-WATER").pk)
    _refused(NotAllowedNow, _decide, loop=loop, question=question)
    case = loop.report(ORDINARY, at=after(61), push=True)
    kept = Assignment.objects.get(case=case, until=None)
    assert (case.unit_id, kept.ground) == (loop.unit("U-WATER").pk, "decision")
    assert (kept.duty_id is not None, ConsultationItem.objects.count()) == (True, 1)
    before = loop.report(ORDINARY, at=after(59))  # the duty holds from its own instant on
    assert suggestion_for(before, at=after(59)).unit_id is None
    sound()


def test_a_decision_about_one_matter_says_nothing_of_another_and_one_about_all_does(loop: Loop) -> None:
    first = _asked(loop)
    _decide(loop, first)
    planting = loop.report("05008", at=after(70))
    assert suggestion_for(planting, at=after(70)).unit_id is None
    question = case_put_on_agenda(case_id=planting.pk, actor=loop.actors["dispatcher"], at=after(50))
    _decide(loop, question, only_this_matter=False)
    assert suggestion_for(planting, at=after(70)).unit_id == loop.unit("U-WATER").pk


def test_the_meeting_is_monthly_and_the_government_office_hosts_it(loop: Loop) -> None:
    _asked(loop)
    meeting = Consultation.objects.get()
    assert (meeting.month, meeting.meets_on) == (date(2026, 3, 1), date(2026, 3, 25))
    assert meeting.host_id == loop.unit("U-DISTRICT").pk
    for at, month in (
        (datetime(2026, 3, 25, 15, 59, tzinfo=UTC), date(2026, 3, 1)),  # 23:59 there, the day itself
        (datetime(2026, 3, 25, 16, 0, tzinfo=UTC), date(2026, 4, 1)),  # midnight: the day has passed
    ):
        case = loop.report(ORDINARY, at=at)
        found = case_put_on_agenda(case_id=case.pk, actor=loop.actors["dispatcher"], at=at)
        assert found.consultation is not None
        assert found.consultation.month == month


def test_what_stays_undecided_goes_onto_the_next_agenda_and_what_is_dropped_does_not(loop: Loop) -> None:
    left, dropped, decided = (_asked(loop) for _ in range(3))
    office = loop.actors["office"]
    with pytest.raises(Invalid):
        question_drop(question_id=dropped.pk, reason="", actor=office, at=after(60))
    question_drop(question_id=dropped.pk, reason="重复", actor=office, at=after(60))
    _decide(loop, decided)
    meeting = Consultation.objects.get()
    held = {"consultation_id": meeting.pk, "meets_on": date(2026, 3, 31), "paper": None, "at": after(70)}
    for wrong, why in (
        ({"minutes": " ", "actor": office}, Invalid),
        ({"minutes": "议定", "actor": loop.actors["dispatcher"]}, NotPermitted),
    ):
        _refused(why, consultation_close, **held, **wrong)
    consultation_close(**held, minutes="议定一项", actor=office)  # type: ignore[arg-type]  # as above
    _refused(NotAllowedNow, consultation_close, **held, minutes="再议", actor=office)
    left.refresh_from_db()
    following = left.consultation
    assert following is not None
    assert (following.month, following.meets_on) == (date(2026, 4, 1), date(2026, 4, 25))
    assert list(meeting.questions.order_by("pk")) == [dropped, decided]
    sound()


def test_what_is_asked_after_the_months_meeting_was_held_is_for_the_next(loop: Loop) -> None:
    _asked(loop)
    meeting = Consultation.objects.get()
    consultation_close(
        consultation_id=meeting.pk, minutes="已会商", meets_on=date(2026, 3, 2), paper=None,
        actor=loop.actors["office"], at=after(60),
    )  # fmt: skip
    late = _asked(loop)
    assert late.consultation is not None
    assert (late.consultation.month, late.consultation.state) == (date(2026, 4, 1), "agenda")


def test_another_day_of_the_month_is_a_setting(loop: Loop) -> None:
    loop_publish(area_code=DISTRICT, chosen={"meeting_day": 1}, reason="月初", seen=0,
                 actor=loop.actors["keeper"], at=LONG_AGO)  # fmt: skip
    question = _asked(loop)
    assert question.consultation is not None
    assert question.consultation.meets_on == date(2026, 4, 1)


def test_what_it_cost_is_kept_by_the_unit_that_spent_it_or_by_the_host(loop: Loop) -> None:
    case = loop.report(DANGEROUS, push=True)
    given = {"case_id": case.pk, "purpose": "围挡与清运", "at": after(30)}
    for wrong, why in (
        ({"amount_fen": 0, "actor": "street"}, Invalid),
        ({"amount_fen": 5_000, "actor": "dispatcher"}, NotPermitted),
        ({"amount_fen": 5_000, "actor": "unit"}, NotOfThisUnit),
        ({"amount_fen": 5_000, "actor": "street", "purpose": ""}, Invalid),
    ):
        values = given | wrong | {"actor": loop.actors[str(wrong["actor"])]}
        _refused(why, cost_record, **values)
    assert not Cost.objects.exists()
    for who in ("street", "office"):
        cost_record(**given, amount_fen=128_050, actor=loop.actors[who])  # type: ignore[arg-type]  # as above
    spent = list(Cost.objects.values_list("unit", "amount_fen"))
    assert spent == [(loop.unit("U-OFFICE").pk, 128_050)] * 2
    other = loop.report(ORDINARY)
    with pytest.raises(Invalid):  # nobody has it yet, so nobody spent anything
        cost_record(case_id=other.pk, amount_fen=1, purpose="x", actor=loop.actors["office"], at=after(31))
    assert Case.objects.get(pk=case.pk).moves_count == 2
    sound()
