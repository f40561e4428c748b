"""The life of a manifest: opened at the site, weighed out, weighed in, signed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.spoil.models import Dock, Manifest, Site, Weighing
from xiuhua.scenes.spoil.queries import dispatch, permits, places
from xiuhua.scenes.spoil.queries import manifests as queries
from xiuhua.scenes.spoil.queries.rows import Premises, Vehicle
from xiuhua.scenes.spoil.rules.manifests import (
    Fault,
    Written,
    counts,
    manifest_faults,
    natural_m3,
    weight_fault,
)
from xiuhua.scenes.spoil.rules.permits import DOCKS, VOLUME
from xiuhua.scenes.spoil.services.refusals import (
    DockFull,
    DockNotPermitted,
    DockShut,
    NoApproval,
    NoPermit,
    NotYours,
    OverApproved,
    SiteStopped,
    TruckBusy,
)
from xiuhua.scenes.spoil.terms import (
    Act,
    DockState,
    ManifestFault,
    ManifestState,
    MeasuredIn,
    SiteStage,
    WeighedAt,
)
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, Conflict, Invalid

_KG_PER_T = 1_000.0
_IDLE = (SiteStage.STOPPED.value, SiteStage.COMPLETE.value)


@dataclass(frozen=True, kw_only=True)
class NewManifest:
    """A load as the site writes it down.

    Args:
        client_id: given where it was written; the same one again changes nothing.
        amount: what is loaded, as `measured_in` says.
        driver_id: who drives, where that is known.
    """

    client_id: UUID
    site_id: int
    dock_id: int
    vehicle_id: int
    amount: float
    measured_in: MeasuredIn = MeasuredIn.LOOSE
    driver_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What a scale showed; or, where there is none, what was measured."""

    gross_kg: float | None = None
    tare_kg: float | None = None
    amount: float | None = None
    measured_in: MeasuredIn = MeasuredIn.TONNES


@transaction.atomic
def manifest_open(*, new: NewManifest, actor: Actor, at: datetime) -> Manifest:
    """Open a manifest for a truck at a site.

    Raises:
        NotPermitted, NotFound: not by this actor; no such site, dock or truck.
        NotYours: the actor stands for another firm than the site's.
        NoApproval, NoPermit, DockNotPermitted: nothing may be hauled from there, by this truck, to that dock.
        SiteStopped, DockShut, DockFull, TruckBusy, OverApproved: not now, with the numbers.
        Invalid: the amount is none.
        Conflict: its id names a manifest of somebody else.
    """
    site = places.site_lock(new.site_id)
    draft = Manifest(area_code=site.area_code, client_id=new.client_id)
    require(actor, Act.OPEN, draft)
    _yours(site.premises, actor, at)
    known = queries.manifest_by_client_id(new.client_id)
    if known is not None:
        return _again(known, new)
    dock, truck = places.dock_lock(new.dock_id), queries.vehicle_known(new.vehicle_id)
    amount_m3 = _amount(new.amount, new.measured_in)
    driver = queries.person_known(new.driver_id) if new.driver_id else None
    approval, permit = _approved(site, dock, truck, at)
    _fits(site, dock, truck, amount_m3, approval, at)
    draft.site, draft.dock, draft.vehicle, draft.driver = site, dock, truck, driver
    draft.hauler, draft.number = truck.party, str(new.client_id)[:20]
    draft.approval, draft.permit, draft.planned_m3 = approval[0], permit, amount_m3
    draft.opened_at, draft.opened_by, draft.updated_at = at, actor.name, at
    draft.save(force_insert=True)
    draft.number = f"LD{localtime(at):%y%m%d}{draft.pk:06d}"
    draft.save(update_fields=["number"])
    _record(draft, Act.OPEN, actor=actor, at=at)
    return draft


def _again(known: Manifest, new: NewManifest) -> Manifest:
    if (known.site_id, known.vehicle_id) != (new.site_id, new.vehicle_id):
        raise Conflict(kind="manifest", key=str(new.client_id))
    return known


def _yours(premises: Premises, actor: Actor, at: datetime) -> None:
    if premises.party_id not in queries.stands_for(actor, at=at):
        raise NotYours(name=premises.name)


def _amount(amount: float, measured_in: MeasuredIn) -> float:
    try:
        return natural_m3(amount, measured_in)
    except ValueError as error:
        raise Invalid(fields={"amount": "spoil_amount_wrong"}) from error


def _approved(site: Site, dock: Dock, truck: Vehicle, at: datetime) -> tuple[tuple[str, float | None], str]:
    """Return number and volume of the approval or of the report to that dock, and the permit's number."""
    report = dispatch.report_of(site.pk, dock.pk, on=localtime(at).date())
    approval = permits.approval_of(site.premises_id, at=at)
    if approval is None and report is None:
        raise NoApproval(name=site.premises.name)
    permit = permits.permit_of(truck.pk, at=at)
    if permit is None:
        raise NoPermit(plate=truck.plate)
    named = approval.fields.get(DOCKS) if approval and report is None else None
    for said in (named, permit.fields.get(DOCKS)):
        if isinstance(said, Sequence) and said and dock.premises.code not in said:
            raise DockNotPermitted(name=dock.premises.name)
    if report is not None:
        return (report.approval, report.volume_m3), permit.number
    assert approval is not None  # noqa: S101 - refused above
    volume = approval.fields.get(VOLUME)
    return (approval.number, float(volume) if isinstance(volume, int | float) else None), permit.number


