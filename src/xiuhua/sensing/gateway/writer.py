"""The one writer: gathers what all lines have brought, stores it in one transaction, and says so.

While the database is away, what has come is kept in a file (`spill`), and stored from there first when it is
back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import psycopg

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.gateway.spill import Spill, SpillFull
from xiuhua.sensing.gateway.talks.taken import Item
from xiuhua.sensing.rules.measuring.measured import late_flag, range_flag
from xiuhua.sensing.rules.quantities import quantity_is_code, quantity_is_named, quantity_words
from xiuhua.sensing.services.storing import (
    STAGING,
    Batch,
    ChannelRow,
    ContactRow,
    Cursor,
    PointRow,
    ReadingRow,
    batch_store,
    days_ensure,
    own_codes,
    quantities_ensure,
    spill_noted,
    spill_stored,
    transaction_end,
    transaction_name,
)
from xiuhua.sensing.terms import FrameFault

_BACK_OFF_S = (0.1, 0.3, 1.0, 2.0, 5.0)
_KEEP_S = 0.1  # between two times at which what has come is kept, while the database is away
_OWING_TIMES = 5  # as many answers as `Bounds.waiting` has items may be owed for what is kept
log = logging.getLogger(__name__)


def _is_day_gone(error: Exception) -> bool:
    """Return whether a day known to have a partition has none any more: no other check has no name."""
    return isinstance(error, psycopg.errors.CheckViolation) and error.diag.constraint_name is None


class Owed(NamedTuple):
    """An item, whom to tell when it is stored, and its place in the file where it was kept in one."""

    item: Item
    told: Callable[[Sequence[object]], None] | None
    place: int | None = None


@dataclass(slots=True)
class Counts:
    """What the writer has done since it began."""

    items: int = 0
    batches: int = 0
    refused: int = 0
    retries: int = 0
    longest_s: float = 0.0


@dataclass(slots=True)
class _Known:
    """What the writer remembers of the database: quantities, days with partitions, own codes by device."""

    quantities: dict[str, tuple[int, float | None, float | None]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    own_codes: dict[int, set[str]] = field(default_factory=dict)


class Writer:
    """Stores items in the order they come, some thousands at a time.

    Args:
        url: of the database, as the gateway's role.
        drained: called in the loop whenever there is room again.
        spill: the folder of the file in which items are kept while the database is away; None for none.
    """

    def __init__(
        self, url: str, bounds: Bounds, drained: Callable[[], None], spill: Path | None = None
    ) -> None:
        self.counts = Counts()
        self._url = url
        self._bounds = bounds
        self._drained = drained
        self._waiting: list[Owed] = []
        self._rows = 0
        self._bytes = 0
        self._being_stored = 0
        self._bytes_stored = 0
        self._wake = asyncio.Event()
        self._closing = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._connection: psycopg.Connection | None = None
        self._known = _Known()
        self._folder = spill
        self._spill: Spill | None = None
        self._owing: dict[int, Owed] = {}  # answers owed for what is kept, by place
        self._is_away = False
        self._failures = 0
        self._is_told_full = False
        self._committing = ("", 0)  # a transaction whose end nobody has heard yet, and how many items it has

    @property
    def is_full(self) -> bool:
        """Whether so much waits that no socket should be read."""
        rows, octets = self._rows + self._being_stored, self._bytes + self._bytes_stored
        is_owing = len(self._owing) >= _OWING_TIMES * self._bounds.waiting
        return rows >= self._bounds.waiting or octets >= self._bounds.waiting_bytes or is_owing

    @property
    def kept_bytes(self) -> int:
        """How much is kept in the file because the database is, or was, away."""
        return self._spill.bytes_kept if self._spill is not None else 0

    def put(self, item: Item, told: Callable[[Sequence[object]], None] | None) -> None:
        """Take an item; `told` is called with the tokens of a line's items once they are committed."""
        self._waiting.append(Owed(item, told))
        self._rows += item.rows
        self._bytes += len(item.frame.content) if item.frame else 0
        self._wake.set()

    async def run(self) -> None:
        """Store until closed and empty."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._pool, self._spill_open)
        if self._holds:
            self._wake.set()
        while not (self._closing and not self._waiting and (self._is_away or not self._holds)):
            await self._wake.wait()
            if self._holds:
                await self._kept_stored(loop)
                if self._is_away:
                    continue
            if not self._closing and self._rows < self._bounds.batch:
                await asyncio.sleep(self._bounds.gather_s)
            taken = self._taken()
            if not self._waiting and not self._closing and not self._holds:
                self._wake.clear()
            if not taken:
                continue
            self._being_stored, self._bytes_stored = self._left(taken)
            stored = await self._stored(loop, taken)
            self._being_stored = self._bytes_stored = 0
            self._tell(stored)
            self._drained()
        await loop.run_in_executor(self._pool, self._leave)
        self._pool.shutdown()

    def close(self) -> None:
        """Stop once everything is stored."""
        self._closing = True
        self._wake.set()

    def _taken(self) -> Sequence[Owed]:
        """Take what is stored together: a batch of rows, or one item that has more of them."""
        if self._rows <= self._bounds.batch:
            taken, self._waiting = self._waiting, []
            return taken
        rows = last = 0
        for last, one in enumerate(self._waiting, 1):  # noqa: B007 - how many were looked at is what is wanted
            rows += one.item.rows
            if rows >= self._bounds.batch:
                break
        taken, self._waiting = self._waiting[:last], self._waiting[last:]
        return taken

    def _left(self, taken: Sequence[Owed]) -> tuple[int, int]:
        """Count items as waiting no more; return their rows, and the bytes of their frames."""
        rows = sum(one.item.rows for one in taken)
        octets = sum(len(one.item.frame.content) for one in taken if one.item.frame)
        self._rows -= rows
        self._bytes -= octets
        return rows, octets

    async def _stored(self, loop: asyncio.AbstractEventLoop, taken: Sequence[Owed]) -> Sequence[Owed]:
        """Return the items that are committed: all, but for those that no table can hold.

        While the database is away nothing is given up: items are kept in the file, and where that has no room
        the lines wait, and so do their devices.
        """
        failures = 0
        while True:
            began = time.monotonic()
            try:
                stored = await loop.run_in_executor(self._pool, self._attempted, taken)
            except psycopg.OperationalError as error:
                self.counts.retries += 1
                if not failures:
                    log.warning("the database is away; %s frames wait: %s", len(taken), error)
                if await loop.run_in_executor(self._pool, self._keep, taken):
                    self._is_away = True
                    self._wake.set()
                    return ()
                await asyncio.sleep(_BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)])
                failures += 1
                continue
            self.counts.items += len(stored)
            self.counts.batches += 1
            self.counts.longest_s = max(self.counts.longest_s, time.monotonic() - began)
            return stored

    # --- what is kept while the database is away ------------------------------------------------------------

    @property
    def _holds(self) -> bool:
        return self._spill is not None and self._spill.holds

    async def _kept_stored(self, loop: asyncio.AbstractEventLoop) -> None:
        """Store the oldest of what is kept; while that cannot be done, keep what comes."""
        if self._is_away:
            wait_s = _BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)]
            until = loop.time() + wait_s
            await self._waiting_kept(loop)
            while loop.time() < until and not self._closing:
                await asyncio.sleep(min(_KEEP_S, wait_s))
                await self._waiting_kept(loop)
        kept = self.kept_bytes
        try:
            stored = await loop.run_in_executor(self._pool, self._store_oldest)
        except psycopg.OperationalError as error:
            self.counts.retries += 1
            if not self._is_away:
                log.warning("the database is away; what was kept waits: %s", error)
            self._is_away, self._failures = True, self._failures + 1
            return
        if self._is_away:
            log.info("the database is back; %s bytes are stored from the file", kept)
        self._is_away, self._failures = False, 0
        self.counts.items += len(stored)
        self.counts.batches += 1
        self._tell(stored)
        self._drained()

    async def _waiting_kept(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep what has come, as far as there is room."""
        while self._waiting:
            taken = self._waiting[: self._bounds.batch]
            if not await loop.run_in_executor(self._pool, self._keep, taken):
                return
            del self._waiting[: len(taken)]
            self._left(taken)
            self._drained()

    @staticmethod
    def _tell(stored: Iterable[Owed]) -> None:
        tokens: dict[Callable[[Sequence[object]], None], list[object]] = defaultdict(list)
        for one in stored:
            if one.told is not None and one.item.token is not None:
                tokens[one.told].append(one.item.token)
        for told, those in tokens.items():
            told(those)

    # --- in the writer's thread ----------------------------------------------------------------------------

    def _spill_open(self) -> None:
        """Find what an earlier life has kept."""
        if self._folder is None:
            return
        try:
            self._spill = Spill(self._folder, self._bounds.spill_bytes)
        except OSError as error:
            log.warning("no file for what comes while the database is away: %s", error)
            return
        if self._spill.holds:
            log.info("%s frames are stored from the file of an earlier life", self._spill.items)

    def _leave(self) -> None:
        self._forget()
        if self._spill is not None:
            self._spill.close()

    def _keep(self, taken: Sequence[Owed]) -> bool:
        """Keep items in the file, and in memory only whom to tell; return whether there was room."""
        if self._spill is None:
            return False
        name, count = self._committing
        try:
            first = self._spill.add([one.item for one in taken], name if count == len(taken) else "")
        except (SpillFull, OSError) as error:
            if not self._is_told_full:
                log.warning("nothing more can be kept, devices wait: %s", str(error) or "the file is full")
            self._is_told_full = True
            return False
        self._committing = ("", 0)
        self._owing.update(
            (place, one._replace(item=Item(None, one.item.at, None, token=one.item.token)))
            for place, one in enumerate(taken, start=first)
            if one.told is not None and one.item.token is not None
        )
        return True

    def _store_oldest(self) -> list[Owed]:
        """Store the oldest record of the file, and return to whom answers are owed for it."""
        assert self._spill is not None  # noqa: S101 - the caller has looked
        spill = self._spill
        try:
            cursor = self._connected().cursor()
            already = spill_stored(cursor, spill.key)
            record = spill.oldest()
            until = record.first + len(record.items)
            is_stored = bool(record.transaction) and self._has_committed(record.transaction)
            if is_stored and already < until:
                spill_noted(cursor, spill.key, until)
        except psycopg.OperationalError:
            self._forget()
            raise
        rest = [
            Owed(item, None, place)
            for place, item in enumerate(record.items, start=record.first)
            if place >= already and not is_stored
        ]
        if rest:
            self._store(rest)
        owing = (self._owing.pop(place, None) for place in range(record.first, until))
        spill.stored(until)
        self._is_told_full = False
        return [one for one in owing if one is not None]

    def _attempted(self, taken: Sequence[Owed]) -> list[Owed]:
        """Store items, unless a transaction of before whose end was not heard has done so."""
        name, count = self._committing
        if name and count == len(taken) and self._has_committed(name):
            self._committing = ("", 0)
            return list(taken)
        return self._store(taken)

    def _has_committed(self, name: str) -> bool:
        """Return whether a transaction is committed.

        Raises:
            OperationalError: it has not ended yet, or the database is away.
        """
        try:
            end = transaction_end(self._connected().cursor(), name)
        except psycopg.OperationalError:
            self._forget()
            raise
        if end == "in progress":
            raise psycopg.OperationalError("a transaction of before has not ended yet")
        return end == "committed"

    def _noted(self, cursor: Cursor, taken: Sequence[Owed]) -> None:
        """Let it be known later whether these items are stored: the last statement of their transaction."""
        place = taken[-1].place
        if place is None:
            self._committing = (transaction_name(cursor), len(taken))
        elif self._spill is not None:
            spill_noted(cursor, self._spill.key, place + 1)

    def _store(self, taken: Sequence[Owed]) -> list[Owed]:
        """Store items in one transaction; where one of them cannot be stored, find it by halves."""
        connection = self._connected()
        try:
            self._prepared(connection, taken)
            batch = self._batch(taken)
            days = batch.days() - self._known.days
            if days:
                with connection.transaction():
                    days_ensure(connection.cursor(), days)
                self._known.days |= days
            self._committing = ("", 0)
            with connection.transaction():
                batch_store(connection.cursor(), batch)
                self._noted(connection.cursor(), taken)
            self._committing = ("", 0)
        except psycopg.OperationalError:
            self._forget()
            raise
        except (psycopg.Error, ValueError, OverflowError) as error:
            if _is_day_gone(error):
                self._known.days.clear()
                raise psycopg.OperationalError("a day was retired meanwhile") from error
            if len(taken) > 1:
                middle = len(taken) // 2
                return [*self._store(taken[:middle]), *self._store(taken[middle:])]
            log.warning("a frame cannot be stored: %s", error)
            self.counts.refused += 1
            self._refuse(connection, taken[0])
            return []
        return list(taken)

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            self._connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
            self._connection.execute(STAGING)
            self._known = _Known()
        return self._connection

    def _forget(self) -> None:
        """Leave a connection that has failed; what it was doing is not committed, or will not be doubled."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _refuse(self, connection: psycopg.Connection, one: Owed) -> None:
        """Keep the frame of an item whose readings cannot be stored, with that reason."""
        frame = one.item.frame
        kept = [] if frame is None else [frame._replace(fault=FrameFault.NOT_STORABLE.value, details=None)]
        try:
            with connection.transaction():
                batch_store(connection.cursor(), Batch(frames=kept))
                self._noted(connection.cursor(), [one])
        except psycopg.OperationalError:
            self._forget()
            raise
        except psycopg.Error:
            log.exception("nor can its bytes")

    def _prepared(self, connection: psycopg.Connection, taken: Sequence[Owed]) -> None:
        """Enter the quantities that are new."""
        known = self._known.quantities
        codes = {
            one.code
            for owed in taken
            for one in owed.item.measured
            if one.code not in known and not self._is_surplus(owed.item.card, one.code)
        }
        fresh = {code for code in codes if quantity_is_code(code)}
        if fresh or not known:
            with connection.transaction():
                ids = quantities_ensure(connection.cursor(), fresh)
            for code, key in ids.items():
                words = quantity_words(code)
                known[code] = (key, words.low, words.high)

    def _batch(self, taken: Sequence[Owed]) -> Batch:
        batch = Batch()
        for one in taken:
            self._entered(batch, one.item)
        return batch

    def _entered(self, batch: Batch, item: Item) -> None:
        card, frame = item.card, item.frame
        fault = item.fault if frame is None else frame.fault
        if item.measured and not fault and any(self._is_surplus(card, one.code) for one in item.measured):
            fault = FrameFault.QUANTITIES.value
            frame = frame._replace(fault=fault) if frame else None
        if frame is not None:
            batch.frames.append(frame)
        if card is None:
            return
        if item.channels:
            batch.channels += [ChannelRow(card.id, *one, item.at) for one in item.channels]
        if item.is_whole:
            batch.catalogues.append((card.id, item.at))
        contact = batch.contact(card.id)
        if fault:
            contact.refused += 1
            contact.faults[fault] = contact.faults.get(fault, 0) + 1
            contact.fault, contact.fault_at = fault, item.at
        if item.is_good:
            contact.frames += 1
            contact.frame_at = item.at
            contact.peer = frame.peer if frame else contact.peer
            self._readings(batch, contact, card, item)

    def _readings(self, batch: Batch, contact: ContactRow, card: Card, item: Item) -> None:
        for one in item.measured:
            known = self._known.quantities.get(one.code)
            if known is None or self._is_surplus(card, one.code):
                continue
            key, low, high = known
            flags = one.flags | late_flag(one.at, item.at, card.interval_s) | range_flag(one.value, low, high)
            batch.readings.append(ReadingRow(card.id, key, one.at, one.sequence, one.value, flags, item.at))
            contact.reading_at = max(contact.reading_at or one.at, one.at)
        for fix in item.fixes:
            flags = late_flag(fix.at, item.at, card.interval_s)
            batch.points.append(PointRow(card.id, card.area_code, fix, flags, item.at))
            contact.reading_at = max(contact.reading_at or fix.at, fix.at)
            if contact.fix is None or fix.at >= contact.fix.at:
                contact.fix = fix

    def _is_surplus(self, card: Card | None, code: str) -> bool:
        """Return whether a device brings more kinds of readings without a name than it may."""
        if card is None or quantity_is_named(code):
            return False
        own = self._known.own_codes.get(card.id)
        if own is None:  # what it has brought before counts, or each start would let in as many again
            own = self._known.own_codes[card.id] = own_codes(self._connected().cursor(), card.id)
        if code not in own and len(own) < self._bounds.own_codes:
            own.add(code)
        return code not in own
