"""A pytest plugin: how many statements a page costs, pinned in a file beside the tests.

A test writes `with sql_budget("premises list", most=8):` around one request. The count is compared with
`sql_counts.json` in the test's folder; `pytest --renew-sql-counts` writes what it finds, and the diff is
reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

Budget: TypeAlias = Callable[..., AbstractContextManager[None]]
_ONCE_A_PROCESS = 'FROM "spatial_ref_sys"'  # GeoDjango remembers it: whichever test comes first would pay
_OF_SCENES = "scene_"  # how tables of scenes begin
_TRANSACTION = (
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "COMMIT",
)  # a test's own wrapping differs from a server's


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that renews the pinned counts."""
    parser.addoption(
        "--renew-sql-counts", action="store_true", help="write the statement counts found, do not compare"
    )


@pytest.fixture
def sql_budget(request: pytest.FixtureRequest) -> Budget:
    """Return a context that counts the statements inside it and compares them with the pinned number."""
    pinned = request.path.parent / "sql_counts.json"
    is_scene = "scenes" in request.path.parts  # a page of the core is not charged for what scenes add to it
    renew: bool = request.config.getoption("--renew-sql-counts")

    @contextmanager
    def budget(name: str, *, most: int | None = None) -> Iterator[None]:
        from django.db import connection  # noqa: PLC0415 - a plugin is imported before Django is set up
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as captured:
            yield
        asked = [
            query["sql"]
            for query in captured.captured_queries
            if not query["sql"].startswith(_TRANSACTION)
            and _ONCE_A_PROCESS not in query["sql"]
            and (is_scene or _OF_SCENES not in query["sql"])
        ]
        said = "\n".join(sql[:300] for sql in asked)
        if most is not None and len(asked) > most:
            pytest.fail(f"{name}: {len(asked)} statements, at most {most} are allowed\n{said}")
        if renew:
            _pin(pinned, name, len(asked))
        known = _pinned(pinned).get(name)
        if known != len(asked):
            pytest.fail(f"{name}: {len(asked)} statements, {known} pinned\n{said}")

    return budget


def _pinned(path: Path) -> dict[str, int]:
    return json.loads(path.read_text()) if path.exists() else {}


def _pin(path: Path, name: str, count: int) -> None:
    path.write_text(json.dumps({**_pinned(path), name: count}, indent=2, sort_keys=True) + "\n")
