"""Files of the ground through the doors that people use: the command, the pages, and the API."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.ground.models import Area, Component, HandbookLine, Mount, Person, Post, Premises, Unit
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.fields import square
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.intake.models import ImportedRow, ImportFault, ImportRun
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries import verify
from xiuhua.shared.actor import Actor

SignIn = Callable[..., Client]
Imported = Callable[..., tuple[int, str]]
GRID = "990101003001001"
_COMPONENT = {
    "GLBJBSM": "99010101037000001", "GLBJMC": "路灯", "ZGBMDM": "YH-CG", "ZGBMMC": "云河区城管局",
    "QSDWDM": "YH-CG", "QSDWMC": "云河区城管局", "YHDWDM": "YH-LD", "YHDWMC": "云河路灯公司",
    "SZDYWGBSM": GRID, "GLBJZT": "完好", "CSRQ": "2026-01-05", "BGRQ": "2026-03-02", "SJLY": "measured",
    "BZ": "单臂", "SZJDDM": "990101003", "SZJDMC": "绣衣街道", "SZSQDM": "990101003001", "SZSQMC": "锦绣社区",
}  # fmt: skip
_WGS84 = '[coordinates]\nsystem = "wgs84"\n'
_COUNTED = (Area, Component, Premises, Person, Post, HandbookLine, ImportedRow)


@pytest.fixture
def register(ground: Ground, recorder: Actor) -> None:
    """A catalogue, two units, a community and its unit grid; the district has a boundary."""
    catalogue_seed()
    district, street = Area.objects.get(code="990101"), Area.objects.get(code="990101003")
    Area.objects.filter(pk=district.pk).update(shape=_multi(shapely.box(119.95, 29.95, 120.3, 30.35)))
    community = Area.objects.create(
        code="990101003001", name="锦绣社区", level="community", parent=street, updated_at=NOON
    )
    Area.objects.create(code=GRID, name="1", level="unit_grid", parent=community, updated_at=NOON)
    for code, name in (("YH-CG", "云河区城管局"), ("YH-LD", "云河路灯公司")):
        Unit.objects.create(
            code=code, name=name, kind="bureau", area=district, area_code="990101", recorded_at=NOON,
            updated_at=NOON,
        )  # fmt: skip


def _multi(shape: shapely.Geometry) -> str:
    return str(shapely.to_wkb(shapely.MultiPolygon([shape]), hex=True))


@pytest.fixture
def clerk(sign_in: SignIn) -> Client:
    """A register clerk of the district at the desk, called `clerk` on the command line."""
    return sign_in("ground_clerk", area="990101", person="clerk")


@pytest.fixture
def imported(capsys: pytest.CaptureFixture[str]) -> Imported:
    """Run `./xiuhua import` and return its exit status and all that it printed."""

    def run(kind: str, file: Path, *words: str, person: str = "clerk") -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            call_command("import_file", kind, str(file), "--as", person, *words)
        told = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, told.out + told.err

    return run


def _counts() -> list[int]:
    with scope_opened(("*",)):
        return [model.objects.count() for model in _COUNTED]


def _gpkg(
    path: Path, rows: Sequence[dict[str, str]], shapes: Sequence[shapely.Geometry], **named: str
) -> Path:
    fields = list(rows[0])
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(np.array(shapes, dtype=object)), fields=fields, driver="GPKG",
        field_data=[np.array([row[field] for row in rows], dtype=object) for field in fields],
        geometry_type="Unknown", **{"crs": "EPSG:4326", **named},
    )  # fmt: skip
    return path


def _lamps(number: int) -> list[dict[str, str]]:
    return [{**_COMPONENT, "GLBJBSM": f"99010101037{one:06d}"} for one in range(1, number + 1)]


def _at(number: int) -> list[shapely.Geometry]:
    return [shapely.Point(120.1 + one / 10_000, 30.25) for one in range(number)]


# --- what goes well ----------------------------------------------------------------------------------------


def test_a_census_comes_through_the_api_and_goes_again(register: None, clerk: Client, tmp_path: Path) -> None:
    file = _gpkg(tmp_path / "普查.gpkg", _lamps(3), _at(3))
    before = _counts()
    run = _posted(clerk, "components", file)
    assert (run["state"], run["new"], run["faulty"]) == ("previewed", 3, 0)
    url = f"/api/v1/imports/{run['id']}"
    assert _json(clerk.post(f"{url}/commit", "{}", content_type="application/json"))["state"] == "done"
    row = Component.objects.select_related("keeper").get(code="99010101037000002")
    assert (row.keeper and row.keeper.code, row.place.coords) == ("YH-LD", (120.1001, 30.25))
    assert (row.surveyed_on, row.changed_on, row.note) == (date(2026, 1, 5), date(2026, 3, 2), "单臂")
    again = _posted(clerk, "components", file)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 3)
    undone = clerk.post(f"{url}/undo", '{"reason": "交错了文件"}', content_type="application/json")
    assert _json(undone)["state"] == "undone"
    assert _counts() == before
    ours = [one for one in verify().faults if (one.subject or "").startswith(("component:", "import:"))]
    assert ours == []


def _posted(client: Client, kind: str, file: Path, said: str = "") -> dict[str, object]:
    sent = {"kind": kind, "file": SimpleUploadedFile(file.name, file.read_bytes()), "map": said}
    return _json(client.post("/api/v1/imports", sent))


def _json(answer: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer.content)  # type: ignore[attr-defined]  # Django's answer
    return found


def test_what_somebody_rests_on_is_not_taken_back_and_is_named(
    register: None, clerk: Client, tmp_path: Path
) -> None:
    run = _posted(clerk, "components", _gpkg(tmp_path / "a.gpkg", _lamps(2), _at(2)))
    url = f"/api/v1/imports/{run['id']}"
    clerk.post(f"{url}/commit", "{}", content_type="application/json")
    Component.objects.filter(code="99010101037000002").update(note="换了灯头")
    before = _counts()
    refused = clerk.post(f"{url}/undo", '{"reason": "错"}', content_type="application/json")
    assert refused.status_code == 409
    assert "99010101037000002" in _json(refused)["message"]  # type: ignore[operator]  # a text
    assert _counts() == before
    with scope_opened(("*",)):
        assert ImportRun.objects.get(pk=str(run["id"])).state == "done"


def test_what_something_refers_to_is_not_taken_back_and_its_row_is_named(
    register: None, clerk: Client, tmp_path: Path
) -> None:
    run = _posted(clerk, "components", _gpkg(tmp_path / "a.gpkg", _lamps(3), _at(3)))
    url = f"/api/v1/imports/{run['id']}"
    clerk.post(f"{url}/commit", "{}", content_type="application/json")
    lamp = Component.objects.get(code="99010101037000002")
    camera = Mount.objects.create(
        code="SX-1", name="球机", kind="camera_place", area=lamp.area, area_code=lamp.area_code,
        place=lamp.place, component=lamp, recorded_at=NOON, updated_at=NOON,
    )  # fmt: skip
    refused = clerk.post(f"{url}/undo", '{"reason": "错"}', content_type="application/json")
    assert (refused.status_code, _json(refused)["code"]) == (409, "import_row_in_use")
    assert "第 2 行“99010101037000002”" in _json(refused)["message"]  # type: ignore[operator]  # a text
    assert Component.objects.count() == 3
    Mount.objects.filter(pk=camera.pk).update(component=None)
    undone = clerk.post(f"{url}/undo", '{"reason": "错"}', content_type="application/json")
    assert _json(undone)["state"] == "undone"


def test_a_preview_draws_its_points_on_the_map(register: None, clerk: Client, tmp_path: Path) -> None:
    run = _posted(clerk, "components", _gpkg(tmp_path / "a.gpkg", _lamps(2), _at(2)))
    page = clerk.get(f"/imports/{run['id']}")
    overlay = page.context["view"].map.overlay
    assert [one["geometry"]["type"] for one in overlay["features"]] == ["Point", "Point"]
    assert "99010101037000002" in page.content.decode()


def test_a_boundary_in_gcj02_lands_where_it_lies(
    db: None, sign_in: SignIn, imported: Imported, reference_data: Callable[[str], Path], tmp_path: Path
) -> None:
    sign_in("ground_clerk", area="330106", person="clerk")
    said = tmp_path / "MAP.toml"
    said.write_text('[columns]\ncode = "adcode"\n[coordinates]\nsystem = "gcj02"\n')
    file = reference_data("boundaries/datav2019_330106.geojson")
    status, told = imported("areas", file, "--map", str(said), "--yes")
    assert status == 0, told
    area = Area.objects.get(code="330106")
    assert (area.name, area.level) == ("西湖区", "district")
    assert area.shape is not None
    shape = shapely.from_wkb(bytes(area.shape.wkb))
    assert shape.contains(shapely.Point(120.1400, 30.2460))  # the middle of the West Lake, WGS84
    given = shapely.from_geojson(json.dumps(json.loads(file.read_text("utf-8"))["features"][0]["geometry"]))
    shift = np.array(given.centroid.coords[0]) - np.array(shape.centroid.coords[0])
    metres = shift * (111_320 * np.cos(np.radians(30.2)), 110_850)
    assert 400 < metres[0] < 520  # GCJ-02 lies about 450 m east and 240 m south of WGS84 around Hangzhou
    assert -290 < metres[1] < -190


def test_the_form_that_bureaus_use_needs_no_key(
    register: None, sign_in: SignIn, imported: Imported, tmp_path: Path
) -> None:
    sign_in("data_admin", area="990101", person="clerk")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("类型", "代码", "名称", "条件序号", "立案条件", "处置时限", "结案条件", "主管部门"),
        ("", "06010", "", 1, "发现即立案", "4工作时", "清除干净", "云河区城管局"),
        ("", "06010", "", 2, "面积大于1平方米", "1工作日", "清除干净", "云河区城管局"),
        ("component_kind", "01037", "", 1, "灯不亮", "2工作日", "恢复照明", "云河区城管局"),
    ):
        sheet.append(row)
    file = tmp_path / "手册.xlsx"
    book.save(file)
    status, told = imported("catalogue", file, "--yes")
    assert status == 0, told
    assert HandbookLine.objects.count() == 3


# --- what goes wrong ---------------------------------------------------------------------------------------

_BOW = shapely.Polygon([(120.1, 30.25), (120.101, 30.251), (120.101, 30.25), (120.1, 30.251)])
_HEAD = "代码,名称\n"


def _zipped(path: Path, members: dict[str, bytes], *, link: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _workbook(path: Path, rows: Sequence[Sequence[object]], *, merged: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    book.save(path)
    return path


def _sheet_bomb(path: Path, rows: int) -> Path:
    """Write a workbook of many rows, which a spreadsheet holds in little space."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("代码", "名称"))
    for _ in range(rows):
        sheet.append(("990101003009", "x"))
    book.save(path)
    return path


