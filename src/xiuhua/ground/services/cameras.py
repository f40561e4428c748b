"""Every way cameras, and what is known of what they see, can change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db import transaction
from django.utils.timezone import get_current_timezone

from xiuhua.access.services import require
from xiuhua.ground.models.cameras import Camera, CameraSight
from xiuhua.ground.models.vehicles import Mount
from xiuhua.ground.queries import cameras as queries
from xiuhua.ground.queries.vehicles import components_by_code, premises_by_code, units_by_code
from xiuhua.ground.rules.cameras import (
    View,
    camera_code_fault,
    player_fault,
    put_up_fault,
    view_fault,
    view_shape,
)
from xiuhua.ground.rules.names import name_tidied
from xiuhua.ground.services.importing import rows_remove, rows_write
from xiuhua.ground.terms.cameras import CameraAct, CameraKind, CameraState, SightKind
from xiuhua.ledger.services import NewEntry, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow
from xiuhua.shared.search import search_lexemes

_WRITTEN = (
    *("name", "kind", "mount", "unit", "direction_deg", "angle_deg", "range_m", "view", "put_up_on"),
    *("player_url", "area_code", "search", "updated_at"),
)
_REASON_MOST = 300


@dataclass(frozen=True, kw_only=True)
class NewCamera:
    """A camera as a clerk or an import brings it; `mount` and `unit` are codes, an empty unit is none.

    Args:
        direction_deg: clockwise from north; with `angle_deg` and `range_m`, or none of the three.
        put_up_on: None where nobody knows.
        player_url: with {code}, {begin}, {end}; empty for the city's usual player.
    """

    code: str
    name: str
    kind: CameraKind
    mount: str
    unit: str = ""
    direction_deg: float | None = None
    angle_deg: float | None = None
    range_m: float | None = None
    put_up_on: date | None = None
    player_url: str = ""


@dataclass(frozen=True, kw_only=True)
class CameraKeys:
    """What cameras point to, by code."""

    mounts: frozenset[str]
    units: frozenset[str]


def camera_keys(items: Sequence[NewCamera]) -> CameraKeys:
    """Return which of the codes that some cameras point to are known."""
    return CameraKeys(
        mounts=frozenset(queries.mounts_of_cameras({item.mount for item in items})),
        units=frozenset(units_by_code({item.unit for item in items})),
    )


def camera_fault(item: NewCamera, known: CameraKeys) -> tuple[str, str] | None:
    """Return what is wrong with a camera: the field, and the code of the sentence; None for nothing."""
    told = {
        "code": camera_code_fault(item.code),
        "name": None if name_tidied(item.name) else "name_empty",
        "mount": None if item.mount in known.mounts else "mount_unknown",
        "unit": None if not item.unit or item.unit in known.units else "unit_unknown",
        "player_url": player_fault(item.player_url, settings.PLAYERS),
    }
    fault = next(((field, code) for field, code in told.items() if code), None)
    return fault or view_fault(item.direction_deg, item.angle_deg, item.range_m)


@transaction.atomic
def cameras_write(
    *, items: Sequence[tuple[NewCamera, int | None]], act: str = CameraAct.CREATE, actor: Actor, at: datetime
) -> list[Camera]:
    """Record cameras and overwrite known ones, each with the id it has; return them in the same order.

    A new one counts as online; whether a known one is stays as it was marked.

    Raises:
        Invalid: a number, a field of view or a player's address cannot be, a code is unknown, or the day of
            putting up is still to come.
        Conflict: a number is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, CameraAct.CREATE)
    news = [item for item, _pk in items]
    known = camera_keys(news)
    mounts, units = queries.mounts_of_cameras(known.mounts), units_by_code(set(known.units))
    standing = _standing([pk for _item, pk in items if pk is not None])
    rows = []
    for item, pk in items:
        fault = camera_fault(item, known) or put_up_fault(
            item.put_up_on, today=at.astimezone(get_current_timezone()).date()
        )
        if fault:
            raise Invalid(fields={fault[0]: fault[1]}, code=item.code)
        before = standing.get(pk or 0)
        mount = mounts[item.mount]
        rows.append(
            Camera(
                pk=pk,
                code=before.code if before else item.code,
                name=name_tidied(item.name),
                kind=item.kind.value,
                state=before.state if before else CameraState.ONLINE.value,
                state_at=before.state_at if before else at,
                mount=mount,
                unit=units.get(item.unit),
                direction_deg=item.direction_deg,
                angle_deg=item.angle_deg,
                range_m=item.range_m,
                put_up_on=item.put_up_on,
                view=_view(mount, item.direction_deg, item.angle_deg, item.range_m),
                player_url=item.player_url,
                area_code=mount.area_code,
                search=search_lexemes(f"{item.code} {item.name} {mount.name}"),
                recorded_at=at,
                updated_at=at,
            )
        )
    for row in [*rows, *standing.values()]:
        require(actor, CameraAct.CREATE, row)
    rows_write(
        table=Camera.objects,
        rows=rows,
        written=_WRITTEN,
        kind="camera",
        entry=lambda row: NewEntry(
            at=at,
            actor=actor,
            act=act,
            subject=f"camera:{row.pk}",
            area=row.area_code,
            words={"name.after": row.name},
            state=queries.camera_state(row),
        ),
    )
    return rows


