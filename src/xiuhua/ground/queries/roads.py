"""Questions about roads and the base map."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.db.models import FloatField, QuerySet
from django.db.models.expressions import RawSQL

from xiuhua.ground.models import Area, Feature, Road
from xiuhua.shared.errors import NotFound


def roads() -> QuerySet[Road]:
    """Return every road with its length in kilometres and its number of duty segments."""
    return Road.objects.defer("line", "search").annotate(
        length_km=RawSQL("ST_Length(ground_road.line::geography) / 1e3", (), output_field=FloatField()),
        segments_count=CountOf("segments"),
    )


def road_get(road_id: int) -> Road:
    """Return a road with its line, length and number of segments.

    Raises:
        NotFound: there is no such road.
    """
    road = roads().defer(None).filter(pk=road_id).first()
    if road is None:
        raise NotFound(kind="road", key=str(road_id))
    return road


def segments_of(road: Road) -> QuerySet[Area]:
    """Return the duty segments on a road, by code."""
    return Area.objects.defer("shape", "line").filter(road=road).order_by("code")


def road_state(road: Road) -> dict[str, str | int | None]:
    """Return the columns of a road that the ledger answers for; a width is in millimetres there."""
    return {
        "code": road.code,
        "name": road.name,
        "road_class": road.road_class,
        "line": road.line.wkt,
        "width_mm": None if road.width_m is None else round(road.width_m * 1000),
        "area_code": road.area_code,
    }


def road_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every road's id and what the ledger answers for, for `ledger verify`."""
    rows = Road.objects.defer("search").order_by("pk").iterator(chunk_size=1_000)
    return ((row.pk, road_state(row)) for row in rows)


def feature_state(feature: Feature) -> dict[str, str | int | None]:
    """Return the columns of a feature of the base map that the ledger answers for."""
    return {
        "code": feature.code,
        "name": feature.name,
        "kind": feature.kind,
        "shape": feature.shape.wkt,
        "floors": feature.floors,
        "area_code": feature.area_code,
    }


def feature_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every feature's id and what the ledger answers for, for `ledger verify`."""
    rows = Feature.objects.order_by("pk").iterator(chunk_size=1_000)
    return ((row.pk, feature_state(row)) for row in rows)
