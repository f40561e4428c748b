"""Time: 延期, 缓办, 挂账. Who asks, who proposes, who grants, how often, and what the clock does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xiuhua.cases.models import Asking, Case
from xiuhua.cases.services import deferrals_resume, loop_publish
from xiuhua.cases.services.refusals import (
    LateAlready,
    NotProposed,
    NoWish,
    TooManyDeferrals,
    TooManyExtensions,
    WishOpen,
)
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, Loop, after, sound
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.errors import Invalid, NotPermitted

_H, _DAY = 60, 24 * 60
_HOUR = Limit(1, TimeUnit.WORK_HOUR)


def _extended(loop: Loop, case: Case, minutes: float, **said: object) -> Case:
    for step, act in enumerate((CaseAct.EXTEND_ASK, CaseAct.EXTEND_PROPOSE, CaseAct.EXTEND_GRANT)):
        case = loop.do(case, act, minutes + step, **(said if not step else {}))
    return case


def test_more_time_is_asked_by_the_unit_proposed_by_the_dispatcher_granted_by_the_shift_head(
    loop: Loop,
) -> None:
    case = loop.case_in(CaseState.HANDLING)  # dispatched 09:03, four working hours: 15:03
    with loop.refused(case, NoWish, kind="ask_extend"):
        loop.do(case, CaseAct.EXTEND_GRANT, 5)
    for wrong in ({"reason": ""}, {"limit": None}):
        with loop.refused(case, Invalid):
            loop.do(case, CaseAct.EXTEND_ASK, 5, **wrong)
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.EXTEND_ASK, 5, who="dispatcher")
    case = loop.do(case, CaseAct.EXTEND_ASK, 5, limit=_HOUR)
    with loop.refused(case, WishOpen, kind="ask_extend"):
        loop.do(case, CaseAct.DEFER_ASK, 6)
    with loop.refused(case, NotProposed):
        loop.do(case, CaseAct.EXTEND_GRANT, 6)
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.EXTEND_PROPOSE, 6, who="head")
    case = loop.do(case, CaseAct.EXTEND_PROPOSE, 6)
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.EXTEND_GRANT, 7, who="dispatcher")
    case = loop.do(case, CaseAct.EXTEND_GRANT, 7)
    assert (case.due_at, case.extensions, case.asked) == (after(7 * _H + 3), 1, "")
    wish = Asking.objects.get()
    assert (wish.state, wish.unit_id) == ("asking_granted", loop.unit("U-KEEPER").pk)
    assert len({wish.asked_by, wish.proposed_by, wish.decided_by}) == 3
    sound()


def test_more_time_is_refused_with_a_reason_and_is_then_not_counted(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    due = case.due_at
    case = loop.do(case, CaseAct.EXTEND_ASK, 5)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.EXTEND_REFUSE, 6, reason="")
    case = loop.do(case, CaseAct.EXTEND_REFUSE, 6)
    assert (case.due_at, case.extensions, case.asked) == (due, 0, "")
    assert loop.do(case, CaseAct.EXTEND_ASK, 7).asked == "ask_extend"
    sound()


def test_more_time_is_given_twice_and_not_a_third_time(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    for minutes in (5, 8):
        case = _extended(loop, case, minutes, limit=_HOUR)
    assert (case.extensions, case.due_at) == (2, after(8 * _H + 3))
    with loop.refused(case, TooManyExtensions, most=2):
        loop.do(case, CaseAct.EXTEND_ASK, 20)
    sound()


def test_a_late_case_gets_no_more_time_unless_the_city_says_so(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    due = 6 * _H + 3
    with loop.refused(case, LateAlready):
        loop.do(case, CaseAct.EXTEND_ASK, due + 1 / 60)
    loop_publish(area_code=DISTRICT, chosen={"extend_late": True}, reason="试行", seen=0,
                 actor=loop.actors["keeper"], at=after(due))  # fmt: skip
    assert loop.do(case, CaseAct.EXTEND_ASK, due + 1).asked == "ask_extend"


def test_what_is_due_this_very_second_may_still_be_extended(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    assert loop.do(case, CaseAct.EXTEND_ASK, 6 * _H + 3).asked == "ask_extend"


@pytest.mark.parametrize("proposed", [False, True])
def test_what_was_asked_for_lapses_when_the_unit_feeds_back(loop: Loop, *, proposed: bool) -> None:
    case = loop.do(loop.case_in(CaseState.HANDLING), CaseAct.EXTEND_ASK, 5)
    if proposed:
        case = loop.do(case, CaseAct.EXTEND_PROPOSE, 6)
    case = loop.do(case, CaseAct.FEED_BACK, 7)
    assert (case.asked, Asking.objects.get().state) == ("", "asking_lapsed")
    case = loop.do(case, CaseAct.FEEDBACK_REFUSE, 8)
    with loop.refused(case, NoWish):
        loop.do(case, CaseAct.EXTEND_PROPOSE, 9)
    assert loop.do(case, CaseAct.EXTEND_ASK, 9).asked == "ask_extend"
    sound()


def test_what_a_unit_asked_for_lapses_when_the_case_goes_up(loop: Loop) -> None:
    case = loop.do(loop.case_in(CaseState.DISPATCHING), CaseAct.DISPATCH, 3,
                   unit_id=loop.unit("U-COMMUNITY").pk)  # fmt: skip
    case = loop.do(case, CaseAct.RECEIVE, 4, who="community")
    case = loop.do(case, CaseAct.EXTEND_ASK, 5, who="community")
    case = loop.do(case, CaseAct.STEP_UP, 6, who="community")
    assert (case.asked, Asking.objects.get().state) == ("", "asking_lapsed")
    sound()


def test_a_deferral_holds_the_clock_and_ends_by_itself_at_its_date_keeping_what_was_left(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    until = MONDAY + timedelta(days=3)  # Thursday 09:00
    case = loop.do(case, CaseAct.DEFER_ASK, 30, until=until)
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.DEFER_GRANT, 33, who="head")
    case = loop.do(case, CaseAct.DEFER_GRANT, 33)  # half an hour of four has gone
    assert (case.state, case.due_at, case.resume_at) == (CaseState.DEFERRED, None, until)
    clock = loop.clock(case, Stage.HANDLE)
    assert (clock.left_s, clock.running_since, clock.next_at) == (3.5 * 3600, None, None)
    assert deferrals_resume(at=until - timedelta(seconds=1)) == 0
    assert deferrals_resume(at=until) == 1
    assert deferrals_resume(at=until) == 0
    case.refresh_from_db()
    assert (case.state, case.resume_at, case.defers) == (CaseState.HANDLING, None, 1)
    assert case.due_at == until + timedelta(hours=5.5)  # three hours till noon, half an hour from 14:00
    sound()


def test_a_case_is_deferred_once_for_at_most_a_year_and_to_a_day_that_comes(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    at = after(10)
    for wrong in (at, at - timedelta(days=1), at + timedelta(days=365, seconds=1)):
        with loop.refused(case, Invalid):
            loop.do(case, CaseAct.DEFER_ASK, 10, until=wrong)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.DEFER_ASK, 10, until=None)
    case = loop.do(case, CaseAct.DEFER_ASK, 10, until=at + timedelta(days=365))
    case = loop.do(case, CaseAct.DEFER_REFUSE, 11)
    assert case.defers == 0  # what was refused is not counted
    case = loop.do(case, CaseAct.DEFER_ASK, 12)
    case = loop.do(case, CaseAct.DEFER_GRANT, 13)
    case = loop.do(case, CaseAct.RESUME, 14)  # a person takes it up earlier
    assert (case.state, case.defers) == (CaseState.HANDLING, 1)
    with loop.refused(case, TooManyDeferrals, most=1):
        loop.do(case, CaseAct.DEFER_ASK, 15)
    sound()


def test_a_late_case_that_is_deferred_stays_late(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    due = case.due_at
    case = loop.do(case, CaseAct.DEFER_ASK, 8 * _H)
    case = loop.do(case, CaseAct.DEFER_GRANT, 8 * _H + 1)
    assert (case.late, loop.clock(case, Stage.HANDLE).late) == (True, True)
    case = loop.do(case, CaseAct.RESUME, 2 * _DAY)
    assert (case.due_at, case.late) == (due, True)
    sound()


def test_the_problem_list_is_gone_through_every_month_until_it_is_cleared(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    case = loop.do(case, CaseAct.SHELVE_ASK, 5)
    case = loop.do(case, CaseAct.SHELVE_GRANT, 63)
    assert (case.state, case.review_on, case.due_at) == (CaseState.SHELVED, date(2026, 4, 1), None)
    assert deferrals_resume(at=after(400 * _DAY)) == 0  # the list has no date of its own
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.SHELF_REVIEW, 30 * _DAY, reason="")
    case = loop.do(case, CaseAct.SHELF_REVIEW, 30 * _DAY)
    assert (case.state, case.review_on) == (CaseState.SHELVED, date(2026, 5, 1))
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.CLEAR, 31 * _DAY, reason="")
    case = loop.do(case, CaseAct.CLEAR, 31 * _DAY)  # Thursday 2 April, 09:00
    assert (case.state, case.review_on) == (CaseState.HANDLING, None)
    assert case.due_at == after(31 * _DAY + 3 * _H)  # three of four hours were left: till noon
    sound()


def test_a_held_case_may_be_ended_by_order_and_its_clock_stops(loop: Loop) -> None:
    case = loop.case_in(CaseState.SHELVED)
    case = loop.do(case, CaseAct.FORCE_ASK, 10)
    case = loop.do(case, CaseAct.FORCE_GRANT, 11)
    assert (case.state, case.closing) == (CaseState.CLOSED, "closing_forced")
    assert (case.review_on, loop.clock(case, Stage.HANDLE).stopped_at) == (None, after(11))
    sound()


def test_a_deferred_case_that_was_ended_is_not_taken_up_again(loop: Loop) -> None:
    case = loop.case_in(CaseState.DEFERRED)
    case = loop.do(case, CaseAct.VOID_ASK, 10)
    case = loop.do(case, CaseAct.VOID_GRANT, 11)
    assert case.resume_at is None
    assert deferrals_resume(at=after(60 * _DAY)) == 0
    sound()
