"""What the gateway keeps of cameras over all their lines: who is registered, from where, and what was asked.

A camera registers on one line and may speak on another: its address translation gives it a new port, or its
TCP connection breaks. So its state belongs to no line. Nothing of it outlives the process; a camera that is
no longer known is refused and registers again.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.gb28181.events import Device, Platform
from xiuhua.sensing.codecs.gb28181.session import Link
from xiuhua.sensing.gateway.bounds import Bucket
from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.devices import SILENT_AFTER

USUAL_ID = "33010000002000000001"
_DOOR_S, _DOOR_BURST = 50.0, 500.0  # messages a second of one address that are no registered camera's
_TOLD_S = 60.0
_MOST_ADDRESSES = 20_000
_MOST_SEEN = 32  # fewer than a link remembers
_MOST_ORDERS = 128


@dataclass(slots=True)
class Asked:
    """A question for the catalogue: how often it was asked, and for which command; None for none."""

    tries: int
    order: str = ""


@dataclass(slots=True)
class Known:
    """One camera or recorder.

    Args:
        card: as it was when it registered; another password makes another of it.
        host: the address that it registered from.
        holder: the talk on which it was heard last.
        seen: its requests that were answered, newest last.
        orders: commands by call and by number, with the reference of their answer.
        catalogues: questions by number, and `calls` their numbers by call.
    """

    card: Card
    link: Link
    host: str = ""
    holder: object = None
    seen: OrderedDict[Hashable, None] = field(default_factory=OrderedDict)
    orders: dict[str, tuple[str, Order]] = field(default_factory=dict)
    catalogues: dict[str, Asked] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    asked_at: datetime | None = None
    subscribed_until: datetime | None = None

    def has_seen(self, mark: Hashable) -> bool:
        """Return whether a request was answered before."""
        return mark in self.seen

    def remember(self, mark: Hashable) -> None:
        """Keep that a request is answered."""
        self.seen[mark] = None
        if len(self.seen) > _MOST_SEEN:
            self.seen.popitem(last=False)

    def expect(self, reference: str, order: Order, *keys: str) -> None:
        """Keep a command until it is answered under one of its keys; the oldest is forgotten."""
        for key in keys:
            self.orders[key] = (reference, order)
        while len(self.orders) > _MOST_ORDERS:
            del self.orders[next(iter(self.orders))]

    def answered(self, key: str) -> tuple[str, Order] | None:
        """Return the command that is answered under a key, and forget it; None where there is none."""
        found = self.orders.pop(key, None)
        if found is not None:
            self.orders = {name: one for name, one in self.orders.items() if one[0] != found[0]}
        return found

    def question(self, number: str, call: str, asked: Asked) -> None:
        """Keep a question for the catalogue; the calls of those that are over are forgotten."""
        self.catalogues[number] = asked
        self.calls = {name: one for name, one in self.calls.items() if one in self.catalogues}
        self.calls[call] = number


class Desk:
    """Every camera that has knocked.

    Args:
        platform_id: our twenty digits; their first ten are the domain.
        host: where cameras reach us, as they are told.
        port: the same.
        realm: for which they make their answer; empty for the domain.
    """

    def __init__(
        self, platform_id: str = USUAL_ID, host: str = "127.0.0.1", port: int = 0, *, realm: str = ""
    ) -> None:
        self.platform = Platform(
            id=platform_id, host=host, port=port, secret=secrets.token_bytes(32), realm=realm
        )
        self._known: dict[int, Known] = {}
        self._doors: OrderedDict[str, Bucket] = OrderedDict()
        self._told: dict[str, float] = {}

    def port_set(self, port: int) -> None:
        """Tell cameras this port, where it was any that was free."""
        self.platform = replace(self.platform, port=port)

    def known(self, card: Card, transport: str) -> Known:
        """Return what is kept of a camera, anew where it was not known or has another password now."""
        found = self._known.get(card.id)
        if found is None or found.card.secret != card.secret or found.card.number != card.number:
            keepalive = timedelta(seconds=card.interval_s)
            device = Device(id=card.number, password=card.secret, keepalive=keepalive, misses=SILENT_AFTER)
            found = self._known[card.id] = Known(card, Link(self.platform, device))
        found.card = card
        if found.link.platform.transport != transport:
            found.link.platform = replace(self.platform, transport=transport)
        return found

    def admits(self, address: str, at: float) -> bool:
        """Return whether an address may send one more message that is no registered camera's."""
        door = self._doors.get(address)
        if door is None:
            if len(self._doors) >= _MOST_ADDRESSES:
                self._told.pop(self._doors.popitem(last=False)[0], None)
            door = self._doors[address] = Bucket(_DOOR_S, _DOOR_BURST)
        return door.has(at)

    def is_to_be_told(self, address: str, at: float) -> bool:
        """Return whether it is a minute since a flood of an address was written down."""
        if at - self._told.get(address, -_TOLD_S) < _TOLD_S:
            return False
        self._told[address] = at
        return True
