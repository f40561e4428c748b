"""The town's people at their seats, and the office and the leaders of its briefings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.services import writing
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, come
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.scenekit.testkit.witness import Witness


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """Let moves be recorded by the clock that the test sets, or later: figures of the past read when."""
    made = Recording()
    monkeypatch.setattr(writing, "entry_append", made.entry_append)
    return made


@pytest.fixture
def office(
    db: None, monkeypatch: pytest.MonkeyPatch, recording: Recording, witness: Witness
) -> Iterator[Office]:
    """The town's people at their seats, a Monday at nine, with the committee's office and a street's head."""
    for opened in office_open(monkeypatch, witness):
        with scope_opened(("",)):
            come(opened.loop, "writer", "委一", Role.COMMITTEE_OFFICE, DISTRICT, "U-BUREAU")
            come(opened.loop, "town", "镇一", Role.TOWN_HEAD, STREET, "U-COMMUNITY")
        yield opened
