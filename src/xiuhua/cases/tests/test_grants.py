"""The loop's lines of the act table say, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.terms import Role
from xiuhua.cases.rules.granting import loop_grants
from xiuhua.cases.rules.loop import STEPS
from xiuhua.cases.terms import (
    AppealState,
    CaseAct,
    CaseState,
    ConsultationState,
    QuestionState,
    RevisitState,
    SupervisionState,
    WatchState,
)
from xiuhua.cases.tests.loop_kit import STREET, Loop, after
from xiuhua.shared.actor import Holding
from xiuhua.shared.errors import NotFound, NotPermitted

_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_GRANTS = loop_grants()
_ROLES = tuple(role.value for role in Role)
_AREAS = ("inside", "outside")
_STATES = (
    *(
        state.value
        for terms in (
            *(CaseState, ConsultationState, QuestionState, SupervisionState),
            *(RevisitState, WatchState, AppealState),
        )
        for state in terms
    ),
    *("", "draft", "published"),
)
_UNIT = (
    *("unit_clerk", "handler", "town_committee", "community_secretary", "peer_department", "squad_leader"),
    *("officer", "road_contractor", "sanitation_contractor", "sticker_contractor", "river_operator"),
    "property_firm",
)
_NAMED_GROUPS = {
    **{f"@{family.value}": frozenset(roles_of(family)) for family in Family},
    "@collector": frozenset({"collector", "verifier", "grid_member"}),
    "@unit": frozenset(_UNIT),
}

Cells = dict[tuple[str, str, str], frozenset[str]]


def _written() -> Cells:
    """Return what the hand-written lines give: act, state, area to roles. What is not written is nobody's."""
    found: Cells = defaultdict(frozenset)
    for line in _LINES:
        roles = frozenset().union(*(_NAMED_GROUPS.get(word, {word}) for word in line["roles"].split()))
        for state in _STATES if line["state"] == "*" else (line["state"],):
            found[line["act"], state, line["area"]] |= roles
    return found


def _gives(grant: Grant, act: str, state: str, area: str) -> bool:
    in_state = grant.states is None or state in grant.states
    return act in grant.acts and in_state and (area == "inside" or grant.area is AreaScope.ANY)


_WRITTEN = _written()
_ACTS = sorted({str(act) for grant in _GRANTS for act in grant.acts} | {act.value for act in CaseAct})


@pytest.mark.parametrize("act", _ACTS)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    wrong = {
        (state, area): (sorted(may - written), sorted(written - may))
        for state in _STATES
        for area in _AREAS
        if (may := frozenset(grant.role for grant in _GRANTS if _gives(grant, act, state, area)))
        != (written := _WRITTEN.get((act, state, area), frozenset()))
    }
    assert wrong == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert {act for act, _state, _area in _WRITTEN} <= set(_ACTS)
    assert {state for _act, state, _area in _WRITTEN} <= set(_STATES)
    assert {area for _act, _state, area in _WRITTEN} <= set(_AREAS)
    assert frozenset().union(*_WRITTEN.values()) <= set(_ROLES)


def test_every_act_of_the_table_is_somebodys_somewhere_and_nobodys_somewhere_else() -> None:
    for step in STEPS:
        own = {state for act, state, _area in _WRITTEN if act == step.act}
        assert own == {state.value for state in step.sources}, step.act
        assert own < {state.value for state in CaseState}


def test_nobody_does_by_hand_what_only_follows_from_something_else() -> None:
    following = {CaseAct.OPEN, CaseAct.MERGED_IN, CaseAct.HAND_OVER, CaseAct.RECOUNT, CaseAct.WARN,
                 CaseAct.OVERDUE, CaseAct.ESCALATE, CaseAct.EXEMPT}  # fmt: skip
    assert not following & {act for act, _state, _area in _WRITTEN}


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
