"""The demo district holds together: areas without gaps, people with posts, things in their grids."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon

from xiuhua.ground.demo.areas import AreaRow
from xiuhua.ground.demo.files import (
    District,
    digest_of,
    district_drawn,
    shape_in_degrees,
    tables_of,
    write_demo,
)

_SMALL = 0.02
_TREE = {"district": 6, "street": 9, "community": 12, "unit_grid": 15}
_ZONES = ("duty_grid", "evaluation_grid", "governance_grid")


def shape_of(row: AreaRow) -> MultiPolygon:
    assert row.shape is not None
    return row.shape


@pytest.fixture(scope="module")
def district() -> District:
    return district_drawn(seed=1, scale=_SMALL)


@pytest.mark.slow("draws the small district again")
def test_the_same_seed_draws_the_same_district_and_another_seed_another(district: District) -> None:
    first = digest_of(tables_of(district))
    assert digest_of(tables_of(district_drawn(seed=1, scale=_SMALL))) == first
    assert digest_of(tables_of(district_drawn(seed=2, scale=_SMALL))) != first


@pytest.mark.parametrize("level", _TREE)
def test_areas_of_a_level_cover_the_city_without_gap_or_overlap(district: District, level: str) -> None:
    shapes = [shape_in_degrees(row.shape) for row in district.areas.of_level(level)]
    city = shape_in_degrees(district.areas.of_level("city")[0].shape)
    assert shapely.coverage_is_valid([part for shape in shapes for part in shape.geoms])
    assert shapely.coverage_union_all(shapes).symmetric_difference(city).area < city.area * 1e-9


def test_codes_are_unique_have_their_lengths_and_begin_with_the_parent(district: District) -> None:
    rows = district.areas.rows
    assert len({row.code for row in rows}) == len(rows)
    for row in rows:
        assert row.code.startswith(row.parent)
        if row.level in _TREE:
            assert re.fullmatch(rf"\d{{{_TREE[row.level]}}}", row.code)


@pytest.mark.parametrize("level", _ZONES)
def test_zones_share_out_every_unit_grid_of_the_district_and_are_its_union(
    district: District, level: str
) -> None:
    grids = {row.code: shape_of(row) for row in district.areas.of_level("unit_grid", "990101")}
    zones = district.areas.of_level(level)
    assert Counter(code for zone in zones for code in zone.members) == Counter(list(grids))
    for zone in zones:
        joined = shapely.coverage_union_all([grids[code] for code in zone.members])
        assert joined.equals(zone.shape)
        assert len(shape_of(zone).geoms) == 1


def test_one_community_is_an_enclave_inside_another_street(district: District) -> None:
    enclave = next(row for row in district.areas.rows if row.code == district.areas.enclave)
    streets = district.areas.of_level("street", "990101")
    own = next(row for row in streets if row.code == enclave.parent)
    others = shapely.union_all([row.shape for row in streets if row is not own])
    assert len(shape_of(own).geoms) == 2
    assert shapely.remove_repeated_points(shape_of(enclave)).boundary.intersection(
        others
    ).length == pytest.approx(shape_of(enclave).boundary.length)


def test_each_segment_lies_on_a_road_and_has_exactly_one_officer(district: District) -> None:
    roads = {road.code for road in district.town.roads}
    fixed = Counter(duty.area_code for duty in district.duties if duty.ground == "three_fixes")
    for segment in district.areas.of_level("segment"):
        assert segment.road in roads
        assert fixed[segment.code] == 1


def test_every_duty_names_a_unit_and_a_post_that_exist(district: District) -> None:
    units = {unit.code for unit in district.staff.units}
    posts = {(post.work_number, post.role) for post in district.staff.posts}
    areas = {row.code for row in district.areas.rows}
    for duty in district.duties:
        assert duty.unit in units
        assert duty.area_code in areas
        assert not duty.work_number or (duty.work_number, duty.role) in posts
    assert len({duty.code for duty in district.duties}) == len(district.duties)


def test_people_have_generated_numbers_and_deputies_who_exist(district: District) -> None:
    numbers = {person.work_number for person in district.staff.people}
    assert all(re.fullmatch(r"199-0000-\d{4}", person.phone) for person in district.staff.people)
    assert len(numbers) == len(district.staff.people)
    for post in district.staff.posts:
        assert post.work_number in numbers
        assert post.deputy in {"", *numbers} - {post.work_number}
    assert len(set(district.staff.posts)) == len(district.staff.posts)


def test_credit_codes_carry_the_check_character_of_the_standard(district: District) -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    codes = [party.credit_code for party in district.parties] + [unit.code for unit in district.staff.units]
    assert len(set(codes)) == len(codes)
    for code in codes:
        total = sum(alphabet.index(mark) * pow(3, place, 31) for place, mark in enumerate(code[:17]))
        assert len(code) == 18
        assert (total + alphabet.index(code[17])) % 31 == 0


def test_components_stand_in_their_unit_grid_with_codes_of_both_standards(district: District) -> None:
    grids = {row.code: shape_of(row) for row in district.areas.of_level("unit_grid")}
    units = {unit.code for unit in district.staff.units}
    for one in district.components:
        assert re.fullmatch(rf"990101{one.class_code}\d{{6}}", one.code)
        assert re.fullmatch(r"\d{16}|", one.code_2013)
        assert grids[one.grid_code].intersects(shapely.Point(one.place))
        assert {one.steward, one.owner, one.keeper} <= units
    assert len({one.code for one in district.components}) == len(district.components)
    assert sum(one.state == "intact" for one in district.components) > 0.9 * len(district.components)


def test_street_lamps_stand_at_the_kerb_and_covers_in_the_carriageway(district: District) -> None:
    roads = district.town.roads
    runs = [(road, district.town.line(run)) for road in roads for run in road.runs]
    tree = shapely.STRtree([line for _, line in runs])
    for class_code, low, high in (("01037", 0.5, 1.1), ("01003", -2.5, -1.9)):
        beyond = []
        for one in district.components:
            if one.class_code == class_code:
                place = shapely.Point(one.place)
                own = [line for road, line in runs if road.name == one.note]
                width = next(road.width_m for road in roads if road.name == one.note)
                beyond.append(min(line.distance(place) for line in own) - width / 2)
                assert tree.query_nearest(place).size
        assert low < float(np.median(beyond)) < high


def test_house_numbers_are_odd_on_one_side_of_a_road_and_even_on_the_other(district: District) -> None:
    sides: dict[str, set[tuple[int, int]]] = {}
    lines = {road.name: [district.town.line(run) for run in road.runs] for road in district.town.roads}
    for one in district.premises:
        name, number, _ = one.address.split(" ")
        line = min(lines[name], key=lambda each: each.distance(shapely.Point(one.place)))
        reach = line.project(shapely.Point(one.place))
        if not 5 < reach < line.length - 5:
            continue
        (east, north), (far_east, far_north) = (
            line.interpolate(reach + step).coords[0] for step in (-0.5, 0.5)
        )
        cross = (far_east - east) * (one.place[1] - north) - (far_north - north) * (one.place[0] - east)
        sides.setdefault(name, set()).add((int(number) % 2, int(np.sign(cross))))
    assert sides
    assert all(found <= {(1, 1), (0, -1)} for found in sides.values())


def test_buildings_stand_clear_of_every_road(district: District) -> None:
    surfaces = shapely.union_all(
        [
            district.town.line(run).buffer(road.width_m / 2 - 0.05, quad_segs=2, cap_style="flat")
            for road in district.town.roads
            for run in road.runs
        ]
    )
    houses = [row.shape for row in district.features if row.kind == "building"]
    assert len(houses) > 100
    assert not any(shapely.intersects(surfaces, house) for house in houses)


@pytest.mark.slow("draws the small district again")
def test_the_files_hold_every_row_in_the_order_of_import(tmp_path: Path) -> None:
    order = write_demo(tmp_path, seed=1, scale=_SMALL)
    kinds = [one.kind for one in order]
    first_line = (tmp_path / "order.txt").read_text("utf-8").splitlines()[0]
    assert first_line == "areas areas.geojson --as admin"
    assert kinds.index("units") < kinds.index("people") < kinds.index("posts") < kinds.index("duties")
    for one in order:
        assert (tmp_path / one.file).stat().st_size > 50, one.kind
        assert not one.map_file or (tmp_path / one.map_file).is_file()
    people = (tmp_path / "people.gb18030.csv").read_bytes().decode("gb18030")
    assert next(csv.reader(people.splitlines()))[:2] == ["工号", "姓名"]
    first = json.loads((tmp_path / "basemap.geojson").read_text("utf-8"))["features"][0]
    assert first["properties"]["类型"] == "水系" or first["properties"]["类型"] == "公园绿地"


@pytest.mark.heavy
@pytest.mark.slow("draws the whole district: 25 s")
def test_the_whole_district_has_the_size_that_was_promised() -> None:
    whole = district_drawn(seed=1)
    counts = Counter(row.level for row in whole.areas.rows if row.code.startswith("990101"))
    assert counts["street"] == 17
    assert 85 <= counts["community"] <= 110
    assert counts["unit_grid"] >= 3_000
    assert (counts["duty_grid"], counts["key_area"], counts["segment"]) == (62, 8, 300)
    assert sum(post.role == "grid_member" for post in whole.staff.posts) == 569
    assert len(whole.premises) == 7_000
    assert len(whole.components) >= 40_000
    assert (len(whole.vehicles), len(whole.mounts)) == (200, 300)
