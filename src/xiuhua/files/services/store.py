"""The store on disk: content under its own SHA-256, written so that no row names content that is missing.

Content arrives in `incoming/`, is fsynced and renamed to its place, and the folder is fsynced, all before the
row commits. `incoming/` lies on the same file system, so the rename is atomic; the place is known only at the
end, because it is the digest of what arrives.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection

from xiuhua.files.rules.addresses import content_path
from xiuhua.files.rules.media import HEAD_BYTES, is_heic, is_zip, media_of_head, office_media
from xiuhua.files.services.refusals import (
    Empty,
    NoPhoto,
    NoRecording,
    PhotoHeic,
    StorageFull,
    TooLarge,
    TypeRefused,
)
from xiuhua.files.terms import TRAITS, Media, Purpose

INCOMING = "incoming"
_CHUNK_BYTES = 256 * 1024
_MIB = 1024 * 1024
_RESERVE_BYTES = 256 * _MIB  # PostgreSQL writes to the same disk: an upload must never take its last room
_CONTENT_TYPES_LIMIT = _MIB  # of a part that is a few kilobytes in honest documents
_FILE_MODE = 0o640
_LARGEST_OFFICE_BYTES = max(TRAITS[media].limit_bytes for media in (Media.DOCX, Media.XLSX))


@dataclass(frozen=True, kw_only=True)
class Content:
    """Content that has arrived: where it waits, and what it is."""

    path: Path
    sha256: str
    size_bytes: int
    media: Media


def store_root() -> Path:
    """Return the folder of the store."""
    return Path(settings.FILES_ROOT)


@contextmanager
def disk_refusals() -> Iterator[None]:
    """Turn a full disk or quota into a refusal that a person can read; other faults fly."""
    try:
        yield
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull from fault
        raise


@contextmanager
def incoming() -> Iterator[IO[bytes]]:
    """Open a new file in the store's entrance; what was not placed by the end is removed."""
    folder = store_root() / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < _RESERVE_BYTES:
        raise StorageFull
    with disk_refusals(), tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def content_receive(
    source: IO[bytes], target: IO[bytes], *, name: str, purpose: Purpose | None = None
) -> Content:
    """Copy what arrives into an incoming file, looking at it on the way.

    Raises:
        Empty, TypeRefused, NoPhoto, NoRecording, PhotoHeic, TooLarge: it cannot be kept.
    """
    head = _head_read(source)
    if not head:
        raise Empty
    media = None if is_zip(head) else media_of_head(head, name=name)
    if purpose is Purpose.RECORDING and media not in purpose.kinds:
        raise NoRecording(name=name)
    if purpose is not None and media not in purpose.kinds:
        raise PhotoHeic(name=name) if is_heic(head) else NoPhoto(name=name)
    if media is None and not is_zip(head):
        raise TypeRefused(name=name)
    limit_bytes = TRAITS[media].limit_bytes if media else _LARGEST_OFFICE_BYTES
    digest, size_bytes = hashlib.sha256(), 0
    chunk = head
    while chunk:
        size_bytes += len(chunk)
        _size_check(size_bytes, limit_bytes)
        digest.update(chunk)
        target.write(chunk)
        chunk = source.read(_CHUNK_BYTES)
    media = media or _office_media(target, name=name)
    _size_check(size_bytes, TRAITS[media].limit_bytes)
    return Content(path=Path(target.name), sha256=digest.hexdigest(), size_bytes=size_bytes, media=media)


def content_made(file: IO[bytes], *, media: Media) -> Content:
    """Return the content of an incoming file that the platform itself wrote."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return Content(path=Path(file.name), sha256=digest.hexdigest(), size_bytes=file.tell(), media=media)


def _head_read(source: IO[bytes]) -> bytes:
    """Return the first `HEAD_BYTES` bytes, or all there are: a socket may give fewer at a time."""
    head = b""
    while len(head) < HEAD_BYTES and (more := source.read(HEAD_BYTES - len(head))):
        head += more
    return head


def _size_check(size_bytes: int, limit_bytes: int) -> None:
    if size_bytes > limit_bytes:
        raise TooLarge(limit_mib=limit_bytes // _MIB)


def _office_media(file: IO[bytes], *, name: str) -> Media:
    try:
        with zipfile.ZipFile(file) as archive, archive.open("[Content_Types].xml") as part:
            media = office_media(part.read(_CONTENT_TYPES_LIMIT))
    except (
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        RuntimeError,
    ) as fault:  # damaged, other, encrypted
        raise TypeRefused(name=name) from fault
    if media is None:
        raise TypeRefused(name=name)
    return media


def content_place(file: IO[bytes], content: Content) -> None:
    """Move content to its place for good, inside the transaction whose row will name it.

    The lock, held until the commit, keeps the sweeper from taking content whose row nobody else can see yet.
    """
    content_lock(content.sha256, shared=True)
    place = store_root() / content_path(content.sha256)
    _settled(file, place.parent)
    if place.exists():
        os.utime(place)  # young again, so that the sweeper looks once more before it takes it
    else:
        content.path.rename(place)
    _folder_sync(place.parent)


def rendition_place(file: IO[bytes], path: PurePosixPath) -> None:
    """Move a rendition to its place below the store's root; one that is made twice replaces its like."""
    place = store_root() / path
    _settled(file, place.parent)
    Path(file.name).rename(place)
    _folder_sync(place.parent)


def _settled(file: IO[bytes], folder: Path) -> None:
    """See to it that an incoming file is on the disk, and that the folder it goes to is there for good."""
    file.flush()
    os.fchmod(file.fileno(), _FILE_MODE)
    os.fsync(file.fileno())
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _folder_sync(folder.parent)


def _folder_sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def content_lock(sha256: str, *, shared: bool) -> bool:
    """Lock content until the transaction ends and return whether that worked: only the sweeper may fail."""
    key = int(sha256[:15], 16)  # 60 bits: two contents that share them only wait for each other
    function = "pg_advisory_xact_lock_shared" if shared else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        (locked,) = cursor.fetchone()
    return locked is not False  # the waiting kind returns nothing, and always succeeds
