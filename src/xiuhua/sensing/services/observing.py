"""What comes by SensorThings: observations, and the streams that they belong to.

Unlike a device's own frame, an observation is somebody's act: each request leaves one ledger entry for each
device that it adds to. It is stored as the gateway stores readings (`services.storing`), and committed on
return.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import connection, transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Device, Observation, Stream
from xiuhua.sensing.queries.devices import device_get, device_lock
from xiuhua.sensing.queries.readings import quantities_coded, stream_found, stream_has_readings
from xiuhua.sensing.rules.measuring.measured import late_flag, range_flag, time_fault
from xiuhua.sensing.rules.quantities import quantity_words
from xiuhua.sensing.services.devices import NewDevice, device_as_entered, devices_write
from xiuhua.sensing.services.refusals import ObservationDiffers, ReadingsHeld, TimeWrong
from xiuhua.sensing.services.storing import (
    EMPTIED,
    STAGING,
    Batch,
    FrameRow,
    ReadingRow,
    batch_store,
    days_ensure,
    quantities_ensure,
)
from xiuhua.sensing.terms import DeviceAct, Protocol, StreamAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class NewObservation:
    """A result of a stream; `at` is when it held, UTC."""

    stream: Stream
    at: datetime
    value: float
    sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class DeviceChanges:
    """What is to be changed of a device; None leaves what stands."""

    name: str | None = None
    model: str | None = None
    area_code: str | None = None
    interval_s: int | None = None
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class NewStream:
    """A quantity that a device will tell of."""

    code: str
    name: str = ""
    description: str = ""


@transaction.atomic
def observations_add(
    *, new: Sequence[NewObservation], body: bytes, peer: str, actor: Actor, at: datetime
) -> list[Observation]:
    """Store observations, and return them as they stand, in the order given. Sent again, they change nothing.

    Args:
        new: of devices that the database scope lets through.
        body: the request as it came; kept as a raw frame of each device.
        peer: the address it came from.
        actor: who adds them.
        at: when they came, UTC.

    Raises:
        NotPermitted: the actor may not add to one of the devices.
        NotAllowedNow: one of them is stopped.
        TimeWrong: one was observed ahead of time, or before clocks are set.
        ObservationDiffers: one was observed before, with another result.
    """
    devices = {one.stream.device_id: one.stream.device for one in new}
    for device in devices.values():
        require(actor, StreamAct.OBSERVE, device)
    for one in new:
        if time_fault(one.at, at) is not None:
            raise TimeWrong(at=one.at.isoformat())
    batch = _batch(new, devices.values(), body, peer, at)
    with connection.cursor() as wrapped:
        wrapped.cursor.execute(STAGING)
        days_ensure(wrapped.cursor, batch.days())
        batch_store(wrapped.cursor, batch)
        wrapped.cursor.execute(EMPTIED)
    stored = _as_stored(new)
    digest = hashlib.sha256(body).hexdigest()
    for key, device in sorted(devices.items()):
        entry_append(
            at=at, actor=actor, act=StreamAct.OBSERVE, subject=f"device:{key}", area=device.area_code,
            detail={"observations": sum(one.stream.device_id == key for one in new), "sha256": digest},
        )  # fmt: skip
    return stored


def _batch(
    new: Sequence[NewObservation], devices: Iterable[Device], body: bytes, peer: str, at: datetime
) -> Batch:
    batch = Batch()
    for device in devices:
        batch.frames.append(
            FrameRow(at, device.pk, Protocol.HTTPS.value, "", device.area_code, peer[:64], body)
        )
        contact = batch.contact(device.pk)
        contact.frames, contact.frame_at, contact.peer = 1, at, peer[:64]
        contact.reading_at = max(one.at for one in new if one.stream.device_id == device.pk)
    for one in new:
        words, device = quantity_words(one.stream.quantity.code), one.stream.device
        flags = late_flag(one.at, at, device.interval_s) | range_flag(one.value, words.low, words.high)
        batch.readings.append(
            ReadingRow(device.pk, one.stream.quantity_id, one.at, one.sequence, one.value, flags, at)
        )
    return batch


def _as_stored(new: Sequence[NewObservation]) -> list[Observation]:
    """Return the rows of observations.

    Raises:
        ObservationDiffers: a row holds another result.
    """
    rows = Observation.objects.filter(
        device_id__in={one.stream.device_id for one in new},
        quantity_id__in={one.stream.quantity_id for one in new},
        at__in={one.at for one in new},
    )
    known = {(row.device_id, row.quantity_id, row.at, row.sequence): row for row in rows}
    found = [known[one.stream.device_id, one.stream.quantity_id, one.at, one.sequence] for one in new]
    for one, row in zip(new, found, strict=True):
        if row.value != one.value:
            raise ObservationDiffers(at=one.at.isoformat())
    return found


@transaction.atomic
def stream_declare(*, device_id: int, new: NewStream, actor: Actor, at: datetime) -> Stream:
    """Declare a quantity of a device before its first reading.

    Raises:
        NotFound: there is no such device, or it lies outside the scope.
        Conflict: the device tells of the quantity already.
    """
    device = device_lock(device_id)
    require(actor, StreamAct.DECLARE, device)
    with connection.cursor() as wrapped:
        key = quantities_ensure(wrapped.cursor, {new.code})[new.code]
    stream, is_new = Stream.objects.get_or_create(
        device=device, quantity_id=key, defaults={"name": new.name, "description": new.description}
    )
    if not is_new:
        raise Conflict(kind="stream", key=new.code)
    entry_append(
        at=at, actor=actor, act=StreamAct.DECLARE, subject=f"device:{device.pk}", area=device.area_code,
        detail={"quantity": new.code}, words={"name.after": new.name} if new.name else {},
    )  # fmt: skip
    return stream


@transaction.atomic
def quantity_declare(*, code: str, actor: Actor, at: datetime) -> int:
    """Return the id of a quantity, entered where it is not known yet."""
    require(actor, StreamAct.DECLARE)
    known = quantities_coded([code])
    if code in known:
        return int(known[code].pk)
    with connection.cursor() as wrapped:
        key = quantities_ensure(wrapped.cursor, {code})[code]
    entry_append(
        at=at, actor=actor, act=StreamAct.DECLARE, subject=f"quantity:{key}", detail={"quantity": code}
    )
    return key


@transaction.atomic
def stream_revise(
    *, stream_id: int, name: str | None, description: str | None, actor: Actor, at: datetime
) -> Stream:
    """Name or describe a stream in other words; None leaves what stands.

    Raises:
        NotFound: there is no such stream, or it lies outside the scope.
    """
    stream, device = _stream_locked(stream_id)
    require(actor, StreamAct.REVISE, device)
    before = stream.name
    stream.name = before if name is None else name
    stream.description = stream.description if description is None else description
    stream.save(update_fields=["name", "description"])
    entry_append(
        at=at, actor=actor, act=StreamAct.REVISE, subject=f"device:{device.pk}", area=device.area_code,
        detail={"quantity": stream.quantity.code}, words={"name.before": before, "name.after": stream.name},
    )  # fmt: skip
    return stream


@transaction.atomic
def stream_withdraw(*, stream_id: int, actor: Actor, at: datetime) -> None:
    """Take back a stream that was declared and never had a reading.

    Raises:
        NotFound: there is no such stream, or it lies outside the scope.
        ReadingsHeld: it has readings.
    """
    stream, device = _stream_locked(stream_id)
    require(actor, StreamAct.WITHDRAW, device)
    if stream_has_readings(stream):
        raise ReadingsHeld(name=stream.name or stream.quantity.zh)
    entry_append(
        at=at, actor=actor, act=StreamAct.WITHDRAW, subject=f"device:{device.pk}", area=device.area_code,
        detail={"quantity": stream.quantity.code},
    )  # fmt: skip
    stream.delete()


def _stream_locked(stream_id: int) -> tuple[Stream, Device]:
    found = stream_found(stream_id)
    if found is None:
        raise NotFound(kind="stream", key=str(stream_id))
    return found, device_lock(found.device_id)


@transaction.atomic
def thing_revise(*, device_id: int, changes: DeviceChanges, actor: Actor, at: datetime) -> Device:
    """Change some of what is known of a device, and leave the rest.

    Raises:
        NotFound: there is no such device, or it lies outside the scope.
        Invalid, NotPermitted: as `devices_write`.
    """
    device_lock(device_id)
    known = device_as_entered(device_get(device_id))
    changed = replace(known, **{name: value for name, value in asdict(changes).items() if value is not None})
    (made,) = devices_write(items=[(changed, device_id)], act=DeviceAct.REVISE, actor=actor, at=at)
    return made


@transaction.atomic
def thing_add(*, device: NewDevice, streams: Sequence[NewStream], actor: Actor, at: datetime) -> Device:
    """Record a device with the quantities it will tell of, all or nothing.

    Raises:
        Invalid, Conflict, NotPermitted: as `devices_write` and `stream_declare`.
    """
    (made,) = devices_write(items=[(device, None)], act=DeviceAct.CREATE, actor=actor, at=at)
    for one in streams:
        stream_declare(device_id=made.pk, new=one, actor=actor, at=at)
    return made
