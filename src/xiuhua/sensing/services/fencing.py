"""Every way fences can change. What vehicles do at them is `services.following`'s."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.ground.queries.vehicles import areas_by_code
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Fence, FenceVersion, Rule
from xiuhua.sensing.queries import fences as queries
from xiuhua.sensing.queries.alarm_rules import rule_get
from xiuhua.sensing.rules.tracks.drawing import NewFence, alarm_rule, covered, fence_fault
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create, rule_publish, rule_switch
from xiuhua.sensing.services.refusals import RuleSame
from xiuhua.sensing.terms import RuleState
from xiuhua.sensing.terms.tracks import FenceKind, FenceState, FencingAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@transaction.atomic
def fence_create(*, new: NewFence, reason: str, actor: Actor, at: datetime) -> Fence:
    """Draw a fence with its first version, in force at once; with a severity, its rule is on at once too.

    Raises:
        Invalid: its shape, its code, its hours are none, or it means somebody who is not there.
        Conflict: the code is taken.
        NotPermitted: its area lies outside those the actor may draw fences in.
    """
    row = Fence(
        code=new.code, name=new.name.strip(), area_code=new.area_code, state=FenceState.ON.value,
        recorded_at=at, updated_at=at,
    )  # fmt: skip
    if new.area_code not in areas_by_code({new.area_code}):
        raise Invalid(fields={"area_code": "area_code_unknown"}, code=new.code)
    require(actor, FencingAct.CREATE, row)
    pointed = _pointed(new)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(kind="fence", key=new.code) from error
    row.current = _published(row, 1, new, pointed, reason, actor, at)
    row.rule = _alarms(row, new, reason, actor, at)
    row.save(update_fields=["current", "rule"])
    _entered(row, FencingAct.CREATE, {"name.after": row.name, "version.after": "1"}, reason, actor, at)
    return row


@transaction.atomic
def fence_revise(*, fence_id: int, new: NewFence, reason: str, actor: Actor, at: datetime) -> Fence:
    """Publish another version of a fence, in force at once; the code and the area stay.

    Raises:
        Invalid: as `fence_create`.
        NotAllowedNow: it was ended.
    """
    row = queries.fence_lock(fence_id)
    require(actor, FencingAct.REVISE, row)
    pointed = _pointed(new)
    before, row.name, row.updated_at = row.name, new.name.strip(), at
    number = _ended(row, at)
    row.current = _published(row, number + 1, new, pointed, reason, actor, at)
    row.rule = _alarms(row, new, reason, actor, at)
    row.save(update_fields=["name", "current", "rule", "updated_at"])
    words = {"version.before": str(number), "version.after": str(number + 1)}
    if before != row.name:
        words |= {"name.before": before, "name.after": row.name}
    _entered(row, FencingAct.REVISE, words, reason, actor, at)
    return row


@transaction.atomic
def fence_end(*, fence_id: int, reason: str, actor: Actor, at: datetime) -> Fence:
    """End a fence: nothing is watched from now on, and open alarms of its rule end.

    Raises:
        NotAllowedNow: it was ended.
    """
    row = queries.fence_lock(fence_id)
    require(actor, FencingAct.END, row)
    _ended(row, at)
    before, row.state, row.updated_at = row.state, FenceState.ENDED.value, at
    if row.rule is not None:
        _switched(row.rule, RuleState.OFF, reason, actor, at)
    row.save(update_fields=["state", "updated_at"])
    words = {"state.before": before, "state.after": row.state}
    _entered(row, FencingAct.END, words, reason, actor, at)
    return row


def _pointed(new: NewFence) -> dict[str, Any]:  # a unit and vehicles
    """Return whom a fence means.

    Raises:
        Invalid: with what is wrong with the fence, or whom it means and who is not there.
    """
    fault = fence_fault(new)
    if fault:
        raise Invalid(fields={fault[0]: fault[1]}, code=new.code)
    unit = queries.unit_coded(new.unit) if new.unit else None
    if new.unit and unit is None:
        raise Invalid(fields={"unit": "fence_unit"}, code=new.code)
    vehicles = queries.vehicles_plated(new.plates) if new.plates else []
    unknown = sorted({*new.plates} - {one.plate for one in vehicles})
    if unknown:
        raise Invalid(fields={"plates": "fence_plates"}, code=new.code)
    return {"unit": unit, "vehicles": vehicles}


def _published(
    row: Fence, number: int, new: NewFence, pointed: dict[str, Any], reason: str, actor: Actor, at: datetime
) -> FenceVersion:  # pointed: as above
    is_corridor = new.kind is FenceKind.CORRIDOR
    version = FenceVersion.objects.create(
        fence=row, number=number, area_code=row.area_code, kind=new.kind.value,
        shape=_geos(_many(covered(new))), route=_geos(_one_line(new.geometry)) if is_corridor else None,
        width_m=new.width_m if is_corridor else None, effect=new.effect.value, hours=list(new.hours),
        days=new.days.value, unit=pointed["unit"], vehicle_kind=new.vehicle_kind,
        severity="" if new.severity is None else new.severity.value,
        after_s=round(new.after_minutes * 60), since=at, author=actor.name, reason=reason,
    )  # fmt: skip
    version.vehicles.add(*pointed["vehicles"])
    return version


def _ended(row: Fence, at: datetime) -> int:
    """End the version in force, and return its number."""
    if row.current is None:
        return 0
    row.current.until = at
    row.current.save(update_fields=["until"])
    return row.current.number


def _alarms(row: Fence, new: NewFence, reason: str, actor: Actor, at: datetime) -> Rule | None:
    """Write, revise or switch off the rule that raises a fence's alarms."""
    if new.severity is None:
        if row.rule is not None:
            _switched(row.rule, RuleState.OFF, reason, actor, at)
        return row.rule
    stored = alarm_rule(new, new.severity)
    if row.rule is None:
        code = f"fence-{row.code.replace('_', '-')}"
        rule = NewRule(code=code, name=row.name, area_code=row.area_code, definition=stored, reason=reason)
        made = rule_create(new=rule, actor=actor, at=at)
        return rule_switch(rule_id=made.pk, to=RuleState.ON, reason=reason, actor=actor, at=at)
    with suppress(RuleSame):  # the shape has changed, not what it asks
        rule_publish(rule_id=row.rule.pk, definition=stored, reason=reason, actor=actor, at=at)
    _switched(row.rule, RuleState.ON, reason, actor, at)
    return row.rule


def _switched(rule: Rule, to: RuleState, reason: str, actor: Actor, at: datetime) -> None:
    if rule_get(rule.pk).state != to:
        rule_switch(rule_id=rule.pk, to=to, reason=reason, actor=actor, at=at)


def _entered(
    row: Fence, act: FencingAct, words: dict[str, str], reason: str, actor: Actor, at: datetime
) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"fence:{row.pk}", area=row.area_code,
        detail={"version": row.current_id}, words={**words, "reason": reason}, state=queries.fence_state(row),
    )  # fmt: skip


def _many(shape: Any) -> Any:  # shapely's geometries have no common type here
    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])


def _one_line(shape: Any) -> Any:  # as above
    if shape.geom_type == "LineString":
        return shape
    joined = shapely.line_merge(shape)
    if joined.geom_type == "LineString":
        return joined
    return shapely.LineString([xy for part in joined.geoms for xy in part.coords])


def _geos(shape: Any) -> Any:  # as above
    return GEOSGeometry(shapely.to_wkb(shapely.force_2d(shape)).hex(), srid=4326)
