"""The lines of the act table about notices say, cell by cell, what was written by hand in grants.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.terms import Role
from xiuhua.access.tests.grants_kit import sheet_read
from xiuhua.notices.rules.granting import notice_grants
from xiuhua.notices.terms import OutgoingState, RouteState

SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=notice_grants(),
    states=(RouteState, OutgoingState),
    groups={"@everybody": frozenset(role.value for role in Role)},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_no_administrator_does_anothers_work() -> None:
    """三员分立: who sets ways up sees no whole address; who sees whole addresses sets nothing up."""
    configures, reveals = (SHEET.written_roles(act) for act in ("route.configure", "outgoing.reveal"))
    assert (set(configures), set(reveals)) == ({"system_admin"}, {"auditor"})
