"""The communities' lines of the act table say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, UNIT, sheet_read
from xiuhua.communities.rules.communities_granting import communities_grants
from xiuhua.communities.terms.grid_notices import NoticeAct, NoticeState
from xiuhua.communities.terms.health import HealthAct
from xiuhua.communities.terms.resources import GrantState, ResourceAct, ResourceState
from xiuhua.communities.terms.visits import RequestState, SlotState, VisitAct
from xiuhua.communities.terms.whistles import WhistleAct, WhistleState

_FAMILIES = (
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
_READERS = UNIT | {"ground_clerk", "leader", "auditor", "collector", "shift_head"} | set(roles_of(*_FAMILIES))
SHEET = sheet_read(
    Path(__file__).with_name("grants_communities.csv"),
    grants=communities_grants(),
    acts=(WhistleAct, VisitAct, HealthAct, NoticeAct, ResourceAct),
    states=(WhistleState, SlotState, RequestState, NoticeState, ResourceState, GrantState),
    groups={**FAMILIES, "@unit": UNIT, "@readers": _READERS},
)
_FOLLOWING = {WhistleAct.WARN, WhistleAct.OVERDUE}


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_nobody_does_by_hand_what_only_follows_from_the_clock() -> None:
    assert not _FOLLOWING & SHEET.written_acts()
