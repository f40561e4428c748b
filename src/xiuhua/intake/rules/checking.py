"""From a sheet to records: every cell read, every key looked at, every fault named by row and column.

Source:
    own choice, because a fault that names row and column is mended in a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from xiuhua.intake.rules.cells import CellFault, cell_value
from xiuhua.intake.rules.kinds import Fault, ImportKind, Record, ShapeKind, Value
from xiuhua.intake.rules.mapping import (
    LATITUDE_HEADINGS,
    LONGITUDE_HEADINGS,
    Mapping,
    columns_guessed,
    columns_missing,
    heading_among,
    mapping_check,
)
from xiuhua.intake.rules.placing import Bounds, Placed, Shapes, shapes_placed
from xiuhua.intake.rules.reading.tables import RawCell, Sheet
from xiuhua.intake.rules.refusals import ChoiceNeeded


class Values(dict[str, Value]):
    """The values of a row: only columns that the file has; asking for another gives None, not an error."""

    def __missing__(self, key: str) -> Value:
        return None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file, read and checked as far as it can be without asking what is recorded already.

    Args:
        records: every row, good or faulty, in the order of the file.
        faults: what is wrong, in the order of the file.
    """

    records: tuple[Record, ...]
    faults: tuple[Fault, ...]


def mapping_completed(kind: ImportKind, mapping: Mapping, sheet: Sheet, *, before: Mapping) -> Mapping:
    """Return a mapping with what was left open guessed from headings and from the last import of the kind.

    Raises:
        ChoiceNeeded: required columns are matched by nothing.
        FileRefused: it names columns that there are not.
    """
    guessed = columns_guessed(kind, sheet.headings, before=before.columns)
    chosen = {key: heading for key, heading in mapping.columns.items() if heading}
    free = {
        key: heading for key, heading in guessed.items()
        if key not in {*mapping.columns, *mapping.constants} and heading not in chosen.values()
    }  # fmt: skip
    complete = replace(
        mapping,
        columns={**free, **mapping.columns},
        values={**before.values, **mapping.values},
        longitude=mapping.longitude or _axis(kind, sheet, LONGITUDE_HEADINGS),
        latitude=mapping.latitude or _axis(kind, sheet, LATITUDE_HEADINGS),
        system=mapping.system or (before.system if not sheet.crs else None),
    )
    mapping_check(kind, complete, sheet.headings)
    if missing := columns_missing(kind, complete):
        raise ChoiceNeeded("import_columns_missing", columns="、".join(column.zh for column in missing))
    return complete


def _axis(kind: ImportKind, sheet: Sheet, names: Sequence[str]) -> str:
    if kind.shape is ShapeKind.NONE or len(sheet.shapes):
        return ""
    return heading_among(sheet.headings, names)


def sheet_checked(
    kind: ImportKind, sheet: Sheet, mapping: Mapping, *, bounds: Bounds | None = None
) -> Checked:
    """Return the records of a sheet with everything that is wrong with their cells, shapes and keys.

    Raises:
        ChoiceNeeded: the coordinate system is not known or cannot be right.
    """
    columns = {heading: place for place, heading in enumerate(sheet.headings)}
    faults: list[Fault] = []
    placed = _placed(kind, sheet, mapping, columns, bounds, faults)
    faults += placed.faults
    plan = [
        (column, columns[mapping.columns[column.key]] if mapping.columns.get(column.key) else None)
        for column in kind.columns
        if mapping.columns.get(column.key) or column.key in mapping.constants
    ]
    records = []
    for number, row, shape in zip(sheet.numbers, sheet.rows, placed.shapes, strict=True):
        values = Values()
        for column, place in plan:
            cell = mapping.constants.get(column.key) if place is None else _at(row, place)
            if cell is None and (number, place) in sheet.missing:
                faults.append(_formula(number, place or 0, column.key))
                continue
            if cell is None and column.key in mapping.constants:
                cell = mapping.constants[column.key]
            try:
                values[column.key] = cell_value(column, cell, meanings=mapping.values.get(column.key, {}))
            except CellFault as fault:
                faults.append(
                    Fault(row=number, column=column.key, code=fault.code, arguments=fault.arguments)
                )
        records.append(Record(row=number, values=values, shape=shape))
    faults += _keys_twice(kind, records)
    return Checked(records=tuple(records), faults=tuple(sorted(faults, key=lambda fault: fault.row)))


def _at(row: Sequence[RawCell], place: int) -> RawCell:
    return row[place] if place < len(row) else None


def _formula(row: int, place: int, column: str) -> Fault:
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return Fault(row=row, column=column, code="import_formula_empty", arguments={"cell": f"{letters}{row}"})


def _keys_twice(kind: ImportKind, records: Sequence[Record]) -> list[Fault]:
    first: dict[str, int] = {}
    found = []
    for record in records:
        key = kind.key_of(record.values)
        if key and (earlier := first.setdefault(key, record.row)) != record.row:
            arguments = {"value": key, "first": str(earlier)}
            found.append(
                Fault(row=record.row, column=kind.key_column, code="import_key_twice", arguments=arguments)
            )
    return found


def _placed(
    kind: ImportKind, sheet: Sheet, mapping: Mapping, columns: dict[str, int], bounds: Bounds | None,
    faults: list[Fault],
) -> Placed:  # fmt: skip
    nothing: Shapes = np.full(len(sheet.rows), None, dtype=object)
    if kind.shape is ShapeKind.NONE:
        return Placed(shapes=nothing, faults=())
    if len(sheet.shapes):
        raw: Shapes = shapely.from_wkb(np.array(sheet.shapes, dtype=object), on_invalid="ignore")
    elif mapping.longitude and mapping.latitude:
        raw = _points(sheet, columns[mapping.longitude], columns[mapping.latitude], mapping, faults)
    else:
        raw = nothing
    return shapes_placed(
        raw,
        rows=sheet.numbers,
        kind=kind,
        crs=sheet.crs,
        system=mapping.system,
        swapped=mapping.swapped,
        bounds=bounds,
    )


def _points(sheet: Sheet, x: int, y: int, mapping: Mapping, faults: list[Fault]) -> Shapes:
    """Return the points that two columns give; a cell that is no number is a fault."""
    found: Shapes = np.full(len(sheet.rows), None, dtype=object)
    for place, row in enumerate(sheet.rows):
        numbers: list[float] = []
        for column, heading in ((x, mapping.longitude), (y, mapping.latitude)):
            cell = _at(row, column)
            try:
                numbers.append(float(cell))  # type: ignore[arg-type]  # what is no number is told below
            except (TypeError, ValueError):
                if cell is not None:
                    arguments = {"value": str(cell)}
                    faults.append(
                        Fault(
                            row=sheet.numbers[place],
                            column=heading,
                            code="import_cell_number",
                            arguments=arguments,
                        )
                    )
        if len(numbers) == 2 and all(np.isfinite(numbers)):
            found[place] = shapely.Point(numbers)
    return found
