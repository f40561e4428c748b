"""Questions about devices, and about what was heard of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from xiuhua.ground.models import Component, Premises
from xiuhua.ground.models.cameras import Camera
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.queries import cameras as ground_cameras
from xiuhua.ground.queries import vehicles as ground
from xiuhua.ground.rules.cameras import player_address
from xiuhua.sensing.models import Channel, Contact, Device, LastValue, RawFrame
from xiuhua.sensing.rules.devices import number_tidied
from xiuhua.sensing.rules.picking import protocol_named
from xiuhua.sensing.terms import Liveness, Protocol
from xiuhua.shared.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class DeviceKeys:
    """What devices point to, by code."""

    areas: frozenset[str]
    components: Mapping[str, Component]
    premises: Mapping[str, Premises]
    vehicles: Mapping[str, Vehicle]


def device_keys(
    areas: Iterable[str], components: Iterable[str], premises: Iterable[str], vehicles: Iterable[str]
) -> DeviceKeys:
    """Return which of the codes that some devices point to are known."""
    return DeviceKeys(
        areas=frozenset(ground.areas_by_code(set(areas))),
        components=ground.components_by_code(set(components)),
        premises=ground.premises_by_code(set(premises)),
        vehicles=ground.vehicles_by_plate({plate for plate in vehicles if plate}),
    )


def devices_all() -> QuerySet[Device]:
    """Return the devices that the database scope lets through, with what was heard of them."""
    return Device.objects.select_related("contact", "component", "premises", "vehicle").defer(
        "search", "component__search", "component__shape", "premises__search", "vehicle__search"
    )


def device_get(device_id: int) -> Device:
    """Return one of the visible devices.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = devices_all().filter(pk=device_id).first()
    if found is None:
        raise NotFound(kind="device", key=str(device_id))
    return found


def device_lock(device_id: int) -> Device:
    """Return one of the visible devices, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Device.objects.select_for_update().defer("search").filter(pk=device_id).first()
    if found is None:
        raise NotFound(kind="device", key=str(device_id))
    return found


def devices_locked(keys: Sequence[int]) -> dict[int, Device]:
    """Return some of the visible devices by id, locked until the transaction ends."""
    found = Device.objects.select_for_update().defer("search").filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in found}


def device_is_used(device: Device) -> bool:
    """Return whether anything came from a device, or it was told something: then it is not deleted."""
    heard = Contact.objects.filter(device=device).exclude(frame_at=None, fault_at=None)
    frames = RawFrame.objects.filter(device=device)
    return any(
        rows.exists() for rows in (heard, LastValue.objects.filter(device=device), frames, device.commands)
    )


def device_of_number(protocol: Protocol, number: str) -> Device | None:
    """Return the device of a number, tidied as `rules.devices` does; None where none is visible."""
    return Device.objects.defer("search").filter(protocol=protocol.value, number=number).first()


def devices_numbered(numbers: Collection[str]) -> dict[str, Device]:
    """Return the visible devices by number, each under the number as it was asked for."""
    asked = {number_tidied(protocol, number): number for number in numbers for protocol in Protocol}
    return {asked[row.number]: row for row in devices_all().filter(number__in=list(asked))}


@dataclass(frozen=True, kw_only=True)
class Picked:
    """Devices that somebody named by number.

    Args:
        devices: each once, in the order they were named.
        unknown: what no visible device is called.
        doubled: what several are called, of different protocols.
    """

    devices: Sequence[Device]
    unknown: Sequence[str]
    doubled: Sequence[str]

    @property
    def wrong(self) -> Sequence[str]:
        """What names no single device, as it was typed."""
        return [*self.unknown, *self.doubled]


def devices_picked(typed: Sequence[str]) -> Picked:
    """Return the visible devices of some numbers, each with or without its protocol before a slash."""
    asked = {one: _keys_of(one) for one in typed}
    numbers = {number for keys in asked.values() for _protocol, number in keys}
    rows = {
        (row.protocol, row.number): row
        for row in Device.objects.filter(number__in=numbers).defer("search").order_by("pk")
    }
    found: dict[int, Device] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    for one, keys in asked.items():
        those = [rows[key] for key in keys if key in rows]
        if len(those) == 1:
            found[those[0].pk] = those[0]
        else:
            (doubled if those else unknown).append(one)
    return Picked(devices=list(found.values()), unknown=unknown, doubled=doubled)


def _keys_of(typed: str) -> list[tuple[str, str]]:
    named, number = protocol_named(typed)
    return [(one.value, number_tidied(one, number)) for one in ([named] if named else Protocol)]


def channels_of(device: Device) -> QuerySet[Channel]:
    """Return the channels of a device, those that its catalogue still names first."""
    return Channel.objects.filter(device=device).order_by(F("gone_at").desc(nulls_first=True), "code")


@dataclass(frozen=True, kw_only=True)
class LedgerCamera:
    """A camera of the ground ledger; `player_url` empty where no player is set."""

    pk: int
    name: str
    player_url: str


def cameras_of_channels(channels: Iterable[Channel]) -> dict[str, LedgerCamera]:
    """Return the visible cameras of the ground ledger that have the number of a channel, by that number."""
    found = ground_cameras.cameras_by_code([one.code for one in channels])
    return {
        code: LedgerCamera(pk=camera.pk, name=camera.name, player_url=_player(camera, code))
        for code, camera in found.items()
    }


def _player(camera: Camera, code: str) -> str:
    template = ground_cameras.player_template(camera)
    return player_address(template, code=code) if template else ""


def device_state(device: Device) -> dict[str, str | int | None]:
    """Return the columns of a device that the ledger answers for."""
    return {
        "protocol": device.protocol,
        "number": device.number,
        "name": device.name,
        "state": device.state,
        "dialect": device.dialect,
        "area_code": device.area_code,
        "component": device.component_id,
        "premises": device.premises_id,
        "vehicle": device.vehicle_id,
        "interval_s": device.interval_s,
        "clock_offset_s": device.clock_offset_s,
    }


def device_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every device's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, device_state(row)) for row in Device.objects.defer("search").order_by("pk").iterator())


def contacts_standing() -> Iterator[Contact]:
    """Yield what was heard of every device, but for those that were never heard of at all."""
    heard = Q(frame_at__isnull=False) | Q(fault_at__isnull=False) | ~Q(liveness=Liveness.NEVER.value)
    found = Contact.objects.filter(heard).select_related("device").defer("device__search")
    return found.iterator(chunk_size=2_000)
