"""After the unit's feedback: 反馈退回, 返工, sent back to the check, and no unit checks its own work."""

from __future__ import annotations

import pytest

from xiuhua.cases.models import Move
from xiuhua.cases.services.refusals import OwnWork
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import Loop, after, sound
from xiuhua.shared.errors import Invalid, NotPermitted

_H = 60


def test_refused_feedback_goes_back_and_the_clock_takes_up_what_was_left(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)  # dispatched at 09:03 with four working hours
    case = loop.do(case, CaseAct.FEED_BACK, 63)
    assert (loop.clock(case, Stage.HANDLE).left_s, case.stage) == (3 * 3600, "stage_review")
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.FEEDBACK_REFUSE, 2 * _H, reason="")
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.FEEDBACK_REFUSE, 2 * _H, who="head")
    case = loop.do(case, CaseAct.FEEDBACK_REFUSE, 2 * _H)  # 11:00: one hour before noon, two after
    assert (case.state, case.due_at, case.reworks) == (CaseState.HANDLING, after(7 * _H), 0)
    assert loop.clock(case, Stage.HANDLE).number == 1
    sound()


def test_rework_resumes_the_clock_and_never_restarts_it(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    case = loop.do(case, CaseAct.FEED_BACK, 63)
    case = loop.do(case, CaseAct.FEEDBACK_PASS, 64)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.CHECK_FAIL, 2 * _H, reason="")
    case = loop.do(case, CaseAct.CHECK_FAIL, 2 * _H)
    assert (case.state, case.reworks, case.due_at) == (CaseState.HANDLING, 1, after(7 * _H))
    assert case.unit_id == loop.unit("U-KEEPER").pk
    sound()


def test_what_was_late_at_feedback_stays_late_after_rework(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    due = case.due_at
    case = loop.do(case, CaseAct.FEED_BACK, 24 * _H)
    case = loop.do(case, CaseAct.FEEDBACK_PASS, 24 * _H + 1)
    case = loop.do(case, CaseAct.CHECK_FAIL, 24 * _H + 2)
    clock = loop.clock(case, Stage.HANDLE)
    assert (clock.late, clock.due_at, case.due_at, case.late) == (True, due, due, True)
    sound()


def test_the_third_failed_check_is_passed_up_and_the_second_is_not(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    for turn in (1, 2, 3):
        for step, act in enumerate((CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS, CaseAct.CHECK_FAIL)):
            case = loop.do(case, act, turn * 10 + step)
    fails = Move.objects.filter(case=case, act=CaseAct.CHECK_FAIL).order_by("number")
    assert [(move.detail["failed"], move.detail["escalated"]) for move in fails] == [
        (1, False), (2, False), (3, True),
    ]  # fmt: skip
    assert (case.reworks, loop.clock(case, Stage.HANDLE).number) == (3, 1)
    sound()


@pytest.mark.slow("two whole cases")
def test_no_unit_checks_its_own_work_neither_as_lead_nor_as_helper(loop: Loop) -> None:
    case = loop.case_in(CaseState.CHECKING)
    for act in (CaseAct.CHECK_PASS, CaseAct.CHECK_FAIL):
        with loop.refused(case, OwnWork):
            loop.do(case, act, 7, who="own_checker")
    assert loop.do(case, CaseAct.CHECK_PASS, 7).state == CaseState.CLOSING
    helped = loop.case_in(CaseState.DISPATCHING)
    helped = loop.do(helped, CaseAct.DISPATCH, 8, unit_id=loop.unit("U-WATER").pk,
                     helper_ids=(loop.unit("U-KEEPER").pk,))  # fmt: skip
    loop.town.people["N-unit"].unit = loop.unit("U-WATER")
    loop.town.people["N-unit"].save()
    for minute, act in enumerate((CaseAct.RECEIVE, CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS), start=9):
        helped = loop.do(helped, act, minute, who="dispatcher" if act is CaseAct.FEEDBACK_PASS else "unit")
    with loop.refused(helped, OwnWork):
        loop.do(helped, CaseAct.CHECK_PASS, 12, who="own_checker")
    assert loop.do(helped, CaseAct.CHECK_PASS, 12).state == CaseState.CLOSING
    sound()


def test_a_case_sent_back_to_the_check_is_checked_again_with_a_new_clock(loop: Loop) -> None:
    case = loop.case_in(CaseState.CLOSING)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.CLOSE_REFUSE, 8, reason="")
    case = loop.do(case, CaseAct.CLOSE_REFUSE, 8)
    assert (case.state, case.due_at) == (CaseState.CHECKING, after(2 * _H + 8))
    assert loop.clock(case, Stage.CHECK, 2).charged_to == "desk_collector"
    case = loop.do(case, CaseAct.CHECK_FAIL, 9)
    assert (case.state, case.stage) == (CaseState.HANDLING, "stage_handle")
    sound()
