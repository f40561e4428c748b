"""Vector tiles: one door for the layers that apps declare in their `tiles.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse

from xiuhua.shared.errors import NotFound, NotPermitted
from xiuhua.web import seams

DEEPEST_ZOOM = 18
_MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


@dataclass(frozen=True, kw_only=True)
class TileLayer:
    """A layer of the map.

    Args:
        key: its name in the URL and inside the tile.
        act: who may see it.
        public: whether the tile is the same for everybody who may see it, so that it may be cached for all.
        sql: a query yielding `geom` (from ST_AsMVTGeom) and properties; parameters z, x, y, and areas, the
            area-code prefixes over which the act is given.
    """

    key: str
    act: str
    public: bool
    sql: str


_LAYERS: dict[str, TileLayer] = {}


def tile_layer_register(*layers: TileLayer) -> None:
    """Make layers known; registering the same key again replaces it."""
    _LAYERS.update({layer.key: layer for layer in layers})


def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Answer one tile: Mapbox Vector Tile 2.1, web Mercator, empty where nothing lies.

    Raises:
        NotFound: no such layer, or no such tile at this zoom.
        NotPermitted: the layer's act is not given.
    """
    found = _LAYERS.get(layer)
    if found is None or z > DEEPEST_ZOOM or max(x, y) >= 1 << z:
        raise NotFound(kind="tile", key=f"{layer}/{z}/{x}/{y}")
    if not seams.may(request.actor, found.act):  # type: ignore[attr-defined]  # set by access.middleware
        raise NotPermitted(act=found.act)
    areas = seams.areas_for(request.actor, found.act)  # type: ignore[attr-defined]  # as above
    body = _cut(found, {"z": z, "x": x, "y": y, "areas": list(areas)})
    response = HttpResponse(body, content_type=_MEDIA_TYPE)
    response["Cache-Control"] = "private, max-age=600" if found.public else "private, max-age=5"
    return response


def _cut(layer: TileLayer, parameters: Mapping[str, int | list[str]]) -> bytes:
    statement = f"SELECT ST_AsMVT(cut.*, %(layer)s) FROM ({layer.sql}) AS cut"  # noqa: S608 - the layer's own text, declared in code
    with connection.cursor() as cursor:
        cursor.execute(statement, {"layer": layer.key, **parameters})
        (body,) = cursor.fetchone()
    return bytes(body)
