"""One connection: bytes to its talk, items to the writer, answers back; slowed, bounded, ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from xiuhua.sensing.gateway.bounds import Bucket
from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Taken
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.terms import FrameFault, Protocol
from xiuhua.shared.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from xiuhua.sensing.gateway.directory import Directory
    from xiuhua.sensing.gateway.hub import Hub
    from xiuhua.sensing.gateway.talks.taken import Talk

_UNREAD_ANSWERS_BYTES = 64 * 1024  # what a device may leave unread before it is not read either
_HEARING_S = 5.0  # after having been left unread, before silence counts again
_FULL, _FLOOD, _UNREAD = "full", "flood", "unread"


class Line(asyncio.Protocol):
    """A connection of one protocol."""

    def __init__(self, hub: Hub, protocol: Protocol, talk: Callable[[Directory, str], Talk]) -> None:
        self.protocol = protocol
        self.address = ""
        self.peer = ""
        self.card: Card | None = None
        self.seat: Hashable | None = None
        self._hub = hub
        self._make = talk
        self._talk: Talk | None = None
        self._transport: asyncio.Transport | None = None
        self._born = self._heard = time.monotonic()
        self._half_since = 0.0
        self._paused: set[str] = set()
        self._deaf_at = -_HEARING_S  # when it was last left unread
        self._stranger = Bucket(hub.bounds.strangers_s, hub.bounds.strangers_burst)
        self._flood_told = 0.0

    # --- asyncio's side ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or hang up where too many are there."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername") or ("", 0)
        self.address = str(peer[0])
        self.peer = f"{peer[0]}:{peer[1]}"[:64]
        if not self._hub.admit(self):
            self._transport.abort()
            return
        self._transport.set_write_buffer_limits(high=_UNREAD_ANSWERS_BYTES)
        self._talk = self._make(self._hub.directory, self.peer)

    def data_received(self, data: bytes) -> None:
        """Take bytes; whoever sends too much, or while too much waits, is not read for a while."""
        if self._talk is None:
            return
        self._heard = time.monotonic()
        taken = self._talk.received(data, now())
        self._after(taken)
        if not self._pending():
            self._half_since = 0.0
        elif taken.items or not self._half_since:
            self._half_since = self._heard
        self._slow_down(len(taken.items))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Let go; what was heard is stored all the same."""
        self._hub.forget(self)
        talk, self._talk = self._talk, None
        for item in talk.ended(now()) if talk is not None else ():
            self._hub.store(item, None, self.address)

    def pause_writing(self) -> None:
        """Stop reading a device that does not read its answers."""
        self._pause(_UNREAD)

    def resume_writing(self) -> None:
        """Read it again."""
        self._resume(_UNREAD)

    # --- the hub's side ------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Read nothing until there is room; answers that are owed still go out."""
        self._pause(_FULL)

    def has_room(self) -> None:
        """Read on: there is room again."""
        self._resume(_FULL)

    def stored(self, tokens: Sequence[object]) -> None:
        """Answer what is committed."""
        if self._talk is not None:
            self._send(self._talk.committed(tokens, now()))

    def end_replaced(self) -> None:
        """End: the device has another line now."""
        if self._talk is not None:
            self._talk.replaced()
        self._end()

    def ticked(self, at: datetime, monotonic: float) -> None:
        """Let time pass: repeat, ask again, and end what has said nothing for too long."""
        if self._talk is None:
            return
        bounds = self._hub.bounds
        if self._paused - {_UNREAD}:
            self._deaf_at = monotonic
        if _FULL in self._paused:  # nobody is read: nobody is to blame for saying nothing
            return
        if self.card is None and monotonic - self._born > bounds.says_who_s:
            self._ended_for(FrameFault.NOBODY, at)
        elif monotonic - self._deaf_at < _HEARING_S:
            return
        elif self._half_since and monotonic - self._half_since > bounds.half_frame_s:
            self._ended_for(FrameFault.HALF_FRAME, at)
        elif monotonic - self._heard > max(bounds.idle_s, 4 * self.card.interval_s if self.card else 0):
            self._end()
        else:
            self._after(self._talk.ticked(at))

    def order(self, device_id: int, order: Order, at: datetime) -> str | None:
        """Send a command, and return what its answer will name; None where nothing was sent.

        Raises:
            FrameError, ValueError, OverflowError: it cannot be said.
        """
        if self._talk is None or self._transport is None or self._transport.is_closing():
            return None
        ordered = self._talk.order(device_id, order, at)
        if ordered is None:
            return None
        self._send(ordered.replies)
        self._kept_sent(device_id, order, ordered.replies, at)
        for seconds, reply in ordered.later:
            asyncio.get_running_loop().call_later(seconds, self._send_later, device_id, order, reply)
        return ordered.reference

    # --- inside --------------------------------------------------------------------------------------------

    def _after(self, taken: Taken) -> None:
        talk = self._talk
        assert talk is not None  # noqa: S101 - the callers have looked
        self._send(taken.replies)
        for item in taken.items:
            self._hub.store(item, self.stored if item.token is not None else None, self.address)
        for told in taken.told:
            self._hub.orders.told(told, self.stored if told.token is not None else None)
        hears = taken.hears
        if talk.card is not None and talk.card is not self.card:
            self.card, self.seat = talk.card, talk.seat
            hears = hears is not False
            if self.seat is not None:
                self._hub.seated(self, self.seat)
        if hears and self.card is not None:
            self._hub.identified(self, self.card)
        if taken.is_over:
            self._end()

    def _pending(self) -> int:
        return 0 if self._talk is None else self._talk.pending

    def _slow_down(self, frames: int) -> None:
        if self._hub.writer.is_full:
            self._hub.hold()
        if not frames:
            return
        if self.card is not None:
            seconds = self._hub.patience(self.card, frames)
        else:
            seconds = self._stranger.take(frames, time.monotonic())
        if seconds > 0:
            self._flooded(seconds)

    def _flooded(self, seconds: float) -> None:
        """Leave a device unread until it is back within its measure; once a minute that is counted."""
        self._pause(_FLOOD)
        asyncio.get_running_loop().call_later(seconds, self._resume, _FLOOD)
        if self.card is not None and time.monotonic() - self._flood_told > 60:
            self._flood_told = time.monotonic()
            item = Item(self.card, now(), None, is_good=False, fault=FrameFault.FLOOD.value)
            self._hub.writer.put(item, None)

    def _kept_sent(self, device_id: int, order: Order, replies: Sequence[bytes], at: datetime) -> None:
        """Keep what has left for a command, so that a dispute about it can be settled."""
        card = self._hub.directory.card_of(device_id)
        if card is not None:
            frames = Frames(self.protocol, self.peer)
            for raw in replies:
                self._hub.writer.put(frames.sent(card, raw, at, order.id), None)

    def _send_later(self, device_id: int, order: Order, reply: bytes) -> None:
        """Send what belongs to a command and had to wait: the stop that ends a move."""
        if self._transport is not None and not self._transport.is_closing():
            self._send((reply,))
            self._kept_sent(device_id, order, (reply,), now())

    def _ended_for(self, why: FrameFault, at: datetime) -> None:
        frames = Frames(self.protocol, self.peer)
        number = self._talk.number if self._talk else ""
        self._hub.store(frames.refused(self.card, number, b"", at, why), None, self.address)
        self._end()

    def _send(self, replies: Sequence[bytes]) -> None:
        if replies and self._transport is not None and not self._transport.is_closing():
            self._transport.writelines(replies)  # each a datagram of its own, where it is one

    def _pause(self, why: str) -> None:
        if not self._paused and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
        self._paused.add(why)

    def _resume(self, why: str) -> None:
        self._paused.discard(why)
        if not self._paused and self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _end(self) -> None:
        if self._transport is not None:
            self._transport.close()
