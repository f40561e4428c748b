"""Files as the API gives them."""

from __future__ import annotations

from ninja import Schema

from xiuhua.files.models import StoredFile
from xiuhua.files.terms import Media


class FileOut(Schema):
    """A file that was kept: reports and acts name it by its id."""

    id: int
    sha256: str
    size_bytes: int
    media_type: Media
    name: str
    area_code: str


def file_out(file: StoredFile) -> FileOut:
    """Return a file as the API gives it."""
    return FileOut(
        id=file.pk, sha256=file.sha256, size_bytes=file.size_bytes, media_type=file.media, name=file.name,
        area_code=file.area_code,
    )  # fmt: skip
