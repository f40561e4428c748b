"""A camera of the ledger as figures see it.

As of the past it stood unless it had been taken down by then; one that was taken down and put up again since
counts as standing throughout.
"""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable
from xiuhua.ground.terms.cameras import CameraState, SightKind

# A day begins at midnight UTC here, as that of a posting does: it lies in the same day in every zone within
# twelve hours of it.
_PUT_UP = "coalesce(camera.put_up_on::timestamp AT TIME ZONE 'UTC', camera.recorded_at)"
_DOWN = f"(camera.state = '{CameraState.DISMANTLED.value}' AND camera.state_at <= asked.at)"

_SIGHT = "SELECT FROM ground_camerasight AS sight WHERE sight.camera_id = camera.id AND sight.premises_id"
_SEES = (
    f"(EXISTS ({_SIGHT} IS NOT NULL AND sight.kind = '{SightKind.ADDED.value}') "
    "OR EXISTS (SELECT FROM ground_premises AS shop WHERE ST_Intersects(shop.place, camera.view) "
    f"AND NOT EXISTS ({_SIGHT} = shop.id AND sight.kind = '{SightKind.REMOVED.value}')))"
)

CAMERA_FACTS = FactTable(
    key="camera",
    source="ground_camera AS camera",
    columns={
        "put_up_at": Column(sql=_PUT_UP),
        "mount_id": Column(sql="camera.mount_id"),
        "sees_shop": Column(sql=_SEES),
        "stands": Column(sql=f"(NOT {_DOWN})"),
        "area_code": Column(sql="camera.area_code"),
    },
    identity="camera.id",
    area="camera.area_code",
    unchanged="camera.recorded_at <= asked.at",
    begun=f"SELECT min({_PUT_UP}) FROM asked CROSS JOIN ground_camera AS camera "  # noqa: S608 - constants
    "WHERE {area} AND (NOT asked.past OR camera.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)
