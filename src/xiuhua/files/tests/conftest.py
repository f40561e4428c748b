"""A store of one's own, people of two districts, and small honest documents."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xiuhua.access.services import scope_set
from xiuhua.shared.actor import Actor, Holding

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEST, EAST = "990101", "990102"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def office(part_type: str = _WORD) -> bytes:
    """Return the least package that says it is a Word document."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{part_type}"/></Types>')
    return package.getvalue()


def office_with_macros() -> bytes:
    """Return the same with macros."""
    return office(_MACROS)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: object) -> Path:
    """The store of this test."""
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings
    return tmp_path / "files"


def clerk_of(area: str, user_id: int = 7) -> Actor:
    """Return a register clerk of one district."""
    return Actor(
        name=f"user:{user_id}",
        label="陈晓岚",
        holdings=(Holding(role="ground_clerk", area=area),),
        user_id=user_id,
    )


@pytest.fixture
def clerk(db: None) -> Actor:
    """A clerk of the west, in whose scope the test runs."""
    actor = clerk_of(WEST)
    scope_set(actor.areas)
    return actor