def _fits(
    site: Site, dock: Dock, truck: Vehicle, amount_m3: float, approval: tuple[str, float | None], at: datetime
) -> None:
    """Refuse what can be seen beforehand to be wrong; what cannot is flagged once it happens."""
    if site.stage in _IDLE:
        raise SiteStopped(name=site.premises.name)
    if dock.state != DockState.TAKES:
        raise DockShut(name=dock.premises.name)
    written = Written(
        opened_s=at.timestamp(), loaded_m3=amount_m3, room_m3=places.room_m3(dock),
        open_others=queries.open_of_truck(truck.pk), approved_m3=approval[1],
        hauled_m3=queries.hauled_m3(approval[0]) + amount_m3,
    )  # fmt: skip
    for fault in manifest_faults(written):
        raise _refusal(fault, site, dock, truck)


def _refusal(fault: Fault, site: Site, dock: Dock, truck: Vehicle) -> CityError:
    found, limit = round(fault.found or 0, 1), round(fault.limit or 0, 1)
    if fault.kind is ManifestFault.DOCK_FULL:
        return DockFull(name=dock.premises.name, found=found, limit=limit)
    if fault.kind is ManifestFault.TWO_OPEN:
        return TruckBusy(plate=truck.plate, found=found, limit=limit)
    return OverApproved(name=site.premises.name, found=found, limit=limit)


@transaction.atomic
def manifest_carry(*, manifest_id: int, actor: Actor, at: datetime) -> Manifest:
    """Let the driver, or the haulier for him, take a load.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such manifest, or not by this actor, or not any more.
        NotYours: it is another firm's truck and another driver.
    """
    manifest = queries.manifest_lock(manifest_id)
    require(actor, Act.CARRY, manifest)
    own_driver = manifest.driver is not None and manifest.driver.user_id == actor.user_id
    if not own_driver and manifest.hauler_id not in queries.stands_for(actor, at=at):
        raise NotYours(name=manifest.vehicle.plate)
    manifest.carried_by, manifest.updated_at = actor.name, at
    manifest.save(update_fields=["carried_by", "updated_at"])
    _record(manifest, Act.CARRY, actor=actor, at=at)
    return manifest


@transaction.atomic
def manifest_leave(*, manifest_id: int, weighed: Weighed, actor: Actor, at: datetime) -> Weighing:
    """Weigh a truck out of the gate. A weight that cannot be is kept, and the truck has not left.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such manifest, or not by this actor, or not in this state.
        NotYours: it is another firm's site.
        Invalid: nothing was weighed or measured.
    """
    manifest = queries.manifest_lock(manifest_id)
    require(actor, Act.LEAVE, manifest)
    _yours(manifest.site.premises, actor, at)
    weighing = _weigh(manifest, WeighedAt.GATE, weighed, actor, at)
    if weighing.natural_m3 is not None:
        manifest.state, manifest.loaded_m3 = ManifestState.ON_THE_WAY.value, weighing.natural_m3
        manifest.left_at, manifest.left_by = at, actor.name
    _settle(manifest, Act.LEAVE, weighing, actor, at)
    return weighing


@transaction.atomic
def manifest_arrive(*, manifest_id: int, weighed: Weighed, actor: Actor, at: datetime) -> Weighing:
    """Weigh a truck at the dock. A weight that cannot be is kept, and the truck has not arrived.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such manifest, or not by this actor, or not in this state.
        NotYours: it is another firm's dock.
        Invalid: nothing was weighed or measured.
    """
    manifest = queries.manifest_lock(manifest_id)
    require(actor, Act.ARRIVE, manifest)
    _yours(manifest.dock.premises, actor, at)
    weighing = _weigh(manifest, WeighedAt.DOCK, weighed, actor, at)
    if weighing.natural_m3 is not None:
        manifest.state, manifest.tipped_m3 = ManifestState.ARRIVED.value, weighing.natural_m3
        manifest.arrived_at, manifest.arrived_by = at, actor.name
    _settle(manifest, Act.ARRIVE, weighing, actor, at)
    return weighing


