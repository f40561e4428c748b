"""Map files through GDAL: GeoJSON, GeoPackage, shapefile, file geodatabase, DXF and KML.

GDAL opens whatever it recognises, and some of its formats point to other files or addresses. So the leading
bytes must already be the format that the name says, and the driver that answered must be the expected one.

Source:
    the formats' own leading bytes; GDAL's drivers for everything behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import read as raw_read

from xiuhua.intake.rules.reading.encodings import encoding_found
from xiuhua.intake.rules.reading.tables import ROWS_LIMIT, Note, RawCell, Sheet, headings_distinct
from xiuhua.intake.rules.refusals import ChoiceNeeded, FileRefused

_HEAD_BYTES = 4096
_DRIVERS = {
    ".geojson": ("GeoJSON",),
    ".json": ("GeoJSON",),
    ".gpkg": ("GPKG",),
    ".shp": ("ESRI Shapefile",),
    ".gdb": ("OpenFileGDB",),
    ".dxf": ("DXF",),
    ".kml": ("KML", "LIBKML"),
}
ENDINGS = frozenset(_DRIVERS)
_SHAPE_PARTS = (".shx", ".dbf")
_DBF_SAMPLE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of a map file: where it lies, and what people call it."""

    path: Path
    name: str
    label: str


def magic_fits(head: bytes, ending: str) -> bool:
    """Return whether leading bytes are what a name's ending says."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if ending in {".geojson", ".json"}:
        return text.startswith(b"{")
    if ending == ".gpkg":
        return head.startswith(b"SQLite format 3\0")
    if ending == ".shp":
        return head.startswith(b"\x00\x00\x27\x0a")
    if ending == ".kml":
        return text.startswith(b"<") and b"<kml" in head
    if ending == ".dxf":
        return head.startswith(b"AutoCAD Binary DXF") or b"SECTION" in head
    return ending == ".gdb"


def layers_of(paths: Sequence[Path], *, root: Path) -> list[Layer]:
    """Return every layer of some map files, `root` cut from their labels.

    Raises:
        FileRefused: one of them is not what its name says.
    """
    found = []
    for path in paths:
        _head_check(path)
        stem = path.relative_to(root).as_posix() if path != root else ""
        names = [str(name) for name, _kind in _asked(path, partial(pyogrio.list_layers, path))]
        several = len(names) > 1 or not stem
        for name in names:
            label = (f"{stem}:{name}" if stem else name) if several else stem
            found.append(Layer(path=path, name=name, label=label))
    return found


def _asked(path: Path, question: Callable[[], Any]) -> Any:  # what GDAL gives has no types
    try:
        return question()
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as fault:
        raise FileRefused("import_map_broken", name=path.name) from fault


def _head_check(path: Path) -> None:
    ending = path.suffix.lower()
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if not head:
            raise FileRefused("import_empty")
        if not magic_fits(head, ending):
            raise FileRefused("import_not_what_it_says", name=path.name)
    if ending == ".shp":
        beside = {one.suffix.lower() for one in path.parent.iterdir() if one.stem == path.stem}
        if missing := [part for part in _SHAPE_PARTS if part not in beside]:
            raise FileRefused("import_shapefile_part", name=path.name, part="、".join(missing))


def layer_chosen(layers: Sequence[Layer], wanted: str) -> Layer:
    """Return the layer somebody wants, or the only one.

    Raises:
        ChoiceNeeded: there are several and nobody chose, or there is none of that name.
    """
    labels = "、".join(layer.label for layer in layers)
    fitting = [layer for layer in layers if wanted in {"", layer.label, layer.name}]
    if not fitting:
        raise ChoiceNeeded("import_layer_unknown", layer=wanted, layers=labels)
    if len(fitting) > 1:
        raise ChoiceNeeded("import_layer_choose", layers=labels)
    return fitting[0]


def layer_read(layer: Layer, *, encoding: str = "") -> Sheet:
    """Return a layer with its shapes; rows are counted from 1.

    Raises:
        FileRefused: it is damaged, empty or too long.
    """
    ending = layer.path.suffix.lower()
    spoken = encoding or (_dbf_encoding(layer.path) if ending == ".shp" else "")
    info = _asked(
        layer.path, lambda: pyogrio.read_info(layer.path, layer=layer.name, encoding=spoken or None)
    )
    if info.get("driver") not in {None, *_DRIVERS[ending]}:
        raise FileRefused("import_not_what_it_says", name=layer.path.name)
    if info["features"] > ROWS_LIMIT:
        raise FileRefused("import_too_many_rows", limit=ROWS_LIMIT)
    meta, _ids, shapes, columns = _asked(
        layer.path,
        lambda: raw_read(layer.path, layer=layer.name, encoding=spoken or None, max_features=ROWS_LIMIT + 1),
    )
    lists = [_column(values) for values in columns]
    count = len(lists[0]) if lists else (0 if shapes is None else len(shapes))
    if not count:
        raise FileRefused("import_empty")
    notes = [Note(code="import_dxf_note")] if ending == ".dxf" else []
    if spoken:
        notes.append(Note(code="import_encoding_note", arguments={"encoding": spoken.upper()}))
    return Sheet(
        headings=headings_distinct([str(name) for name in meta["fields"]]),
        numbers=range(1, count + 1),
        rows=list(zip(*lists, strict=True)) if lists else [()] * count,
        shapes=() if shapes is None else list(shapes),
        crs=meta["crs"] or "",
        layer=layer.label,
        notes=tuple(notes),
    )


def _dbf_encoding(shp: Path) -> str:
    """Return the encoding of a shapefile's table: by its .cpg, else by its bytes; GDAL would guess Latin."""
    beside = {one.suffix.lower(): one for one in shp.parent.iterdir() if one.stem == shp.stem}
    if ".cpg" in beside:
        return beside[".cpg"].read_text("ascii", "replace").strip() or "utf-8"
    with beside[".dbf"].open("rb") as file:
        sample = file.read(_DBF_SAMPLE_BYTES)
    length = int.from_bytes(sample[8:10], "little")
    try:
        return encoding_found(sample[length:].replace(b"\0", b" ").rstrip(b"\x1a"))
    except FileRefused:
        return "gb18030"


def _column(values: np.ndarray) -> list[RawCell]:  # of any dtype that GDAL has
    """Return a column as plain values; what is not there is None."""
    if values.dtype.kind == "M":
        moments: list[datetime | None] = values.astype("datetime64[ms]").tolist()
        dated = values.dtype == np.dtype("datetime64[D]")
        return [_day(one) if dated and one is not None else one for one in moments]
    if values.dtype.kind == "f":
        return [None if one != one else one for one in values.tolist()]  # noqa: PLR0124 - NaN is no value
    return [one.strip() or None if isinstance(one, str) else _plain(one) for one in values.tolist()]


def _day(moment: datetime) -> date:
    return moment.date()


def _plain(value: object) -> RawCell:
    return value if value is None or isinstance(value, int | float | date) else str(value)
