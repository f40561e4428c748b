"""The map layers of components: each by itself near, counts from afar."""

from __future__ import annotations

from functools import partial
from math import pi

from xiuhua.ground.queries import layer_version
from xiuhua.ground.terms import Act
from xiuhua.ground.tiles.cutting import SQUARE, cut, lies_in
from xiuhua.web.tiles import TileLayer

SINGLE_FROM_ZOOM = 15
_VERSION = partial(layer_version, "ground_component")
_AROUND_M = 2 * pi * 6_378_137  # the world's width in web Mercator, EPSG:3857
CELL_ZOOM = 22  # of `Component.cell`
_TILE = "(ground_cell_spread(%(x)s) | (ground_cell_spread(%(y)s) << 1))"
_BELOW = f"(2 * ({CELL_ZOOM} - %(z)s::int))"
_STANDS = "state NOT IN ('abandoned', 'removed')"

COMPONENTS = TileLayer(
    key="components",
    act=Act.AREA_READ,
    version=_VERSION,
    sql=f"""
        SELECT id, name, left(class_code, 2) AS class, state, {cut("place")} AS geom
        FROM ground_component
        WHERE %(z)s >= {SINGLE_FROM_ZOOM} AND {lies_in("place")} AND {_STANDS}
    """,
)

# Four by four circles a tile, each in the middle of what it holds. Only the index of cells is read: a count
# for each of thirty-two by thirty-two, so a circle stands at most a sixty-fourth of a tile from its place.
_FINE = 5  # zooms below the tile
COMPONENT_CLUSTERS = TileLayer(
    key="component_clusters",
    act=Act.AREA_READ,
    version=_VERSION,
    sql=f"""
        SELECT sum(held)::bigint AS count,
               ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(
                   (sum(held * (across + 0.5)) / sum(held) / (1 << fine) - 0.5) * {_AROUND_M},
                   (0.5 - sum(held * (down + 0.5)) / sum(held) / (1 << fine)) * {_AROUND_M}), 3857),
                   {SQUARE}) AS geom
        FROM (
            SELECT held, fine, ground_cell_gather(number) AS across, ground_cell_gather(number >> 1) AS down
            FROM (
                SELECT cell >> (2 * ({CELL_ZOOM} - fine)) AS number, fine, count(*) AS held
                FROM ground_component, (SELECT %(z)s::int + {_FINE} AS fine) AS zoom
                WHERE %(z)s < {SINGLE_FROM_ZOOM} AND {_STANDS}
                  AND cell >= {_TILE} << {_BELOW} AND cell < ({_TILE} + 1) << {_BELOW}
                GROUP BY 1, fine
            ) AS counted
        ) AS cells
        GROUP BY fine, across >> ({_FINE} - 2), down >> ({_FINE} - 2)
    """,
)
