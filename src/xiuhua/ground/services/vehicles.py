"""Every way vehicles and the places of cameras and devices can change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ground.models.vehicles import Mount, Vehicle
from xiuhua.ground.queries import parties_by_code
from xiuhua.ground.queries import vehicles as queries
from xiuhua.ground.rules.names import name_tidied
from xiuhua.ground.rules.parties import credit_code_tidied
from xiuhua.ground.rules.vehicles import plate_fault, plate_tidied
from xiuhua.ground.services.cameras import cameras_follow
from xiuhua.ground.services.importing import rows_remove, rows_write
from xiuhua.ground.terms.vehicles import (
    MountAct,
    MountKind,
    MountState,
    VehicleAct,
    VehicleKind,
    VehicleState,
)
from xiuhua.ledger.services import NewEntry
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes

_VEHICLE_WRITTEN = ("kind", "state", "model", "load_kg", "unit", "party", "area_code", "search", "updated_at")
_MOUNT_WRITTEN = (
    "name",
    "kind",
    "state",
    "component",
    "premises",
    "unit",
    "area",
    "area_code",
    "place",
    "height_m",
    "search",
    "updated_at",
)


@dataclass(frozen=True, kw_only=True)
class NewVehicle:
    """A vehicle as a clerk or an import brings it; `unit` and `credit_code` are codes, empty for none."""

    plate: str
    kind: VehicleKind
    area_code: str
    state: VehicleState = VehicleState.IN_SERVICE
    model: str = ""
    load_kg: int | None = None
    unit: str = ""
    credit_code: str = ""


@dataclass(frozen=True, kw_only=True)
class VehicleKeys:
    """What vehicles point to, by code."""

    units: frozenset[str]
    parties: frozenset[str]
    areas: frozenset[str]


def vehicle_keys(items: Sequence[NewVehicle]) -> VehicleKeys:
    """Return which of the codes that some vehicles point to are known."""
    return VehicleKeys(
        units=frozenset(queries.units_by_code({item.unit for item in items})),
        parties=frozenset(parties_by_code([item.credit_code for item in items])),
        areas=frozenset(queries.areas_by_code({item.area_code for item in items})),
    )


def vehicle_fault(item: NewVehicle, known: VehicleKeys) -> tuple[str, str] | None:
    """Return what is wrong with a vehicle: the field, and the code of the sentence; None for nothing."""
    fault = plate_fault(plate_tidied(item.plate))
    if fault:
        return "plate", fault
    if item.area_code not in known.areas:
        return "area_code", "area_code_unknown"
    if item.unit and item.unit not in known.units:
        return "unit", "unit_unknown"
    return (
        ("credit_code", "party_unknown")
        if item.credit_code and item.credit_code not in known.parties
        else None
    )


@transaction.atomic
def vehicles_write(
    *,
    items: Sequence[tuple[NewVehicle, int | None]],
    act: str = VehicleAct.CREATE,
    actor: Actor,
    at: datetime,
) -> list[Vehicle]:
    """Record vehicles and overwrite known ones, each with the id it has; return them in the same order.

    Raises:
        Invalid: a plate was mistyped, or a code it points to is unknown.
        Conflict: a plate is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, VehicleAct.CREATE)
    known = vehicle_keys([item for item, _pk in items])
    units = queries.units_by_code(set(known.units))
    parties = parties_by_code(known.parties)
    rows = []
    for item, pk in items:
        fault = vehicle_fault(item, known)
        if fault:
            raise Invalid(fields={fault[0]: fault[1]}, code=item.plate)
        plate = plate_tidied(item.plate)
        rows.append(
            Vehicle(
                pk=pk,
                client_id=uuid7(),
                plate=plate,
                kind=item.kind.value,
                state=item.state.value,
                model=item.model,
                load_kg=item.load_kg,
                unit=units.get(item.unit),
                party=parties.get(credit_code_tidied(item.credit_code)),
                area_code=item.area_code,
                search=search_lexemes(f"{plate} {item.model}"),
                recorded_at=at,
                updated_at=at,
            )
        )
    for row in {row.area_code: row for row in rows}.values():
        require(actor, VehicleAct.CREATE, row)
    rows_write(
        table=Vehicle.objects,
        rows=rows,
        written=_VEHICLE_WRITTEN,
        kind="vehicle",
        entry=lambda row: NewEntry(
            at=at,
            actor=actor,
            act=act,
            subject=f"vehicle:{row.pk}",
            area=row.area_code,
            words={"plate.after": row.plate},
            state=queries.vehicle_state(row),
        ),
    )
    return rows


