"""Every way devices can change."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError

from xiuhua.access.services import require
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.sensing.models import Command, Contact, Device, ListedDevice
from xiuhua.sensing.queries import devices as queries
from xiuhua.sensing.rules import devices as rules
from xiuhua.sensing.services.holdings import holdings_follow
from xiuhua.sensing.services.refusals import ReadingsHeld
from xiuhua.sensing.terms import ConcentrationUnit, DeviceAct, DeviceState, Liveness, Protocol
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes

CHANGED = "sensing_devices"  # where the gateway hears that a device has changed
_SECRET_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # noqa: S105 - without what is mistaken for another
_NEED_SECRETS = frozenset({Protocol.JT808, Protocol.HTTPS, Protocol.MQTT, Protocol.GB28181})
_WRITTEN = (
    "name", "model", "dialect", "crc_variant", "secret", "concentration_unit", "state", "area_code", "place",
    "component", "premises", "vehicle", "interval_s", "clock_offset_s", "calibrated_on", "tags", "search",
    "updated_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewDevice:
    """A device as somebody or an import brings it; what it belongs to are codes, empty for none.

    Args:
        secret: None leaves a known device's as it is, and has one made for a new one that needs one.
        longitude, latitude: degrees, WGS84; None of what moves.
        tags: words that rules choose by; None leaves those of a known device.
    """

    protocol: Protocol
    number: str
    name: str
    area_code: str
    interval_s: int
    model: str = ""
    dialect: str = ""
    crc_variant: str = ""
    secret: str | None = None
    concentration_unit: ConcentrationUnit = ConcentrationUnit.MICROGRAM
    state: DeviceState = DeviceState.IN_USE
    longitude: float | None = None
    latitude: float | None = None
    component: str = ""
    premises: str = ""
    vehicle: str = ""
    clock_offset_s: int = 0
    calibrated_on: date | None = None
    tags: Sequence[str] | None = None


def device_keys_of(items: Sequence[NewDevice]) -> queries.DeviceKeys:
    """Return which of the codes that some devices point to are known."""
    return queries.device_keys(
        [item.area_code for item in items],
        [item.component for item in items],
        [item.premises for item in items],
        [item.vehicle for item in items],
    )


def device_fault(item: NewDevice, known: queries.DeviceKeys) -> tuple[str, str] | None:
    """Return what is wrong with a device: the field, and the code of the sentence; None for nothing."""
    number = rules.number_tidied(item.protocol, item.number)
    wrongs = (
        ("number", rules.number_fault(item.protocol, number)),
        ("name", None if item.name.strip() else "name_empty"),
        ("secret", rules.secret_fault(item.protocol, item.secret) if item.secret is not None else None),
        ("dialect", rules.dialect_fault(item.protocol, item.dialect)),
        ("crc_variant", rules.crc_fault(item.protocol, item.crc_variant)),
        ("area_code", None if item.area_code in known.areas else "area_code_unknown"),
        (
            "component",
            "component_unknown" if item.component and item.component not in known.components else None,
        ),
        ("premises", "premises_unknown" if item.premises and item.premises not in known.premises else None),
        ("vehicle", "vehicle_unknown" if item.vehicle and item.vehicle not in known.vehicles else None),
        ("interval_s", None if _is_interval(item.interval_s) else "interval_out_of_range"),
        (
            "clock_offset_s",
            None if abs(item.clock_offset_s) <= rules.MOST_OFFSET_S else "offset_out_of_range",
        ),
        ("tags", rules.tags_fault(item.tags or ())),
        ("longitude", None if _is_place(item.longitude, item.latitude) else "place_off_earth"),
    )
    return next(((field, fault) for field, fault in wrongs if fault), None)


def _is_interval(seconds: int) -> bool:
    return rules.LEAST_INTERVAL_S <= seconds <= rules.MOST_INTERVAL_S


def _is_place(longitude: float | None, latitude: float | None) -> bool:
    if longitude is None or latitude is None:
        return longitude is latitude
    return -180 <= longitude <= 180 and -90 <= latitude <= 90


@transaction.atomic
def devices_write(
    *,
    items: Sequence[tuple[NewDevice, int | None]],
    act: str = DeviceAct.CREATE,
    actor: Actor,
    at: datetime,
) -> list[Device]:
    """Record devices and overwrite known ones, each with the id it has; return them in the same order.

    Raises:
        Invalid: a number or a secret is none of its protocol, or a code it points to is unknown.
        Conflict: a number is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, act)
    known = device_keys_of([item for item, _ in items])
    before = queries.devices_locked([pk for _, pk in items if pk is not None])
    rows = []
    for item, pk in items:
        fault = device_fault(item, known)
        if fault:
            raise Invalid(fields={fault[0]: fault[1]}, code=item.number)
        rows.append(_row(item, before.get(pk) if pk is not None else None, known, at))
    for row in {row.area_code: row for row in (*before.values(), *rows)}.values():
        require(actor, act, row)
    _saved(rows, known=frozenset(before))
    entries_append_many([_entry(row, act, actor, at) for row in rows])
    holdings_follow([row for row in rows if row.pk in before])
    _told(rows)
    return rows


