"""The lines of the act table for briefings say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.briefings.rules.granting import briefing_grants
from xiuhua.briefings.terms import BriefingAct, BriefingState

SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=briefing_grants(),
    acts=(BriefingAct,),
    states=(BriefingState,),
    groups={
        **FAMILIES,
        "@editors": frozenset({"committee_office", "government_office", "assessor"}),
        "@signers": frozenset({"leader", "district_leader", "committee_head"}),
    },
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_nobody_drafts_by_hand_and_nobody_who_signs_edits() -> None:
    assert BriefingAct.DRAFT not in SHEET.written_acts()
    assert not SHEET.written_roles("briefing.edit") & SHEET.written_roles("briefing.sign")
