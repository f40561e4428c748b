"""Questions about manifests, and for whom somebody stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from xiuhua.ground.models import Person
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.scenes.spoil.models import Manifest, Weighing
from xiuhua.scenes.spoil.terms import ManifestState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound

OPEN = (ManifestState.OPENED.value, ManifestState.ON_THE_WAY.value, ManifestState.ARRIVED.value)
_NAMED = ("site__premises", "dock__premises", "vehicle", "hauler", "driver")


def manifests() -> QuerySet[Manifest]:
    """Return the manifests that the database scope lets through."""
    return Manifest.objects.select_related(*_NAMED)


def manifest_get(manifest_id: int) -> Manifest:
    """Return a manifest.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = manifests().filter(pk=manifest_id).first()
    if found is None:
        raise NotFound(kind="manifest", key=str(manifest_id))
    return found


def manifest_lock(manifest_id: int) -> Manifest:
    """Return a manifest, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = manifests().select_for_update(of=("self",)).filter(pk=manifest_id).first()
    if found is None:
        raise NotFound(kind="manifest", key=str(manifest_id))
    return found


def manifest_by_client_id(client_id: object) -> Manifest | None:
    """Return the manifest that was opened under an id; None where there is none in scope."""
    return manifests().filter(client_id=str(client_id)).first()


def weighings_of(manifest: Manifest) -> list[Weighing]:
    """Return the weighings of a manifest, oldest first."""
    return list(manifest.weighings.order_by("at", "pk"))


def open_of_truck(vehicle_id: int, *, but: int = 0) -> int:
    """Return how many manifests of a truck are open, one of them left out."""
    return Manifest.objects.filter(vehicle_id=vehicle_id, state__in=OPEN).exclude(pk=but).count()


def hauled_m3(approval: str, *, but: int = 0) -> float:
    """Return what has left under an approval so far, or is about to: as weighed, else as planned."""
    rows = (
        Manifest.objects.filter(approval=approval).exclude(state=ManifestState.VOIDED.value).exclude(pk=but)
    )
    known = rows.exclude(loaded_m3=None).aggregate(total=Sum("loaded_m3"))["total"] or 0.0
    return float(known + (rows.filter(loaded_m3=None).aggregate(total=Sum("planned_m3"))["total"] or 0.0))


def slips_near(
    vehicle_ids: Collection[int], *, since: datetime, until: datetime, margin: timedelta
) -> list[Manifest]:
    """Return the manifests of some trucks that a haul of a period may be bound to."""
    rows = Manifest.objects.filter(
        vehicle_id__in=vehicle_ids, opened_at__gte=since - margin, opened_at__lt=until + margin
    )
    return list(rows.exclude(state=ManifestState.VOIDED.value).order_by("opened_at", "pk"))


def stands_for(actor: Actor, *, at: datetime) -> frozenset[int]:
    """Return the parties that an actor stands for."""
    return parties_stood_for(actor.user_id, at=at)


def driver_of(actor: Actor) -> Person | None:
    """Return the person behind an actor; None for nobody."""
    if actor.user_id is None:
        return None
    return Person.objects.defer("search").filter(user_id=actor.user_id).first()


def is_party_to(manifest: Manifest, actor: Actor, *, at: datetime) -> bool:
    """Return whether an actor stands for the site, the dock or the haulier of a manifest, or drives it."""
    if manifest.driver is not None and actor.user_id is not None and manifest.driver.user_id == actor.user_id:
        return True
    parties = {manifest.site.premises.party_id, manifest.dock.premises.party_id, manifest.hauler_id} - {None}
    return bool(parties & stands_for(actor, at=at))


def manifests_of_site(party_ids: Collection[int]) -> QuerySet[Manifest]:
    """Return the manifests of the sites that some parties run."""
    return manifests().filter(site__premises__party_id__in=party_ids)


def manifests_of_dock(party_ids: Collection[int]) -> QuerySet[Manifest]:
    """Return the manifests of the docks that some parties run."""
    return manifests().filter(dock__premises__party_id__in=party_ids)


def manifests_of_hauler(party_ids: Collection[int]) -> QuerySet[Manifest]:
    """Return the manifests of the trucks that some parties own."""
    return manifests().filter(hauler_id__in=party_ids)


def manifests_of_driver(actor: Actor) -> QuerySet[Manifest]:
    """Return the manifests that name an actor as the driver."""
    return manifests().filter(driver__user_id=actor.user_id) if actor.user_id else manifests().none()


def trucks_of(party_ids: Collection[int]) -> QuerySet[Vehicle]:
    """Return the trucks of some parties, by plate."""
    return Vehicle.objects.defer("search").filter(party_id__in=party_ids).order_by("plate")


def truck_plated(plate: str) -> Vehicle | None:
    """Return the visible vehicle of a plate; None for none."""
    return Vehicle.objects.defer("search").filter(plate=plate.strip().upper()).first()


def vehicle_known(vehicle_id: int) -> Vehicle:
    """Return a visible vehicle with whose it is.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    rows = Vehicle.objects.select_related("party").defer("search", "party__search")
    found = rows.filter(pk=vehicle_id).first()
    if found is None:
        raise NotFound(kind="vehicle", key=str(vehicle_id))
    return found


def drivers_of(unit_codes: Collection[str]) -> QuerySet[Person]:
    """Return the people who serve in units of some codes."""
    return Person.objects.defer("search").filter(unit__code__in=unit_codes).order_by("work_number")


def person_known(person_id: int) -> Person | None:
    """Return a visible person; None for none."""
    return Person.objects.defer("search").filter(pk=person_id).first()


def manifest_state(manifest: Manifest) -> dict[str, str | int | None]:
    """Return the columns of a manifest that the ledger answers for."""
    return {
        "number": manifest.number, "site": manifest.site_id, "dock": manifest.dock_id,
        "vehicle": manifest.vehicle_id, "state": manifest.state, "approval": manifest.approval,
        "permit": manifest.permit, "planned_m3": str(manifest.planned_m3),
        "loaded_m3": None if manifest.loaded_m3 is None else str(manifest.loaded_m3),
        "tipped_m3": None if manifest.tipped_m3 is None else str(manifest.tipped_m3),
        "area_code": manifest.area_code,
    }  # fmt: skip


def manifest_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every manifest's id and what the ledger answers for."""
    return (
        (one.pk, manifest_state(one)) for one in Manifest.objects.order_by("pk").iterator(chunk_size=1_000)
    )


def plates_known(most: int = 500) -> list[str]:
    """Return the plates of the spoil trucks in service."""
    rows = Vehicle.objects.filter(kind="spoil_truck", state="in_service").order_by("plate")
    return list(rows.values_list("plate", flat=True)[:most])


def driver_numbered(typed: str) -> Person | None:
    """Return the person of a work number, with or without the name behind it; None for none."""
    number = typed.strip().split(maxsplit=1)[0] if typed.strip() else ""
    return Person.objects.defer("search").filter(work_number=number).first() if number else None
