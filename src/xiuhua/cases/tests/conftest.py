"""A town with everybody the loop needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import TestDatabases
from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import Loop, loop_make
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.scenekit.testkit.witness import Witness


@pytest.fixture
def loop(db: None) -> Iterator[Loop]:
    """The town, its scope open for the whole test."""
    with scope_opened(("",)):
        yield loop_make()


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town's people at their seats, on a Monday at nine by a clock that the test sets."""
    yield from office_open(monkeypatch, witness)


@pytest.fixture
def live_office(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    database_name: str,
    test_databases: TestDatabases,
    monkeypatch: pytest.MonkeyPatch,
    witness: Witness,
) -> Iterator[Office]:
    """The town's people at their seats, in a database whose commits a gateway sees."""
    from django.db import connections  # noqa: PLC0415 - conftest is imported before Django is set up

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django publishes no type for it
        yield from office_open(monkeypatch, witness)
        connections.close_all()
    test_databases.clone(database_name)
