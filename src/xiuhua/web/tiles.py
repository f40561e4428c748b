"""Vector tiles: one door for the layers that apps declare in their `tiles.py`."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse

from xiuhua.shared.errors import NotFound, NotPermitted
from xiuhua.web import seams

DEEPEST_ZOOM = 18
MOST_FEATURES = 50_000  # a browser draws no more in a tile; layers sample or cluster long before
_MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_KEPT_BYTES = 64 * 2**20


@dataclass(frozen=True, kw_only=True)
class TileLayer:
    """A layer of the map.

    Args:
        key: its name in the URL and inside the tile.
        act: who may see it.
        sql: a query yielding `geom` (from ST_AsMVTGeom) and properties; parameters z, x, y, and areas, the
            area-code prefixes over which the act is given.
        version: for a layer whose tiles are the same for everybody who may see them: another text whenever
            its rows have changed, so that tiles are cut once. None where the tiles differ by person: they are
            cut for each request and kept by nobody else.
    """

    key: str
    act: str
    sql: str
    version: Callable[[], str] | None = None


class TileShelf:
    """The tiles cut lately in this process, at most so many bytes, the least asked for leaving first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, int, int, int], tuple[str, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, place: tuple[str, int, int, int], version: str) -> bytes | None:
        """Return a tile that was cut from these very rows."""
        with self._lock:
            kept = self._kept.get(place)
            if kept is None or kept[0] != version:
                return None
            self._kept.move_to_end(place)
            return kept[1]

    def keep(self, place: tuple[str, int, int, int], version: str, body: bytes) -> None:
        """Keep a tile in the place of the one cut from older rows."""
        with self._lock:
            _, older = self._kept.pop(place, ("", b""))
            self._kept[place] = (version, body)
            self._bytes += len(body) - len(older)
            while self._bytes > self._most_bytes:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= len(gone)


_LAYERS: dict[str, TileLayer] = {}
_SHELF = TileShelf(_KEPT_BYTES)


def tile_layer_register(*layers: TileLayer) -> None:
    """Make layers known; registering the same key again replaces it."""
    _LAYERS.update({layer.key: layer for layer in layers})


def tile_layers() -> tuple[TileLayer, ...]:
    """Return every layer, in the order they were declared."""
    return tuple(_LAYERS.values())


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
    body = _cut_once(found, z, x, y) if found.version else _cut(found, z, x, y, areas)
    return _answer(request, body, fresh_seconds=60 if found.version else 5)


def _answer(request: HttpRequest, body: bytes, *, fresh_seconds: int) -> HttpResponse:
    """Return the tile, or 304 where the browser holds the very same; no proxy may keep it for others."""
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    known = request.headers.get("If-None-Match") == tag
    response = HttpResponse(b"" if known else body, content_type=_MEDIA_TYPE, status=304 if known else 200)
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={fresh_seconds}"
    return response


def _cut_once(layer: TileLayer, z: int, x: int, y: int) -> bytes:
    """Return a tile that is the same for everybody; the version is read first, so it is never too new."""
    version = layer.version() if layer.version else ""
    place = (layer.key, z, x, y)
    body = _SHELF.find(place, version)
    if body is None:
        body = _cut(layer, z, x, y, [""])
        _SHELF.keep(place, version, body)
    return body


def _cut(layer: TileLayer, z: int, x: int, y: int, areas: Sequence[str]) -> bytes:
    statement = (
        f"SELECT ST_AsMVT(cut.*, %(layer)s) FROM (SELECT * FROM ({layer.sql}) AS found LIMIT %(most)s) AS cut"
    )
    asked: dict[str, str | int | list[str]] = {
        "layer": layer.key,
        "most": MOST_FEATURES,
        "z": z,
        "x": x,
        "y": y,
        "areas": list(areas),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        (body,) = cursor.fetchone()
    return bytes(body)
