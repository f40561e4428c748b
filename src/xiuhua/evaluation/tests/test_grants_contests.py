"""The contests' lines of the act table say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, sheet_read
from xiuhua.evaluation.rules.contest_granting import contest_grants
from xiuhua.evaluation.terms.contests import (
    AwardAct,
    ContestAct,
    InterviewAct,
    InterviewState,
    ListingAct,
    ListingState,
    MarkState,
    ObjectionState,
    PaymentAct,
    PaymentState,
    RoundState,
)
from xiuhua.evaluation.terms.outer_ranks import OuterAct

_FAMILIES = (
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
_READERS = {
    *("ground_clerk", "leader", "auditor", "collector", "shift_head", "unit_clerk", "handler"),
    *roles_of(*_FAMILIES),
}
_FIRMS = frozenset(roles_of(Family.CONTRACTOR, Family.FIRM))
SHEET = sheet_read(
    Path(__file__).with_name("grants_contests.csv"),
    grants=contest_grants(),
    acts=(ContestAct, InterviewAct, AwardAct, ListingAct, PaymentAct, OuterAct),
    states=(RoundState, MarkState, ObjectionState, InterviewState, ListingState, PaymentState),
    groups={**FAMILIES, "@readers": frozenset(_READERS), "@firms": _FIRMS},
)
_FOLLOWING = {InterviewAct.DRAFT, AwardAct.GIVE, ListingAct.DRAFT, PaymentAct.DRAFT}


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_nobody_drafts_or_commends_by_hand_what_only_follows_from_a_ranking() -> None:
    assert not _FOLLOWING & SHEET.written_acts()
