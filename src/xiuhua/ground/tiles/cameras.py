"""The map layer of cameras: where each stands, and the sector that it looks at."""

from __future__ import annotations

from xiuhua.ground.terms.cameras import CameraAct
from xiuhua.ground.tiles.cutting import cut, lies_in, reaches
from xiuhua.web.tiles import TileLayer

# Private: the database scope and the areas of the act decide what is in it.
CAMERAS = TileLayer(
    key="cameras",
    act=CameraAct.READ,
    sql=f"""
        SELECT id, name, kind, state, {cut("stands")} AS geom
        FROM (
            SELECT camera.id, camera.name, camera.kind, camera.state, mount.place AS stands
            FROM ground_camera AS camera JOIN ground_mount AS mount ON mount.id = camera.mount_id
            WHERE %(z)s >= 11 AND camera.state <> 'camera_dismantled' AND camera.area_code ^@ ANY (%(areas)s)
              AND {lies_in("mount.place")}
        ) AS standing
        UNION ALL
        SELECT id, name, kind, state, {cut("view")} AS geom
        FROM ground_camera
        WHERE %(z)s >= 14 AND state <> 'camera_dismantled' AND area_code ^@ ANY (%(areas)s)
          AND {reaches("view")}
    """,
)
