"""Taking away content that no row names: left by a crash between the rename and the commit, or erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from django.db import connection, transaction

from xiuhua.files.rules.addresses import RENDITIONS, rendition_source
from xiuhua.files.services.store import INCOMING, content_lock, store_root

_GRACE = timedelta(hours=1)  # far longer than a rename is ahead of its commit
_STALLED = timedelta(hours=6)  # an upload that goes on touches its file; one that stopped does not


def orphans_sweep(*, at: datetime) -> int:
    """Remove content without a row, its renditions, and abandoned uploads; return how many files went."""
    abandoned = _older_than(store_root() / INCOMING, at - _STALLED)
    for path in abandoned:
        path.unlink(missing_ok=True)
    swept = sum(_folder_sweep(folder, before=at - _GRACE) for folder in _content_folders())
    swept += sum(_folder_sweep(folder, before=at - _GRACE) for folder in _folders(store_root() / RENDITIONS))
    return len(abandoned) + swept


def _content_folders() -> Iterator[Path]:
    yield from (one for one in _folders(store_root()) if one.name not in {INCOMING, RENDITIONS})


def _folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (folder for folder in root.iterdir() if folder.is_dir())


def _older_than(folder: Path, before: datetime) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if _is_older(path, before)]


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # renamed or swept meanwhile
        return False


def _folder_sweep(folder: Path, *, before: datetime) -> int:
    found: dict[str, list[Path]] = {}
    for path in _older_than(folder, before):
        found.setdefault(rendition_source(PurePosixPath(path)), []).append(path)
    orphans = ((digest, path) for digest in _unknown([*found]) for path in found[digest])
    return sum(_orphan_remove(digest, path, before=before) for digest, path in orphans)


def _unknown(digests: list[str]) -> list[str]:
    """Return the digests that no row names, in whatever scope this runs."""
    if not digests:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT files_unknown(%s)", [digests])
        return [digest for (digest,) in cursor.fetchall()]


@transaction.atomic
def _orphan_remove(digest: str, path: Path, *, before: datetime) -> bool:
    """Remove one content unless somebody is storing it again right now; return whether it went."""
    if not content_lock(digest, shared=False):
        return False
    if not _unknown([digest]) or not _is_older(path, before):
        return False
    path.unlink(missing_ok=True)
    return True