def _geojson(path: Path, *features: tuple[dict[str, str], shapely.Geometry]) -> Path:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": said, "geometry": json.loads(shapely.to_geojson(shape))}
            for said, shape in features
        ],
    }
    return _written(path, json.dumps(collection).encode())


_NEW = {"code": "990101003009", "name": "新社区"}
_TWIN = {"code": "990101003008", "name": "同界社区"}
_FOREIGN = {"code": "990102001009", "name": "邻区社区"}

_BAD: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "mixed encodings": (
        lambda at: _written(at / "a.csv", _HEAD.encode() + "990101003009,新社区\n".encode() * 3
                            + "990101003008,旧社区\n".encode("gb18030")),
        "a.csv: ", "第 5 行",
    ),
    "no encoding at all": (
        lambda at: _written(at / "a.csv", _HEAD.encode() + b"990101003009,\xff\xff\x81\n"),
        "a.csv: ", "第 2 行",
    ),
    "a self-crossing boundary": (
        lambda at: _geojson(at / "a.geojson", (_NEW, _BOW)), "a.geojson:1: ", "相交",
    ),
    "the same boundary twice": (
        lambda at: _geojson(at / "a.geojson", (_NEW, square(0, 0)), (_TWIN, square(0, 0))),
        "a.geojson:2: ", "990101003009",
    ),
    "a code of another district": (
        lambda at: _geojson(at / "a.geojson", (_FOREIGN, square(0, 0))), "a.geojson:1: ", "990102001009",
    ),
    "swapped axes": (
        lambda at: _geojson(
            at / "a.geojson", (_NEW, shapely.transform(square(0, 0), lambda points: points[:, ::-1]))
        ),
        "a.geojson: ", "经纬度",
    ),
    "metres called degrees": (
        lambda at: _geojson(at / "a.geojson", (_NEW, shapely.box(4e7, 3e6, 4.1e7, 3.1e6))),
        "a.geojson: ", "坐标系",
    ),
    "far from the district": (
        lambda at: _geojson(at / "a.geojson", (_NEW, shapely.box(104.0, 35.0, 104.1, 35.1))),
        "a.geojson:1: ", "104.00000",
    ),
    "a million rows": (
        lambda at: _sheet_bomb(at / "a.xlsx", 300_002), "a.xlsx: ", "300000",
    ),
    "a formula without a value": (
        lambda at: _workbook(at / "a.xlsx", [("代码", "名称"), ("990101003009", '="新"&"社区"')]),
        "a.xlsx:2: ", "B2",
    ),
    "a zip bomb": (
        lambda at: _zipped(at / "a.zip", {"a.csv": b"0" * 60_000_000}), "a.zip: ", "压缩",
    ),
    "a link out of the archive": (
        lambda at: _zipped(at / "a.zip", {"a.csv": _HEAD.encode()}, link="b.csv"), "a.zip: ", "b.csv",
    ),
    "a way out of the archive": (
        lambda at: _zipped(at / "a.zip", {"../a.csv": _HEAD.encode()}), "a.zip: ", "../a.csv",
    ),
}  # fmt: skip


