"""The lines of the act table for residents say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.tests.grants_kit import sheet_read
from xiuhua.residents.rules.resident_grants import resident_grants
from xiuhua.residents.terms.messages import IssueAct, IssueState, MessageAct, MessageState
from xiuhua.residents.terms.residents import ReceiptAct, ReceiptState
from xiuhua.residents.terms.rewards import RewardAct, RewardState

SHEET = sheet_read(
    Path(__file__).with_name("grants_residents.csv"),
    grants=resident_grants(),
    acts=(ReceiptAct, RewardAct, MessageAct, IssueAct),
    states=(RewardState, IssueState, MessageState, ReceiptState),
    groups={},
)
_FOLLOWING = {RewardAct.PROPOSE, RewardAct.DENY, IssueAct.GATHER, MessageAct.IMPORT_UNDO}


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_what_only_follows_from_something_else_is_nobodys() -> None:
    assert not {act.value for act in _FOLLOWING} & SHEET.written_acts()
