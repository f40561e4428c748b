"""The town's people at their seats, and those who watch them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.oversight.tests.oversight_kit import watchers_come
from xiuhua.scenekit.testkit.witness import Witness


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town's people at their seats, on a Monday at nine, and those who watch them."""
    for opened in office_open(monkeypatch, witness):
        watchers_come(opened)
        yield opened