def _area_entries() -> int:
    return Entry.objects.filter(act__startswith="area.").count()


@pytest.mark.slow("one of them is a sheet of 300,000 rows")
@pytest.mark.parametrize("what", _BAD)
def test_bad_input_is_named_by_file_row_and_reason_and_leaves_nothing(
    register: None, clerk: Client, imported: Imported, tmp_path: Path, what: str
) -> None:
    make, place, reason = _BAD[what]
    file, before, entries = make(tmp_path), _counts(), _area_entries()
    status, told = imported("areas", file, "--yes", "--dry-run")
    assert (status in {1, 2}, place in told, reason in told) == (True, True, True), told
    with scope_opened(("*",)):
        assert (ImportRun.objects.count(), ImportFault.objects.count()) == (0, 0), "a dry run left something"
    assert imported("areas", file, "--yes") == (status, told)
    assert (_counts(), _area_entries()) == (before, entries)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_taken_in_every_encoding_spreadsheets_write(
    register: None, clerk: Client, imported: Imported, tmp_path: Path, encoding: str
) -> None:
    file = _written(tmp_path / "a.csv", f"{_HEAD}990101003009,琉璃社区\n".encode(encoding))
    assert imported("areas", file, "--yes")[0] == 0
    assert Area.objects.get(code="990101003009").name == "琉璃社区"


