"""Questions of the map page: what is called so, what lies here, what is in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from django.contrib.gis.db.models.functions import AsGeoJSON, Centroid, PointOnSurface
from django.contrib.gis.geos import Point, Polygon
from django.db.models import Count as CountOf
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Length

from xiuhua.ground.models import Area, Component, Mount, Premises, Road
from xiuhua.ground.queries.search import ground_search
from xiuhua.shared.actor import Actor
from xiuhua.web.areas import within
from xiuhua.web.counting import count
from xiuhua.web.parts import Count

_METRE_DEGREES = 1 / 111_320  # along a meridian
_MOST_FOUND = 8
_MOST_HERE = 12


@dataclass(frozen=True, kw_only=True)
class MapObject:
    """Something that lies on the map.

    Args:
        kind: its subject kind: premises, component, mount, road or area.
        term: the stored value that says what sort it is: a level, a kind, a class; a word for people.
        shape: GeoJSON of what the map marks when it is chosen; empty for a mere point.
    """

    kind: str
    pk: int
    code: str
    name: str
    where: str
    longitude: float
    latitude: float
    term: str = ""
    shape: str = ""

    @property
    def subject(self) -> str:
        """`kind:pk`, as the URL names it."""
        return f"{self.kind}:{self.pk}"


# --- by name -----------------------------------------------------------------------------------------------


def map_search(question: str, actor: Actor) -> list[MapObject]:
    """Return what a text names and the map can show, a few of each kind: the one search of the ground."""
    found = ground_search(question, actor, limit=_MOST_FOUND, without=("unit",))
    return [one for kind, named in found.items() for one in _drawn(kind, [row.id for row in named])]


def _drawn(kind: str, keys: Sequence[int]) -> list[MapObject]:
    """Return the objects of some keys, in their order; those that no map draws are left out."""
    among = Q(pk__in=keys)
    rows: list[MapObject] = []
    if kind == "premises":
        rows = _premises(_premises_in(("",)).filter(among))
    elif kind == "component":
        rows = _components(_components_standing().filter(among))
    elif kind == "mount":
        rows = _mounts(_mounts_used().filter(among))
    elif kind == "road":
        rows = _roads(_roads_drawn().filter(among))
    elif kind == "area":
        rows = _areas(_valid_areas().filter(among))
    return sorted(rows, key=lambda one: keys.index(one.pk))


# --- by place ----------------------------------------------------------------------------------------------


def map_here(longitude: float, latitude: float, *, radius_m: float, areas: Sequence[str]) -> list[MapObject]:
    """Return what lies within some metres: points, nearest first; roads; areas, narrowest first."""
    place = Point(longitude, latitude, srid=4326)
    box = _box(place, radius_m)
    near = Q(place__bboverlaps=box)
    points = [
        *_premises(_premises_in(areas).filter(near)[:_MOST_HERE]),
        *_components(_components_standing().filter(near)[:_MOST_HERE]),
        *_mounts(_mounts_used().filter(near)[:_MOST_HERE]),
    ]
    points.sort(key=lambda one: _distance_m(place, one))
    roads = _roads(_roads_drawn().filter(line__dwithin=(place, radius_m * _METRE_DEGREES))[:3])
    around = _valid_areas().filter(
        Q(shape__contains=place) | Q(line__dwithin=(place, radius_m * _METRE_DEGREES))
    )
    return [*points, *roads, *_areas(around.order_by(Length("code").desc(), "code")[:_MOST_HERE])]


def map_object(subject: str, *, areas: Sequence[str]) -> MapObject | None:
    """Return the thing that a `kind:pk` names, or None where there is none for this reader."""
    kind, _, key = subject.partition(":")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    pk = int(key)
    if kind == "premises" and not _premises_in(areas).filter(pk=pk).exists():
        return None
    return next(iter(_drawn(kind, [pk])), None)


def map_seen(
    bounds: tuple[float, float, float, float], *, areas: Sequence[str], most: int = 30
) -> list[MapObject]:
    """Return what lies within west, south, east, north: the same as the map shows, for a list beside it."""
    box = Polygon.from_bbox(bounds)
    box.srid = 4326
    inside = Q(place__bboverlaps=box)
    return [
        *_areas(
            _valid_areas().filter(level__in=["street", "community", "duty_grid"], shape__bboverlaps=box)[
                :most
            ]
        ),
        *_premises(_premises_in(areas).filter(inside).order_by("name")[:most]),
        *_components(_components_standing().filter(inside).order_by("name")[:most]),
        *_mounts(_mounts_used().filter(inside).order_by("name")[:most]),
    ]


def map_extent() -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of the widest area that has a shape: where a map begins."""
    widest = Area.objects.filter(shape__isnull=False, state="valid").order_by(Length("code"), "code").first()
    return widest.shape.extent if widest and widest.shape else None


