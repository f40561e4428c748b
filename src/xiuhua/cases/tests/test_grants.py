"""The loop's lines of the act table say, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xiuhua.access.tests.grants_kit import FAMILIES, UNIT, sheet_read
from xiuhua.cases.rules.granting import loop_grants
from xiuhua.cases.rules.loop import STEPS
from xiuhua.cases.terms import (
    AppealState,
    CaseAct,
    CaseState,
    ConsultationState,
    PlanState,
    QuestionState,
    RevisitState,
    SupervisionState,
    VideoRoundState,
    WatchState,
)
from xiuhua.cases.tests.loop_kit import STREET, Loop, after
from xiuhua.shared.actor import Holding
from xiuhua.shared.errors import NotFound, NotPermitted

SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=loop_grants(),
    acts=(CaseAct,),
    states=(
        *(CaseState, ConsultationState, QuestionState, SupervisionState),
        *(RevisitState, WatchState, AppealState, PlanState, VideoRoundState),
    ),
    more_states=("draft", "published"),
    groups={**FAMILIES, "@collector": frozenset({"collector", "verifier", "grid_member"}), "@unit": UNIT},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_every_act_of_the_table_is_somebodys_somewhere_and_nobodys_somewhere_else() -> None:
    for step in STEPS:
        own = SHEET.written_states(step.act)
        assert own == {state.value for state in step.sources}, step.act
        assert own < {state.value for state in CaseState}


def test_nobody_does_by_hand_what_only_follows_from_something_else() -> None:
    following = {CaseAct.OPEN, CaseAct.MERGED_IN, CaseAct.HAND_OVER, CaseAct.RECOUNT, CaseAct.WARN,
                 CaseAct.OVERDUE, CaseAct.ESCALATE, CaseAct.EXEMPT, CaseAct.ALARM_AGAIN,
                 CaseAct.ALARM_WORSE, CaseAct.ALARM_OVER, CaseAct.ALARM_DROPPED}  # fmt: skip
    assert not following & SHEET.written_acts()


def test_every_act_is_refused_to_a_neighbour_and_given_at_home(loop: Loop) -> None:
    case = loop.report()
    acceptor = loop.actors["acceptor"]
    for area, why in (("990102", NotPermitted), ("990101004", NotPermitted)):
        loop.actors["neighbour"] = replace(acceptor, holdings=(Holding(role="acceptor", area=area),))
        with loop.refused(case, why):
            loop.do(case, CaseAct.ACCEPT, 1, who="neighbour")
    with pytest.raises(NotFound):
        loop.act(case, CaseAct.OPEN, "acceptor", after(1))
    loop.actors["neighbour"] = replace(acceptor, holdings=(Holding(role="acceptor", area=STREET),))
    assert loop.do(case, CaseAct.ACCEPT, 1, who="neighbour").state == CaseState.FILING
