"""The demo district as files of the import kinds, in the order in which they must be imported.

On purpose not all alike, so that the doors a bureau needs are walked through: shapes as GeoJSON and
GeoPackage, the base map in GCJ-02 with its MAP.toml, components with the field names of the standard, people
as GB18030 with Chinese headings, posts as an Excel sheet.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from openpyxl import Workbook
from shapely.geometry import MultiLineString, Point, mapping
from shapely.geometry.base import BaseGeometry

from xiuhua.ground.demo.areas import AreaRow, Areas, areas_drawn
from xiuhua.ground.demo.basemap import FeatureRow, basemap_drawn
from xiuhua.ground.demo.components import ComponentRow, components_drawn
from xiuhua.ground.demo.duties import DutyRow, duties_drawn
from xiuhua.ground.demo.fleet import MountRow, VehicleRow, mounts_drawn, vehicles_drawn
from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.plan import FRAME_M
from xiuhua.ground.demo.premises import PartyRow, PremisesRow, premises_drawn
from xiuhua.ground.demo.streets import Town, town_built
from xiuhua.ground.demo.units import HOME, SINCE, Staff, staff_drawn
from xiuhua.ground.terms.areas import FeatureKind
from xiuhua.ground.terms.components import Accuracy, ComponentSource, ComponentState
from xiuhua.shared.coordinates import Datum, shape_from_wgs84

_WEST, _SOUTH, _EAST, _NORTH = 120.040, 30.205, 120.240, 30.345  # degrees, WGS84, of the frame's corners
_DIGITS = 7  # about a centimetre
_GNSS_MAP = """\
# Longitude and latitude as receivers give them; a table cannot say so itself.
[coordinates]
system = "wgs84"
"""
_MAPS = {  # what a clerk has to say about a file before it can be read rightly
    "basemap": """\
# From a mapping company, in the coordinates of public map services.
[coordinates]
system = "gcj02"
""",
    "people": """\
[columns]
work_number = "工号"
name = "姓名"
phone = "联系电话"
unit = "单位代码"
username = "账号"

[file]
encoding = "gb18030"
""",
    "posts": """\
[columns]
work_number = "工号"
unit = "单位代码"
role = "角色"
title = "职务"
area_code = "区域代码"
since = "起始时间"
until = "终止时间"
deputy = "备岗工号"

[file]
layer = "岗位"
""",
    "premises": _GNSS_MAP,
    "mounts": _GNSS_MAP,
    "components": """\
[file]
layer = "GLBJ"
""",
}

_CLERKS = {HOME: "clerk", "990102": "linjiang"}
_CODES_IN = {  # the column that tells a row's district, and where in it: credit codes have it third
    "units": ("area_code", 0),
    "people": ("单位代码", 2),
    "posts": ("单位代码", 2),
    "duties": ("area_code", 0),
    "parties": ("area_code", 0),
    "premises": ("area_code", 0),
    "components": ("SZDYWGBSM", 0),
    "vehicles": ("area_code", 0),
    "mounts": ("area_code", 0),
}

Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of one file. `shapes`, where there are any, are WGS84."""

    kind: str
    file: str
    rows: list[dict[str, Cell]]
    shapes: list[BaseGeometry] | None = None
    map_file: str = ""
    account: str = "admin"


@dataclass(frozen=True, kw_only=True)
class District:
    """Everything that was drawn, in metres, before it becomes files."""

    town: Town
    areas: Areas
    features: list[FeatureRow]
    staff: Staff
    premises: list[PremisesRow]
    parties: list[PartyRow]
    components: list[ComponentRow]
    vehicles: list[VehicleRow]
    mounts: list[MountRow]
    duties: list[DutyRow]


