"""The middle of the events process: one listener on the log, a mailbox for each open stream."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from xiuhua.notices.queries import sealed as queries
from xiuhua.notices.rules.frames import (
    NOTHING,
    SUBJECTS_LIMIT,
    Frame,
    Mailbox,
    Note,
    posted,
    reload_posted,
    subjects_for,
)

CLIENTS_LIMIT = 2_000
_QUIET_SECONDS = 1.0  # looked anyway, should a notification be lost
_AGAIN_SECONDS = 0.5
_NAMEABLE = 10_000  # leaves; who missed more reads everything again
READ_FAULTS = (psycopg.Error, PoolTimeout)

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Client:
    """One open stream.

    Args:
        areas: the area-code prefixes its actor sees.
        since: the leaf that the stream begins after.
        mailbox: what waits for it.
    """

    areas: tuple[str, ...]
    since: int
    mailbox: Mailbox
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def post(self, mailbox: Mailbox) -> None:
        """Put something into the mailbox, and wake the stream unless it waits for a frame already."""
        if self.mailbox.is_empty and not mailbox.is_empty:
            self.wake.set()
        self.mailbox = mailbox


class HubFull(Exception):
    """There are as many streams as this process serves."""


class Hub:
    """Reads the log once and passes it on to every stream that may know."""

    def __init__(self) -> None:
        self.position = NOTHING
        self.ready = asyncio.Event()
        self._clients: set[Client] = set()
        self._readers: AsyncConnectionPool | None = None
        self._listener: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen, unless it does already; returns at once, `ready` says when the log was reached."""
        if self._listener is not None:
            return
        self._listener = asyncio.create_task(self._listen_always(), name="listener")
        self._readers = AsyncConnectionPool(
            kwargs={**queries.connection_parameters(), "autocommit": True},
            min_size=1,
            max_size=3,
            configure=queries.scope_open,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        await self._readers.open()

    async def stop(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        if self._readers is not None:
            await self._readers.close()

    # --- the log -------------------------------------------------------------------------------------------

    async def _listen_always(self) -> None:
        """Listen, and begin again whenever PostgreSQL went away: nothing sealed meanwhile is missed."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as fault:
                log.warning("the log cannot be reached, trying again: %s", fault)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _listen(self) -> None:
        parameters = queries.connection_parameters()
        async with await AsyncConnection.connect(**parameters, autocommit=True) as reader:
            await queries.scope_open(reader)
            await queries.listen(reader)
            if not self.ready.is_set():
                self.position = await queries.head_leaf(reader)
                self.ready.set()
            while True:
                await self._read_on(reader)
                async for _ in reader.notifies(timeout=_QUIET_SECONDS, stop_after=1):
                    pass  # the notification says when to look, not what is there

    async def _read_on(self, reader: queries.Reader) -> None:
        """Pass on everything sealed since the last look."""
        head = await queries.head_leaf(reader)
        if head - self.position > _NAMEABLE:
            self._reload_everyone(head)
        while self.position < head and (notes := await queries.notes_after(reader, self.position)):
            self._pass_on(notes)

    def _pass_on(self, notes: list[Note]) -> None:
        self.position = notes[-1].leaf
        subjects_by_areas: dict[tuple[str, ...], tuple[str, ...]] = {}
        for client in self._clients:
            if client.areas not in subjects_by_areas:  # many people see the same areas
                subjects_by_areas[client.areas] = subjects_for(notes, client.areas)
            if subjects := subjects_by_areas[client.areas]:
                client.post(posted(client.mailbox, subjects, upto_leaf=self.position))

    def _reload_everyone(self, head: int) -> None:
        self.position = head
        for client in self._clients:
            client.post(reload_posted(client.mailbox, upto_leaf=head))

    # --- the streams ---------------------------------------------------------------------------------------

    async def join(self, areas: tuple[str, ...], *, after: int | None) -> Client:
        """Open a mailbox that holds what was missed since a leaf, and from now on receives the rest.

        Raises:
            HubFull: there are too many streams.
        """
        if len(self._clients) >= CLIENTS_LIMIT:
            raise HubFull
        joined_at = self.position
        since = joined_at if after is None else min(after, joined_at)
        client = Client(areas=areas, since=since, mailbox=Mailbox(leaf=since))
        self._clients.add(
            client
        )  # before the past is read: what is sealed meanwhile comes through the listener
        if after is not None and after != joined_at:
            try:
                missed = await self.missed(areas, after=after, upto=joined_at)
            except BaseException:
                self.leave(client)
                raise
            client.post(_with(client.mailbox, missed))
        return client

    def leave(self, client: Client) -> None:
        """Forget a stream."""
        self._clients.discard(client)

    async def missed(self, areas: tuple[str, ...], *, after: int, upto: int) -> Frame:
        """Return what was sealed in (after, upto], as far as somebody with these areas may know of it.

        Raises:
            psycopg.Error, PoolTimeout: the log cannot be read.
        """
        if after > upto or upto - after > _NAMEABLE:  # a log restored from a backup is shorter than it was
            return Frame(leaf=upto, reload=True)
        if after == upto:
            return Frame(leaf=upto)
        assert self._readers is not None  # noqa: S101 - started before the first request
        async with self._readers.connection(timeout=5) as reader:
            subjects = await queries.subjects_between(
                reader, after, upto, areas=areas, limit=SUBJECTS_LIMIT + 1
            )
        if len(subjects) > SUBJECTS_LIMIT:
            return Frame(leaf=upto, reload=True)
        return Frame(leaf=upto, subjects=tuple(subjects))


def _with(mailbox: Mailbox, missed: Frame) -> Mailbox:
    if missed.reload:
        return reload_posted(mailbox, upto_leaf=missed.leaf)
    return posted(mailbox, missed.subjects, upto_leaf=missed.leaf)
