"""The ground changes under open cases: an area is void, somebody leaves, a handbook is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Move
from xiuhua.cases.services.refusals import OutsideCity
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import Loop, after, loop_make, sound
from xiuhua.ground.models import Area, Handbook, Post
from xiuhua.ground.services.people import post_hand_over
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import CityError

CLERK = Actor(name="user:0", holdings=(Holding(role="personnel", area="990101"),), user_id=0)


def test_a_case_in_an_area_that_is_void_goes_on_and_a_new_one_falls_into_what_is_left(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    Area.objects.filter(code="990101003001001").update(state="void")
    assert loop.report(at=after(5)).area_code == "990101003001"
    for minute, act in enumerate(
        (CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE), start=6
    ):
        case = loop.do(case, act, minute)
    assert (case.state, case.area_code) == (CaseState.CLOSED, "990101003001001")
    with pytest.raises(OutsideCity):
        loop.report(longitude=None, latitude=None, area_code="990101003001001", at=after(10))
    sound()


def test_who_leaves_hands_the_open_cases_over_and_the_clocks_run_on(loop: Loop) -> None:
    handler = loop.town.people["N-handler"]
    mine, done = loop.case_in(CaseState.DISPATCHED), loop.case_in(CaseState.DISPATCHED)
    mine = loop.do(mine, CaseAct.ASSIGN, 4, person_id=handler.pk)
    done = loop.do(done, CaseAct.ASSIGN, 4, person_id=handler.pk)
    done = loop.do(loop.do(done, CaseAct.VOID_ASK, 5), CaseAct.VOID_GRANT, 6)
    due = mine.due_at
    Post.objects.filter(person=loop.town.people["N-unit"], role="handler").delete()
    handed = post_hand_over(
        from_person_id=handler.pk, to_number="N-unit", reason="离职", actor=CLERK, at=after(10)
    )
    assert handed.work["case"] == 1
    mine.refresh_from_db()
    done.refresh_from_db()
    assert (mine.person_id, mine.due_at) == (loop.town.people["N-unit"].pk, due)
    assert done.person_id == handler.pk  # what is over stays whose it was
    assert Move.objects.filter(case=mine).latest("number").act == CaseAct.HAND_OVER
    assert loop.do(mine, CaseAct.FEED_BACK, 11, who="unit").state == CaseState.REVIEWING
    sound()


def test_a_withdrawn_handbook_leaves_open_cases_the_limit_they_were_given(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHING)
    Handbook.objects.update(state="withdrawn")
    case = loop.do(case, CaseAct.DISPATCH, 3)
    assert (case.limit_source, case.limit_amount, case.limit_unit) == ("limit_handbook", 4, "work_hour")
    later = loop.report(at=after(4))
    assert (later.line_id, later.limit_amount) == (None, None)
    for minute, act in enumerate((CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH), start=5):
        later = loop.do(later, act, minute)
    assert (later.limit_source, loop.clock(later, Stage.HANDLE).limit_amount) == ("limit_default", 5)
    sound()


# --- two at once --------------------------------------------------------------------------------------------


@pytest.fixture
def committed_loop(committed_db: str) -> Iterator[Loop]:
    """The town in a database in which commits are real."""
    with scope_opened(("",)):
        yield loop_make()


@pytest.mark.slow("threads with connections of their own")
def test_two_cases_merged_into_each_other_at_once_are_merged_one_way(committed_loop: Loop) -> None:
    loop = committed_loop
    one, other = loop.report(), loop.report(who="acceptor")
    together = Barrier(2)

    def merge(case: Case, target: Case) -> str:
        together.wait(10)
        try:
            with scope_opened(("",)):
                return str(loop.do(case, CaseAct.MERGE, 5, target_id=target.pk).state)
        except CityError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(merge, *pair) for pair in ((one, other), (other, one))]
        answers = sorted(each.result(timeout=30) for each in asked)
    assert answers.count(CaseState.MERGED) == 1
    assert Case.objects.filter(state=CaseState.MERGED.value).count() == 1
    sound()


@pytest.mark.slow("threads with connections of their own")
def test_of_two_dispatchers_at_once_one_gives_the_case_away(committed_loop: Loop) -> None:
    loop = committed_loop
    case = loop.case_in(CaseState.DISPATCHING)
    together = Barrier(2)

    def dispatch(unit: str) -> str:
        together.wait(10)
        try:
            with scope_opened(("",)):
                return str(loop.do(case, CaseAct.DISPATCH, 5, unit_id=loop.unit(unit).pk).state)
        except CityError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(dispatch, unit) for unit in ("U-KEEPER", "U-WATER")]
        answers = sorted(each.result(timeout=30) for each in asked)
    assert answers == [CaseState.DISPATCHED, "not_allowed_now"]
    assert Move.objects.filter(case=case, act=CaseAct.DISPATCH).count() == 1
    sound()
