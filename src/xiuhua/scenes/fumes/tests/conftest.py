"""The town's people at their seats, with an officer and a catering firm among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import TestDatabases
from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import STREET, come
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.scenes.fumes.tests.kitchen_kit import FIRM, RIVAL, firms_enter

_MORE = (
    ("officer", "严守正", Role.OFFICER, STREET, "U-SQUAD"),
    ("caterer", "甄味", Role.CATERER, STREET, FIRM),
    ("rival", "贾味", Role.CATERER, STREET, RIVAL),
)


def _peopled(office: Office) -> Office:
    with scope_opened(("",)):
        firms_enter(office)
        for person in _MORE:
            come(office.loop, *person)
    return office


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town on a Monday at nine, by a clock that the test sets."""
    for made in office_open(monkeypatch, witness):
        yield _peopled(made)


@pytest.fixture
def live_office(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    database_name: str,
    test_databases: TestDatabases,
    monkeypatch: pytest.MonkeyPatch,
    witness: Witness,
) -> Iterator[Office]:
    """The same in a database whose commits a gateway sees."""
    from django.db import connections  # noqa: PLC0415 - conftest is imported before Django is set up

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django publishes no type for it
        for made in office_open(monkeypatch, witness):
            yield _peopled(made)
        connections.close_all()
    test_databases.clone(database_name)
