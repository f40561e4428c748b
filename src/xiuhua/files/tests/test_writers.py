"""A table leaves as a file that the usual programs read rightly, and that runs nothing in them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from xiuhua.files.rules import xlsx_writer
from xiuhua.files.rules.csv_writer import text_made_safe
from xiuhua.files.rules.geojson_writer import geometry_wound
from xiuhua.files.rules.tables import Record, Table, Value
from xiuhua.files.rules.writers import table_write
from xiuhua.files.terms import ExportKind

_KEYS = ("id", "name", "at", "on", "is_open", "share")
_LABELS = ("编号", "名称", "时间", "日期", "营业", "占比")
_AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # already the next day in Shanghai
_ROW: tuple[Value, ...] = (12, "云河早餐店", _AT, date(2026, 3, 2), True, 0.25)


def _file(kind: ExportKind, rows: Sequence[tuple[Value, ...]], shape: str | None = None) -> bytes:
    target = io.BytesIO()
    table = Table(
        title="场所",
        keys=_KEYS,
        labels=_LABELS,
        records=(Record(row, shape) for row in rows),
        zone=ZoneInfo("Asia/Shanghai"),
        is_placed=True,
    )
    table_write(table, kind, target)
    return target.getvalue()


def test_csv_opens_in_excel_with_local_time_and_chinese() -> None:
    content = _file(ExportKind.CSV, [_ROW])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        list(_LABELS),
        ["12", "云河早餐店", "2026-03-03 00:30:00", "2026-03-02", "是", "0.25"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_csv_text_that_looks_like_a_formula_is_disarmed(text: str) -> None:
    (_, row) = csv.reader(
        io.StringIO(_file(ExportKind.CSV, [(1, text, _AT, None, False, -0.5)]).decode("utf-8-sig"))
    )
    assert row[1] == f"'{text}"
    assert row[5] == "-0.5", "a number stays one"


@given(st.text())
def test_no_text_is_left_with_a_dangerous_start(text: str) -> None:
    assert not text_made_safe(text).startswith(("=", "+", "-", "@"))
    assert text_made_safe(text).removeprefix("'") == text.removeprefix("'")


def test_xlsx_cells_are_typed_and_a_formula_is_only_text() -> None:
    book = load_workbook(io.BytesIO(_file(ExportKind.XLSX, [_ROW, (13, "=1+1", _AT, None, False, None)])))
    heading, first, second = book["场所"].iter_rows()
    assert [cell.value for cell in heading] == list(_LABELS)
    assert [cell.value for cell in first] == [
        12,
        "云河早餐店",
        datetime(2026, 3, 3, 0, 30),  # noqa: DTZ001 - Excel knows no zone
        datetime(2026, 3, 2),  # noqa: DTZ001
        "是",
        0.25,
    ]
    assert (second[1].value, second[1].data_type, second[1].quotePrefix) == ("=1+1", "s", True)


def test_xlsx_survives_control_characters_and_very_long_text() -> None:
    book = load_workbook(
        io.BytesIO(_file(ExportKind.XLSX, [(1, "a\x00b\x0bc" + "长" * 40_000, _AT, None, True, 1)]))
    )
    (text,) = [row[1].value for row in book["场所"].iter_rows(min_row=2)]
    assert text.startswith("abc长")
    assert len(text) == 32_767


def test_xlsx_goes_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "_ROWS_PER_SHEET", 3)
    book = load_workbook(io.BytesIO(_file(ExportKind.XLSX, [(number, *_ROW[1:]) for number in range(5)])))
    assert book.sheetnames == ["场所", "场所 2", "场所 3"]
    numbers = [row[0].value for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert numbers == [0, 1, 2, 3, 4]


def test_an_empty_list_is_a_sheet_with_its_heading() -> None:
    (row,) = load_workbook(io.BytesIO(_file(ExportKind.XLSX, [])))["场所"].iter_rows(values_only=True)
    assert row == _LABELS


def test_geojson_keeps_records_without_a_place_and_tells_utc() -> None:
    point = '{"type":"Point","coordinates":[120.123456789,30.5]}'
    placed = json.loads(_file(ExportKind.GEOJSON, [_ROW, _ROW], point))
    assert [feature["geometry"] for feature in placed["features"]] == [
        {"type": "Point", "coordinates": [120.1234568, 30.5]}
    ] * 2
    (feature,) = json.loads(_file(ExportKind.GEOJSON, [_ROW]))["features"]
    assert feature["geometry"] is None
    assert feature["properties"] == {
        "id": 12,
        "name": "云河早餐店",
        "at": "2026-03-02T16:30:00Z",
        "on": "2026-03-02",
        "is_open": True,
        "share": 0.25,
    }


def test_polygons_are_wound_by_the_right_hand_rule() -> None:
    # A unit square drawn clockwise, with a hole drawn counterclockwise: both are turned.
    outer = [[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]
    hole = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
    wound = geometry_wound({"type": "MultiPolygon", "coordinates": [[outer, hole]]})
    assert wound["coordinates"] == [[outer[::-1], hole[::-1]]]
    assert geometry_wound({"type": "Polygon", "coordinates": wound["coordinates"][0]}) == {
        "type": "Polygon",
        "coordinates": wound["coordinates"][0],
    }


def test_files_leave_as_an_archive_beside_each_other_and_nowhere_else() -> None:
    target = io.BytesIO()
    names = ("AJ1 单.docx", "AJ1 单.docx", "../../etc/passwd", "a/b\\c:d.docx", "..")
    table = Table(
        title="表单", keys=("file",), labels=("file",), is_archive=True, made_at=_AT,
        records=(Record((name,), content=name.encode()) for name in names),
        zone=ZoneInfo("Asia/Shanghai"),
    )  # fmt: skip
    table_write(table, ExportKind.ZIP, target)
    with zipfile.ZipFile(target) as archive:
        found = archive.namelist()
        assert found == ["AJ1 单.docx", "AJ1 单 (2).docx", "_.._etc_passwd", "a_b_c_d.docx", "_"]
        assert archive.read("AJ1 单 (2).docx") == "AJ1 单.docx".encode()
        assert archive.infolist()[0].date_time == (2026, 3, 3, 0, 30, 0)
