"""Sites, docks and the points that watch over them: recorded, and their states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import Point, Polygon
from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ground.queries import premises_get
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.spoil.models import CoverPoint, Dock, Site
from xiuhua.scenes.spoil.queries import places as queries
from xiuhua.scenes.spoil.rules.sites import may_become, site_level
from xiuhua.scenes.spoil.terms import Act, CoverKind, DockState, SiteStage
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.geometry import box_around

_HALF_M = 60.0  # own choice: a gate or a berth where nobody has drawn one


def ground_around(place: Point, half_m: float = _HALF_M) -> Polygon:
    """Return the square around a place."""
    square = Polygon.from_bbox(box_around(place.x, place.y, half_m))
    square.srid = 4326
    return square


@dataclass(frozen=True, kw_only=True)
class SiteTold:
    """What a site is; `gate` where trucks are loaded, the square around it where nobody ever drew one."""

    premises_id: int
    building_m2: float
    stage: SiteStage = SiteStage.STARTED
    gate: Polygon | None = None


@transaction.atomic
def site_write(*, told: SiteTold, actor: Actor, at: datetime) -> Site:
    """Record a building site, or what has changed of it.

    Raises:
        NotFound, NotPermitted: no such premises, or not by this actor.
        Invalid: it has no size.
    """
    premises = premises_get(told.premises_id)
    require(actor, Act.PLACE, Site(area_code=premises.area_code))
    if not told.building_m2 > 0:
        raise Invalid(fields={"building_m2": "spoil_size_wrong"})
    site, is_new = Site.objects.select_for_update(of=("self",)).update_or_create(
        premises=premises,
        defaults={
            "area_code": premises.area_code, "building_m2": told.building_m2,
            "level": site_level(told.building_m2).value, "updated_at": at,
            **({"gate": told.gate} if told.gate else {}),
        },
        create_defaults={
            "area_code": premises.area_code, "building_m2": told.building_m2,
            "level": site_level(told.building_m2).value, "gate": told.gate or ground_around(premises.place),
            "stage": told.stage.value, "stage_on": localtime(at).date(), "updated_at": at,
        },
    )  # fmt: skip
    _site_record(site, Act.PLACE, actor, at, {"premises": premises.pk, "new": int(is_new)})
    return site


@transaction.atomic
def site_stage_set(*, site_id: int, to: SiteStage, on: date, actor: Actor, at: datetime) -> Site:
    """Say that a site was stopped, resumed or completed.

    Raises:
        NotFound, NotPermitted: no such site, or not by this actor.
        Invalid: it cannot become that from where it stands, or not on that day.
    """
    site = queries.site_lock(site_id)
    require(actor, Act.STAGE, Site(area_code=site.area_code))
    if not may_become(SiteStage(site.stage), to):
        raise Invalid(fields={"to": "spoil_stage_wrong"})
    if on < site.stage_on or on > localtime(at).date():
        raise Invalid(fields={"on": "spoil_stage_day_wrong"})
    before = site.stage
    site.stage, site.stage_on, site.updated_at = to.value, on, at
    site.save(update_fields=["stage", "stage_on", "updated_at"])
    _site_record(site, Act.STAGE, actor, at, {"before": before, "on": on.isoformat()})
    return site


def _site_record(site: Site, act: Act, actor: Actor, at: datetime, detail: dict[str, str | int]) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"spoil_site:{site.pk}", area=site.area_code, detail=detail,
        words={"stage.after": site.stage}, state=queries.site_state(site),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DockTold:
    """What a dock is: how much it takes, what measures its dust and what sprays it."""

    premises_id: int
    capacity_m3: float | None = None
    ground: Polygon | None = None
    monitor_id: int | None = None
    quantity: str = "pm10"
    spray_id: int | None = None
    camera_id: int | None = None
    limit: float = 150.0
    state: DockState = DockState.TAKES


@transaction.atomic
def dock_write(*, told: DockTold, actor: Actor, at: datetime) -> Dock:
    """Record a dock, or what has changed of it; what it took stays.

    Raises:
        NotFound, NotPermitted: no such premises, or not by this actor.
        Invalid: its capacity or its limit is none.
    """
    premises = premises_get(told.premises_id)
    require(actor, Act.PLACE, Dock(area_code=premises.area_code))
    if told.capacity_m3 is not None and not told.capacity_m3 > 0:
        raise Invalid(fields={"capacity_m3": "spoil_size_wrong"})
    if not told.limit > 0:
        raise Invalid(fields={"limit": "spoil_size_wrong"})
    written = {
        "area_code": premises.area_code, "capacity_m3": told.capacity_m3, "monitor_id": told.monitor_id,
        "quantity": told.quantity, "spray_id": told.spray_id, "camera_id": told.camera_id,
        "limit": told.limit, "state": told.state.value, "updated_at": at,
    }  # fmt: skip
    drawn = {"ground": told.ground} if told.ground else {}
    dock, is_new = Dock.objects.select_for_update(of=("self",)).update_or_create(
        premises=premises,
        defaults={**written, **drawn},
        create_defaults={**written, "ground": told.ground or ground_around(premises.place)},
    )
    entry_append(
        at=at, actor=actor, act=Act.PLACE, subject=f"spoil_dock:{dock.pk}", area=dock.area_code,
        detail={"premises": premises.pk, "new": int(is_new)}, state=queries.dock_state(dock),
    )  # fmt: skip
    return dock


@dataclass(frozen=True, kw_only=True)
class CoverTold:
    """A point that is to be watched, and what watches it."""

    name: str
    kind: CoverKind
    area_code: str
    place: Point
    premises_id: int | None = None
    monitor_id: int | None = None
    camera_id: int | None = None


@transaction.atomic
def cover_point_add(*, told: CoverTold, actor: Actor, at: datetime) -> CoverPoint:
    """Record a point at a dock, a gate, or on the road between.

    Raises:
        NotPermitted: not by this actor.
        Invalid: it has no name.
    """
    point = CoverPoint(
        name=told.name.strip(), kind=told.kind.value, area_code=told.area_code, place=told.place,
        premises_id=told.premises_id, monitor_id=told.monitor_id, camera_id=told.camera_id, recorded_at=at,
    )  # fmt: skip
    require(actor, Act.PLACE, point)
    if not point.name:
        raise Invalid(fields={"name": "spoil_name_missing"})
    point.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=Act.PLACE, subject=f"spoil_point:{point.pk}", area=point.area_code,
        detail={"kind": point.kind}, words={"name.after": point.name},
    )  # fmt: skip
    return point
