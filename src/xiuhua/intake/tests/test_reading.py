"""Files as bureaus bring them, good and bad: each is read, or refused in one sentence."""

from __future__ import annotations

import csv
import gzip
import io
import stat
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.intake.rules.mapping import Mapping
from xiuhua.intake.rules.reading import Sheet, sheet_read
from xiuhua.intake.rules.reading.delimited import delimited_read
from xiuhua.intake.rules.reading.workbooks import workbook_read
from xiuhua.intake.rules.refusals import ChoiceNeeded, FileRefused
from xiuhua.intake.tests.conftest import feature_collection

PLACE: dict[str, object] = {"type": "Point", "coordinates": [113.5, 34.7]}
LINES = '编号,名称\r\n001,人民路\r\n002,"龙,湖"\r\n'


def _read(folder: Path, name: str, content: bytes, mapping: Mapping | None = None) -> Sheet:
    path = folder / "content"
    path.write_bytes(content)
    return sheet_read(path, name=name, mapping=mapping or Mapping())


def _refused(folder: Path, name: str, content: bytes, mapping: Mapping | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        _read(folder, name, content, mapping)
    return refused.value


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _book(rows: Sequence[Sequence[object]], *, merged: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for one in merged:
        book.active.merge_cells(one)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _written(
    path: Path, driver: str, *, crs: str | None = "EPSG:4326", layer: str = "lamps", **options: object
) -> None:
    """Write two points with a name each through GDAL."""
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array([shapely.Point(113.5, 34.7), shapely.Point(113.6, 34.8)])),
        field_data=[np.array(["001", "002"], dtype=object), np.array(["人民路", "龙湖"], dtype=object)],
        fields=["code", "name"],
        driver=driver,
        crs=crs,
        geometry_type="Point",
        layer=layer,
        **options,
    )


def _packed(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()


# --- text tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_the_encodings_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    sheet = _read(tmp_path, "a.csv", LINES.encode(encoding))
    assert sheet.headings == ("编号", "名称")
    assert list(zip(sheet.numbers, sheet.rows, strict=True)) == [
        (2, ["001", "人民路"]),
        (3, ["002", "龙,湖"]),
    ]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_the_sign_between_the_cells_is_found_out(tmp_path: Path, sign: str) -> None:
    assert _read(tmp_path, "a.txt", f"a{sign}b\n1,5{sign}2\n".encode()).rows == [["1,5", "2"]]


def test_a_file_in_two_encodings_is_refused_with_the_line_of_the_second(tmp_path: Path) -> None:
    content = "编号,名称\n001,人民路\n".encode() + "002,龙湖路南段\n".encode("gb18030")
    refused = _refused(tmp_path, "a.csv", content)
    assert (refused.code, refused.arguments["line"]) == ("import_encoding_mixed", 3)


def test_bytes_of_no_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    refused = _refused(tmp_path, "a.csv", "编号\n".encode("gb18030") + b"\xff\xff\n")
    assert (refused.code, refused.arguments["line"]) == ("import_encoding_unknown", 2)


def test_a_gbk_word_that_looks_like_utf8_is_not_taken_for_a_mixture(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.csv", "名称\n联通\n人民路\n".encode("gbk")).rows == [["联通"], ["人民路"]]


def test_an_open_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    assert _refused(tmp_path, "a.csv", b'a,b\n1,"2\n').code == "import_quote_open"


def test_a_row_with_more_cells_than_headings_is_refused(tmp_path: Path) -> None:
    refused = _refused(tmp_path, "a.csv", b"a,b\n1,2\n1,2,3\n")
    assert (refused.code, refused.arguments["row"]) == ("import_too_many_cells", 3)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.geojson", "a.zip"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    assert _refused(tmp_path, name, b"").code == "import_empty"


_CELLS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), include_characters='\n，,";|路'), max_size=12
).map(str.strip)


@pytest.mark.slow("sixty invented tables")
@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(_CELLS, min_size=2, max_size=2).filter(any), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]], encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["编号", "名称"], *rows])
    sheet = delimited_read(text.getvalue().encode(encoding), encoding=encoding)
    assert sheet.rows == [[cell.strip() or None for cell in row] for row in rows]


# --- workbooks ---------------------------------------------------------------------------------------------


def test_a_title_and_merged_headings_are_joined(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["部件台账"],
        ["编号", "位置", None],
        [None, "经度", "纬度"],
        ["001", 113.5, 34.7],
    ]
    sheet = _read(tmp_path, "a.xlsx", _book(rows, merged=("A1:C1", "B2:C2", "A2:A3")))
    assert sheet.headings == ("编号", "位置/经度", "位置/纬度")
    assert (list(sheet.numbers), sheet.rows) == ([4], [["001", 113.5, 34.7]])


