"""What the tests of a whole installation share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.launch.installation import Installation


@pytest.fixture(scope="session")
def installation_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A durable installation that ran for the first time, and was stopped: what others begin as."""
    made = Installation(tmp_path_factory.mktemp("made") / "var")
    made.up()
    try:
        made.wait_told()
        made.interrupt()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def installation(
    installation_made: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """A durable installation that runs, with nothing in it: a copy, as a bureau moves one to a new disk."""
    made = Installation(tmp_path_factory.mktemp("city") / "var")
    made.copy_from(installation_made)
    made.up()
    try:
        made.wait_told()
        yield made
    finally:
        made.remove()
