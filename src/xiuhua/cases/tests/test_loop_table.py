"""The loop's table: what it must keep, and the drawing made from it."""

from __future__ import annotations

import pytest

from xiuhua.cases.management.commands.loop_draw import PAGE
from xiuhua.cases.rules.drawing import loop_drawn
from xiuhua.cases.rules.loop import STAGE_DESK, STEP_OF, STEPS, desks_of, states_reached
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Desk, Stage


def test_the_drawing_in_the_docs_is_the_table_that_runs() -> None:
    assert PAGE.read_text("utf-8") == loop_drawn(), "run ./xiuhua manage loop_draw"


def test_every_act_stands_once_and_every_state_is_reached() -> None:
    assert len(STEP_OF) == len(STEPS)
    assert states_reached() == set(CaseState)


@pytest.mark.parametrize("state", [state for state in CaseState if state not in OVER])
def test_from_every_open_state_somebody_can_lead_on(state: CaseState) -> None:
    assert [step for step in STEPS if state in step.sources and step.to not in {None, state}]


def test_nothing_moves_a_case_that_is_over_but_taking_apart_what_was_merged() -> None:
    onward = {step.act for step in STEPS if step.to and set(step.sources) & OVER}
    assert onward == set()


def test_no_unit_has_an_act_of_the_check_and_every_clock_has_its_desk() -> None:
    assert all(Desk.UNIT not in STEP_OF[act].desks for act in (CaseAct.CHECK_PASS, CaseAct.CHECK_FAIL))
    assert set(STAGE_DESK) == set(Stage)


def test_one_desk_worked_by_another_gives_its_acts_and_no_more() -> None:
    merged = {Desk.SHIFT_HEAD: Desk.ACCEPTOR}
    assert desks_of(frozenset({"acceptor"}), merged) == (Desk.ACCEPTOR, Desk.SHIFT_HEAD)
    assert desks_of(frozenset({"dispatcher"}), merged) == (Desk.DISPATCHER,)
    assert desks_of(frozenset({"resident"}), merged) == ()