def _row(item: NewDevice, before: Device | None, known: queries.DeviceKeys, at: datetime) -> Device:
    number = rules.number_tidied(item.protocol, item.number)
    name = item.name.strip()
    place = None
    if item.longitude is not None and item.latitude is not None:
        place = Point(item.longitude, item.latitude, srid=4326)
    return Device(
        pk=before.pk if before else None,
        client_id=before.client_id if before else uuid7(),
        protocol=item.protocol.value,
        number=number,
        name=name,
        model=item.model.strip(),
        dialect=item.dialect,
        crc_variant=item.crc_variant,
        secret=_secret(item, before),
        concentration_unit=item.concentration_unit.value,
        state=before.state if before else item.state.value,
        area_code=item.area_code,
        place=place,
        component=known.components.get(item.component),
        premises=known.premises.get(item.premises),
        vehicle=known.vehicles.get(item.vehicle),
        interval_s=item.interval_s,
        clock_offset_s=item.clock_offset_s,
        calibrated_on=item.calibrated_on,
        tags=(before.tags if before else []) if item.tags is None else list(dict.fromkeys(item.tags)),
        search=search_lexemes(f"{name} {number} {item.model}"),
        recorded_at=before.recorded_at if before else at,
        updated_at=at,
    )


def _secret(item: NewDevice, before: Device | None) -> str:
    if item.secret is not None:
        return item.secret.upper() if item.protocol is Protocol.SL651 else item.secret
    if before is not None:
        return before.secret
    return secret_make() if item.protocol in _NEED_SECRETS else ""


def secret_make() -> str:
    """Return a key that nobody guesses and everybody can type."""
    return "".join(secrets.choice(_SECRET_LETTERS) for _ in range(24))


def _saved(rows: Sequence[Device], *, known: frozenset[int]) -> None:
    """Insert or overwrite rows, and give the new ones their contact.

    Raises:
        Conflict: a number is taken, or stands twice.
    """
    new, old = [row for row in rows if row.pk not in known], [row for row in rows if row.pk in known]
    try:
        with transaction.atomic():
            Device.objects.bulk_create(new, batch_size=1_000)
            Device.objects.bulk_create(
                old, batch_size=1_000, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
            )
    except IntegrityError as error:
        raise Conflict(kind="device", key="") from error
    Contact.objects.bulk_create([Contact(device=row) for row in new], batch_size=1_000)


def _entry(row: Device, act: str, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at,
        actor=actor,
        act=act,
        subject=f"device:{row.pk}",
        area=row.area_code,
        words={"name.after": row.name, "number.after": row.number},
        state=queries.device_state(row),
    )


