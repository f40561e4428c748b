"""The map layer of mounts: where cameras and devices stand."""

from __future__ import annotations

from functools import partial

from xiuhua.ground.queries import layer_version
from xiuhua.ground.terms import Act
from xiuhua.ground.tiles.cutting import cut, lies_in
from xiuhua.web.tiles import TileLayer

MOUNTS = TileLayer(
    key="mounts",
    act=Act.AREA_READ,
    version=partial(layer_version, "ground_mount"),
    sql=f"""
        SELECT id, name, kind, {cut("place")} AS geom
        FROM ground_mount WHERE %(z)s >= 13 AND {lies_in("place")} AND state = 'mount_in_use'
    """,
)
