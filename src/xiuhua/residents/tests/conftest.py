"""The town of the loop, with the people of this app's rows, and residents who have no account."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, come
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.scenekit.testkit.plugin import watch_client
from xiuhua.scenekit.testkit.witness import Witness

_PEOPLE = (
    ("complaints", "华一", Role.COMPLAINT_TEAM, DISTRICT, "U-BUREAU"),
    ("finance", "金二", Role.FINANCE, DISTRICT, "U-BUREAU"),
    ("committee", "魏三", Role.COMMITTEE_OFFICE, DISTRICT, "U-DISTRICT"),
    ("volunteer", "陶四", Role.VOLUNTEER, STREET, "U-COMMUNITY"),
    ("neighbour", "姜五", Role.VOLUNTEER, STREET, "U-COMMUNITY"),
)
Anybody = Callable[..., Client]


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town's people at their seats, on a Monday at nine by a clock that the test sets."""
    for opened in office_open(monkeypatch, witness):
        with scope_opened(("",)):
            for person in _PEOPLE:
                come(opened.loop, *person)
        yield opened


@pytest.fixture
def anybody(witness: Witness) -> Anybody:
    """Return `anybody(role, person)`: a watched browser of somebody who never signs in."""

    def met(role: str, person: str) -> Client:
        return watch_client(Client(HTTP_X_REAL_IP="203.0.113.7"), witness, role=role, person=person)

    return met
