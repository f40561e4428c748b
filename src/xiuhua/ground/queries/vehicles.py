"""Questions about vehicles, and about the places where cameras and devices are mounted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.components import Component
from xiuhua.ground.models.people import Unit
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.vehicles import Mount, Vehicle
from xiuhua.ground.rules.vehicles import plate_tidied
from xiuhua.shared.errors import NotFound


def vehicles_all() -> QuerySet[Vehicle]:
    """Return the vehicles that the database scope lets through."""
    return Vehicle.objects.select_related("unit", "party").defer("search", "unit__search", "party__search")


def vehicle_get(vehicle_id: int) -> Vehicle:
    """Return one of the visible vehicles.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = vehicles_all().filter(pk=vehicle_id).first()
    if found is None:
        raise NotFound(kind="vehicle", key=str(vehicle_id))
    return found


def vehicle_lock(vehicle_id: int) -> Vehicle:
    """Return one of the visible vehicles, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Vehicle.objects.select_for_update().defer("search").filter(pk=vehicle_id).first()
    if found is None:
        raise NotFound(kind="vehicle", key=str(vehicle_id))
    return found


def vehicle_state(vehicle: Vehicle) -> dict[str, str | int | None]:
    """Return the columns of a vehicle that the ledger answers for."""
    return {
        "plate": vehicle.plate,
        "kind": vehicle.kind,
        "state": vehicle.state,
        "model": vehicle.model,
        "load_kg": vehicle.load_kg,
        "unit": vehicle.unit_id,
        "party": vehicle.party_id,
        "area_code": vehicle.area_code,
    }


def vehicle_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every vehicle's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, vehicle_state(row)) for row in Vehicle.objects.defer("search").order_by("pk").iterator())


def mounts_all() -> QuerySet[Mount]:
    """Return every place of cameras and devices: public ground."""
    return Mount.objects.select_related("unit", "area", "component", "premises").defer(
        "search", "area__shape", "component__search", "component__shape", "premises__search", "unit__search"
    )


def mount_get(mount_id: int) -> Mount:
    """Return a place of cameras or devices.

    Raises:
        NotFound: it does not exist.
    """
    found = mounts_all().filter(pk=mount_id).first()
    if found is None:
        raise NotFound(kind="mount", key=str(mount_id))
    return found


def mount_lock(mount_id: int) -> Mount:
    """Return a place of cameras or devices, locked until the transaction ends.

    Raises:
        NotFound: it does not exist.
    """
    found = Mount.objects.select_for_update().defer("search").filter(pk=mount_id).first()
    if found is None:
        raise NotFound(kind="mount", key=str(mount_id))
    return found


def mount_state(mount: Mount) -> dict[str, str | int | None]:
    """Return the columns of a mount that the ledger answers for."""
    return {
        "code": mount.code,
        "name": mount.name,
        "kind": mount.kind,
        "state": mount.state,
        "component": mount.component_id,
        "premises": mount.premises_id,
        "unit": mount.unit_id,
        "area": mount.area_id,
        "place": bytes(mount.place.wkb).hex(),
        "height_m": str(mount.height_m),
    }


def mount_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every mount's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, mount_state(row)) for row in Mount.objects.defer("search").order_by("pk").iterator())


def units_by_code(codes: set[str]) -> dict[str, Unit]:
    """Return the units with some codes."""
    return {unit.code: unit for unit in Unit.objects.filter(code__in=codes - {""}).defer("search")}


def components_by_code(codes: set[str]) -> dict[str, Component]:
    """Return the components with some codes."""
    found = Component.objects.filter(code__in=codes - {""}).defer("search", "shape")
    return {row.code: row for row in found}


def premises_by_code(codes: set[str]) -> dict[str, Premises]:
    """Return the visible premises with some codes."""
    return {
        row.code: row
        for row in Premises.objects.select_related("party")
        .filter(code__in=codes - {""})
        .defer("search", "party__search")
    }


def areas_by_code(codes: set[str]) -> dict[str, Area]:
    """Return the areas with some codes."""
    return {
        row.code: row for row in Area.objects.filter(code__in=codes - {""}).defer("shape", "line", "search")
    }


def vehicles_by_plate(plates: Collection[str]) -> dict[str, Vehicle]:
    """Return the visible vehicles by plate, each under the plate as it was asked for."""
    asked = {plate_tidied(plate): plate for plate in plates}
    return {asked[row.plate]: row for row in vehicles_all().filter(plate__in=list(asked))}


def mounts_by_code(codes: Collection[str]) -> QuerySet[Mount]:
    """Return the mounts with some codes."""
    return mounts_all().filter(code__in=list(codes))
