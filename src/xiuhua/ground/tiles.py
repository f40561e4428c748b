"""The map layers of areas and premises, cut into vector tiles by PostGIS."""

from __future__ import annotations

from xiuhua.web.tiles import TileLayer

AREAS = TileLayer(
    key="areas",
    act="area.read",
    public=True,
    sql="""
        SELECT code, name, level,
               ST_AsMVTGeom(ST_Transform(shape, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom
        FROM ground_area
        WHERE shape && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326)
          AND CASE WHEN %(z)s < 10 THEN level IN ('city', 'district')
                   WHEN %(z)s < 13 THEN level IN ('district', 'street')
                   ELSE level IN ('district', 'street', 'community') END
    """,
)

# A shape is cut at every tile's edge, so its name stands on a point of its own, once.
AREA_NAMES = TileLayer(
    key="area_names",
    act="area.read",
    public=True,
    sql="""
        SELECT name, level,
               ST_AsMVTGeom(ST_Transform(middle, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom
        FROM (SELECT name, level, ST_PointOnSurface(shape) AS middle
              FROM ground_area
              WHERE shape && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)) AS named
        WHERE middle && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)
    """,
)

PREMISES = TileLayer(
    key="premises",
    act="premises.read",
    public=False,  # the database scope and the areas of the act decide what is in it
    sql="""
        SELECT id, name, kind, state,
               ST_AsMVTGeom(ST_Transform(place, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom
        FROM ground_premises
        WHERE place && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)
          AND area_code ^@ ANY (%(areas)s)
          AND (%(z)s >= 14 OR id %% (1 << (2 * (14 - %(z)s)::int)) = 0)
    """,
)
