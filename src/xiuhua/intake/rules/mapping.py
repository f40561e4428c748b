"""How the columns of a file become those of a kind: guessed, written by hand in TOML, kept for next time.

Source:
    own choice, because every bureau has its own headings and keeps them for years.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any

from xiuhua.intake.rules.kinds import Column, ImportKind, import_kinds
from xiuhua.intake.rules.refusals import FileRefused
from xiuhua.shared.coordinates import (
    CoordinateSystem,
    Datum,
    Ellipsoid,
    FourParameters,
    LocalPlane,
    SevenParameters,
)

LONGITUDE_HEADINGS = ("longitude", "lon", "lng", "x", "经度", "x坐标", "横坐标", "jd")
LATITUDE_HEADINGS = ("latitude", "lat", "y", "纬度", "y坐标", "纵坐标", "wd")
_UNIT = re.compile(r"[（(\[【].*?[)）\]】]|[*＊:：]")
_LOCAL = {"system", "four", "seven"}


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What somebody said about a file.

    Args:
        columns: kind column to heading of the file; an empty heading leaves the column out.
        constants: kind column to the value every row gets.
        values: kind column to what its cells mean: `{"state": {"完好": "intact"}}`.
        system: the coordinate system; None takes the file's own.
        longitude, latitude: headings of the two columns that make points, for tables.
        swapped: whether latitude comes first in the file's shapes.
        layer: of a file with several layers or sheets.
        encoding: of a text or shapefile, as Python names it; empty is found out.
        skip_rows: rows above the headings.
        head_rows: rows that the headings take; 0 is found out.
        own: what only one kind understands, by its key: the table `[cases]`.
    """

    columns: Table[str, str] = field(default_factory=dict)
    constants: Table[str, str] = field(default_factory=dict)
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    system: CoordinateSystem | None = None
    longitude: str = ""
    latitude: str = ""
    swapped: bool = False
    layer: str = ""
    encoding: str = ""
    skip_rows: int = 0
    head_rows: int = 0
    own: Table[str, Any] = field(default_factory=dict)  # plain JSON, checked by the kind


def mapping_of_toml(text: str) -> Mapping:
    """Return the mapping that a MAP.toml holds. The format is told in docs/howto/import-a-district.md.

    Raises:
        FileRefused: it is no TOML, or says something that is not known.
    """
    try:
        return mapping_of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise FileRefused("import_map_unreadable", detail=str(fault)) from fault


def mapping_of(said: Table[str, Any]) -> Mapping:  # as TOML and JSON give it; every word is checked below
    """Return a mapping from the tables of its TOML or JSON.

    Raises:
        FileRefused: it says something that is not known.
    """
    file, coordinates = _table(said, "file"), _table(said, "coordinates")
    own = {kind.key for kind in import_kinds() if kind.prepare}
    _known(said, {"columns", "constants", "values", "coordinates", "file", *own}, "")
    _known(file, {"layer", "encoding", "skip_rows", "head_rows"}, "file")
    _known(coordinates, {"axes", "longitude", "latitude", *_LOCAL, *_plane_words()}, "coordinates")
    axes = coordinates.get("axes", "xy")
    if axes not in {"xy", "yx"}:
        raise FileRefused("import_map_word", place="coordinates.axes", word=str(axes))
    try:
        return Mapping(
            columns=_texts(said, "columns"),
            constants=_texts(said, "constants"),
            values={key: _texts(said["values"], key) for key in _table(said, "values")},
            system=_system(coordinates),
            longitude=str(coordinates.get("longitude", "")),
            latitude=str(coordinates.get("latitude", "")),
            swapped=axes == "yx",
            layer=str(file.get("layer", "")),
            encoding=str(file.get("encoding", "")),
            skip_rows=int(file.get("skip_rows", 0)),
            head_rows=int(file.get("head_rows", 0)),
            own={key: _plain(_table(said, key)) for key in sorted(own & set(said))},
        )
    except (TypeError, ValueError) as fault:
        raise FileRefused("import_map_unreadable", detail=str(fault)) from fault