def test_a_formula_that_was_never_calculated_is_told_by_its_cell(tmp_path: Path) -> None:
    sheet = _read(tmp_path, "a.xlsx", _book([["a", "b"], [1, "=A2+1"]]))
    assert sheet.missing == {(2, 1)}
    assert sheet.notes[0].arguments == {"count": 1}


def test_dates_numbers_as_text_and_leading_zeros_stay(tmp_path: Path) -> None:
    sheet = _read(tmp_path, "a.xlsx", _book([["a", "b", "c"], ["007", "12", date(2026, 3, 1)]]))
    assert sheet.rows == [["007", "12", date(2026, 3, 1)]]


def test_of_several_filled_sheets_one_must_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append(["1"])
    other = book.create_sheet("二")
    other.append(["b"])
    other.append(["2"])
    book.create_sheet("空")
    packed = io.BytesIO()
    book.save(packed)
    refused = _refused(tmp_path, "a.xlsx", packed.getvalue())
    assert isinstance(refused, ChoiceNeeded)
    assert refused.arguments["layers"] == "Sheet、二"
    assert _read(tmp_path, "a.xlsx", packed.getvalue(), Mapping(layer="二")).rows == [["2"]]


def test_an_encrypted_or_old_workbook_says_so(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert _refused(tmp_path, "a.xlsx", ole).code == "import_workbook_encrypted"
    assert _refused(tmp_path, "a.xls", ole).code == "import_workbook_old"


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(_CELLS.filter(lambda text: not text.startswith("=")), st.integers(-(2**40), 2**40)),
            min_size=2,
            max_size=2,
        ).filter(lambda row: any(cell != "" for cell in row)),
        min_size=1,
        max_size=5,
    )
)
def test_what_excel_holds_is_read_back(rows: list[list[object]]) -> None:
    head: list[object] = ["编号", "名称"]
    sheet = workbook_read(_book([head, *rows]))
    told = [[cell if isinstance(cell, int) else cell.strip() or None for cell in row] for row in rows]  # type: ignore[attr-defined]  # the rest are texts
    assert [list(row) + [None] * (2 - len(row)) for row in sheet.rows] == told


# --- maps --------------------------------------------------------------------------------------------------


def test_geojson_is_read_with_its_shapes(tmp_path: Path) -> None:
    sheet = _read(
        tmp_path, "a.geojson", feature_collection(({"code": "001"}, PLACE), ({"code": "002"}, None))
    )
    assert (sheet.rows, sheet.crs) == ([("001",), ("002",)], "EPSG:4326")
    assert shapely.from_wkb(sheet.shapes[0]).coords[0] == (113.5, 34.7)
    assert sheet.shapes[1] is None


@pytest.mark.filterwarnings("ignore:'crs' was not provided")  # a DXF has none
@pytest.mark.parametrize(("ending", "driver"), [("gpkg", "GPKG"), ("kml", "LIBKML"), ("dxf", "DXF")])
def test_single_map_files_are_read(tmp_path: Path, ending: str, driver: str) -> None:
    path = tmp_path / f"lamps.{ending}"
    if driver == "DXF":
        pyogrio.raw.write(
            path, geometry=shapely.to_wkb(np.array([shapely.Point(113.5, 34.7)])), field_data=[],
            fields=[], driver=driver, crs=None, geometry_type="Point",
        )  # fmt: skip
    else:
        _written(path, driver)
    sheet = _read(tmp_path, path.name, path.read_bytes())
    assert shapely.from_wkb(sheet.shapes[0]).x == 113.5
    assert bool(sheet.crs) == (driver != "DXF")


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
@pytest.mark.parametrize("told", [True, False])
def test_a_shapefile_in_a_zip_is_read_in_its_encoding(tmp_path: Path, encoding: str, *, told: bool) -> None:
    folder = tmp_path / "in" / "数据"
    folder.mkdir(parents=True)
    _written(folder / "lamps.shp", "ESRI Shapefile", encoding=encoding)
    if not told:
        (folder / "lamps.cpg").unlink()
    sheet = _read(tmp_path, "a.zip", _packed(tmp_path / "in"))
    assert [row[1] for row in sheet.rows] == ["人民路", "龙湖"]
    assert "WGS" in sheet.crs or "4326" in sheet.crs


def test_a_shapefile_without_its_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _written(tmp_path / "in" / "lamps.shp", "ESRI Shapefile")
    (tmp_path / "in" / "lamps.dbf").unlink()
    refused = _refused(tmp_path, "a.zip", _packed(tmp_path / "in"))
    assert (refused.code, refused.arguments["part"]) == ("import_shapefile_part", ".dbf")


def test_a_file_geodatabase_in_a_zip_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _written(tmp_path / "in" / "city.gdb", "OpenFileGDB")
    sheet = _read(tmp_path, "a.zip", _packed(tmp_path / "in"))
    assert [tuple(row) for row in sheet.rows] == [("001", "人民路"), ("002", "龙湖")]


