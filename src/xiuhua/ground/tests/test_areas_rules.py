"""Codes, adjacency, enclaves, overlaps, gaps and places, against vectors worked by hand."""

from __future__ import annotations

from math import cos, radians

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.ground.rules.areas import (
    area_ancestry,
    area_level,
    area_parent_code,
    area_prefixes,
    code_fault,
    connected,
    enclaves,
    narrowest,
    shape_of_members,
)
from xiuhua.ground.rules.locate import NOWHERE, locate_many
from xiuhua.ground.rules.quality import findings
from xiuhua.ground.terms.areas import AreaLevel, FindingKind
from xiuhua.ground.tests.fields import EAST, NORTH, square
from xiuhua.shared.geometry import metres_per_degree, plane_of

# --- codes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("9901", AreaLevel.CITY, ""),
        ("990101", AreaLevel.DISTRICT, "9901"),
        ("990101003", AreaLevel.STREET, "990101"),
        ("990101003002", AreaLevel.COMMUNITY, "990101003"),
        ("990101003002001", AreaLevel.UNIT_GRID, "990101003002"),
        ("990101003002999", AreaLevel.UNIT_GRID, "990101003002"),
        ("990101003002000", None, ""),  # unit grids are numbered from 001
        ("990101003Z02", AreaLevel.DUTY_GRID, "990101003"),
        ("990101Z07", AreaLevel.DUTY_GRID, "990101"),
        ("990101003P01", AreaLevel.EVALUATION_GRID, "990101003"),
        ("990101003Q01", AreaLevel.GOVERNANCE_GRID, "990101003"),
        ("990101K01", AreaLevel.KEY_AREA, "990101"),
        ("990101003L0001", AreaLevel.SEGMENT, "990101003"),
        ("990101003Z00", None, ""),
        ("990101003X01", None, ""),
        ("9901Z01", None, ""),  # a city is too wide to number grids in
        ("990101003002Z01", None, ""),
        ("99010", None, ""),
        ("９９０１", None, ""),  # full-width digits are no code
        ("990101003z02", None, ""),
        ("", None, ""),
    ],
)
def test_a_code_says_its_level_and_its_parent(code: str, level: AreaLevel | None, parent: str) -> None:
    assert area_level(code) is level
    assert area_parent_code(code) == parent


def test_everything_above_a_code_is_its_prefix() -> None:
    assert area_ancestry("990101003002001") == (
        "9901", "990101", "990101003", "990101003002", "990101003002001",
    )  # fmt: skip
    assert area_ancestry("990101003L0001") == ("9901", "990101", "990101003", "990101003L0001")
    assert area_ancestry("990101Z07") == ("9901", "990101", "990101Z07")


def test_what_is_set_for_the_longest_beginning_of_a_code_holds() -> None:
    assert area_prefixes("9901") == ("", "9", "99", "990", "9901")
    held = {"": "country", "9901": "city", "990101": "district", "990102": "neighbour"}
    found = [narrowest(held, code) for code in ("990101003", "990101", "990103", "9902", "")]
    assert found == ["district", "district", "city", "country", "country"]
    assert narrowest({"990101": "district"}, "9901") is None


def test_a_level_that_does_not_fit_the_code_is_named() -> None:
    assert code_fault("990101003", AreaLevel.STREET) is None
    assert code_fault("990101003", None) is None
    assert code_fault("990101003", AreaLevel.COMMUNITY) == "area_level"
    assert code_fault("99010100", AreaLevel.STREET) == "area_code"


# --- metres ------------------------------------------------------------------------------------------------


def test_degrees_measure_what_the_tables_of_the_ellipsoid_say() -> None:
    assert metres_per_degree(0) == pytest.approx((111_319.5, 110_574.3), abs=0.1)
    assert metres_per_degree(30) == pytest.approx((96_486.3, 110_852.4), abs=0.1)
    assert metres_per_degree(60)[0] == pytest.approx(111_319.5 * cos(radians(60)) * 1.002_520, rel=1e-5)


def test_a_shape_comes_back_from_the_plane_where_it_was() -> None:
    shape = square(0, 0)
    plane = plane_of([shape])
    assert plane.flat(shape).area == pytest.approx(10_000, rel=1e-3)
    assert shapely.equals_exact(plane.round(plane.flat(shape)), shape, tolerance=1e-12)


# --- adjacency ---------------------------------------------------------------------------------------------


def test_grids_that_share_a_side_hang_together() -> None:
    assert connected({"a": square(0, 0), "b": square(100, 0), "c": square(100, 100)}) == (frozenset("abc"),)


def test_a_shared_corner_is_no_adjacency() -> None:
    assert connected({"a": square(0, 0), "b": square(100, 0), "c": square(200, 100)}) == (
        frozenset("ab"),
        frozenset("c"),
    )


@pytest.mark.parametrize(("apart_m", "groups"), [(0.5, 1), (0.99, 1), (1.5, 2), (20, 2)])
def test_a_hairline_does_no_harm_but_a_road_between_does(apart_m: float, groups: int) -> None:
    assert len(connected({"a": square(0, 0), "b": square(100 + apart_m, 0)})) == groups