def test_merged_headings_are_read(register: None, clerk: Client, imported: Imported, tmp_path: Path) -> None:
    rows = [("社区", None), ("代码", "名称"), ("990101003009", "新社区")]
    status, told = imported("areas", _workbook(tmp_path / "a.xlsx", rows, merged="A1:B1"), "--yes")
    assert status == 0, told
    assert Area.objects.get(code="990101003009").name == "新社区"


def test_points_without_a_system_ask_for_one(
    register: None, clerk: Client, imported: Imported, tmp_path: Path
) -> None:
    head = ",".join([*_COMPONENT, "经度", "纬度"])
    file = _written(
        tmp_path / "a.csv", f"{head}\n{','.join([*_COMPONENT.values(), '120.1', '30.25'])}\n".encode()
    )
    status, told = imported("components", file, "--yes")
    assert (status, "坐标系" in told, Component.objects.count()) == (2, True, 0)
    said = _written(tmp_path / "MAP.toml", _WGS84.encode())
    assert imported("components", file, "--yes", "--map", str(said))[0] == 0
    assert Component.objects.count() == 1


def test_good_rows_are_written_only_where_somebody_leaves_the_faulty_out(
    register: None, clerk: Client, imported: Imported, tmp_path: Path
) -> None:
    file = _geojson(tmp_path / "a.geojson", (_NEW, square(0, 0)), (_FOREIGN, square(2, 2)))
    before = _counts()
    assert imported("areas", file, "--yes")[0] == 1
    assert _counts() == before
    assert imported("areas", file, "--yes", "--skip-faulty")[0] == 0
    assert Area.objects.filter(code="990101003009").exists()
    assert not Area.objects.filter(code="990102001009").exists()


# --- the street codes of the whole country -----------------------------------------------------------------


@pytest.mark.heavy
@pytest.mark.slow("44,330 areas with their ledger entries")
def test_the_street_codes_of_the_country_come_through_the_command(
    db: None, sign_in: SignIn, imported: Imported, reference_data: Callable[[str], Path]
) -> None:
    sign_in("ground_clerk", area="", person="clerk")
    for name in ("codes/cn_codes_areas.csv", "codes/cn_codes_streets.csv"):
        status, told = imported("areas", reference_data(name), "--yes")
        assert status == 0, told
    scope_set(("",))
    assert Area.objects.filter(level="street", shape=None).count() == 41_352
    assert Area.objects.filter(level="district", parent=None).count() == 2_978
