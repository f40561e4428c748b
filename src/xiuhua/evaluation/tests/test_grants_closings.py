"""The lines of closings and assessments say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.evaluation.rules.closing_granting import closing_grants
from xiuhua.evaluation.terms.assessments import AssessmentAct, AssessmentState
from xiuhua.evaluation.terms.closings import ClosingAct, ClosingState, LineState

_READERS = {
    *("ground_clerk", "leader", "auditor", "collector", "shift_head", "unit_clerk", "handler"),
    *roles_of(
        *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
        Family.PEER,
    ),
}
SHEET = sheet_read(
    Path(__file__).with_name("grants_closings.csv"),
    grants=closing_grants(),
    acts=(ClosingAct, AssessmentAct),
    states=(ClosingState, LineState, AssessmentState),
    groups={**FAMILIES, "@readers": frozenset(_READERS)},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()
