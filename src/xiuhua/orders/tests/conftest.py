"""The town with its desk of 接诉即办, for the tests of orders and calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from xiuhua.orders.tests.city_kit import Platform, platform_open
from xiuhua.orders.tests.orders_kit import Desk, desk_open, told_at
from xiuhua.scenekit.testkit.witness import Witness


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Desk]:
    """The desk, on a Monday at nine by a clock that the test sets."""
    yield from desk_open(monkeypatch, witness)


@pytest.fixture
def platform(desk: Desk, settings: Settings) -> Iterator[Platform]:
    """The platform above, listening."""
    settings.WEBHOOKS_PRIVATE = True
    with platform_open() as platform:
        told_at(desk, platform)
        yield platform
