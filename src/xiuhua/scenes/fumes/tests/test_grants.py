"""The scene's lines of the act table say, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.scenes.fumes.rules.granting import fume_grants
from xiuhua.scenes.fumes.terms import Act, AskState, KitchenState, LeadState

_FAMILIES = (
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
_NAMED = {
    "ground_clerk",
    "data_admin",
    "leader",
    "auditor",
    "collector",
    "shift_head",
    "unit_clerk",
    "handler",
}
SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=fume_grants(),
    acts=(Act,),
    states=(LeadState, AskState, KitchenState),
    groups={**FAMILIES, "@readers": frozenset(_NAMED | {"system_admin"} | set(roles_of(*_FAMILIES)))},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_every_act_is_somebodys() -> None:
    assert {act.value for act in Act} <= SHEET.written_acts()
