"""The lines of orders, calls and links in the act table say what a person wrote down in grants.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import sheet_read
from xiuhua.orders.rules.order_granting import order_grants
from xiuhua.orders.rules.orders import STEPS, may_move
from xiuhua.orders.terms.links import LinkState
from xiuhua.orders.terms.orders import OrderAct, OrderState

SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=order_grants(),
    acts=(OrderAct,),
    states=(OrderState, LinkState),
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_no_unit_that_handles_may_read_an_order_or_hear_a_call() -> None:
    handling = {
        "unit_clerk",
        "handler",
        "squad_leader",
        "officer",
        *roles_of(Family.CONTRACTOR, Family.STREET),
    }
    readers = SHEET.written_roles("order.", "call.")
    assert readers
    assert readers & handling == set()


def test_every_step_of_the_table_is_somebodys_or_the_systems() -> None:
    for step in STEPS:
        states = SHEET.written_states(step.act)
        assert states == (set() if step.own else {state.value for state in step.sources}), step.act
        assert not may_move(step.act, OrderState.ARCHIVED), "what is archived stays as it is"
