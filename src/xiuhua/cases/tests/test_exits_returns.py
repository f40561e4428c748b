"""From dispatch to the unit's desk: 回退, 逐级上报, 直派, and whose act it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from xiuhua.cases.models import Assignment, Case
from xiuhua.cases.services.refusals import NotOfThisUnit, NoUnitAbove, NoUnitToPush, SecondReturn
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import NOBODYS, Loop, after, sound
from xiuhua.ground.models import Post, Unit
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted


def test_a_first_return_is_the_dispatchers_and_its_clock_counts_for_nobody(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHED)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.SEND_BACK, 4, reason="")
    case = loop.do(case, CaseAct.SEND_BACK, 4, unit_id=loop.unit("U-WATER").pk)
    assert loop.clock(case, Stage.HANDLE).running_since is not None  # it runs until somebody agrees
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.RETURN_GRANT, 5, who="unit")
    case = loop.do(case, CaseAct.RETURN_GRANT, 5)
    assert (case.state, case.returns, case.unit_id) == (CaseState.DISPATCHING, 1, None)
    assert loop.clock(case, Stage.HANDLE).cancelled
    assert loop.clock(case, Stage.DISPATCH, 2).due_at == after(35)
    case = loop.do(case, CaseAct.DISPATCH, 6, unit_id=loop.unit("U-WATER").pk)
    second = loop.clock(case, Stage.HANDLE, 2)
    assert (second.charged_to, second.cancelled) == (f"unit:{loop.unit('U-WATER').pk}", False)
    assert case.dispatched_at == after(3)  # the first time
    sound()


def test_a_second_return_is_the_shift_heads_only_whether_granted_or_refused(loop: Loop) -> None:
    case = loop.case_in(CaseState.RETURNED)
    for act, minute in ((CaseAct.RETURN_GRANT, 5), (CaseAct.DISPATCH, 6), (CaseAct.SEND_BACK, 7)):
        case = loop.do(case, act, minute)
    for judged in (CaseAct.RETURN_GRANT, CaseAct.RETURN_REFUSE):
        with loop.refused(case, SecondReturn):
            loop.do(case, judged, 8)
    case = loop.do(case, CaseAct.RETURN_GRANT, 8, who="head")
    assert (case.state, case.returns) == (CaseState.DISPATCHING, 2)
    sound()


def test_a_refused_return_leaves_the_case_and_its_clock_with_the_unit(loop: Loop) -> None:
    case = loop.case_in(CaseState.RETURNED)
    due = loop.clock(case, Stage.HANDLE).due_at
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.RETURN_REFUSE, 5, reason="")
    case = loop.do(case, CaseAct.RETURN_REFUSE, 5)
    assert (case.state, case.returns, case.unit_id) == (CaseState.DISPATCHED, 0, loop.unit("U-KEEPER").pk)
    assert (case.due_at, loop.clock(case, Stage.HANDLE).cancelled) == (due, False)
    sound()


def test_what_was_received_is_not_sent_back_any_more(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    with loop.refused(case, NotAllowedNow):
        loop.do(case, CaseAct.SEND_BACK, 5)


def test_a_units_act_by_another_unit_is_refused(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHED)
    for act in (CaseAct.RECEIVE, CaseAct.SEND_BACK, CaseAct.STEP_UP):
        with loop.refused(case, NotOfThisUnit, unit="云河市政养护公司"):
            loop.do(case, act, 4, who="street")
    with loop.refused(case, NotOfThisUnit):
        loop.do(case, CaseAct.ASSIGN, 4, who="street", person_id=loop.town.people["O1"].pk)
    case = loop.do(case, CaseAct.RECEIVE, 4)
    for act in (CaseAct.FEED_BACK, CaseAct.EXTEND_ASK, CaseAct.DEFER_ASK, CaseAct.SHELVE_ASK):
        with loop.refused(case, NotOfThisUnit):
            loop.do(case, act, 5, who="street")
    assert loop.do(case, CaseAct.FEED_BACK, 5).state == CaseState.REVIEWING


def test_inside_the_unit_only_its_own_people_are_given_a_case(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHED)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.ASSIGN, 4, person_id=loop.town.people["O1"].pk)
    case = loop.do(case, CaseAct.ASSIGN, 4, person_id=loop.town.people["N-handler"].pk)
    assert (case.state, case.received_at) == (CaseState.HANDLING, after(4))
    assert case.person_id == loop.town.people["N-handler"].pk
    case = loop.do(case, CaseAct.ASSIGN, 5, person_id=loop.town.people["N-unit"].pk)
    assert (case.person_id, case.received_at) == (loop.town.people["N-unit"].pk, after(4))
    sound()


def test_a_case_goes_only_to_units_there_are_with_others_to_help(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHING)
    keeper, water = loop.unit("U-KEEPER").pk, loop.unit("U-WATER").pk
    for wrong in ({"unit_id": 0}, {"helper_ids": (keeper,)}, {"helper_ids": (water, 0)}):
        with loop.refused(case, Invalid):
            loop.do(case, CaseAct.DISPATCH, 3, **wrong)
    Unit.objects.filter(pk=water).update(state="retired")
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.DISPATCH, 3, unit_id=water)
    Unit.objects.filter(pk=water).update(state="active")
    loop.do(case, CaseAct.DISPATCH, 3, helper_ids=(water, water))
    rows = Assignment.objects.filter(case=case, until=None).order_by("pk")
    assert list(rows.values_list("unit", "lead", "ground")) == [
        (keeper, True, "contract"), (water, False, "ground_helper"),
    ]  # fmt: skip
    sound()


def test_a_case_goes_up_from_community_to_street_to_district_with_the_rest_of_the_time(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHING)
    case = loop.do(case, CaseAct.DISPATCH, 3, unit_id=loop.unit("U-COMMUNITY").pk)
    due = case.due_at
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.STEP_UP, 63, who="community", reason="")
    with loop.refused(case, NotOfThisUnit):
        loop.do(case, CaseAct.STEP_UP, 63, who="street")
    case = loop.do(case, CaseAct.STEP_UP, 63, who="community")
    assert (case.state, case.unit_id, case.due_at) == (CaseState.DISPATCHED, loop.unit("U-OFFICE").pk, due)
    case = loop.do(case, CaseAct.RECEIVE, 64, who="street")
    case = loop.do(case, CaseAct.STEP_UP, 65, who="street")
    assert (case.unit_id, case.due_at, case.steps_up) == (loop.unit("U-DISTRICT").pk, due, 2)
    charged = [loop.clock(case, Stage.HANDLE, number) for number in (1, 2, 3)]
    assert [clock.charged_to for clock in charged] == [
        f"unit:{loop.unit(code).pk}" for code in ("U-COMMUNITY", "U-OFFICE", "U-DISTRICT")
    ]
    assert [clock.stopped_at for clock in charged] == [after(63), after(65), None]
    sound()


def test_where_nobody_is_above_a_case_does_not_go_up(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHED)
    with loop.refused(case, NoUnitAbove, unit="云河市政养护公司"):
        loop.do(case, CaseAct.STEP_UP, 4)
    Unit.objects.filter(code="U-KEEPER").update(parent=loop.unit("U-DISTRICT"))
    assert loop.do(case, CaseAct.STEP_UP, 4).unit_id == loop.unit("U-DISTRICT").pk


def test_what_went_up_keeps_counting_in_working_time_when_it_is_put_off(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHING)
    case = loop.do(case, CaseAct.DISPATCH, 3, unit_id=loop.unit("U-OFFICE").pk)  # 4 working hours
    case = loop.do(case, CaseAct.STEP_UP, 63, who="street")  # 10:03, three hours left
    assert case.due_at == after(6 * 60 + 3)  # 15:03: noon has two hours
    clock = loop.clock(case, Stage.HANDLE, 2)
    assert (clock.left_s, clock.limit_unit) == (3 * 3600, "work_hour")


def test_a_report_pushed_straight_to_the_crew_passes_no_desk(loop: Loop) -> None:
    case = loop.report(push=True)
    assert (case.state, case.track, case.unit_id) == (
        CaseState.DISPATCHED, "track_flat", loop.unit("U-KEEPER").pk,
    )  # fmt: skip
    assert (case.filed_at, case.dispatched_at) == (after(0), after(0))
    assert loop.clock(case, Stage.ACCEPT).stopped_at == after(0)
    assert loop.do(case, CaseAct.RECEIVE, 1).state == CaseState.HANDLING
    sound()


def test_where_nobody_answers_nothing_is_pushed_and_no_report_is_kept(loop: Loop) -> None:
    with pytest.raises(NoUnitToPush):
        loop.report("06035", longitude=NOBODYS[0], latitude=NOBODYS[1], push=True)
    with pytest.raises(NotPermitted):  # a clerk of a unit reports, but does not push
        loop.report(push=True, who="unit")
    assert not Case.objects.exists()


def test_a_waiting_case_is_pushed_by_those_who_may_and_not_from_verification(loop: Loop) -> None:
    case = loop.case_in(CaseState.VERIFYING)
    with loop.refused(case, NotAllowedNow):
        loop.do(case, CaseAct.PUSH, 2)
    case = loop.do(case, CaseAct.VERIFY_TRUE, 2)
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.PUSH, 3, who="head")
    case = loop.do(case, CaseAct.PUSH, 3)
    assert (case.state, case.stage, case.filed_at) == (CaseState.DISPATCHED, "stage_handle", after(3))
    sound()


def test_a_town_of_people_in_two_units_may_act_for_both(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHED)
    loop.town.people["N-street"].unit = loop.unit("U-OFFICE")
    loop.town.posts.pop("N-street").delete()
    person = loop.town.people["N-street"]
    given = DateTimeTZRange(after(0), after(10))
    Post.objects.create(
        person=person, unit=loop.unit("U-KEEPER"), role="unit_clerk", area=loop.town.areas["990101003"],
        area_code="990101003", validity=given,
    )  # fmt: skip
    with loop.refused(case, NotOfThisUnit):
        loop.do(case, CaseAct.RECEIVE, 10, who="street")  # the post has just ended
    assert loop.do(case, CaseAct.RECEIVE, 9, who="street").state == CaseState.HANDLING
    assert timedelta(minutes=9) == after(9) - after(0)
