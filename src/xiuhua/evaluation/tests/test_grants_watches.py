"""The lines of the act table for watched figures say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.evaluation.rules.watching import watch_grants
from xiuhua.evaluation.terms.watches import DeviationState, WatchAct, WatchState

_WATCHERS = {
    "leader", "assessor", "data_admin", "shift_head", *roles_of(Family.LEADERSHIP, Family.OFFICE),
}  # fmt: skip
SHEET = sheet_read(
    Path(__file__).with_name("grants_watches.csv"),
    grants=watch_grants(),
    acts=(WatchAct,),
    states=(WatchState, DeviationState),
    groups={**FAMILIES, "@watchers": frozenset(_WATCHERS)},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_nobody_raises_by_hand_what_a_figure_raises() -> None:
    assert WatchAct.RAISE.value not in SHEET.written_acts()