def _standing(ids: Sequence[int]) -> dict[int, Camera]:
    rows = Camera.objects.select_for_update(of=("self",)).filter(pk__in=ids).defer("search", "view")
    return {row.pk: row for row in rows.order_by("pk")}


def _view(
    mount: Mount, direction_deg: float | None, angle_deg: float | None, range_m: float | None
) -> Polygon | None:
    """Return the sector on the ground; None where it is not known."""
    if angle_deg is None or range_m is None:
        return None
    view = View(direction_deg=direction_deg or 0.0, angle_deg=angle_deg, range_m=range_m)
    shape = GEOSGeometry(view_shape(mount.place.x, mount.place.y, view).wkb_hex, srid=4326)
    return shape if isinstance(shape, Polygon) else None


def cameras_follow(mounts: Collection[Mount]) -> None:
    """Let the cameras at places that were written stand and look where these are now.

    No entry: both follow from the place, which has one. Called within the act that moved it.
    """
    by_id = {mount.pk: mount for mount in mounts}
    rows = list(Camera.objects.select_for_update(of=("self",)).filter(mount__in=by_id).defer("search"))
    for row in rows:
        mount = by_id[row.mount_id]
        row.area_code = mount.area_code
        row.view = _view(mount, row.direction_deg, row.angle_deg, row.range_m)
    if rows:
        Camera.objects.bulk_update(rows, ("area_code", "view"))
        for code in {row.area_code for row in rows}:
            here = [row.pk for row in rows if row.area_code == code]
            CameraSight.objects.filter(camera__in=here).update(area_code=code)


@transaction.atomic
def cameras_undo(*, made: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back the cameras that an import made.

    Raises:
        RowsHeld: something rests on one of them by now.
    """
    rows = list(Camera.objects.select_for_update(of=("self",)).filter(pk__in=made).defer("search", "view"))
    for row in rows:
        require(actor, CameraAct.CREATE, row)
    rows_remove(
        table=Camera.objects,
        rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=CameraAct.UNDO, subject=f"camera:{row.pk}", area=row.area_code, state={}
        ),
    )


@transaction.atomic
def camera_mark(*, camera_id: int, to: CameraState, reason: str, actor: Actor, at: datetime) -> Camera:
    """Say whether a camera shows a picture, is under repair, or was taken down.

    Raises:
        NotFound: no such camera in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is in that state already.
        Invalid: the reason is missing.
    """
    camera = queries.camera_lock(camera_id)
    require(actor, CameraAct.MARK, camera)
    if camera.state == to:
        raise NotAllowedNow(act=CameraAct.MARK.value, state=camera.state)
    said = _reason_told(reason)
    before, camera.state, camera.state_at, camera.updated_at = camera.state, to.value, at, at
    camera.save(update_fields=["state", "state_at", "updated_at"])
    entry_append(
        at=at,
        actor=actor,
        act=CameraAct.MARK,
        subject=f"camera:{camera.pk}",
        area=camera.area_code,
        detail={"from": before, "to": to.value},
        words={"state.before": before, "state.after": to.value, "reason": said},
        state=queries.camera_state(camera),
    )
    return camera


def _reason_told(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Invalid(fields={"reason": "reason_missing"})
    return said[:_REASON_MOST]


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What somebody corrects: that a camera sees premises or a component, named by code, or does not."""

    kind: SightKind
    reason: str
    premises: str = ""
    component: str = ""


@transaction.atomic
def camera_sight_correct(
    *, camera_id: int, correction: Correction, actor: Actor, at: datetime
) -> CameraSight:
    """Add something to what a camera sees, or take it away; the last correction of a thing holds.

    Raises:
        NotFound: no such camera in scope.
        NotPermitted: not by this actor.
        Invalid: neither or both kinds of thing are named, it is unknown or out of sight, or the reason is
            missing.
    """
    camera = queries.camera_lock(camera_id)
    require(actor, CameraAct.SIGHT, camera)
    said = _reason_told(correction.reason)
    if correction.kind is SightKind.BY_VIEW:
        raise Invalid(fields={"kind": "sight_kind_wrong"})
    if bool(correction.premises) == bool(correction.component):
        raise Invalid(fields={"premises": "sight_one_thing"})
    premises = premises_by_code({correction.premises}).get(correction.premises)
    component = components_by_code({correction.component}).get(correction.component)
    if premises is None and component is None:
        raise Invalid(
            fields={"premises": "premises_unknown"}
            if correction.premises
            else {"component": "component_unknown"}
        )
    sight, _made = CameraSight.objects.update_or_create(
        camera=camera,
        premises=premises,
        component=component,
        defaults={
            "kind": correction.kind.value,
            "reason": said,
            "area_code": camera.area_code,
            "corrected_by": actor.name,
            "updated_at": at,
        },
    )
    thing = {"premises": premises.pk} if premises else {"component": component.pk if component else None}
    name = premises.name if premises else component.name if component else ""
    entry_append(
        at=at,
        actor=actor,
        act=CameraAct.SIGHT,
        subject=f"camera:{camera.pk}",
        area=camera.area_code,
        detail={"sight": correction.kind.value, **thing},
        words={"sight.after": f"{correction.kind.zh} {name}", "reason": said},
        state=queries.camera_state(camera),
    )
    return sight
