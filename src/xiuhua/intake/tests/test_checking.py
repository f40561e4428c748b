"""From sheets to records: cells, coordinates and shapes, each fault with its row and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely

from xiuhua.intake.rules.cells import CellFault, cell_value
from xiuhua.intake.rules.checking import Checked, mapping_completed, sheet_checked
from xiuhua.intake.rules.comparing import differences, values_kept, values_read
from xiuhua.intake.rules.kinds import Column, ColumnKind, Known, Record, ShapeKind, Value
from xiuhua.intake.rules.mapping import Mapping, mapping_kept, mapping_of, mapping_of_toml
from xiuhua.intake.rules.reading.tables import RawCell, Sheet
from xiuhua.intake.rules.refusals import ChoiceNeeded, FileRefused
from xiuhua.intake.tests.conftest import LAMPS, WEST, LampState
from xiuhua.shared.coordinates import Datum, FourParameters, LocalPlane, SevenParameters, from_wgs84

HEADINGS = ("编号", "名称", "状态", "功率", "区划代码", "经度", "纬度")
FIELDS = replace(LAMPS, shape=ShapeKind.POLYGON, key="fields", shape_required=True)


def _sheet(*rows: tuple[RawCell, ...], **more: Any) -> Sheet:  # as Sheet takes it
    return Sheet(headings=HEADINGS, numbers=range(2, len(rows) + 2), rows=rows, **more)


def _lamp(x: RawCell = 113.5, y: RawCell = 34.7, *, code: str = "L1") -> tuple[RawCell, ...]:
    return (code, "路灯", "完好", 40, WEST, x, y)


def _checked(
    sheet: Sheet, *, bounds: tuple[float, float, float, float] | None = None, **said: Any
) -> Checked:  # as Mapping takes it
    mapping = mapping_completed(LAMPS, Mapping(**said), sheet, before=Mapping())
    return sheet_checked(LAMPS, sheet, mapping, bounds=bounds)


def _codes(checked: Checked) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in checked.faults]


def _polygons(*shapes: shapely.Geometry | None, crs: str = "EPSG:4326") -> Checked:
    rows = tuple(_lamp(code=f"L{place}") for place in range(len(shapes)))
    sheet = _sheet(*rows, shapes=[None if one is None else one.wkb for one in shapes], crs=crs)
    return sheet_checked(FIELDS, sheet, mapping_completed(FIELDS, Mapping(), sheet, before=Mapping()))


# --- cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (ColumnKind.TEXT, 990101.0, "990101"),
        (ColumnKind.TEXT, "007", "007"),
        (ColumnKind.TEXT, 12, "12"),
        (ColumnKind.INTEGER, "1,200", 1200),
        (ColumnKind.INTEGER, "１２", 12),
        (ColumnKind.DECIMAL, "3.50", 3.5),
        (ColumnKind.DATE, "2026年3月1日", date(2026, 3, 1)),
        (ColumnKind.DATE, "2026/3/1", date(2026, 3, 1)),
        (ColumnKind.DATE, "20260301", date(2026, 3, 1)),
        (ColumnKind.DATE, datetime(2026, 3, 1), date(2026, 3, 1)),  # noqa: DTZ001 - Excel knows no zone
        (ColumnKind.MOMENT, "2026-03-01 08:00", datetime(2026, 3, 1, 0, 0, tzinfo=UTC)),
        (ColumnKind.YES, "是", True),
        (ColumnKind.YES, "No", False),
        (ColumnKind.TERM, "完好", "intact"),
        (ColumnKind.TERM, "Broken", "broken"),
        (ColumnKind.TEXT, None, None),
    ],
)
def test_a_cell_is_read_as_people_write_it(kind: ColumnKind, cell: RawCell, value: object) -> None:
    column = Column(key="x", zh="某列", en="x", kind=kind, vocabulary=LampState)
    assert cell_value(column, cell, meanings={}) == value


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (ColumnKind.TEXT, 9.90101003001e17, "import_cell_rounded"),
        (ColumnKind.TEXT, "#REF!", "import_cell_error"),
        (ColumnKind.TEXT, "一二三四五六七", "import_cell_long"),
        (ColumnKind.TEXT, "", "import_cell_empty"),
        (ColumnKind.INTEGER, "1.5", "import_cell_integer"),
        (ColumnKind.DECIMAL, "NaN", "import_cell_number"),
        (ColumnKind.DATE, "2026-02-30", "import_cell_date"),
        (ColumnKind.YES, "也许", "import_cell_yes"),
        (ColumnKind.TERM, "半坏", "import_cell_word"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(kind: ColumnKind, cell: RawCell, code: str) -> None:
    column = Column(key="x", zh="某列", en="x", kind=kind, required=True, max_length=6, vocabulary=LampState)
    with pytest.raises(CellFault) as fault:
        cell_value(column, cell, meanings={})
    assert fault.value.code == code


def test_the_words_of_a_file_are_translated() -> None:
    column = Column(key="x", zh="某列", en="x", kind=ColumnKind.TERM, vocabulary=LampState)
    assert cell_value(column, "坏", meanings={"坏": "broken"}) == "broken"


# --- mapping -----------------------------------------------------------------------------------------------


def test_a_map_file_says_everything_and_survives_being_kept() -> None:
    said = mapping_of_toml(
        """
        [columns]
        name = "路名"
        [constants]
        area_code = "990101"
        [values.state]
        "坏" = "broken"
        [coordinates]
        system = "local"
        central_meridian = 113.5
        false_easting_m = 50000
        north_first = true
        four = { east_m = 10.0, north_m = 20.0, turn_rad = 0.1 }
        axes = "yx"
        [file]
        layer = "lamps"
        encoding = "gb18030"
        skip_rows = 2
        """
    )
    assert said.system == LocalPlane(
        central_meridian=113.5, false_easting_m=50000, north_first=True,
        four=FourParameters(east_m=10.0, north_m=20.0, turn_rad=0.1),
    )  # fmt: skip
    assert (said.columns, said.swapped, said.skip_rows) == ({"name": "路名"}, True, 2)
    assert mapping_of(mapping_kept(said)) == said
    seven = LocalPlane(central_meridian=114, seven=SevenParameters(x_m=1, y_m=2, z_m=3))
    assert mapping_of(mapping_kept(replace(said, system=seven))).system == seven


@pytest.mark.parametrize(
    "text",
    [
        "[columns",
        '[column]\nname = "x"',
        '[coordinates]\nsystem = "mars"',
        '[file]\nskip_rows = "many"',
        "columns = 3",
    ],
)
def test_a_map_file_that_says_nonsense_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        mapping_of_toml(text)


def test_a_map_of_columns_there_are_not_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        _checked(_sheet(_lamp()), columns={"name": "路名"})
    assert refused.value.code == "import_map_heading"
    with pytest.raises(FileRefused) as refused:
        _checked(_sheet(_lamp()), columns={"nme": "名称"})
    assert refused.value.code == "import_map_word"


# --- keys and coordinates ----------------------------------------------------------------------------------


def test_a_key_that_stands_twice_names_the_first_row() -> None:
    checked = _checked(_sheet(_lamp(), _lamp()), system=Datum.WGS84)
    assert _codes(checked) == [(3, "code", "import_key_twice")]
    assert checked.faults[0].arguments == {"value": "L1", "first": "2"}


def test_coordinates_without_a_system_need_a_word() -> None:
    with pytest.raises(ChoiceNeeded) as refused:
        _checked(_sheet(_lamp()))
    assert refused.value.code == "import_system_missing"


@pytest.mark.parametrize("system", [Datum.GCJ02, Datum.BD09, LocalPlane(central_meridian=114)])
def test_points_of_other_systems_are_brought_to_wgs84(system: Datum | LocalPlane) -> None:
    x, y = from_wgs84(113.5, 34.7, system)
    (record,) = _checked(_sheet(_lamp(x, y)), system=system).records
    assert record.shape is not None
    assert record.shape.coords[0] == pytest.approx((113.5, 34.7), abs=1e-6)


def test_metres_declared_as_degrees_are_refused() -> None:
    with pytest.raises(ChoiceNeeded) as refused:
        _checked(_sheet(_lamp(38546000.0, 3841000.0)), system=Datum.CGCS2000)
    assert refused.value.code == "import_metres_for_degrees"


def test_swapped_axes_are_noticed_and_mended() -> None:
    sheet = _sheet(_lamp(34.7, 113.5))
    with pytest.raises(ChoiceNeeded) as refused:
        _checked(sheet, system=Datum.WGS84)
    assert refused.value.code == "import_axes_swapped"
    (record,) = _checked(sheet, system=Datum.WGS84, swapped=True).records
    assert record.shape is not None
    assert record.shape.coords[0] == (113.5, 34.7)


def test_a_point_outside_the_country_or_far_from_the_district_is_a_fault_of_its_row() -> None:
    rows = [_lamp(113.5 + place / 100, code=f"A{place}") for place in range(4)]
    sheet = _sheet(*rows, _lamp(0.0, 0.0, code="B"), _lamp(121.4, 31.2, code="C"))
    checked = _checked(sheet, system=Datum.WGS84, bounds=(113.4, 34.6, 113.7, 34.8))
    assert _codes(checked) == [(6, "shape", "import_outside_china"), (7, "shape", "import_outside_district")]


def test_a_coordinate_that_is_no_number_is_a_fault() -> None:
    checked = _checked(_sheet(_lamp(), _lamp("东", code="L2")), system=Datum.WGS84)
    assert _codes(checked) == [(3, "经度", "import_cell_number")]


def test_metres_of_a_file_that_names_its_projection_are_converted() -> None:
    square = shapely.box(38455000, 3841000, 38455100, 3841100)
    checked = _polygons(square, crs="EPSG:4526")
    assert checked.faults == ()
    shape = checked.records[0].shape
    assert shape is not None
    assert shape.geom_type == "MultiPolygon"
    assert (shape.centroid.x, shape.centroid.y) == pytest.approx((113.5, 34.7), abs=0.05)


def test_bad_shapes_are_named() -> None:
    bow = shapely.Polygon([(113.5, 34.7), (113.6, 34.8), (113.6, 34.7), (113.5, 34.8)])
    square, turned = shapely.box(113.5, 34.7, 113.6, 34.8), shapely.box(113.5, 34.7, 113.6, 34.8, ccw=False)
    checked = _polygons(square, bow, turned, None, shapely.Polygon(), shapely.Point(113.5, 34.7))
    assert _codes(checked) == [
        (3, "shape", "import_shape_crossing"),
        (4, "shape", "import_shape_twice"),
        (5, "shape", "import_shape_missing"),
        (6, "shape", "import_shape_empty"),
        (7, "shape", "import_shape_kind"),
    ]
    assert checked.faults[1].arguments == {"first": "2"}


# --- comparing ---------------------------------------------------------------------------------------------


def test_only_columns_of_the_file_are_compared_and_nothing_equals_an_empty_text() -> None:
    known = Known(pk=1, values={"code": "L1", "name": "路灯", "note": "旧", "watts": 40.0})
    record = Record(row=2, values={"code": "L1", "name": "路灯", "watts": 40})
    assert list(differences(record, known)) == []
    changed = Record(row=2, values={"code": "L1", "note": None})
    assert list(differences(changed, known)) == [("note", "旧", None)]


def test_a_shape_that_begins_with_another_corner_is_the_same() -> None:
    one = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    other = shapely.MultiPolygon([shapely.Polygon([(1, 1), (0, 1), (0, 0), (1, 0)])])
    known = Known(pk=1, values={}, shape=one)
    assert list(differences(Record(row=1, values={}, shape=other), known)) == []
    moved = shapely.box(0, 0, 1, 1.001)
    assert [key for key, _, _ in differences(Record(row=1, values={}, shape=moved), known)] == ["shape"]


def test_values_survive_being_kept() -> None:
    values: dict[str, Value] = {
        "a": date(2026, 3, 1),
        "b": datetime(2026, 3, 1, tzinfo=UTC),
        "c": "文",
        "d": None,
        "e": 1.5,
        "f": True,
    }
    assert values_read(values_kept(values)) == values
