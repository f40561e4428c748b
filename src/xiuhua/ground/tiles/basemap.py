"""The base map of our own: roads by class, water, parks, plazas and buildings."""

from __future__ import annotations

from functools import partial

from xiuhua.ground.queries import layer_version
from xiuhua.ground.terms import Act
from xiuhua.ground.tiles.cutting import cut, cut_simply, lies_in, reaches
from xiuhua.web.tiles import TileLayer

ROADS = TileLayer(
    key="roads",
    act=Act.AREA_READ,
    version=partial(layer_version, "ground_road"),
    sql=f"""
        SELECT id, name, road_class AS class, {cut_simply("line")} AS geom
        FROM ground_road
        WHERE {reaches("line")}
          AND CASE WHEN %(z)s < 11 THEN road_class IN ('expressway', 'arterial')
                   WHEN %(z)s < 12 THEN road_class IN ('expressway', 'arterial', 'secondary')
                   WHEN %(z)s < 14 THEN road_class <> 'lane' ELSE true END
    """,
)

# Of what is smaller than two steps of the tile's grid nothing would be left.
BASEMAP = TileLayer(
    key="basemap",
    act=Act.AREA_READ,
    version=partial(layer_version, "ground_feature"),
    sql=f"""
        SELECT id, kind, name, floors, {cut_simply("shape")} AS geom
        FROM ground_feature
        WHERE {reaches("shape")}
          AND CASE WHEN %(z)s < 13 THEN kind IN ('water', 'park')
                   WHEN %(z)s < 14 THEN kind <> 'building' ELSE true END
        UNION ALL
        SELECT id, kind, name, floors, {cut("middle")}
        FROM (SELECT id, kind, name, floors, ST_PointOnSurface(shape) AS middle
              FROM ground_feature
              WHERE {reaches("shape")} AND name <> ''
                AND (kind IN ('water', 'park') AND %(z)s >= 12 OR %(z)s >= 16)) AS named
        WHERE {lies_in("middle")}
    """,
)
