"""The lines of the act table for spoil say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.scenes.spoil.rules.granting import spoil_grants
from xiuhua.scenes.spoil.terms import Act, AllotmentState, ManifestState, ProjectState, SuspicionState

SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=spoil_grants(),
    acts=(Act,),
    states=(ManifestState, SuspicionState, ProjectState, AllotmentState),
    groups=FAMILIES,
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}
