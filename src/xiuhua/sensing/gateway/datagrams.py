"""Datagrams: to a line for each address that sends, so that the bounds of lines hold here too.

A datagram costs its sender nothing, and its address may be made up. So addresses that are no registered
device's are few at a time, the oldest forgotten first, and end without a word. Whatever has to wait is
dropped instead of being held: whoever sends by datagrams sends again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from xiuhua.sensing.gateway.line import Line
from xiuhua.sensing.terms import FrameFault, Protocol

if TYPE_CHECKING:
    from xiuhua.sensing.gateway.directory import Directory
    from xiuhua.sensing.gateway.hub import Hub
    from xiuhua.sensing.gateway.talks.taken import Talk

_MOST_STRANGERS = 2_000
Address = tuple[str, int]


class DatagramLine(Line):
    """What one address sends."""

    def _ended_for(self, why: FrameFault, at: datetime) -> None:  # noqa: ARG002 - as lines have it
        """End without a word: nobody has connected who could be blamed for saying nothing."""
        self._end()


class DatagramDoor(asyncio.DatagramProtocol):
    """One port."""

    def __init__(self, hub: Hub, protocol: Protocol, talk: Callable[[Directory, str], Talk]) -> None:
        self._hub = hub
        self._protocol = protocol
        self._talk = talk
        self._transport: asyncio.DatagramTransport | None = None
        self._lines: dict[Address, tuple[DatagramLine, _Return]] = {}
        self._strangers: dict[Address, None] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:  # asyncio's own, of two or four parts
        """Take a datagram; while its address has to wait it is dropped."""
        address: Address = tuple(addr)
        known = self._lines.get(address)
        if known is None:
            known = self._lines[address] = self._new(address)
        line, back = known
        if back.is_heard:
            line.data_received(data)
        if line.card is not None:
            self._strangers.pop(address, None)

    def error_received(self, exc: Exception) -> None:
        """Bear that an answer could not be delivered."""

    def send(self, octets: bytes, address: Address) -> None:
        """Send a datagram."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(octets, address)

    def forget(self, address: Address) -> None:
        """Let go of an address."""
        self._strangers.pop(address, None)
        line, _ = self._lines.pop(address, (None, None))
        if line is not None:
            line.connection_lost(None)

    def _new(self, address: Address) -> tuple[DatagramLine, _Return]:
        if len(self._strangers) >= _MOST_STRANGERS:
            self.forget(next(iter(self._strangers)))
        self._strangers[address] = None
        back = _Return(self, address)
        line = DatagramLine(self._hub, self._protocol, self._talk)
        line.connection_made(back)
        return line, back


class _Return(asyncio.Transport):
    """The way back to one address, as a line needs it."""

    def __init__(self, door: DatagramDoor, address: Address) -> None:
        super().__init__({"peername": address})
        self._door = door
        self._address = address
        self._is_closing = False
        self.is_heard = True

    def write(self, data: Any) -> None:  # asyncio takes any kind of bytes
        """Send one datagram."""
        self._door.send(data, self._address)

    def writelines(self, list_of_data: Iterable[Any]) -> None:  # as above
        """Send each as a datagram."""
        for one in list_of_data:
            self.write(one)

    def pause_reading(self) -> None:
        """Drop what comes."""
        self.is_heard = False

    def resume_reading(self) -> None:
        """Take what comes."""
        self.is_heard = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Do nothing: nothing is held back."""

    def is_closing(self) -> bool:
        """Return whether it is over."""
        return self._is_closing

    def close(self) -> None:
        """End once what is being done is done."""
        if not self._is_closing:
            self._is_closing = True
            asyncio.get_running_loop().call_soon(self._door.forget, self._address)

    def abort(self) -> None:
        """End."""
        self.is_heard = False
        self.close()
