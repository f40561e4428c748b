"""The lines of the act table for certificates say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.tests.grants_kit import FAMILIES, UNIT, sheet_read
from xiuhua.permits.rules.certificate_granting import certificate_grants
from xiuhua.permits.terms import CertificateAct, CertificateState

_FAMILIES = (
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
_READERS = UNIT | {"ground_clerk", "leader", "auditor", "collector", "shift_head"} | set(roles_of(*_FAMILIES))
SHEET = sheet_read(
    Path(__file__).with_name("grants_permits.csv"),
    grants=certificate_grants(),
    acts=(CertificateAct,),
    states=(CertificateState,),
    groups={**FAMILIES, "@readers": _READERS},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()
