"""Reading a file that somebody brings: what it is by its bytes, then its one table.

Source:
    own choice, because these are the formats that surveys and bureaus here hand over.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from xiuhua.intake.rules.mapping import Mapping
from xiuhua.intake.rules.reading.archives import archive_unpack, gzip_unpack
from xiuhua.intake.rules.reading.delimited import delimited_read
from xiuhua.intake.rules.reading.lines import lines_read
from xiuhua.intake.rules.reading.maps import ENDINGS, layer_chosen, layer_read, layers_of
from xiuhua.intake.rules.reading.tables import Note, RawCell, Sheet
from xiuhua.intake.rules.reading.workbooks import workbook_read
from xiuhua.intake.rules.refusals import ChoiceNeeded, FileRefused

__all__ = ["ENDINGS_TAKEN", "Note", "RawCell", "Sheet", "sheet_read"]

_TEXT_ENDINGS = frozenset({".csv", ".txt", ".tsv"})
_LINE_ENDINGS = frozenset({".jsonl", ".ndjson"})
ENDINGS_TAKEN = (
    *sorted(_TEXT_ENDINGS | _LINE_ENDINGS), ".xlsx", *sorted(ENDINGS - {".shp", ".gdb"}), ".zip", ".gz"
)  # fmt: skip
_GZIP = b"\x1f\x8b"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheet_read(path: Path, *, name: str, mapping: Mapping) -> Sheet:
    """Return the table of a file.

    Args:
        path: where the content lies; its own name does not matter.
        name: as the file was handed in; the ending says what it should be.
        mapping: layer, encoding and rows to skip, where somebody has said them.

    Raises:
        ChoiceNeeded: the file holds several tables.
        FileRefused: it cannot be read; the sentence says why.
    """
    ending = Path(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise FileRefused("import_empty")
    _head_check(head, ending, name=name)
    if ending == ".xlsx":
        return workbook_read(
            path.read_bytes(), layer=mapping.layer, skip_rows=mapping.skip_rows, head_rows=mapping.head_rows
        )
    if ending in _TEXT_ENDINGS:
        return delimited_read(path.read_bytes(), encoding=mapping.encoding, skip_rows=mapping.skip_rows)
    if ending in _LINE_ENDINGS:
        return lines_read(path.read_bytes())
    if ending == ".gz":
        return _packed_read(path, name=name, mapping=mapping)
    if ending == ".zip":
        return _archive_read(path, name=name, mapping=mapping)
    if ending in ENDINGS - {".shp", ".gdb"}:
        with tempfile.TemporaryDirectory() as folder:
            alias = Path(folder) / f"layer{ending}"  # GDAL looks at the ending, the store has none
            alias.symlink_to(path.resolve())
            chosen = layer_chosen(layers_of([alias], root=alias), mapping.layer)
            return layer_read(chosen, encoding=mapping.encoding)
    raise FileRefused("import_shapefile_alone" if ending in {".shp", ".dbf"} else "import_ending", name=name)


def _head_check(head: bytes, ending: str, *, name: str) -> None:
    if head.startswith(_OLE):  # an old .xls, or an .xlsx behind a password
        raise FileRefused("import_workbook_encrypted" if ending == ".xlsx" else "import_workbook_old")
    if head.startswith(_GZIP) != (ending == ".gz"):
        raise FileRefused("import_not_what_it_says", name=name)
    if ending in {".xlsx", ".zip", *_TEXT_ENDINGS} and head.startswith(_ZIP) == (ending in _TEXT_ENDINGS):
        raise FileRefused("import_not_what_it_says", name=name)


def _packed_read(path: Path, *, name: str, mapping: Mapping) -> Sheet:
    """Return the table of a file packed alone: `cases.csv.gz`. What is packed twice is not looked into."""
    inner = name[: -len(".gz")]
    if inner.lower().endswith((".gz", ".zip")):
        raise FileRefused("import_ending", name=name)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "unpacked"
        gzip_unpack(path, target)
        return sheet_read(target, name=inner, mapping=mapping)


def _archive_read(path: Path, *, name: str, mapping: Mapping) -> Sheet:
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        files = archive_unpack(path, root)
        folders = {parent for one in files for parent in one.parents if parent.suffix.lower() == ".gdb"}
        maps = [
            one for one in files
            if one.suffix.lower() in ENDINGS and not folders.intersection(one.parents)
        ]  # fmt: skip
        if maps or folders:
            layers = layers_of([*sorted(folders), *sorted(maps)], root=root)
            return layer_read(layer_chosen(layers, mapping.layer), encoding=mapping.encoding)
        tables = {
            one.relative_to(root).as_posix(): one
            for one in files
            if one.suffix.lower() in {".xlsx", *_TEXT_ENDINGS}
        }
        if len(tables) == 1:
            ((label, only),) = tables.items()
            return sheet_read(only, name=label, mapping=mapping)
        if tables:
            raise ChoiceNeeded("import_zip_one_table", layers="、".join(tables))
    raise FileRefused("import_zip_nothing", name=name)
