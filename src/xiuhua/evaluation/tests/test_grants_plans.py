"""What may be done about targets, the month, snapshots and screens is what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.evaluation.rules.plan_granting import plan_grants
from xiuhua.evaluation.terms.plans import PlanAct, TargetState

SHEET = sheet_read(
    Path(__file__).with_name("grants_plans.csv"), grants=plan_grants(), acts=(PlanAct,),
    states=(TargetState,),
    groups={**FAMILIES, "@leaders": frozenset({"leader", *roles_of(Family.LEADERSHIP)})},
)  # fmt: skip


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()
