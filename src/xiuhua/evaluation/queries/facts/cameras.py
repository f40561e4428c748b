"""A camera of the ledger as figures see it.

As of the past it stood unless it had been taken down by then; one that was taken down and put up again since
counts as standing throughout.
"""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable
from xiuhua.ground.terms.cameras import CameraState

# A day begins at midnight UTC here, as that of a posting does: it lies in the same day in every zone within
# twelve hours of it.
_PUT_UP = "coalesce(camera.put_up_on::timestamp AT TIME ZONE 'UTC', camera.recorded_at)"
_DOWN = f"(camera.state = '{CameraState.DISMANTLED.value}' AND camera.state_at <= asked.at)"

CAMERA_FACTS = FactTable(
    key="camera",
    source="ground_camera AS camera",
    columns={
        "put_up_at": Column(sql=_PUT_UP),
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