def test_of_two_layers_one_must_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    _written(path, "GPKG", layer="one")
    _written(path, "GPKG", layer="two", append=True)
    refused = _refused(tmp_path, "a.gpkg", path.read_bytes())
    assert (refused.code, refused.arguments["layers"]) == ("import_layer_choose", "one、two")
    assert len(_read(tmp_path, "a.gpkg", path.read_bytes(), Mapping(layer="two")).rows) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b"<kml/>"),
        ("a.gpkg", b"PK\x03\x04"),
        ("a.kml", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>"),
        ("a.xlsx", b"code,name\n"),
        ("a.csv", b"PK\x03\x04"),
        ("a.zip", b"code,name\n"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    assert _refused(tmp_path, name, content).code == "import_not_what_it_says"


def test_broken_geojson_is_refused(tmp_path: Path) -> None:
    assert (
        _refused(tmp_path, "a.geojson", b'{"type": "FeatureCollection", "features": [').code
        == "import_map_broken"
    )


def test_a_bare_shp_and_an_unknown_ending_say_what_to_bring(tmp_path: Path) -> None:
    assert _refused(tmp_path, "a.shp", b"\x00\x00\x27\x0a").code == "import_shapefile_alone"
    assert _refused(tmp_path, "a.exe", b"MZ").code == "import_ending"


# --- archives ----------------------------------------------------------------------------------------------


def test_an_archive_that_leads_outside_is_refused(tmp_path: Path) -> None:
    for name in ("../a.csv", "/etc/a.csv", "a/../../b.csv", "C:\\a.csv"):
        refused = _refused(tmp_path, "a.zip", _zip(**{name: b"a\n1\n"}))
        assert refused.code == "import_zip_outside"


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    member = zipfile.ZipInfo("a.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    assert _refused(tmp_path, "a.zip", packed.getvalue()).code == "import_zip_link"


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(_zip(**{"a.csv": b"a\n1\n"}))
    content[6] |= 1  # the flag of the member itself, and of the same in the list at the end
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert _refused(tmp_path, "a.zip", bytes(content)).code == "import_zip_encrypted"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    assert _refused(tmp_path, "a.zip", _zip(**{"a.csv": bytes(30_000_000)})).code == "import_zip_bomb"


def test_an_archive_with_one_table_is_read_and_one_with_two_is_not(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.zip", _zip(**{"a.csv": b"a\n1\n"})).rows == [["1"]]
    assert (
        _refused(tmp_path, "a.zip", _zip(**{"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"})).code
        == "import_zip_one_table"
    )
    assert _refused(tmp_path, "a.zip", _zip(**{"readme.md": b"x"})).code == "import_zip_nothing"


# --- logs ---------------------------------------------------------------------------------------------------


def test_a_packed_table_is_the_table(tmp_path: Path) -> None:
    plain = _read(tmp_path, "a.csv", LINES.encode())
    packed = _read(tmp_path, "a.csv.gz", gzip.compress(LINES.encode()))
    assert (packed.headings, packed.rows, packed.numbers) == (plain.headings, plain.rows, plain.numbers)


def test_a_packed_file_that_swells_or_is_packed_twice_or_broken_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path, "a.csv.gz", gzip.compress(bytes(30_000_000))).code == "import_zip_bomb"
    twice = gzip.compress(gzip.compress(LINES.encode()))
    assert _refused(tmp_path, "a.csv.gz.gz", twice).code == "import_ending"
    assert _refused(tmp_path, "a.csv.gz", twice).code == "import_not_what_it_says"
    assert _refused(tmp_path, "a.csv.gz", gzip.compress(LINES.encode())[:-9]).code == "import_zip_broken"
    assert _refused(tmp_path, "a.csv", gzip.compress(LINES.encode())).code == "import_not_what_it_says"


def test_json_by_lines_is_a_table_whose_headings_are_the_keys(tmp_path: Path) -> None:
    lines = '{"编号": 1, "名称": " 人民路 "}\n\n{"编号": 2, "备注": null, "点": [1, 2]}\n'
    sheet = _read(tmp_path, "a.jsonl", lines.encode())
    assert sheet.headings == ("编号", "名称", "备注", "点")
    assert sheet.rows == [[1, "人民路", None, None], [2, None, None, "[1, 2]"]]
    assert sheet.numbers == [1, 3]


@pytest.mark.parametrize("line", ["[1, 2]", '"text"', "{", '{"a": NaN}'])
def test_a_line_that_is_no_object_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    refused = _refused(tmp_path, "a.jsonl", f'{{"a": 1}}\n{line}\n'.encode())
    assert (refused.code, refused.arguments["line"]) == ("import_line_unread", 2)
