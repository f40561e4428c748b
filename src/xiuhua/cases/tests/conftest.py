"""A town with everybody the loop needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import Loop, loop_make


@pytest.fixture
def loop(db: None) -> Iterator[Loop]:
    """The town, its scope open for the whole test."""
    with scope_opened(("",)):
        yield loop_make()
