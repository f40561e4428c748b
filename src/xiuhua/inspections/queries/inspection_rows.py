"""The rows of other apps that acts of inspections are handed and name: asked for here, and only here."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.ground.rules.vehicles import plate_tidied
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import Invalid

__all__ = ["Case", "Party", "Premises", "StoredFile", "Vehicle"]


def premises_in(ids: Collection[int]) -> dict[int, Premises]:
    """Return some premises in scope by id."""
    return Premises.objects.defer("search").in_bulk(list(ids))


def vehicles_in(ids: Collection[int]) -> dict[int, Vehicle]:
    """Return some vehicles by id, wherever they are registered: an officer stops what comes along."""
    with scope_opened((EVERYWHERE,)):
        return Vehicle.objects.defer("search").in_bulk(list(ids))


def premises_offered(kinds: Collection[str], *, most: int = 200) -> list[Premises]:
    """Return premises in scope for a choice, of some kinds or of all where none is named, by name."""
    rows = Premises.objects.only("code", "name").order_by("name")
    return list((rows.filter(kind__in=kinds) if kinds else rows)[:most])


def vehicles_offered(kinds: Collection[str], *, most: int = 400) -> list[Vehicle]:
    """Return vehicles in scope for a choice, of some kinds or of all where none is named, by plate."""
    rows = Vehicle.objects.only("plate").order_by("plate")
    return list((rows.filter(kind__in=kinds) if kinds else rows)[:most])


def vehicle_of_plate(plate: str) -> Vehicle | None:
    """Return the vehicle that has a plate, however it is spaced, wherever it is registered; None for none."""
    said = plate_tidied(plate)
    with scope_opened((EVERYWHERE,)):
        return Vehicle.objects.defer("search").filter(plate=said).first() if said else None


def subject_named(premises_code: str, plate: str) -> tuple[int | None, int | None]:
    """Return premises and vehicle that codes name; None for an empty one.

    Raises:
        Invalid: one of them names none.
    """
    premises = Premises.objects.filter(code=premises_code).first() if premises_code else None
    if premises_code and premises is None:
        raise Invalid(fields={"premises_code": "inspection_premises_missing"})
    vehicle = vehicle_of_plate(plate)
    if plate and vehicle is None:
        raise Invalid(fields={"plate": "inspection_vehicle_missing"})
    return premises.pk if premises else None, vehicle.pk if vehicle else None
