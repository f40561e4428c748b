"""The devices that may connect, as the gateway remembers them, and how it hears of changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg

from xiuhua.sensing.gateway.sessions import Sessions
from xiuhua.sensing.terms import ConcentrationUnit, DeviceState, Protocol

CHANGED = "sensing_devices"
_ALL_AGAIN_S = 300.0
_RECONNECT_S = 1.0
_DEVICES = """
SELECT device.id, protocol, number, secret, dialect, crc_variant, concentration_unit, device.area_code,
       interval_s, clock_offset_s, device.state, coalesce(vehicle.plate, '')
FROM sensing_device AS device LEFT JOIN ground_vehicle AS vehicle ON vehicle.id = device.vehicle_id
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Card:
    """What the gateway knows of a device."""

    id: int
    protocol: Protocol
    number: str
    secret: str = ""
    dialect: str = ""
    crc_variant: str = ""
    unit: ConcentrationUnit = ConcentrationUnit.MICROGRAM
    area_code: str = ""
    interval_s: int = 60
    offset: timedelta = timedelta()
    is_stopped: bool = False
    plate: str = ""


class Directory:
    """The cards by protocol and number; read at the start, and again where a device has changed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cards: dict[tuple[Protocol, str], Card] = {}
        self._keys: dict[int, tuple[Protocol, str]] = {}
        self.loaded = asyncio.Event()
        self.sessions = Sessions()

    def find(self, protocol: Protocol, number: str) -> Card | None:
        """Return the card of a number; None where no device has it."""
        return self._cards.get((protocol, number))

    def card_of(self, device_id: int) -> Card | None:
        """Return the card of a device; None where it is gone."""
        return self._cards.get(self._keys.get(device_id, (Protocol.HTTPS, "")))

    async def follow(self) -> None:
        """Keep the cards fresh until cancelled, whatever happens to the database."""
        while True:
            try:
                await self._followed()
            except psycopg.Error as error:
                log.warning("the devices cannot be read, trying again: %s", error)
            await asyncio.sleep(_RECONNECT_S)

    async def _followed(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
            await connection.execute(f"LISTEN {CHANGED}")  # first, so that nothing is missed in between
            await self._read(connection, None)
            self.loaded.set()
            while True:
                # One at a time: while they are listened for, the connection can ask nothing.
                heard = [told async for told in connection.notifies(timeout=_ALL_AGAIN_S, stop_after=1)]
                keys = [int(key) for told in heard for key in told.payload.split(",") if key.isdecimal()]
                await self._read(connection, keys or None)

    async def _read(self, connection: psycopg.AsyncConnection, keys: Sequence[int] | None) -> None:
        """Read some devices, or all; those that are gone are forgotten."""
        if keys is None:
            found = await connection.execute(_DEVICES)
        else:
            found = await connection.execute(f"{_DEVICES} WHERE device.id = ANY(%s)", [list(keys)])
        cards = [_card(row) for row in await found.fetchall()]
        for key in list(self._keys) if keys is None else keys:
            self._forget(key)
        for card in cards:
            self._keys[card.id] = (card.protocol, card.number)
            self._cards[card.protocol, card.number] = card

    def _forget(self, key: int) -> None:
        known = self._keys.pop(key, None)
        if known is not None:
            self._cards.pop(known, None)


def _card(row: Sequence[object]) -> Card:
    key, protocol, number, secret, dialect, variant, unit, area, interval_s, offset_s, state, plate = row
    return Card(
        id=int(str(key)),
        protocol=Protocol(str(protocol)),
        number=str(number),
        secret=str(secret),
        dialect=str(dialect),
        crc_variant=str(variant),
        unit=ConcentrationUnit(str(unit)),
        area_code=str(area),
        interval_s=int(str(interval_s)),
        offset=timedelta(seconds=int(str(offset_s))),
        is_stopped=state == DeviceState.STOPPED,
        plate=str(plate),
    )
