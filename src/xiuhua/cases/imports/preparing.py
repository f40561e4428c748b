"""Tidying a log before its cells are read: local times, placeholders, services, rows that are stages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from xiuhua.cases.rules.logs import (
    BadLog,
    LogSettings,
    instant_of,
    log_settings_read,
    stage_act,
    stages_readable,
)
from xiuhua.ground.rules.limits import Limit
from xiuhua.intake.rules import Fault, Prepared
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.reading.tables import RawCell, Sheet
from xiuhua.intake.rules.refusals import FileRefused
from xiuhua.shared.coordinates import to_wgs84

_INSTANTS = ("reported_at", "dispatched_at", "changed_at", "ended_at", "source_due_at", "upper_due_at")
_NUMBERS = ("ref", "duplicate_of", "redo_of")  # of cases at the source
NO_LIMIT = "none"  # of a service that the log's own table does not name


@dataclass(slots=True)
class _Row:
    """A case of a log on its way: its first row, its cells by column of the kind, its stages."""

    number: int
    cells: dict[str, RawCell]
    stages: list[dict[str, object]] = field(default_factory=list)


def log_settings(mapping: ColumnMapping) -> LogSettings:
    """Return what a mapping says about a log.

    Raises:
        FileRefused: it says something that is not known.
    """
    try:
        return log_settings_read(mapping.own.get("cases", {}))
    except BadLog as fault:
        raise FileRefused("import_map_word", place=fault.place, word=fault.word) from fault


def log_prepared(sheet: Sheet, mapping: ColumnMapping, *, keys: Sequence[str]) -> Prepared:
    """Return a log as a table of cases.

    Args:
        sheet: as it was read.
        mapping: complete.
        keys: the columns of the kind, those that are made here among them.

    Raises:
        FileRefused: the mapping names headings that there are not, or says something that is not known.
    """
    settings = log_settings(mapping)
    return _Tidying(sheet, mapping, settings, keys).prepared()


class _Tidying:
    """Tidies one sheet; keeps what is wrong as it goes."""

    def __init__(
        self, sheet: Sheet, mapping: ColumnMapping, settings: LogSettings, keys: Sequence[str]
    ) -> None:
        self.sheet, self.mapping, self.settings, self.keys = sheet, mapping, settings, keys
        self.places = {heading: place for place, heading in enumerate(sheet.headings)}
        self.faults: list[Fault] = []
        self.columns = {
            key: self.places[heading] for key, heading in mapping.columns.items() if heading
        } | self._axes()
        self._stage_headings_check()

    def prepared(self) -> Prepared:
        """Return the table of cases."""
        rows = self._folded() if self.settings.stage_rows else [self._row(*one) for one in self._numbered()]
        for row in rows:
            self._tidy(row)
        identity = {key: key for key in self.keys}
        return Prepared(
            sheet=Sheet(
                headings=tuple(self.keys), numbers=[row.number for row in rows],
                rows=[[row.cells.get(key) for key in self.keys] for row in rows],
            ),
            mapping=replace(self.mapping, columns=identity, longitude="", latitude=""),
            faults=tuple(self.faults),
        )  # fmt: skip

    def _axes(self) -> dict[str, int]:
        named = {"longitude": self.mapping.longitude, "latitude": self.mapping.latitude}
        return {key: self.places[heading] for key, heading in named.items() if heading}

    def _stage_headings_check(self) -> None:
        columns = [
            one for stage in self.settings.stage_columns for part, one in stage.items() if part != "act"
        ]
        for heading in (*self.settings.stage_rows.values(), *columns):
            if heading and heading not in self.places:
                raise FileRefused(
                    "import_map_heading", heading=heading, headings="、".join(self.sheet.headings)
                )

    def _numbered(self) -> list[tuple[int, Sequence[RawCell]]]:
        return list(zip(self.sheet.numbers, self.sheet.rows, strict=True))

    def _row(self, number: int, cells: Sequence[RawCell]) -> _Row:
        row = _Row(number, {key: _at(cells, place) for key, place in self.columns.items()})
        for stage in self.settings.stage_columns:
            self._stage(row, number, cells, stage, stage["act"])
        return row

    def _folded(self) -> list[_Row]:
        """Return one row per case of a log whose rows are stages; what a later row says first, counts."""
        found: dict[str, _Row] = {}
        for number, cells in self._numbered():
            fresh = self._row(number, cells)
            row = found.setdefault(str(fresh.cells.get("ref") or f"\0{number}"), fresh)
            for key, cell in fresh.cells.items():
                if row.cells.get(key) is None:
                    row.cells[key] = cell
            parts = self.settings.stage_rows
            self._stage(row, number, cells, parts, str(self._part(cells, parts, "act") or ""))
        return list(found.values())

    def _part(self, cells: Sequence[RawCell], parts: Mapping[str, str], part: str) -> RawCell:
        heading = parts.get(part)
        return _at(cells, self.places[heading]) if heading else None

    def _stage(
        self, row: _Row, number: int, cells: Sequence[RawCell], parts: Mapping[str, str], word: str
    ) -> None:
        told = self._part(cells, parts, "at")
        if told is None and not self.settings.stage_rows:
            return  # a stage of columns that this case did not have
        act, at = stage_act(word, self.settings), _instant(told, self.settings)
        if act is None:
            self._fault(row, "stages", "case_stage_unknown", f"{word} ({number})")
        elif at is None:
            self._fault(row, "stages", "import_cell_date", f"{told or ''} ({number})")
        else:
            texts = {part: str(self._part(cells, parts, part) or "") for part in ("opinion", "actor", "unit")}
            photos = str(self._part(cells, parts, "photos") or "")
            row.stages.append({"act": act.value, "at": at.isoformat(), **texts, "photos": photos})

    def _fault(self, row: _Row, column: str, code: str, value: str) -> None:
        self.faults.append(Fault(row=row.number, column=column, code=code, arguments={"value": value}))

    # --- one case -------------------------------------------------------------------------------------------

    def _tidy(self, row: _Row) -> None:
        self._stages_read(row)
        self._instants(row)
        self._place(row)
        self._service(row)
        for key in _NUMBERS if self.settings.source else ():
            if (number := row.cells.get(key)) is not None:
                row.cells[key] = f"{self.settings.source}/{_text(number)}"
        row.cells.setdefault("area_code", None)
        row.cells["area_code"] = row.cells["area_code"] or self.settings.area_code or None

    def _stages_read(self, row: _Row) -> None:
        said = row.cells.get("stages")
        if row.stages:
            row.cells["stages"] = json.dumps(row.stages, ensure_ascii=False)
        elif said is not None and not stages_readable(_text(said)):
            self._fault(row, "stages", "case_stages_unreadable", _text(said)[:80])
            row.cells["stages"] = None
        if row.cells.get("reported_at") is None and (stages := row.cells.get("stages")):
            begun = min(datetime.fromisoformat(one["at"]) for one in json.loads(str(stages)))
            row.cells["reported_at"] = begun

    def _instants(self, row: _Row) -> None:
        begun: datetime | None = None
        for key in _INSTANTS:
            cell = row.cells.get(key)
            if cell is None:
                continue
            found = _instant(cell, self.settings, not_before=begun)
            if found is None:
                self._fault(row, key, "import_cell_date", str(cell))
            row.cells[key] = found
            begun = begun or found

    def _place(self, row: _Row) -> None:
        pair = [_degrees(row.cells.get(key)) for key in ("longitude", "latitude")]
        row.cells["longitude"] = row.cells["latitude"] = None
        if pair[0] is None or pair[1] is None:
            return
        if self.settings.is_placeholder(pair[0], pair[1]):
            if not self.settings.keeps_unplaced:
                self._fault(row, "longitude", "case_place_placeholder", f"{pair[0]}, {pair[1]}")
            return
        x, y = (pair[1], pair[0]) if self.mapping.swapped else (pair[0], pair[1])
        if self.mapping.system is not None:
            x, y = to_wgs84(x, y, self.mapping.system)
        if abs(x) > 180 or abs(y) > 90:
            self._fault(row, "longitude", "case_place_impossible", f"{pair[0]}, {pair[1]}")
            return
        row.cells["longitude"], row.cells["latitude"] = float(x), float(y)

    def _service(self, row: _Row) -> None:
        service = _text(row.cells.get("service"))
        if row.cells.get("matter") is None:
            row.cells["matter"] = self.settings.matters.get(service) or self.settings.default_matter or None
        begun = row.cells.get("reported_at")
        if not self.settings.limits or not isinstance(begun, datetime):
            return
        limit = self.settings.limit_for(service, begun.astimezone(self.settings.zone).date())
        row.cells["limit"] = _limit_said(limit)


def _limit_said(limit: Limit | None) -> str:
    return f"{limit.amount} {limit.unit.value}" if limit else NO_LIMIT


def _instant(cell: RawCell, settings: LogSettings, *, not_before: datetime | None = None) -> datetime | None:
    told = cell if isinstance(cell, datetime) else _text(cell)
    return instant_of(told, settings, not_before=not_before)


def _degrees(cell: RawCell) -> float | None:
    try:
        return float(cell)  # type: ignore[arg-type]  # what is no number is no place
    except (TypeError, ValueError):
        return None


def _text(cell: RawCell) -> str:
    return "" if cell is None else str(cell).strip()


def _at(row: Sequence[RawCell], place: int) -> RawCell:
    return row[place] if place < len(row) else None
