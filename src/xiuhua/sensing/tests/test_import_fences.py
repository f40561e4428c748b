"""Fences from files by the command line: what is taken, and how what is wrong is named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import call_command
from django.test import Client

from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Fence, FenceVersion, Rule
from xiuhua.sensing.terms import RuleState

SignIn = Callable[..., Client]
Imported = Callable[..., tuple[int, str]]
BOX = shapely.box(120.105, 30.245, 120.1085, 30.255)
ROUTE = shapely.LineString([(120.1, 30.25), (120.12, 30.25), (120.12, 30.26)])
BAN = {
    "code": "lakeside", "name": "湖滨禁行区", "area_code": "990101", "effect": "禁止进入", "severity": "较重",
    "hours": "7:00-9:00, 17:00-19:00", "after_minutes": 2,
}  # fmt: skip
WAY = {"code": "spoil_way", "name": "渣土路线", "area_code": "990101", "effect": "不得离开", "width_m": 80}


@pytest.fixture
def keeper(city: None, sign_in: SignIn) -> Client:
    """Who looks after the district's fences, called `keeper` on the command line."""
    return sign_in("data_admin", area="990101", person="keeper")


@pytest.fixture
def imported(keeper: Client, capsys: pytest.CaptureFixture[str]) -> Imported:
    """Run `./xiuhua import fences` and return its exit status and all that it printed."""

    def run(file: Path, *words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            call_command("import_file", "fences", str(file), "--as", "keeper", "--yes", *words)
        told = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, told.out + told.err

    return run


def _geojson(folder: Path, *features: tuple[dict[str, object], shapely.Geometry | None]) -> Path:
    path = folder / "fences.geojson"
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "properties": said,
                "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
            }
            for said, shape in features
        ],
    }  # fmt: skip
    path.write_text(json.dumps(collection), "utf-8")
    return path


def _shapefile(folder: Path) -> Path:
    said = {name: str(BAN[name]) for name in ("code", "name", "area_code", "effect", "severity")}
    pyogrio.raw.write(
        folder / "fences.shp", geometry=shapely.to_wkb(np.array([BOX], dtype=object)), fields=list(said),
        field_data=[np.array([value], dtype=object) for value in said.values()], geometry_type="Polygon",
        crs="EPSG:4326", driver="ESRI Shapefile", encoding="UTF-8",
    )  # fmt: skip
    path = folder / "fences.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.glob("fences.*"):
            if part != path:
                archive.write(part, part.name)
    return path


def test_areas_and_routes_come_from_geojson_and_their_rules_are_on(
    imported: Imported, tmp_path: Path
) -> None:
    status, told = imported(_geojson(tmp_path, (BAN, BOX), (WAY, ROUTE)))
    assert status == 0, told
    ban, way = Fence.objects.get(code="lakeside"), Fence.objects.get(code="spoil_way")
    version = FenceVersion.objects.get(fence=ban)
    assert (version.hours, version.after_s, version.severity) == (
        ["07:00-09:00", "17:00-19:00"],
        120,
        "major",
    )
    assert shapely.from_wkb(bytes(version.shape.wkb)).equals(BOX)
    assert Rule.objects.get(code="fence-lakeside").state == RuleState.ON
    corridor = FenceVersion.objects.get(fence=way)
    assert (corridor.width_m, corridor.severity, way.rule_id) == (80, "", None)
    assert shapely.from_wkb(bytes(corridor.shape.wkb)).covers(
        shapely.Point(120.11, 30.2503)
    )  # 33 m beside it
    assert not shapely.from_wkb(bytes(corridor.shape.wkb)).covers(shapely.Point(120.11, 30.2505))  # 56 m
    assert Entry.objects.filter(act="fence.create").count() == 2


def test_a_shapefile_is_taken_and_the_same_again_changes_nothing(imported: Imported, tmp_path: Path) -> None:
    file = _shapefile(tmp_path)
    status, told = imported(file)
    assert status == 0, told
    assert FenceVersion.objects.get().number == 1
    assert imported(file)[0] == 0
    assert FenceVersion.objects.get().number == 1
    (tmp_path / "again").mkdir()
    changed = _geojson(tmp_path / "again", ({**BAN, "severity": "严重"}, BOX))
    status, told = imported(changed)
    assert status == 0, told
    assert [one.severity for one in FenceVersion.objects.order_by("number")] == ["major", "critical"]


_BOW = shapely.Polygon([(120.1, 30.2), (120.11, 30.21), (120.11, 30.2), (120.1, 30.21)])
_WRONG: dict[str, tuple[dict[str, object], shapely.Geometry | None, str]] = {
    "a code of capitals": ({**BAN, "code": "Lakeside"}, BOX, "小写字母"),
    "no shape": (BAN, None, "没有"),
    "a route without a width": (
        {**WAY, "code": "other_way", "width_m": None},
        ROUTE,
        "走廊宽度为 10 至 5,000 米",
    ),
    "a boundary that crosses itself": (BAN, _BOW, "相交"),
    "hours that are none": ({**BAN, "hours": "早高峰"}, BOX, "时段写作 07:00-09:00"),
    "an alarm of what is only recorded": ({**BAN, "effect": "只作记录"}, BOX, "不报警"),
    "an alarm a day late": ({**BAN, "after_minutes": 1_441}, BOX, "报警延迟为 0 至 1,440 分钟"),
    "a severity that is none": ({**BAN, "severity": "特别严重"}, BOX, "特别严重"),
    "an area that is none": ({**BAN, "area_code": "999999"}, BOX, "没有这个区域代码"),
}


@pytest.mark.parametrize("what", _WRONG)
def test_what_is_wrong_is_named_by_line_with_a_sentence_and_nothing_is_drawn(
    imported: Imported, tmp_path: Path, what: str
) -> None:
    said, shape, sentence = _WRONG[what]
    status, told = imported(_geojson(tmp_path, (WAY, ROUTE), (said, shape)))
    assert status == 1, told
    (line,) = [line for line in told.splitlines() if "fences.geojson:2" in line]
    assert sentence in line
    assert not Fence.objects.exists()


def test_a_sheet_without_shapes_draws_nothing(imported: Imported, tmp_path: Path) -> None:
    sheet = tmp_path / "fences.csv"
    sheet.write_text("围栏编码,围栏名称,区域代码\nlakeside,湖滨禁行区,990101\n", "utf-8")
    status, told = imported(sheet)
    assert status in {1, 2}, told
    assert "fences.csv" in told
    assert not Fence.objects.exists()
