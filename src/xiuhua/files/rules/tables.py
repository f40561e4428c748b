"""A table on its way out: labelled columns and the records that fill them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

Value = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """One record: a value for each column, and its place as GeoJSON text (WGS 84), None where it has none.

    A record of an archive is a file: its name is the first value, `content` is what it holds.
    """

    values: tuple[Value, ...]
    shape: str | None = None
    content: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a writer is given.

    Args:
        title: what the file and its sheet are called, in the reader's language.
        keys: what programs call the columns.
        labels: what people read above them.
        records: read once, from the first to the last.
        is_placed: whether records can have a shape, so that the table can leave as GeoJSON.
        is_archive: whether records are files, so that the table leaves as an archive, and as nothing else.
        zone: in which instants are written.
        language: in which yes and no are said.
        made_at: the instant the document carries as its date.
        count: how many records there will be, None where nobody counted.
    """

    title: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    records: Iterable[Record]
    is_placed: bool = False
    is_archive: bool = False
    zone: tzinfo = UTC
    language: str = "zh-hans"
    made_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    count: int | None = None

    def yes_or_no(self, *, value: bool) -> str:
        """Return a boolean as a person reads it."""
        words = ("是", "否") if self.language.startswith("zh") else ("yes", "no")
        return words[0] if value else words[1]
