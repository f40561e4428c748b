"""Files of areas, roads and the base map: what is wrong with them, what they change, and the way back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.access.services import scope_set
from xiuhua.ground.models import Area, AreaMember, Feature, Road
from xiuhua.ground.services import area_void
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.fields import square
from xiuhua.intake.rules import Applied, Change, ImportKind, Record, import_kind
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import NotAllowedNow

STREET = "990101003"
COMMUNITY = f"{STREET}001"


def record(row: int, code: str, shape: BaseGeometry | None = None, **values: str | float) -> Record:
    return Record(row=row, values={"code": code, "name": f"第{row}行", **values}, shape=shape)


def faults(kind: str, records: Sequence[Record], actor: Actor) -> list[tuple[int, str, str]]:
    keys = {str(found.values["code"]) for found in records}
    found = import_kind(kind).importer.faults(records, keys=keys, actor=actor)
    return [(fault.row, fault.column, fault.code) for fault in found]


def take(kind: ImportKind, records: Sequence[Record], actor: Actor) -> list[Applied]:
    """Apply records as intake does: parents first, in batches."""
    done: list[Applied] = []
    rows = sorted(records, key=lambda found: str(found.values["code"]))
    for start in range(0, len(rows), kind.batch):
        batch = rows[start : start + kind.batch]
        known = kind.importer.existing([str(found.values["code"]) for found in batch], actor=actor)
        changes = [
            Change(key=str(found.values["code"]), record=found, before=known.get(str(found.values["code"])))
            for found in batch
        ]
        done += kind.importer.apply(changes, actor=actor, at=NOON)
    return done


@pytest.fixture
def community(ground: Ground, recorder: Actor) -> Area:
    """A community 400 m wide with three unit grids, the third apart."""
    take(
        import_kind("areas"),
        [
            record(1, COMMUNITY, square(0, 0, wide=400)),
            record(2, f"{COMMUNITY}001", square(0, 0)),
            record(3, f"{COMMUNITY}002", square(100, 0)),
            record(4, f"{COMMUNITY}003", square(300, 0)),
        ],
        recorder,
    )
    return Area.objects.get(code=COMMUNITY)


# --- what is wrong with a file -----------------------------------------------------------------------------

_APART = f"{COMMUNITY}001 {COMMUNITY}003"
_LINE = shapely.LineString([(120, 30), (121, 30)])
_BOW = shapely.Polygon([(120, 30), (120.001, 30.001), (120.001, 30), (120, 30.001)])


@pytest.mark.parametrize(
    ("bad", "column", "code"),
    [
        (record(9, "99010"), "code", "area_code"),
        (record(9, f"{COMMUNITY}009", level="street"), "level", "area_level"),
        (record(9, "990101008001"), "code", "area_parent_missing"),
        (record(9, f"{COMMUNITY}009", parent="990101004001"), "parent", "area_parent_prefix"),
        (record(9, "990102001001"), "code", "area_foreign"),
        (record(9, f"{COMMUNITY}009", _BOW), "shape", "area_shape_crossing"),
        (record(9, f"{COMMUNITY}009", square(100, 100)), "shape", "area_shape_doubled"),
        (record(9, f"{COMMUNITY}009", square(5_000, 0)), "shape", "area_outside"),
        (record(9, f"{COMMUNITY}009", _LINE), "shape", "area_segment_line"),
        (record(9, f"{STREET}L0001", square(0, 0)), "shape", "area_segment_line"),
        (record(9, f"{STREET}L0001", road="R9"), "road", "area_road_unknown"),
        (record(9, f"{STREET}Z01", members=f"{COMMUNITY}777"), "members", "area_member_unknown"),
        (record(9, f"{STREET}Z01", members=_APART), "members", "area_members_apart"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_column_and_the_good_ones_are_not(
    community: Area, bad: Record, column: str, code: str
) -> None:
    clerk = Actor(name="user:7", holdings=(Holding(role="ground_clerk", area="990101"),), user_id=7)
    good = [
        record(1, f"{COMMUNITY}005", square(100, 100)),
        record(2, f"{COMMUNITY}006", square(0, 50)),
        record(3, f"{STREET}Z09", members=f"{COMMUNITY}001 {COMMUNITY}002 {COMMUNITY}005"),
    ]
    assert faults("areas", good, clerk) == []
    assert (9, column, code) in faults("areas", [*good, bad], clerk)
    assert all(row == 9 for row, _column, _code in faults("areas", [*good, bad], clerk))


def test_the_place_where_a_boundary_crosses_itself_is_said(community: Area, recorder: Actor) -> None:
    importer = import_kind("areas").importer
    (fault,) = importer.faults([record(9, f"{COMMUNITY}009", _BOW)], keys=[], actor=recorder)
    assert fault.arguments == {"code": f"{COMMUNITY}009", "longitude": "120.0005", "latitude": "30.0005"}


def test_a_void_code_is_not_imported_again(community: Area, recorder: Actor) -> None:
    grid = Area.objects.get(code=f"{COMMUNITY}003")
    area_void(area_id=grid.pk, reason="撤销", actor=recorder, at=NOON)
    assert faults("areas", [record(2, f"{COMMUNITY}003")], recorder) == [(2, "code", "area_code_void")]


# --- what a file changes -----------------------------------------------------------------------------------


def test_what_is_recorded_is_told_in_the_columns_of_the_file(community: Area, recorder: Actor) -> None:
    kind = import_kind("areas")
    take(kind, [record(5, f"{STREET}Z01", members=f"{COMMUNITY}002 {COMMUNITY}001")], recorder)
    known = kind.importer.existing([f"{STREET}Z01", "990101099"], actor=recorder)
    assert list(known) == [f"{STREET}Z01"]
    assert known[f"{STREET}Z01"].values == {
        "code": f"{STREET}Z01",
        "name": "第5行",
        "level": "duty_grid",
        "parent": STREET,
        "state": "valid",
        "members": f"{COMMUNITY}001 {COMMUNITY}002",
        "road": None,
    }
    assert known[f"{STREET}Z01"].shape is not None
    assert set(known[f"{STREET}Z01"].values) == {column.key for column in kind.columns}


def test_an_import_is_taken_back_as_a_whole(community: Area, recorder: Actor) -> None:
    kind, before = import_kind("areas"), Area.objects.count()
    applied = take(
        kind,
        [
            record(7, f"{COMMUNITY}001", square(0, 0, wide=90)),
            record(8, f"{COMMUNITY}004", square(200, 0)),
            record(9, f"{STREET}Z01", members=f"{COMMUNITY}002 {COMMUNITY}004 {COMMUNITY}003"),
        ],
        recorder,
    )
    assert Area.objects.get(code=f"{COMMUNITY}001").name == "第7行"
    assert AreaMember.objects.count() == 3
    kind.importer.revert(applied, actor=recorder, at=NOON)
    assert (Area.objects.count(), AreaMember.objects.count()) == (before, 0)
    restored = Area.objects.get(code=f"{COMMUNITY}001")
    assert restored.name == "第2行"
    assert restored.shape is not None
    assert restored.shape.wkt == square_wkt(0, 0)


def square_wkt(column: float, row: float) -> str:
    from django.contrib.gis.geos import GEOSGeometry  # noqa: PLC0415 - one number format for both sides

    return GEOSGeometry(shapely.MultiPolygon([square(column, row)]).wkb_hex).wkt


def test_what_is_used_by_now_is_not_taken_back(community: Area, recorder: Actor) -> None:
    kind = import_kind("areas")
    applied = take(kind, [record(8, f"{COMMUNITY}004", square(200, 0))], recorder)
    take(kind, [record(9, f"{STREET}Z01", members=f"{COMMUNITY}002 {COMMUNITY}004")], recorder)
    with pytest.raises(NotAllowedNow):
        kind.importer.revert(applied, actor=recorder, at=NOON)


def test_the_file_says_that_a_code_is_void(community: Area, recorder: Actor) -> None:
    take(import_kind("areas"), [record(2, f"{COMMUNITY}003", state="void")], recorder)
    assert Area.objects.get(code=f"{COMMUNITY}003").state == "void"


def test_roads_and_the_base_map_come_change_and_go(ground: Ground, recorder: Actor) -> None:
    line = shapely.LineString([(120, 30), (120.01, 30)])
    road = record(1, "R1", line, road_class="arterial", width_m=30.0, area_code="990101")
    water = record(1, "W1", square(0, 0), kind="water", area_code="990101")
    for key, item, model in (("roads", road, Road), ("basemap", water, Feature)):
        kind = import_kind(key)
        assert faults(key, [item], recorder) == []
        first = take(kind, [item], recorder)
        renamed = Record(row=2, values={**item.values, "name": "新名"}, shape=item.shape)
        second = take(kind, [renamed], recorder)
        assert list(model.objects.values_list("name", flat=True)) == ["新名"]
        kind.importer.revert(second, actor=recorder, at=NOON)
        assert list(model.objects.values_list("name", flat=True)) == ["第1行"]
        kind.importer.revert(first, actor=recorder, at=NOON)
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("changes", "shape", "fault"),
    [
        ({"area_code": "990109"}, "line", ("area_code", "road_area")),
        ({"area_code": "990102"}, "line", ("area_code", "road_foreign")),
        ({}, "none", ("shape", "road_line")),
    ],
)
def test_a_bad_road_is_named(
    ground: Ground, changes: Mapping[str, str], shape: str, fault: tuple[str, str]
) -> None:
    clerk = Actor(name="user:7", holdings=(Holding(role="ground_clerk", area="990101"),), user_id=7)
    line = shapely.LineString([(120, 30), (120.01, 30)]) if shape == "line" else None
    values = {"road_class": "lane", "area_code": "990101", **changes}
    assert faults("roads", [record(4, "R1", line, **values)], clerk) == [(4, *fault)]


# --- the street codes of the whole country -----------------------------------------------------------------


def _rows(path: Path, *parents: str) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig") as file:
        for row, line in enumerate(csv.DictReader(file), start=2):
            parent = next((line[name] for name in parents if name in line), "")
            yield Record(row=row, values={"code": line["code"], "name": line["name"], "parent": parent})


@pytest.mark.heavy
@pytest.mark.slow("44,330 areas with their ledger entries")
def test_every_street_of_the_country_is_imported(
    db: None, recorder: Actor, reference_data: Callable[[str], Path]
) -> None:
    kind = import_kind("areas")
    districts = list(_rows(reference_data("codes/cn_codes_areas.csv")))
    streets = list(_rows(reference_data("codes/cn_codes_streets.csv"), "areaCode"))
    scope_set(("",))
    for records in (districts, streets):
        keys = {str(found.values["code"]) for found in records}
        for start in range(0, len(records), kind.batch):
            batch = records[start : start + kind.batch]
            assert list(kind.importer.faults(batch, keys=keys, actor=recorder)) == []
        take(kind, records, recorder)
    assert Area.objects.filter(level="street", shape=None).count() == 41_352
    assert Area.objects.filter(level="district", parent=None).count() == 2_978
    assert Entry.objects.filter(act="area.create").count() == 44_330