def test_the_union_of_members_is_one_shape() -> None:
    united = shape_of_members([square(0, 0), square(100, 0)])
    assert united.geom_type == "MultiPolygon"
    assert plane_of([united]).flat(united).area == pytest.approx(20_000, rel=1e-3)


# --- enclaves ----------------------------------------------------------------------------------------------


def test_detached_parts_are_enclaves_largest_first() -> None:
    shape = shapely.MultiPolygon([square(500, 0, wide=50), square(0, 0, wide=400), square(900, 0, wide=100)])
    parts = enclaves(shape)
    assert [round(part.area_m2, -2) for part in parts] == [10_000, 5_000]
    assert enclaves(shapely.MultiPolygon([square(0, 0)])) == ()


# --- overlaps and gaps -------------------------------------------------------------------------------------


def test_neighbours_that_fit_give_no_finding() -> None:
    assert findings({"a": square(0, 0), "b": square(100, 0)}, around=square(0, 0, wide=200)) == ()


def test_an_overlap_names_both_and_measures_it() -> None:
    (found,) = findings({"a": square(0, 0), "b": square(90, 0)}, around=square(0, 0, wide=190))
    assert (found.kind, found.codes) == (FindingKind.OVERLAP, ("a", "b"))
    assert found.area_m2 == pytest.approx(1_000, rel=1e-3)
    assert found.shape.within(square(89, -1, wide=12, high=102))


def test_a_gap_to_the_parent_names_its_neighbours() -> None:
    (found,) = findings({"a": square(0, 0), "b": square(110, 0)}, around=square(0, 0, wide=210))
    assert (found.kind, found.codes) == (FindingKind.GAP, ("a", "b"))
    assert found.area_m2 == pytest.approx(1_000, rel=1e-3)


def test_without_a_parent_only_holes_between_siblings_can_be_known() -> None:
    ring = {
        "a": square(0, 0, wide=300),
        "b": square(0, 200, wide=300),
        "c": square(0, 100),
        "d": square(200, 100),
    }
    (found,) = findings(ring, around=None)
    assert (found.kind, found.codes) == (FindingKind.GAP, ("a", "b", "c", "d"))
    assert found.area_m2 == pytest.approx(10_000, rel=1e-3)
    assert findings({"a": square(0, 0), "b": square(110, 0)}, around=None) == ()


@pytest.mark.parametrize(("wide_m", "found"), [(0.9, 0), (1.1, 1)])
def test_a_sliver_is_a_difference_of_surveys(wide_m: float, found: int) -> None:
    shapes = {"a": square(0, 0), "b": square(100 - wide_m, 0)}
    assert len(findings(shapes, around=None)) == found


def test_the_same_polygon_twice_is_one_overlap_of_all_of_it() -> None:
    (found,) = findings({"a": square(0, 0), "b": square(0, 0)}, around=None)
    assert found.area_m2 == pytest.approx(10_000, rel=1e-3)


@settings(max_examples=60, deadline=None)
@given(shift=st.floats(-60, 60), lift=st.floats(-60, 60))
def test_two_squares_overlap_as_the_product_of_sides_says(shift: float, lift: float) -> None:
    """The oracle: squares of 100 m, moved by (100 + shift, lift), share max(0, -shift) × (100 - |lift|)."""
    shared = max(0.0, -shift) * (100 - abs(lift))
    found = findings({"a": square(0, 0), "b": square(100 + shift, lift)}, around=None)
    if shift < -1.1:
        assert [one.area_m2 for one in found] == [pytest.approx(shared, rel=2e-3)]
    elif shift > -0.9:
        assert found == ()


# --- places ------------------------------------------------------------------------------------------------


def test_each_point_is_found_in_its_area_and_the_first_wins_on_a_boundary() -> None:
    areas = [square(0, 0), square(100, 0)]
    points = np.array(
        [[120 + 50 * EAST, 30 + 50 * NORTH], [120 + 150 * EAST, 30 + 50 * NORTH],
         [120 + 100 * EAST, 30 + 50 * NORTH], [121, 31]]
    )  # fmt: skip
    assert locate_many(points, areas).tolist() == [0, 1, 0, NOWHERE]
    assert locate_many(np.empty((0, 2)), areas).tolist() == []
    assert locate_many(points[:1], []).tolist() == [NOWHERE]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_many_points_lie_where_asking_each_area_says(seed: int) -> None:
    draw = np.random.default_rng(seed)
    areas = [square(*draw.uniform(0, 900, 2), wide=draw.uniform(20, 300)) for _ in range(12)]
    points = np.column_stack(
        [120 + draw.uniform(-50, 1_200, 200) * EAST, 30 + draw.uniform(-50, 1_200, 200) * NORTH]
    )
    plainly = [
        next((at for at, area in enumerate(areas) if area.covers(shapely.Point(point))), NOWHERE)
        for point in points
    ]
    assert locate_many(points, areas).tolist() == plainly