def _told(rows: Sequence[Device]) -> None:
    """Tell the gateway, when this transaction commits, which devices to read again."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 500):  # a notification holds 8,000 bytes
            keys = ",".join(str(row.pk) for row in rows[start : start + 500])
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANGED, keys])


@transaction.atomic
def device_stop(*, device_id: int, reason: str, actor: Actor, at: datetime) -> Device:
    """Stop a device: what it sends is refused from now on.

    Raises:
        NotAllowedNow: it is stopped already.
    """
    return _moved(device_id, DeviceAct.STOP, DeviceState.STOPPED, Liveness.STOPPED, reason, actor, at)


@transaction.atomic
def device_start(*, device_id: int, reason: str, actor: Actor, at: datetime) -> Device:
    """Put a stopped device back in use.

    Raises:
        NotAllowedNow: it is in use.
    """
    return _moved(device_id, DeviceAct.START, DeviceState.IN_USE, Liveness.SILENT, reason, actor, at)


def _moved(
    device_id: int, act: DeviceAct, to: DeviceState, heard: Liveness, reason: str, actor: Actor, at: datetime
) -> Device:
    device = queries.device_lock(device_id)
    require(actor, act, device)
    before, device.state, device.updated_at = device.state, to.value, at
    device.save(update_fields=["state", "updated_at"])
    Contact.objects.filter(device=device).update(liveness=heard.value)
    entry_append(
        at=at, actor=actor, act=act, subject=f"device:{device.pk}", area=device.area_code,
        words={"state.before": before, "state.after": to.value, "reason": reason},
        state=queries.device_state(device),
    )  # fmt: skip
    _told([device])
    return device


@transaction.atomic
def device_secret_change(*, device_id: int, secret: str, reason: str, actor: Actor, at: datetime) -> Device:
    """Give a device another password, code or key; an empty one where its protocol allows none.

    Raises:
        Invalid: it is none of its protocol.
    """
    device = queries.device_lock(device_id)
    require(actor, DeviceAct.SECRET, device)
    protocol = Protocol(device.protocol)
    fault = rules.secret_fault(protocol, secret)
    if fault:
        raise Invalid(fields={"secret": fault})
    device.secret, device.updated_at = secret.upper() if protocol is Protocol.SL651 else secret, at
    device.save(update_fields=["secret", "updated_at"])
    entry_append(
        at=at, actor=actor, act=DeviceAct.SECRET, subject=f"device:{device.pk}", area=device.area_code,
        words={"reason": reason}, state=queries.device_state(device),
    )  # fmt: skip
    _told([device])
    return device


def device_as_entered(device: Device) -> NewDevice:
    """Return a known device as somebody would enter it, so that a part of it can be changed."""
    return NewDevice(
        protocol=Protocol(device.protocol), number=device.number, name=device.name,
        area_code=device.area_code, interval_s=device.interval_s, model=device.model, dialect=device.dialect,
        crc_variant=device.crc_variant, concentration_unit=ConcentrationUnit(device.concentration_unit),
        state=DeviceState(device.state),
        longitude=device.place.x if device.place else None,
        latitude=device.place.y if device.place else None,
        component=device.component.code if device.component else "",
        premises=device.premises.code if device.premises else "",
        vehicle=device.vehicle.plate if device.vehicle else "",
        clock_offset_s=device.clock_offset_s, calibrated_on=device.calibrated_on,
    )  # fmt: skip


@transaction.atomic
def device_withdraw(*, device_id: int, actor: Actor, at: datetime) -> None:
    """Take back a device that never sent anything and was told nothing.

    Raises:
        NotFound: there is no such device, or it lies outside the scope.
        ReadingsHeld: something came from it, or hangs on it.
    """
    device = queries.device_lock(device_id)
    require(actor, DeviceAct.WITHDRAW, device)
    if queries.device_is_used(device):
        raise ReadingsHeld(name=device.name)
    key = device.pk
    try:
        with transaction.atomic():
            device.delete()
    except (ProtectedError, RestrictedError) as error:
        raise ReadingsHeld(name=device.name) from error
    entry_append(
        at=at, actor=actor, act=DeviceAct.WITHDRAW, subject=f"device:{key}", area=device.area_code, state={}
    )
    device.pk = key
    _told([device])


@transaction.atomic
def devices_undo(*, made: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back the devices that an import made.

    Raises:
        RowsHeld: one of them has sent something by now, was told something, or is named by a rule.
    """
    rows = list(queries.devices_locked(made).values())
    for row in rows:
        require(actor, DeviceAct.CREATE, row)
    heard = frozenset(
        Contact.objects.filter(device__in=rows, frame_at__isnull=False).values_list("device_id", flat=True)
    )
    told = frozenset(Command.objects.filter(device__in=rows).values_list("device_id", flat=True))
    listed = frozenset(ListedDevice.objects.filter(device__in=rows).values_list("device_id", flat=True))
    if heard | told | listed:
        raise RowsHeld(heard | told | listed)
    entries = [
        NewEntry(
            at=at, actor=actor, act=DeviceAct.UNDO, subject=f"device:{row.pk}", area=row.area_code, state={}
        )
        for row in rows
    ]
    Device.objects.filter(pk__in=[row.pk for row in rows]).delete()
    entries_append_many(entries)
    _told(rows)


@transaction.atomic
def liveness_refresh(*, at: datetime) -> int:
    """Write down which devices are late, silent or faulty by now; return how many changed.

    The rows say what `rules.devices.liveness` says; those that are online are written by the gateway.
    """
    changed = []
    for contact in queries.contacts_standing():
        device = contact.device
        found = rules.liveness(
            is_stopped=device.state == DeviceState.STOPPED, interval_s=device.interval_s,
            frame_at=contact.frame_at, fault_at=contact.fault_at, at=at,
        )  # fmt: skip
        if found.value != contact.liveness:
            changed.append((contact.pk, contact.frame_at, found))
    for pk, frame_at, found in sorted(changed):
        # Not where a frame has come meanwhile.
        Contact.objects.filter(pk=pk, frame_at=frame_at).update(liveness=found.value)
    return len(changed)