@transaction.atomic
def manifest_sign(*, manifest_id: int, actor: Actor, at: datetime) -> Manifest:
    """Sign for a load at the dock: it is disposed of, or disputed where it does not balance.

    What came is in the dock either way; only what balances counts as disposed of.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such manifest, or not by this actor, or not in this state.
        NotYours: it is another firm's dock.
    """
    manifest = queries.manifest_lock(manifest_id)
    require(actor, Act.SIGN, manifest)
    _yours(manifest.dock.premises, actor, at)
    dock = places.dock_lock(manifest.dock_id)
    faults = {kind for kind, *_ in manifest.faults}
    odd = bool(faults & {ManifestFault.SHORT.value, ManifestFault.SURPLUS.value})
    manifest.state = (ManifestState.DISPUTED if odd else ManifestState.SETTLED).value
    manifest.settled_at, manifest.settled_by, manifest.updated_at = at, actor.name, at
    manifest.save(update_fields=["state", "settled_at", "settled_by", "updated_at"])
    took = manifest.tipped_m3 or 0.0
    full = dock.capacity_m3 is not None and dock.taken_m3 + took >= dock.capacity_m3
    Dock.objects.filter(pk=dock.pk).update(
        taken_m3=F("taken_m3") + took, updated_at=at, **({"state": DockState.FULL.value} if full else {})
    )
    _record(manifest, Act.SIGN, actor=actor, at=at)
    if full:
        dock.refresh_from_db()
        entry_append(
            at=at, actor=actor, act=Act.PLACE, subject=f"spoil_dock:{dock.pk}", area=dock.area_code,
            detail={"manifest": manifest.pk}, state=places.dock_state(dock),
        )  # fmt: skip
    return manifest


@transaction.atomic
def manifest_void(*, manifest_id: int, reason: str, actor: Actor, at: datetime) -> Manifest:
    """Void a manifest of which nothing has left.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such manifest, or not by this actor, or it has left.
        NotYours: it is another firm's site.
        Invalid: the reason is missing.
    """
    manifest = queries.manifest_lock(manifest_id)
    require(actor, Act.VOID, manifest)
    _yours(manifest.site.premises, actor, at)
    if not reason.strip():
        raise Invalid(fields={"reason": "spoil_reason_missing"})
    manifest.state, manifest.updated_at = ManifestState.VOIDED.value, at
    manifest.save(update_fields=["state", "updated_at"])
    _record(manifest, Act.VOID, actor=actor, at=at, words={"reason": reason.strip()})
    return manifest


def _weigh(manifest: Manifest, where: WeighedAt, weighed: Weighed, actor: Actor, at: datetime) -> Weighing:
    fault, natural, measured_in = _weighed(manifest, weighed)
    return Weighing.objects.create(
        manifest=manifest, where=where.value, area_code=manifest.area_code, measured_in=measured_in.value,
        gross_kg=weighed.gross_kg, tare_kg=weighed.tare_kg, amount=weighed.amount, natural_m3=natural,
        fault=fault_stored(fault) if fault else None, at=at, by=actor.name,
    )  # fmt: skip


def _weighed(manifest: Manifest, weighed: Weighed) -> tuple[Fault | None, float | None, MeasuredIn]:
    if weighed.gross_kg is not None and weighed.tare_kg is not None:
        rated = manifest.vehicle.load_kg
        fault = weight_fault(weighed.gross_kg, weighed.tare_kg, float(rated) if rated else None)
        if not counts(fault):
            return fault, None, MeasuredIn.TONNES
        net_t = (weighed.gross_kg - weighed.tare_kg) / _KG_PER_T
        return fault, natural_m3(net_t, MeasuredIn.TONNES), MeasuredIn.TONNES
    if weighed.amount is None:
        raise Invalid(fields={"gross_kg": "spoil_weight_missing"})
    return None, _amount(weighed.amount, weighed.measured_in), weighed.measured_in


def _settle(manifest: Manifest, act: Act, weighing: Weighing, actor: Actor, at: datetime) -> None:
    """Judge a manifest by what is known now, and write it down."""
    manifest.faults = [fault_stored(one) for one in manifest_faults(written_of(manifest))]
    if weighing.fault is not None:
        manifest.faults.append(weighing.fault)
    manifest.updated_at = at
    manifest.save()
    _record(manifest, act, actor=actor, at=at, detail={"weighing": weighing.pk})


def written_of(manifest: Manifest) -> Written:
    """Return what is known of a manifest; once it is signed for, room and other loads are no matter."""
    dock = places.dock_get(manifest.dock_id)
    begun = manifest.settled_at is None
    return Written(
        opened_s=manifest.opened_at.timestamp(),
        left_s=places.epoch_s(manifest.left_at),
        arrived_s=places.epoch_s(manifest.arrived_at),
        loaded_m3=manifest.loaded_m3,
        tipped_m3=manifest.tipped_m3,
        room_m3=places.room_m3(dock) if begun else None,
        open_others=queries.open_of_truck(manifest.vehicle_id, but=manifest.pk) if begun else 0,
    )


def fault_stored(fault: Fault) -> list[str | float | None]:
    """Return a fault as JSON keeps it."""
    return [fault.kind.value, fault.found, fault.limit]


def _record(
    manifest: Manifest, act: Act, *, actor: Actor, at: datetime, detail: dict[str, int] | None = None,
    words: dict[str, str] | None = None,
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act, subject=f"manifest:{manifest.pk}", area=manifest.area_code,
        detail=detail or {}, words={"state.after": manifest.state, **(words or {})},
        state=queries.manifest_state(manifest),
    )  # fmt: skip
