"""What the layers' SQL is made of: the tile's square, and shapes brought into it."""

from __future__ import annotations

SQUARE = "ST_TileEnvelope(%(z)s, %(x)s, %(y)s)"
# A line's width and a name reach over the edge: shapes are taken from a sixteenth of a tile around.
_AROUND = "ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.0625), 4326)"
_INSIDE = f"ST_Transform({SQUARE}, 4326)"
# Two of the 4,096 steps of a tile's side: no eye sees what is left out.
_FINE_M = "(2 * 40075016.686 / 4096 / (1 << %(z)s::int))"


def cut(geometry: str) -> str:
    """Return the SQL of a WGS84 geometry in the tile's own steps."""
    return f"ST_AsMVTGeom(ST_Transform({geometry}, 3857), {SQUARE})"


def cut_simply(geometry: str) -> str:
    """Return the SQL of a long line or large polygon in the tile's own steps, without needless corners."""
    return f"ST_AsMVTGeom(ST_Simplify(ST_Transform({geometry}, 3857), {_FINE_M}, true), {SQUARE}, 4096, 256)"


def reaches(geometry: str) -> str:
    """Return the SQL condition that a line or polygon comes near the tile."""
    return f"{geometry} && {_AROUND}"


def lies_in(geometry: str) -> str:
    """Return the SQL condition that a point lies in the tile, and so in no other."""
    return f"{geometry} && {_INSIDE}"