def district_drawn(*, seed: int = 1, scale: float = 1.0) -> District:
    """Return the district; `scale` is the share of its ground, for quick tests."""
    town = town_built(seed=seed, scale=scale)
    areas = areas_drawn(town, seed=seed)
    features = basemap_drawn(town, seed=seed)
    staff = staff_drawn(areas, seed=seed, scale=scale)
    premises, parties = premises_drawn(town, areas, seed=seed)
    components = components_drawn(town, areas, staff, features, seed=seed)
    return District(
        town=town,
        areas=areas,
        features=features,
        staff=staff,
        premises=premises,
        parties=parties,
        components=components,
        vehicles=vehicles_drawn(staff, seed=seed, scale=scale),
        mounts=mounts_drawn(components, staff, seed=seed, scale=scale),
        duties=duties_drawn(areas, staff),
    )


def to_degrees(points: Metres) -> Metres:
    """Return WGS84 degrees of metres in the frame, rounded so that shared vertices stay shared."""
    share = np.asarray(points) / np.array(FRAME_M)
    return np.asarray(np.round(share * [_EAST - _WEST, _NORTH - _SOUTH] + [_WEST, _SOUTH], _DIGITS))


def shape_in_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape of the frame in WGS84 degrees."""
    moved: BaseGeometry = shapely.transform(shape, to_degrees)
    return moved


def tables_of(district: District) -> tuple[Table, ...]:
    """Return the files' rows in the order of import."""
    areas, segments = _area_tables(district)
    registers = (
        _units(district),
        _people(district),
        _posts(district),
        _duties(district),
        _parties(district),
        _premises(district),
        _components(district),
        _vehicles(district),
        _mounts(district),
    )
    each = (part for table in registers for part in _by_district(table))
    return (areas, _roads(district), segments, _basemap(district), *each)


def _by_district(table: Table) -> Iterator[Table]:
    """Yield the rows of a register for the clerk of each district: nobody imports into another's."""
    column, start = _CODES_IN[table.kind]
    for district, account in _CLERKS.items():
        chosen = [
            place for place, row in enumerate(table.rows) if str(row[column]).startswith(district, start)
        ]
        if chosen:
            yield replace(
                table,
                file=table.file if district == HOME else f"{district}-{table.file}",
                rows=[table.rows[place] for place in chosen],
                shapes=None if table.shapes is None else [table.shapes[place] for place in chosen],
                account=account,
            )


def digest_of(tables: Sequence[Table]) -> str:
    """Return a digest of every cell and shape, the same for the same seed."""
    whole = hashlib.sha256()
    for table in tables:
        whole.update(json.dumps([table.kind, table.file, table.rows], ensure_ascii=False).encode())
        if table.shapes is not None:
            for shape in table.shapes:
                whole.update(shape.wkb)
    return whole.hexdigest()


@dataclass(frozen=True, kw_only=True)
class DemoFile:
    """A file that was written: what it holds, how many rows, who imports it, and its MAP.toml or nothing."""

    kind: str
    file: str
    map_file: str
    account: str
    rows: int

    def __str__(self) -> str:
        mapping = f" --map {self.map_file}" if self.map_file else ""
        return f"{self.kind} {self.file}{mapping} --as {self.account}"


def write_demo(folder: Path, *, seed: int = 1, scale: float = 1.0) -> tuple[DemoFile, ...]:
    """Write the district's files, and `order.txt`: the words after `./xiuhua import`, a line each."""
    folder.mkdir(parents=True, exist_ok=True)
    order = []
    for table in tables_of(district_drawn(seed=seed, scale=scale)):
        _WRITERS[Path(table.file).suffix](folder / table.file, table)
        if table.map_file:
            (folder / table.map_file).write_text(_MAPS[table.kind], encoding="utf-8")
        order.append(
            DemoFile(
                kind=table.kind,
                file=table.file,
                map_file=table.map_file,
                account=table.account,
                rows=len(table.rows),
            )
        )
    (folder / "order.txt").write_text("".join(f"{one}\n" for one in order), encoding="utf-8")
    return tuple(order)


