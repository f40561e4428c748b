"""The town's people at their seats and two declared kinds, for the tests of permits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.permits.tests.permit_kit import STREET_LIFE, street_made
from xiuhua.scenekit.registry import scene_forget, scene_register
from xiuhua.scenekit.testkit.witness import Witness


@pytest.fixture
def declared() -> Iterator[None]:
    """A scene that declares what is permitted."""
    scene_register(STREET_LIFE)
    yield
    scene_forget(STREET_LIFE.key)


@pytest.fixture
def office(db: None, declared: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town's people at their seats, on a Monday at nine, with a tea house, a firm and its van."""
    for opened in office_open(monkeypatch, witness):
        street_made(opened)
        yield opened
