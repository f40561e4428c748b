"""The communities' lines of the act table say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.terms import Role
from xiuhua.communities.rules.communities_granting import communities_grants
from xiuhua.communities.terms.grid_notices import NoticeAct, NoticeState
from xiuhua.communities.terms.health import HealthAct
from xiuhua.communities.terms.resources import GrantState, ResourceAct, ResourceState
from xiuhua.communities.terms.visits import RequestState, SlotState, VisitAct
from xiuhua.communities.terms.whistles import WhistleAct, WhistleState

_LINES = list(csv.DictReader(Path(__file__).with_name("grants_communities.csv").open(encoding="utf-8")))
_GRANTS = communities_grants()
_AREAS = ("inside", "outside")
_STATES = (
    *(
        state.value
        for terms in (WhistleState, SlotState, RequestState, NoticeState, ResourceState, GrantState)
        for state in terms
    ),
    "",
)
_UNIT = frozenset(
    {
        *(
            "unit_clerk",
            "handler",
            "town_committee",
            "community_secretary",
            "peer_department",
            "squad_leader",
        ),
        *("officer", "road_contractor", "sanitation_contractor", "sticker_contractor", "river_operator"),
        "property_firm",
    }
)
_FAMILIES = (
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
_NAMED_GROUPS = {
    "@leadership": frozenset(roles_of(Family.LEADERSHIP)),
    "@unit": _UNIT,
    "@readers": _UNIT
    | {"ground_clerk", "leader", "auditor", "collector", "shift_head"}
    | frozenset(roles_of(*_FAMILIES)),
}
_FOLLOWING = {WhistleAct.WARN, WhistleAct.OVERDUE}

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
_ACTS = sorted(
    {str(act) for grant in _GRANTS for act in grant.acts}
    | {
        act.value
        for terms in (WhistleAct, VisitAct, HealthAct, NoticeAct, ResourceAct)
        for act in terms
    }
)  # fmt: skip


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
    assert frozenset().union(*_WRITTEN.values()) <= {role.value for role in Role}


def test_nobody_does_by_hand_what_only_follows_from_the_clock() -> None:
    assert not {act.value for act in _FOLLOWING} & {act for act, _state, _area in _WRITTEN}
