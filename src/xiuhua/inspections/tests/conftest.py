"""The town's people at their seats and two declared checklists, for the tests of inspections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.inspections.tests.inspection_kit import SIGNS_AND_VANS, street_made
from xiuhua.scenekit.registry import scene_forget, scene_register
from xiuhua.scenekit.testkit.witness import Witness


@pytest.fixture
def declared() -> Iterator[None]:
    """A scene that declares what is looked at."""
    scene_register(SIGNS_AND_VANS)
    yield
    scene_forget(SIGNS_AND_VANS.key)


@pytest.fixture
def office(db: None, declared: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town's people at their seats, on a Monday at nine, with two shops, the firms behind them, a van."""
    for opened in office_open(monkeypatch, witness):
        street_made(opened)
        yield opened
