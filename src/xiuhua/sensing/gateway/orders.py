"""Commands on their way to devices: claimed, sent on the line where the device is, and answers noted.

Everything is done by one task with one connection, in the order in which it comes, so that an answer is never
noted before what it answers. A device without a line is told when it comes; until then its commands stand in
the database, where they expire.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.gateway.talks.taken import Told, printable
from xiuhua.sensing.services import ordering
from xiuhua.sensing.terms import Outcome
from xiuhua.shared.clock import now

if TYPE_CHECKING:
    from xiuhua.sensing.gateway.line import Line

WAKES = "sensing_commands"
_AGAIN_S = 1.0
_ALL_AGAIN_S = 30.0
_MOST_JOBS = 10_000
_LONGEST_REFERENCE, _LONGEST_ANSWER = 60, 80
log = logging.getLogger(__name__)


class Heard(NamedTuple):
    """What a device says of a command, and whom to tell when it is noted."""

    told: Told
    noted: Callable[[Sequence[object]], None] | None


class Orders:
    """The commands of one gateway.

    Args:
        url: of the database, as the gateway's role.
        line_of: the live line of a device; None where it has none.
    """

    def __init__(self, url: str, line_of: Callable[[int], Line | None]) -> None:
        self._url = url
        self._line_of = line_of
        self._waiting: set[int] = set()  # devices that have something to be told, as far as is known
        self._jobs: asyncio.Queue[int | Heard] = asyncio.Queue(_MOST_JOBS)
        self._unsaid: int | Heard | None = None  # a job that the database was away for
        self._left: list[tuple[int, str, datetime]] = []  # gone out, and not yet written down
        self._unsent: set[int] = set()  # claimed, and certainly not gone out
        self._is_sending = False

    def came(self, device_id: int) -> None:
        """Tell a device what waits for it, now that it has a line."""
        if device_id in self._waiting:
            self._put(device_id)

    def told(self, told: Told, noted: Callable[[Sequence[object]], None] | None = None) -> None:
        """Note what a device says of a command; `noted` is called with its token once that is committed."""
        self._put(Heard(told, noted))

    async def follow(self) -> None:
        """Send and note until cancelled, whatever happens to the database."""
        while True:
            try:
                self._is_sending = False
                await self._followed()
            except psycopg.Error as error:
                log.warning("commands cannot be read, trying again: %s", error)
            await asyncio.sleep(_AGAIN_S)

    def _put(self, job: int | Heard) -> None:
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            log.warning("too many answers to commands wait; one is left out")

    async def _followed(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                await connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
                await self._caught_up(connection)
                while not listening.done():
                    await self._next(connection)
            await listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
            await connection.execute(f"LISTEN {WAKES}")  # first, so that nothing is missed in between
            while True:
                self._wanted(await ordering.devices_waiting(connection, now()))
                async for heard in connection.notifies(timeout=_ALL_AGAIN_S):
                    if heard.payload.isdecimal():
                        self._wanted({int(heard.payload)})

    def _wanted(self, devices: set[int]) -> None:
        self._waiting |= devices
        for device_id in devices:
            if self._line_of(device_id) is not None:
                self._put(device_id)

    async def _next(self, connection: psycopg.AsyncConnection) -> None:
        """Do the next job; one that the database is away for stays the next."""
        if self._unsaid is None:
            try:
                self._unsaid = await asyncio.wait_for(self._jobs.get(), _AGAIN_S)
            except TimeoutError:
                return
        job = self._unsaid
        try:
            if isinstance(job, Heard):
                await self._noted(connection, job.told)
                if job.noted is not None:
                    job.noted((job.told.token,))
            else:
                await self._sent(connection, job)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            raise
        except psycopg.Error:  # would fail for ever, and nothing would be told to any device
            self._is_sending = False
            log.exception("%s cannot be done", job)
        self._unsaid = None

    async def _noted(self, connection: psycopg.AsyncConnection, told: Told) -> None:
        await ordering.answer_note(
            connection, device_id=told.device_id, reference=printable(told.reference, _LONGEST_REFERENCE),
            outcome=told.outcome, answer=printable(told.answer, _LONGEST_ANSWER), at=told.at,
            details=told.details,
        )  # fmt: skip

    async def _sent(self, connection: psycopg.AsyncConnection, device_id: int) -> None:
        """Claim what waits for a device, and send it; what certainly did not go out is given back."""
        if self._line_of(device_id) is None:
            return
        claimed = await ordering.orders_claim(connection, device_id, now())
        self._waiting.discard(device_id)
        self._unsent |= {one.order.id for one in claimed}
        self._is_sending = True
        for one in claimed:
            if not await self._one(connection, device_id, one):
                self._waiting.add(device_id)
                break
        self._is_sending = False
        await self._caught_up(connection)

    async def _one(
        self, connection: psycopg.AsyncConnection, device_id: int, claimed: ordering.Claimed
    ) -> bool:
        """Send one command, or leave word why it may not go out; return False where its device is gone."""
        order, at = claimed.order, now()
        blocked = None
        if claimed.interlock is not None:
            blocked = await ordering.order_blocked(connection, claimed.interlock, at)
        if blocked is not None:
            await ordering.order_failed(connection, order.id, Outcome.INTERLOCK, blocked, at)
            self._unsent.discard(order.id)
            return True
        line = self._line_of(device_id)
        try:
            reference = line.order(device_id, order, at) if line is not None else None
        except (FrameError, ValueError, OverflowError, struct.error) as error:
            log.warning("command %s cannot be said: %s", order.id, error)
            await ordering.order_failed(connection, order.id, Outcome.UNSAYABLE, None, at)
            self._unsent.discard(order.id)
            return True
        if reference is None:
            return False
        self._unsent.discard(order.id)
        self._left.append((order.id, reference, at))
        await self._caught_up(connection)
        return True

    async def _caught_up(self, connection: psycopg.AsyncConnection) -> None:
        """Write down what has gone out and give back what has not, also what the database was away for."""
        while self._left:
            order_id, reference, at = self._left[0]
            await ordering.order_left(connection, order_id, reference, at)
            del self._left[0]
        if self._unsent and not self._is_sending:
            await ordering.orders_release(connection, sorted(self._unsent))
            self._unsent.clear()