@transaction.atomic
def vehicles_undo(*, made: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back the vehicles that an import made.

    Raises:
        RowsHeld: something rests on one of them by now.
    """
    rows = list(Vehicle.objects.select_for_update().filter(pk__in=made).defer("search"))
    for row in rows:
        require(actor, VehicleAct.CREATE, row)
    rows_remove(
        table=Vehicle.objects,
        rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=VehicleAct.UNDO, subject=f"vehicle:{row.pk}", area=row.area_code, state={}
        ),
    )


@dataclass(frozen=True, kw_only=True)
class NewMount:
    """A place of cameras or devices; what it points to are codes, empty for none. Degrees are WGS84."""

    code: str
    name: str
    kind: MountKind
    area_code: str
    longitude: float
    latitude: float
    component: str = ""
    premises: str = ""
    unit: str = ""
    height_m: float | None = None
    state: MountState = MountState.IN_USE


@dataclass(frozen=True, kw_only=True)
class MountKeys:
    """What mounts point to, by code."""

    components: frozenset[str]
    premises: frozenset[str]
    units: frozenset[str]
    areas: frozenset[str]


def mount_keys(items: Sequence[NewMount]) -> MountKeys:
    """Return which of the codes that some mounts point to are known."""
    return MountKeys(
        components=frozenset(queries.components_by_code({item.component for item in items})),
        premises=frozenset(queries.premises_by_code({item.premises for item in items})),
        units=frozenset(queries.units_by_code({item.unit for item in items})),
        areas=frozenset(queries.areas_by_code({item.area_code for item in items})),
    )


def mount_fault(item: NewMount, known: MountKeys) -> tuple[str, str] | None:
    """Return what is wrong with a mount: the field, and the code of the sentence; None for nothing."""
    checks = (
        ("code", "code_empty", not item.code.strip()),
        ("name", "name_empty", not name_tidied(item.name)),
        ("area_code", "area_code_unknown", item.area_code not in known.areas),
        ("component", "component_unknown", bool(item.component) and item.component not in known.components),
        ("premises", "premises_unknown", bool(item.premises) and item.premises not in known.premises),
        ("unit", "unit_unknown", bool(item.unit) and item.unit not in known.units),
        ("longitude", "place_off_earth", not _is_on_earth(item.longitude, item.latitude)),
    )
    return next(((field, fault) for field, fault, is_wrong in checks if is_wrong), None)


def _is_on_earth(longitude: float, latitude: float) -> bool:
    return -180 <= longitude <= 180 and -90 <= latitude <= 90


@transaction.atomic
def mounts_write(
    *, items: Sequence[tuple[NewMount, int | None]], act: str = MountAct.CREATE, actor: Actor, at: datetime
) -> list[Mount]:
    """Record mounts and overwrite known ones, each with the id it has; return them in the same order.

    Raises:
        Invalid: a name is missing or a code it points to is unknown.
        Conflict: a code is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, MountAct.CREATE)
    news = [item for item, _pk in items]
    known = mount_keys(news)
    components = queries.components_by_code(set(known.components))
    premises, units = queries.premises_by_code(set(known.premises)), queries.units_by_code(set(known.units))
    areas = queries.areas_by_code(set(known.areas))
    rows = []
    for item, pk in items:
        fault = mount_fault(item, known)
        if fault:
            raise Invalid(fields={fault[0]: fault[1]}, code=item.code)
        rows.append(
            Mount(
                pk=pk,
                code=item.code,
                name=name_tidied(item.name),
                kind=item.kind.value,
                state=item.state.value,
                component=components.get(item.component),
                premises=premises.get(item.premises),
                unit=units.get(item.unit),
                area=areas[item.area_code],
                area_code=item.area_code,
                place=Point(item.longitude, item.latitude, srid=4326),
                height_m=item.height_m,
                search=search_lexemes(f"{item.code} {item.name}"),
                recorded_at=at,
                updated_at=at,
            )
        )
    for row in {row.area_code: row for row in rows}.values():
        require(actor, MountAct.CREATE, row)
    rows_write(
        table=Mount.objects,
        rows=rows,
        written=_MOUNT_WRITTEN,
        kind="mount",
        entry=lambda row: NewEntry(
            at=at,
            actor=actor,
            act=act,
            subject=f"mount:{row.pk}",
            area=row.area_code,
            words={"name.after": row.name},
            state=queries.mount_state(row),
        ),
    )
    cameras_follow(rows)
    return rows


@transaction.atomic
def mounts_undo(*, made: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back the mounts that an import made.

    Raises:
        RowsHeld: something rests on one of them by now.
    """
    rows = list(Mount.objects.select_for_update().filter(pk__in=made).defer("search"))
    for row in rows:
        require(actor, MountAct.CREATE, row)
    rows_remove(
        table=Mount.objects,
        rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=MountAct.UNDO, subject=f"mount:{row.pk}", area=row.area_code, state={}
        ),
    )
