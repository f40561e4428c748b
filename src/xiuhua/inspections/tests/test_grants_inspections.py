"""The lines of the act table for inspections say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, UNIT, sheet_read
from xiuhua.inspections.rules.inspection_granting import inspection_grants
from xiuhua.inspections.terms.findings import FindingAct, FindingState
from xiuhua.inspections.terms.inspections import InspectionAct, StandardAct

_FAMILIES = (
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
_READERS = UNIT | {"ground_clerk", "leader", "auditor", "collector", "shift_head"} | set(roles_of(*_FAMILIES))
_INSPECTORS = frozenset(
    {"officer", "squad_leader", "multi_skilled_officer", "gas_supervisor", "safety_office"}
)
SHEET = sheet_read(
    Path(__file__).with_name("grants_inspections.csv"),
    grants=inspection_grants(),
    acts=(InspectionAct, FindingAct, StandardAct),
    states=(FindingState,),
    groups={**FAMILIES, "@readers": _READERS, "@inspectors": _INSPECTORS},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_nobody_finds_by_hand_what_only_follows_from_an_inspection() -> None:
    assert FindingAct.FIND not in SHEET.written_acts()
