"""Coordinates land where published pairs say, and come back where they came from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from xiuhua.shared.coordinates import (
    CoordinateSystem,
    Datum,
    Ellipsoid,
    FourParameters,
    LocalPlane,
    SevenParameters,
    four_parameters_fit,
    from_wgs84,
    shape_from_wgs84,
    shape_to_wgs84,
    to_wgs84,
)

_METRE = 1 / 111_320  # degrees of latitude
# WGS84 and GCJ-02 of one point in Shanghai, Shenzhen and Beijing, as the open converters publish them.
_PAIRS = (
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
)
_PLANES = (
    LocalPlane(central_meridian=120.0),
    LocalPlane(
        central_meridian=120.0,
        four=FourParameters(east_m=-431_250.5, north_m=-3_310_004.25, turn_rad=0.0123, scale=1.000021),
        north_first=True,
    ),
    LocalPlane(
        central_meridian=117.0,
        ellipsoid=Ellipsoid.BEIJING_1954,
        seven=SevenParameters(
            x_m=-9.8, y_m=112.4, z_m=61.7, x_sec=0.52, y_sec=-1.1, z_sec=3.2, scale_ppm=-4.1
        ),
    ),
)
_SYSTEMS: tuple[CoordinateSystem, ...] = (*Datum, *_PLANES)


@pytest.mark.parametrize(("wgs84", "gcj02"), _PAIRS)
def test_the_shift_agrees_with_published_pairs(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    assert from_wgs84(*wgs84, Datum.GCJ02) == pytest.approx(gcj02, abs=1e-9)
    assert to_wgs84(*gcj02, Datum.GCJ02) == pytest.approx(wgs84, abs=1e-9)


def test_bd09_agrees_with_a_published_pair() -> None:
    wgs84 = to_wgs84(116.404, 39.915, Datum.GCJ02)
    assert from_wgs84(*wgs84, Datum.BD09) == pytest.approx((116.41036949371029, 39.92133699351022), abs=1e-8)


@given(longitude=st.floats(73.5, 135.0), latitude=st.floats(18.0, 53.5), system=st.sampled_from(_SYSTEMS[:4]))
def test_a_point_in_china_comes_back_within_half_a_metre(
    longitude: float, latitude: float, system: CoordinateSystem
) -> None:
    back = to_wgs84(*from_wgs84(longitude, latitude, system), system)
    assert back == pytest.approx((longitude, latitude), abs=0.01 * _METRE)


@given(longitude=st.floats(118.0, 121.5), latitude=st.floats(28.0, 32.0), system=st.sampled_from(_PLANES))
def test_a_point_in_a_local_plane_comes_back_within_a_centimetre(
    longitude: float, latitude: float, system: CoordinateSystem
) -> None:
    back = to_wgs84(*from_wgs84(longitude, latitude, system), system)
    assert back == pytest.approx((longitude, latitude), abs=0.01 * _METRE)


@given(
    longitude=st.one_of(st.floats(-180, 71.9), st.floats(137.9, 180)),
    latitude=st.floats(-90, 90),
    system=st.sampled_from((Datum.GCJ02, Datum.BD09)),
)
def test_a_point_outside_china_stays_where_it_is(
    longitude: float, latitude: float, system: CoordinateSystem
) -> None:
    assert to_wgs84(longitude, latitude, system) == (longitude, latitude)
    assert from_wgs84(longitude, latitude, system) == (longitude, latitude)


def test_arrays_and_numbers_give_the_same() -> None:
    points = np.array([[120.1, 30.2], [-0.1, 51.5]])
    many = np.column_stack(from_wgs84(points[:, 0], points[:, 1], Datum.BD09))
    assert many == pytest.approx(np.array([from_wgs84(x, y, Datum.BD09) for x, y in points.tolist()]))


def test_the_projection_of_the_plane_is_the_one_surveys_use() -> None:
    # Gauss-Kruger at the central meridian: easting 500 km; northing = length of the meridian from the equator
    # to 30 degrees on CGCS2000, 3,320,113.398 m (Bessel's series for the quadrant's part, worked by hand).
    east, north = from_wgs84(120.0, 30.0, LocalPlane(central_meridian=120.0))
    assert (east, north) == pytest.approx((500_000.0, 3_320_113.398), abs=0.001)


def test_seven_parameters_that_only_move_shift_the_point_along_the_axis() -> None:
    # At the equator on the zero meridian the geocentric y axis points east.
    plane = LocalPlane(
        central_meridian=0.0, false_easting_m=0.0, seven=SevenParameters(x_m=0.0, y_m=100.0, z_m=0.0)
    )
    east, north = from_wgs84(0.0, 0.0, plane)
    assert (east, north) == pytest.approx((-100.0, 0.0), abs=0.01)


def test_four_parameters_are_found_from_control_points() -> None:
    known = FourParameters(east_m=-1234.5, north_m=678.9, turn_rad=0.02, scale=1.00002)
    local = np.array([[0.0, 0.0], [4000.0, 100.0], [1500.0, 5200.0], [-900.0, 2100.0]])
    projected = np.column_stack(known.forward(local[:, 0], local[:, 1]))
    found = four_parameters_fit(local, projected)
    assert found.parameters.turn_rad == pytest.approx(0.02, abs=1e-12)
    assert found.parameters.scale == pytest.approx(1.00002, abs=1e-12)
    assert (found.parameters.east_m, found.parameters.north_m) == pytest.approx((-1234.5, 678.9), abs=1e-6)
    assert found.residuals_m.max() < 1e-6


def test_a_bad_control_point_shows_in_its_residual() -> None:
    local = np.array([[0.0, 0.0], [4000.0, 0.0], [0.0, 4000.0], [4000.0, 4000.0]])
    projected = local + np.array([[10.0, 20.0], [10.0, 20.0], [10.0, 20.0], [13.0, 20.0]])
    assert int(np.argmax(four_parameters_fit(local, projected).residuals_m)) == 3


@pytest.mark.parametrize("points", [[[1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]])
def test_too_few_control_points_are_refused(points: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="control points"):
        four_parameters_fit(np.array(points), np.array(points))


def test_a_shape_moves_with_all_its_points_and_loses_its_heights() -> None:
    shape = shapely.from_wkt("POLYGON Z ((120 30 5, 120.01 30 5, 120.01 30.01 5, 120 30 5))")
    moved = shape_from_wgs84(shape, Datum.GCJ02)
    assert not moved.has_z
    assert shape_to_wgs84(moved, Datum.GCJ02).equals_exact(shapely.force_2d(shape), 1e-9)
    assert moved.exterior.coords[1] == pytest.approx(from_wgs84(120.01, 30.0, Datum.GCJ02))


# WGS84 degrees, from open gazetteers and the list of lights; the lighthouse stands 360 m beyond the coast of
# the unconverted file, so only a conversion in the right direction contains it.
_LANDMARKS = (
    ("datav2019_330106.geojson", "the middle of the West Lake lies in Xihu", (120.1400, 30.2460)),
    ("datav2019_330105.geojson", "Gongchen Bridge lies in Gongshu", (120.1373, 30.3187)),
    ("datav2019_330900.geojson", "Huaniao lighthouse lies in Zhoushan", (122.6722, 30.8614)),
)


def _boundary(path: Path, system: CoordinateSystem) -> BaseGeometry:
    parts = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shapely.from_geojson(json.dumps(part["geometry"])) for part in parts]
    return shapely.union_all([shape_to_wgs84(shapely.make_valid(shape), system) for shape in shapes])


@pytest.mark.parametrize(("name", "sentence", "point"), _LANDMARKS)
def test_published_boundaries_land_on_the_right_place(
    reference_data: Callable[[str], Path], name: str, sentence: str, point: tuple[float, float]
) -> None:
    assert _boundary(reference_data(f"boundaries/{name}"), Datum.GCJ02).contains(shapely.Point(point)), (
        sentence
    )


def test_published_boundaries_taken_as_they_stand_would_miss_the_lighthouse(
    reference_data: Callable[[str], Path],
) -> None:
    name, _, point = _LANDMARKS[2]
    assert not _boundary(reference_data(f"boundaries/{name}"), Datum.WGS84).contains(shapely.Point(point))