def map_counts(*, areas: Sequence[str]) -> dict[str, Count]:
    """Return how much each layer holds, by its name: exact up to a thousand, then estimated."""
    levels = Area.objects.filter(state="valid").values("level").annotate(number=CountOf("pk")).order_by()
    by_level = {row["level"]: row["number"] for row in levels}
    return {
        **{f"{level}s": Count(number=number) for level, number in by_level.items()},
        "areas": Count(number=by_level.get("street", 0) + by_level.get("community", 0)),
        "premises": count(_premises_in(areas), guarded=True),
        "components": count(_components_standing(), guarded=False),
    }


# --- rows into objects -------------------------------------------------------------------------------------


def _premises_in(areas: Sequence[str]) -> QuerySet[Premises]:
    return Premises.objects.filter(within("area_code", areas)).only(
        "code", "name", "address", "kind", "place"
    )


def _components_standing() -> QuerySet[Component]:
    return Component.objects.exclude(state__in=["abandoned", "removed"]).only(
        "code", "name", "street_name", "community_name", "state", "place"
    )


def _mounts_used() -> QuerySet[Mount]:
    return Mount.objects.filter(state="mount_in_use").only("code", "name", "kind", "place")


def _roads_drawn() -> QuerySet[Road]:
    return Road.objects.only("code", "name", "road_class").annotate(
        middle=Centroid("line"), outline=AsGeoJSON("line", precision=6)
    )


def _valid_areas() -> QuerySet[Area]:
    return (
        Area.objects.filter(Q(shape__isnull=False) | Q(line__isnull=False), state="valid")
        .select_related("parent")
        .only("code", "name", "level", "parent__name")
        .annotate(
            middle=PointOnSurface("shape"),
            line_middle=Centroid("line"),
            outline=AsGeoJSON("shape", precision=6),
            line_outline=AsGeoJSON("line", precision=6),
        )
    )


def _point(row: Model, kind: str, place: Point, **said: str) -> MapObject:
    longitude, latitude = place.coords
    code, name = str(getattr(row, "code", "")), str(getattr(row, "name", ""))
    return MapObject(
        kind=kind,
        pk=row.pk,
        code=code,
        name=name,
        longitude=longitude,
        latitude=latitude,
        **{"where": "", **said},
    )


def _premises(rows: Iterable[Premises]) -> list[MapObject]:
    return [_point(row, "premises", row.place, where=row.address, term=row.kind) for row in rows]


def _components(rows: Iterable[Component]) -> list[MapObject]:
    return [
        _point(
            row,
            "component",
            row.place,
            where=f"{row.street_name} {row.community_name}".strip(),
            term=row.state,
        )
        for row in rows
    ]


def _mounts(rows: Iterable[Mount]) -> list[MapObject]:
    return [_point(row, "mount", row.place, term=row.kind) for row in rows]


def _roads(rows: Iterable[Road]) -> list[MapObject]:
    return [_point(row, "road", row.middle, term=row.road_class, shape=row.outline) for row in rows]  # type: ignore[attr-defined]  # annotated above


def _areas(rows: Iterable[Area]) -> list[MapObject]:
    return [
        _point(
            row,
            "area",
            row.middle or row.line_middle,  # type: ignore[attr-defined]  # annotated above
            where=row.parent.name if row.parent else "",
            term=row.level,
            shape=row.outline or row.line_outline,  # type: ignore[attr-defined]  # as above
        )
        for row in rows
    ]


# --- plane arithmetic over some metres ---------------------------------------------------------------------


def _box(place: Point, radius_m: float) -> Polygon:
    up = radius_m * _METRE_DEGREES
    aside = up / max(cos(radians(place.y)), 0.01)
    box = Polygon.from_bbox((place.x - aside, place.y - up, place.x + aside, place.y + up))
    box.srid = 4326
    return box


def _distance_m(place: Point, one: MapObject) -> float:
    east = (one.longitude - place.x) * cos(radians(place.y))
    return hypot(east, one.latitude - place.y) / _METRE_DEGREES
