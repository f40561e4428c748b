"""Zip archives from outside: looked at before a byte is unpacked, and counted while they are.

Source:
    own choice, because the formats that arrive in archives (shapefiles, file geodatabases) shrink less than
    a hundredfold and hold a few hundred members.
"""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from xiuhua.intake.rules.refusals import FileRefused

_MIB = 1024 * 1024
MEMBERS_LIMIT = 5_000
UNPACKED_LIMIT_BYTES = 2048 * _MIB
_RATIO_LIMIT = 200
_RATIO_FREE_BYTES = 10 * _MIB  # small archives of zeros harm nobody
_CHUNK_BYTES = _MIB
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800


def archive_unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack an archive into an empty folder and return its files.

    Raises:
        FileRefused: it is damaged or encrypted, has a member that leads outside or is a link, holds too many
            members, or unpacks to more than 2 GiB or 200 times its size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MEMBERS_LIMIT:
                raise FileRefused("import_zip_members", limit=MEMBERS_LIMIT)
            for member in members:
                _member_check(member)
            _sizes_check(sum(one.file_size for one in members), path.stat().st_size)
            room = min(UNPACKED_LIMIT_BYTES, max(_RATIO_FREE_BYTES, path.stat().st_size * _RATIO_LIMIT))
            found = []
            for member in members:
                target = folder / PurePosixPath(_name(member))
                target.parent.mkdir(parents=True, exist_ok=True)
                room -= _member_unpack(archive, member, target, room=room)
                found.append(target)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as fault:
        raise FileRefused("import_zip_broken") from fault
    if not found:
        raise FileRefused("import_empty")
    return found


def gzip_unpack(path: Path, target: Path) -> None:
    """Unpack a file that was packed alone.

    Raises:
        FileRefused: it is damaged, or unpacks to more than 2 GiB or 200 times its size.
    """
    room = min(UNPACKED_LIMIT_BYTES, max(_RATIO_FREE_BYTES, path.stat().st_size * _RATIO_LIMIT))
    size = 0
    try:
        with gzip.open(path) as source, target.open("xb") as file:
            while chunk := source.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > room:
                    raise FileRefused("import_zip_bomb", ratio=_RATIO_LIMIT)
                file.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
        raise FileRefused("import_zip_broken") from fault


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name: without the UTF-8 flag zipfile reads CP437 where Chinese Windows means GBK."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _member_check(member: zipfile.ZipInfo) -> None:
    name = _name(member)
    parts = PurePosixPath(name).parts
    if member.flag_bits & _ENCRYPTED:
        raise FileRefused("import_zip_encrypted", name=name)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused("import_zip_link", name=name)
    if "\\" in name or "\0" in name or ":" in name or name.startswith("/") or ".." in parts:
        raise FileRefused("import_zip_outside", name=name)


def _sizes_check(unpacked: int, packed: int) -> None:
    if unpacked > UNPACKED_LIMIT_BYTES:
        raise FileRefused("import_zip_large", limit_mib=UNPACKED_LIMIT_BYTES // _MIB)
    if unpacked > max(_RATIO_FREE_BYTES, packed * _RATIO_LIMIT):
        raise FileRefused("import_zip_bomb", ratio=_RATIO_LIMIT)


def _member_unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, room: int) -> int:
    """Unpack one member, not trusting the size it declares, and return its size."""
    size = 0
    with archive.open(member) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > room:
                raise FileRefused("import_zip_bomb", ratio=_RATIO_LIMIT)
            file.write(chunk)
    return size