def _plain(value: Any) -> Any:  # as TOML gives it, and as JSON keeps it
    """Return what TOML holds without its dates, which JSON does not know."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _table(said: Table[str, Any], key: str) -> Table[str, Any]:  # as above
    found = said.get(key, {})
    if not isinstance(found, dict):
        raise FileRefused("import_map_word", place=key, word=str(found))
    return found


def _texts(said: Table[str, Any], key: str) -> dict[str, str]:  # as above
    return {str(one): str(value) for one, value in _table(said, key).items()}


def _known(said: Table[str, Any], words: set[str], place: str) -> None:  # as above
    if strange := sorted(set(said) - words):
        raise FileRefused("import_map_word", place=place or "MAP", word=strange[0])


def _plane_words() -> set[str]:
    return {one.name for one in fields(LocalPlane)} - {"four", "seven"}


def _system(said: Table[str, Any]) -> CoordinateSystem | None:  # as above
    name = str(said.get("system", "")).lower().replace("-", "")
    if not name:
        return None
    if name != "local":
        try:
            return Datum(name)
        except ValueError as fault:
            raise FileRefused("import_map_word", place="coordinates.system", word=name) from fault
    words = {key: value for key, value in said.items() if key in _plane_words()}
    try:
        ellipsoid = Ellipsoid[str(words.pop("ellipsoid", "cgcs2000")).upper()]
        four = FourParameters(**said["four"]) if "four" in said else None
        seven = SevenParameters(**said["seven"]) if "seven" in said else None
        return LocalPlane(**words, ellipsoid=ellipsoid, four=four, seven=seven)
    except (KeyError, TypeError) as fault:
        raise FileRefused("import_map_unreadable", detail=str(fault)) from fault


def mapping_kept(mapping: Mapping) -> dict[str, Any]:  # what JSON holds
    """Return the tables that `mapping_of` makes the same mapping of."""
    coordinates: dict[str, Any] = {  # as above
        "longitude": mapping.longitude,
        "latitude": mapping.latitude,
        "axes": "yx" if mapping.swapped else "xy",
    }
    if isinstance(mapping.system, Datum):
        coordinates["system"] = mapping.system.value
    elif mapping.system is not None:
        plane = {one.name: getattr(mapping.system, one.name) for one in fields(LocalPlane)}
        plane["ellipsoid"] = mapping.system.ellipsoid.name.lower()
        for name in ("four", "seven"):
            step = plane.pop(name)
            if step is not None:
                plane[name] = {one.name: getattr(step, one.name) for one in fields(step)}
        coordinates |= {"system": "local", **plane}
    return {
        "columns": dict(mapping.columns),
        "constants": dict(mapping.constants),
        "values": {key: dict(table) for key, table in mapping.values.items()},
        "coordinates": {key: value for key, value in coordinates.items() if value != ""},
        "file": {
            "layer": mapping.layer, "encoding": mapping.encoding,
            "skip_rows": mapping.skip_rows, "head_rows": mapping.head_rows,
        },
        **mapping.own,
    }  # fmt: skip


def heading_tidied(heading: str) -> str:
    """Return a heading as it is compared: without width, case, spaces, underscores, stars and units."""
    text = unicodedata.normalize("NFKC", _UNIT.sub("", heading)).casefold()
    return re.sub(r"[\s_\-.]+", "", text)


def columns_guessed(kind: ImportKind, headings: Sequence[str], *, before: Table[str, str]) -> dict[str, str]:
    """Return kind column → heading for every heading that is recognised.

    What was chosen for the kind `before` comes first, then key, names and aliases; of joined headings
    (`位置/街道`) the last part counts where the whole is not known.
    """
    by_name: dict[str, str] = {}
    for heading in reversed(headings):
        by_name[heading_tidied(heading.rpartition("/")[2])] = heading
    for heading in reversed(headings):
        by_name[heading_tidied(heading)] = heading
    found: dict[str, str] = {}
    for column in kind.columns:
        names = (column.key, column.zh, column.en, *column.aliases)
        kept = before.get(column.key, "")
        heading = kept if kept in headings else _first(by_name, names)
        if heading and heading not in found.values():
            found[column.key] = heading
    return found


def _first(by_name: Table[str, str], names: Sequence[str]) -> str:
    return next((by_name[tidy] for name in names if (tidy := heading_tidied(name)) in by_name), "")


def heading_among(headings: Sequence[str], names: Sequence[str]) -> str:
    """Return the heading that is one of some names, empty where none is."""
    return _first({heading_tidied(heading): heading for heading in reversed(headings)}, names)


def columns_missing(kind: ImportKind, mapping: Mapping) -> list[Column]:
    """Return the required columns that nothing fills."""
    filled = {*(key for key, heading in mapping.columns.items() if heading), *mapping.constants}
    return [column for column in kind.columns if column.required and column.key not in filled]


def mapping_check(kind: ImportKind, mapping: Mapping, headings: Sequence[str]) -> None:
    """Refuse a mapping that names a column the kind, or a heading the file, does not have.

    Raises:
        FileRefused: the sentence names the word.
    """
    keys = {column.key for column in kind.columns}
    if strange := sorted(set(mapping.own) - {kind.key}):
        raise FileRefused("import_map_word", place="MAP", word=strange[0])
    for place, table in (
        ("columns", mapping.columns),
        ("constants", mapping.constants),
        ("values", mapping.values),
    ):
        if strange := sorted(set(table) - keys):
            raise FileRefused("import_map_word", place=place, word=strange[0])
    for heading in (*mapping.columns.values(), mapping.longitude, mapping.latitude):
        if heading and heading not in headings:
            raise FileRefused("import_map_heading", heading=heading, headings="、".join(headings))
