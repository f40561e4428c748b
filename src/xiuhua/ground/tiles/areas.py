"""The map layers of areas: the administrative tree, the grids of every layer, key areas and segments."""

from __future__ import annotations

from functools import partial

from xiuhua.ground.queries import layer_version
from xiuhua.ground.terms import Act, AreaLevel
from xiuhua.ground.tiles.cutting import cut, cut_simply, lies_in, reaches
from xiuhua.web.tiles import TileLayer

_VERSION = partial(layer_version, "ground_area")
_LEVELS = """
    CASE WHEN %(z)s < 10 THEN level IN ('city', 'district')
         WHEN %(z)s < 13 THEN level IN ('district', 'street')
         ELSE level IN ('district', 'street', 'community') END
"""

_SHOWN = f"{reaches('shape')} AND state = 'valid' AND {_LEVELS}"

# Two neighbours share an edge: drawn twice, its dashes would fill one another's gaps. So edges come as lines,
# each once.
AREAS = TileLayer(
    key="areas",
    act=Act.AREA_READ,
    version=_VERSION,
    sql=f"""
        SELECT id, code, name, level, {cut_simply("shape")} AS geom
        FROM ground_area WHERE {_SHOWN}
        UNION ALL
        SELECT NULL, NULL, NULL, level, {cut_simply("edges")}
        FROM (SELECT level, ST_LineMerge(ST_UnaryUnion(ST_Collect(ST_Boundary(shape)))) AS edges
              FROM ground_area WHERE {_SHOWN} GROUP BY level) AS edged
    """,
)

# A shape is cut at every tile's edge, so its name stands on a point of its own, once.
AREA_NAMES = TileLayer(
    key="area_names",
    act=Act.AREA_READ,
    version=_VERSION,
    sql=f"""
        SELECT name, level, {cut("middle")} AS geom
        FROM (SELECT name, level, ST_PointOnSurface(shape) AS middle
              FROM ground_area WHERE {_SHOWN}) AS named
        WHERE {lies_in("middle")}
    """,
)


def _grids(level: AreaLevel, *, from_zoom: int, named_from: int) -> TileLayer:
    """Return the layer of one kind of grid: its polygons, and its names as points."""
    of_level = f"state = 'valid' AND level = '{level.value}' AND {reaches('shape')}"
    return TileLayer(
        key=f"{level.value}s",
        act=Act.AREA_READ,
        version=_VERSION,
        sql=f"""
            SELECT id, code, name, {cut_simply("shape")} AS geom
            FROM ground_area WHERE %(z)s >= {from_zoom} AND {of_level}
            UNION ALL
            SELECT id, code, name, {cut("middle")}
            FROM (SELECT id, code, name, ST_PointOnSurface(shape) AS middle
                  FROM ground_area WHERE %(z)s >= {named_from} AND {of_level}) AS named
            WHERE {lies_in("middle")}
        """,
    )


UNIT_GRIDS = _grids(AreaLevel.UNIT_GRID, from_zoom=13, named_from=16)
DUTY_GRIDS = _grids(AreaLevel.DUTY_GRID, from_zoom=10, named_from=13)
EVALUATION_GRIDS = _grids(AreaLevel.EVALUATION_GRID, from_zoom=10, named_from=13)
GOVERNANCE_GRIDS = _grids(AreaLevel.GOVERNANCE_GRID, from_zoom=10, named_from=13)
KEY_AREAS = _grids(AreaLevel.KEY_AREA, from_zoom=10, named_from=13)

SEGMENTS = TileLayer(
    key="segments",
    act=Act.AREA_READ,
    version=_VERSION,
    sql=f"""
        SELECT id, code, name, {cut_simply("line")} AS geom
        FROM ground_area WHERE %(z)s >= 12 AND state = 'valid' AND level = 'segment' AND {reaches("line")}
    """,
)
