"""What the tests of a whole installation share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.launch.installation import Installation


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A durable installation that runs."""
    made = Installation(tmp_path_factory.mktemp("city") / "var")
    made.up()
    try:
        made.wait_told()
        yield made
    finally:
        made.remove()
