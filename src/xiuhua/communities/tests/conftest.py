"""The town's people at their seats, for the tests of communities."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
