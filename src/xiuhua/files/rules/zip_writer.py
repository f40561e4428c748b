"""Records that are files, as one archive."""

from __future__ import annotations

import re
import zipfile
from typing import IO

from xiuhua.files.rules.tables import Table

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_EARLIEST = 1980  # the format knows no year before


def zip_write(table: Table, target: IO[bytes]) -> None:
    """Write files into an archive, one after the other; two of one name are told apart by a number.

    Source:
        APPNOTE.TXT 6.3 (PKWARE), 4.4.17: names are relative paths with forward slashes; a name from a record
        is one part of a path here, so that what it holds lands beside the others and nowhere else.
    """
    made_at = table.made_at.astimezone(table.zone)
    stamp = (max(made_at.year, _EARLIEST), made_at.month, made_at.day, made_at.hour, made_at.minute, 0)
    names: dict[str, int] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in table.records:
            name = _NOT_IN_NAMES.sub("_", str(record.values[0])).strip(" .") or "_"
            names[name] = names.get(name, 0) + 1
            if names[name] > 1:
                head, dot, ending = name.rpartition(".")
                name = f"{head or ending} ({names[name]}){dot if head else ''}{ending if head else ''}"
            archive.writestr(
                zipfile.ZipInfo(name, date_time=stamp), record.content or b"", zipfile.ZIP_DEFLATED
            )
