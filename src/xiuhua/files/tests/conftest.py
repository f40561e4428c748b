"""A store of one's own, people of two districts, and small honest documents."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from xiuhua.access.services import scope_set
from xiuhua.shared.actor import Actor, Holding

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEST, EAST = "990101", "990102"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **said: Any) -> bytes:  # Pillow's own
    """Return an honest picture: red above, blue below, so that which way up it is can be seen."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    written = io.BytesIO()
    image.save(written, kind, **said)
    return written.getvalue()


def exif(
    picture_: Mapping[int, object], camera: Mapping[int, object], satellite: Mapping[int, object]
) -> Image.Exif:
    """Return EXIF of three tables, as a camera writes it."""
    made = Image.Exif()
    made.update(picture_)
    made.get_ifd(0x8769).update(camera)
    made.get_ifd(0x8825).update(satellite)
    return made


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of some hundred bytes that would fill gigabytes when it is decoded."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PNG = picture("PNG")


def office(part_type: str = _WORD) -> bytes:
    """Return the least package that says it is a Word document."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        part = zipfile.ZipInfo("[Content_Types].xml")  # of 1980: two workers name a test by the same bytes
        archive.writestr(part, f'<Types><Override ContentType="{part_type}"/></Types>')
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