def _area_tables(district: District) -> tuple[Table, Table]:
    def row(area: AreaRow) -> dict[str, Cell]:
        return {
            "code": area.code,
            "name": area.name,
            "level": area.level,
            "parent": area.parent,
            "state": "valid",
            "members": " ".join(area.members),
            "road": area.road,
        }

    tree = [area for area in district.areas.rows if area.shape is not None]
    lines = [area for area in district.areas.rows if area.line is not None]
    return (
        Table(
            kind="areas",
            file="areas.geojson",
            rows=[row(area) for area in tree],
            shapes=[shape_in_degrees(area.shape) for area in tree],
        ),
        Table(
            kind="areas",
            file="segments.geojson",
            rows=[row(area) for area in lines],
            shapes=[shape_in_degrees(area.line) for area in lines],
        ),
    )


def _roads(district: District) -> Table:
    town = district.town
    rows: list[dict[str, Cell]] = [
        {
            "code": road.code,
            "name": road.name,
            "road_class": road.road_class,
            "width_m": road.width_m,
            "area_code": road.district,
        }
        for road in town.roads
    ]
    shapes = [shape_in_degrees(MultiLineString([town.line(run) for run in road.runs])) for road in town.roads]
    return Table(kind="roads", file="roads.gpkg", rows=rows, shapes=shapes)


def _basemap(district: District) -> Table:
    labels = {kind.value: kind.zh for kind in FeatureKind}
    rows: list[dict[str, Cell]] = [
        {
            "编号": row.code,
            "类型": labels[row.kind],
            "名称": row.name,
            "层数": row.floors,
            "所在区县": row.district,
        }
        for row in district.features
    ]
    shapes = [_gcj02(shape_in_degrees(row.shape)) for row in district.features]
    return Table(
        kind="basemap", file="basemap.geojson", rows=rows, shapes=shapes, map_file="basemap.MAP.toml"
    )


def _gcj02(shape: BaseGeometry) -> BaseGeometry:
    moved = shape_from_wgs84(shape, Datum.GCJ02)
    rounded: BaseGeometry = shapely.transform(moved, lambda points: np.round(points, _DIGITS))
    return rounded


def _units(district: District) -> Table:
    return Table(kind="units", file="units.csv", rows=[asdict(unit) for unit in district.staff.units])


def _people(district: District) -> Table:
    rows: list[dict[str, Cell]] = [
        {
            "工号": one.work_number,
            "姓名": one.name,
            "联系电话": one.phone,
            "单位代码": one.unit,
            "账号": one.username,
        }
        for one in district.staff.people
    ]
    return Table(kind="people", file="people.gb18030.csv", rows=rows, map_file="people.MAP.toml")


def _posts(district: District) -> Table:
    rows: list[dict[str, Cell]] = [
        {
            "工号": post.work_number,
            "单位代码": post.unit,
            "角色": post.role,
            "职务": post.title,
            "区域代码": post.area_code,
            "起始时间": SINCE,
            "终止时间": None,
            "备岗工号": post.deputy,
        }
        for post in district.staff.posts
    ]
    return Table(kind="posts", file="posts.xlsx", rows=rows, map_file="posts.MAP.toml")


def _duties(district: District) -> Table:
    return Table(kind="duties", file="duties.csv", rows=[asdict(duty) for duty in district.duties])


def _parties(district: District) -> Table:
    rows: list[dict[str, Cell]] = [{**asdict(party), "state": "active"} for party in district.parties]
    return Table(kind="parties", file="parties.csv", rows=rows)


def _premises(district: District) -> Table:
    return Table(
        kind="premises",
        file="premises.csv",
        rows=[_placed(asdict(one)) for one in district.premises],
        map_file="premises.MAP.toml",
    )


def _vehicles(district: District) -> Table:
    return Table(kind="vehicles", file="vehicles.csv", rows=[asdict(one) for one in district.vehicles])


