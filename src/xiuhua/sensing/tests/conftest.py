"""A district with devices, in a database whose commits are real, and a gateway that devices can reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from conftest import TestDatabases
from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.tests.device_kit import areas_make
from xiuhua.sensing.tests.gateway_kit import gateway_running


@pytest.fixture
def city(db: None) -> Iterator[None]:
    """Two districts, their scope open for the whole test."""
    with scope_opened(("",)):
        areas_make()
        yield


@pytest.fixture(scope="module")
def gateway_url(database_name: str, test_databases: TestDatabases) -> str:
    """The test's database as the gateway's role."""
    return test_databases.url(database_name, user="xiuhua_gateway")


@pytest.fixture(scope="module")
def live_city(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    database_name: str,
    test_databases: TestDatabases,
) -> Iterator[str]:
    """Two districts, committed, for all tests of a module; each enters devices of its own."""
    from django.db import connections  # noqa: PLC0415 - conftest is imported before Django is set up

    with _unblocked(django_db_blocker):
        with scope_opened(("",)):
            areas_make()
            yield test_databases.url(database_name)
        connections.close_all()
    test_databases.clone(database_name)


@contextmanager
def _unblocked(blocker: pytest.FixtureRequest) -> Iterator[None]:
    with blocker.unblock():  # type: ignore[attr-defined]  # pytest-django publishes no type for it
        yield


@pytest.fixture(scope="module")
def gateway(live_city: str, gateway_url: str) -> Iterator[Gateway]:
    """A gateway on ports of its own."""
    with gateway_running(gateway_url) as running:
        yield running
