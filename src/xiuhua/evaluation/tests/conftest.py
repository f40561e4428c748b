"""A town with everybody the loop needs, whose moves are recorded when they are said to have happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.services import writing
from xiuhua.cases.tests.loop_kit import Loop, loop_make
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.ledger.models import Entry
from xiuhua.ledger.services import entry_append
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


class Recording:
    """When moves are recorded: at the instant of the act, or later where the network was away."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def entry_append(self, *, at: datetime, **said: object) -> Entry:
        """Append the entry, and say it was recorded when the test says so."""
        entry = entry_append(at=at, **said)  # type: ignore[arg-type]  # handed through
        entry.recorded_at = self.at or at
        return entry


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """Let moves carry a recorded time of the test's own; the ledger's entries keep theirs."""
    made = Recording()
    monkeypatch.setattr(writing, "entry_append", made.entry_append)
    return made