def _mounts(district: District) -> Table:
    return Table(
        kind="mounts",
        file="devices.csv",
        rows=[_placed(asdict(one)) for one in district.mounts],
        map_file="devices.MAP.toml",
    )


def _placed(row: dict[str, object]) -> dict[str, Cell]:
    """Return a row with its place as two columns of degrees."""
    longitude, latitude = to_degrees(np.asarray(row.pop("place"))).tolist()
    cells = {
        key: value for key, value in row.items() if isinstance(value, str | int | float) or value is None
    }
    return {**cells, "longitude": longitude, "latitude": latitude}


def _components(district: District) -> Table:
    states = {state.value: state.zh for state in ComponentState}
    accuracies = {accuracy.value: accuracy.zh for accuracy in Accuracy}
    names = {unit.code: unit.name for unit in district.staff.units}
    areas = {area.code: area.name for area in district.areas.rows if area.level in {"street", "community"}}
    rows: list[dict[str, Cell]] = [
        {
            "GLBJBSM": one.code,
            "GLBJMC": one.name,
            "ZGBMDM": one.steward,
            "ZGBMMC": names[one.steward],
            "QSDWDM": one.owner,
            "QSDWMC": names[one.owner],
            "YHDWDM": one.keeper,
            "YHDWMC": names[one.keeper],
            "SZDYWGBSM": one.grid_code,
            "GLBJZT": states[one.state],
            "CSRQ": one.surveyed_on.replace("-", ""),
            "BGRQ": one.changed_on.replace("-", "") or None,
            "SJLY": ComponentSource.MEASURED.zh,
            "BZ": one.note,
            "SZJDDM": one.grid_code[:9],
            "SZJDMC": areas[one.grid_code[:9]],
            "SZSQDM": one.grid_code[:12],
            "SZSQMC": areas[one.grid_code[:12]],
            "code_2013": one.code_2013 or None,
            "accuracy": accuracies[one.accuracy],
        }
        for one in district.components
    ]
    places = to_degrees(np.array([one.place for one in district.components]).reshape(-1, 2))
    shapes: list[BaseGeometry] = [Point(place) for place in places.tolist()]
    return Table(
        kind="components", file="components.gpkg", rows=rows, shapes=shapes, map_file="components.MAP.toml"
    )


def _geojson_written(path: Path, table: Table) -> None:
    shapes: Iterable[BaseGeometry] = table.shapes or ()
    features = [
        {"type": "Feature", "properties": row, "geometry": mapping(shape)}
        for row, shape in zip(table.rows, shapes, strict=True)
    ]
    text = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n', encoding="utf-8")


def _geopackage_written(path: Path, table: Table) -> None:
    path.unlink(missing_ok=True)
    columns = list(table.rows[0])
    shapes = np.array(table.shapes or [])
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(shapes),
        field_data=[_column([row[column] for row in table.rows]) for column in columns],
        fields=columns,
        geometry_type=shapes[0].geom_type,
        crs="EPSG:4326",
        layer="GLBJ" if table.kind == "components" else table.kind,
        driver="GPKG",
    )


def _column(cells: Sequence[Cell]) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    if all(isinstance(cell, int | float) for cell in cells):
        return np.array(cells, dtype=np.float64)
    return np.array(cells, dtype=object)


def _csv_written(path: Path, table: Table) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(table.rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table.rows)
    path.write_bytes(text.getvalue().encode("gb18030" if ".gb18030." in path.name else "utf-8"))


def _workbook_written(path: Path, table: Table) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("岗位")
    sheet.append(list(table.rows[0]))
    for row in table.rows:
        sheet.append(list(row.values()))
    book.save(path)


_WRITERS: dict[str, Callable[[Path, Table], None]] = {
    ".geojson": _geojson_written,
    ".gpkg": _geopackage_written,
    ".csv": _csv_written,
    ".xlsx": _workbook_written,
}
