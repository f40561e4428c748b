"""The lines of orders, calls and links in the act table say what a person wrote down in grants.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.terms import Role
from xiuhua.orders.rules.order_granting import order_grants
from xiuhua.orders.rules.orders import STEPS, may_move
from xiuhua.orders.terms.links import LinkState
from xiuhua.orders.terms.orders import OrderAct, OrderState

_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_GRANTS = order_grants()
_STATES = (*(state.value for terms in (OrderState, LinkState) for state in terms), "")
_AREAS = ("inside", "outside")
_GROUPS = {f"@{family.value}": frozenset(roles_of(family)) for family in Family}

Cells = dict[tuple[str, str, str], frozenset[str]]


def _written() -> Cells:
    found: Cells = defaultdict(frozenset)
    for line in _LINES:
        roles = frozenset().union(*(_GROUPS.get(word, {word}) for word in line["roles"].split()))
        for state in _STATES if line["state"] == "*" else (line["state"],):
            found[line["act"], state, line["area"]] |= roles
    return found


def _gives(grant: Grant, act: str, state: str, area: str) -> bool:
    in_state = grant.states is None or state in grant.states
    return act in grant.acts and in_state and (area == "inside" or grant.area is AreaScope.ANY)


_WRITTEN = _written()
_ACTS = sorted({str(act) for grant in _GRANTS for act in grant.acts} | {act.value for act in OrderAct})


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
    assert frozenset().union(*_WRITTEN.values()) <= {role.value for role in Role} | {"system"}


def test_no_unit_that_handles_may_read_an_order_or_hear_a_call() -> None:
    handling = {
        "unit_clerk",
        "handler",
        "squad_leader",
        "officer",
        *roles_of(Family.CONTRACTOR, Family.STREET),
    }
    readers = frozenset().union(
        *(roles for (act, _state, _area), roles in _WRITTEN.items() if act.startswith(("order.", "call.")))
    )
    assert readers & handling == set()


def test_every_step_of_the_table_is_somebodys_or_the_systems() -> None:
    for step in STEPS:
        states = {state for act, state, _area in _WRITTEN if act == step.act}
        assert states == (set() if step.own else {state.value for state in step.sources}), step.act
        assert not may_move(step.act, OrderState.ARCHIVED), "what is archived stays as it is"
