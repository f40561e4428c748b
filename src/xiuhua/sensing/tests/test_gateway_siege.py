"""Crowds, drips and a database that is gone for a while: bounded, counted, and nobody else feels it."""

from __future__ import annotations

import asyncio
import json
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import conninfo_to_dict

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Contact, Observation, RawFrame
from xiuhua.sensing.rules.measuring.pushed import push_signature
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.command_kit import people_of
from xiuhua.sensing.tests.device_kit import entered, monitor
from xiuhua.sensing.tests.gateway_kit import (
    HOST,
    Wire,
    entered_and_known,
    eventually,
    gateway_running,
    port_free,
)
from xiuhua.shared.clock import now

_KEY = "K8S7AAZ2K8S7AAZ2K8S7AAZ2"
_ELSEWHERE = "127.0.0.2"  # another address of this machine, for the device that must not feel it
_CROWD, _MAY_STAY = 10_000, 4_000
_DRIPS = 200
_SINCE = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
_MONITORS, _FRAMES = 8, 4_000
_AWAY_S = 20.0
_MOST_GROWN_MIB = 120.0


def _calm(gateway: Gateway, mn: str) -> Wire:
    """Return a line of a device whose address is another one."""
    port = gateway.ports[Protocol.HJ212]
    connection = socket.create_connection((HOST, port), timeout=8.0, source_address=(_ELSEWHERE, 0))
    line = Wire(connection)
    _says(line, mn, 1)
    return line


def _says(line: Wire, mn: str, step: int, *, within_s: float = 8.0) -> None:
    before = len(hj212.answers(line.heard))
    line.send(hj212.upload(mn=mn, at=now() - timedelta(seconds=step), values={"a34041-Rtd": "1.0"}))
    line.wait(hj212.answers, before + 1, seconds=within_s)


def _known(gateway: Gateway, new: NewDevice) -> None:
    with scope_opened(("",)):
        entered_and_known(gateway, new)


@pytest.mark.heavy
@pytest.mark.slow("opens ten thousand connections")
def test_ten_thousand_connections_of_one_address_are_bounded_counted_and_shown(
    live_city: str, gateway_url: str
) -> None:
    with gateway_running(gateway_url) as gateway, ExitStack() as opened:
        _known(gateway, monitor("CROWD1"))
        calm = _calm(gateway, "CROWD1")
        opened.enter_context(calm.connection)
        turned_away = 0
        stay: list[socket.socket] = []
        for number in range(_CROWD):
            line = opened.enter_context(
                closing(socket.create_connection((HOST, gateway.ports[Protocol.JT808]), timeout=8.0))
            )
            if number < _MAY_STAY:
                stay.append(line)
            else:
                turned_away += _is_hung_up(line)
                line.close()
            if number % 1_000 == 0:
                _says(calm, "CROWD1", number + 10, within_s=2.0)
        assert turned_away == _CROWD - _MAY_STAY
        assert len(gateway.hub.lines) == _MAY_STAY + 1
        _says(calm, "CROWD1", 5, within_s=2.0)
        with scope_opened(("",)):
            kept = eventually(lambda: list(RawFrame.objects.filter(fault="too_many_connections")))
            assert len(kept) < 1_000  # all are counted, few are kept
            told = sum(int((frame.details or {}).get("unstored", 0)) for frame in kept)
            left = gateway.hub.unstored.get(HOST, 0)
            assert eventually(lambda: _counted() + gateway.hub.unstored.get(HOST, 0) == turned_away), (
                told,
                left,
            )
    keeper: Client = people_of(live_city)(role="data_admin", area="9901", person="keeper")
    assert "同一地址连接过多" in keeper.get("/devices/unknown").content.decode()


def _counted() -> int:
    kept = RawFrame.objects.filter(fault="too_many_connections")
    return sum(1 + int((frame.details or {}).get("unstored", 0)) for frame in kept)


def _is_hung_up(line: socket.socket) -> bool:
    line.settimeout(8.0)
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.heavy
@pytest.mark.slow("lets two hundred connections drip")
def test_whoever_sends_a_byte_now_and_then_is_hung_up_and_nobody_waits_for_them(
    live_city: str, gateway_url: str
) -> None:
    with (
        gateway_running(gateway_url, Bounds(half_frame_s=4.0, says_who_s=2.0)) as gateway,
        ExitStack() as opened,
    ):
        _known(gateway, monitor("DRIP0"))
        _known(gateway, monitor("DRIP1"))
        calm = _calm(gateway, "DRIP0")
        opened.enter_context(calm.connection)
        strangers = [_connected(gateway, opened) for _ in range(_DRIPS)]
        known = Wire(_connected(gateway, opened))
        _says(known, "DRIP1", 7)
        dripping = {*strangers, known.connection}
        frame = hj212.upload(mn="DRIP1", at=now(), values={"a34041-Rtd": "1.0"})
        place, deadline = 0, time.monotonic() + 20.0
        while dripping and time.monotonic() < deadline:
            place += 1
            dripping = {line for line in dripping if _drips(line, frame[place - 1 : place])}
            _says(calm, "DRIP0", place + 10, within_s=2.0)
            time.sleep(0.2)
        assert not dripping
        with scope_opened(("",)):
            assert eventually(lambda: Contact.objects.get(device__number="DRIP1").faults) == {"half_frame": 1}
            assert eventually(RawFrame.objects.filter(fault="nobody", device=None).exists)


def _connected(gateway: Gateway, opened: ExitStack) -> socket.socket:
    return opened.enter_context(
        closing(socket.create_connection((HOST, gateway.ports[Protocol.HJ212]), timeout=8.0))
    )


def _drips(line: socket.socket, octet: bytes) -> bool:
    """Send a byte; return whether the line still stands."""
    try:
        line.sendall(octet)
        readable, _, _ = select.select([line], [], [], 0)
        return not readable or line.recv(4_096) != b""
    except OSError:
        return False


# --- PostgreSQL is gone -------------------------------------------------------------------------------------


class _Way:
    """A way to PostgreSQL that can be cut, so that it seems to be stopped, and mended."""

    def __init__(self, url: str) -> None:
        self._there = conninfo_to_dict(url)
        self.port = port_free()
        self.url = (
            f"postgresql://{self._there['user']}@{HOST}:{self.port}/{self._there['dbname']}?sslmode=disable"
        )
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._joined, HOST, self.port)

    async def cut(self) -> None:
        """Refuse whoever comes, and break off whoever is there."""
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        self._server = None

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = str(self._there.get("host") or "localhost"), int(str(self._there.get("port") or 5432))
        if host.startswith("/"):
            far_reader, far_writer = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            far_reader, far_writer = await asyncio.open_connection(host, port)
        self._open |= {writer, far_writer}
        await asyncio.wait(
            {
                asyncio.create_task(_poured(reader, far_writer)),
                asyncio.create_task(_poured(far_reader, writer)),
            },
            return_when=asyncio.FIRST_COMPLETED,
        )
        for one in (writer, far_writer):
            self._open.discard(one)
            one.transport.abort()


async def _poured(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while octets := await reader.read(65_536):
            writer.write(octets)
            await writer.drain()


_QN = re.compile(rb"QN=(\d{17});ST=91;CN=9014")


class _Loud:
    """A monitor that sends as fast as it is read, and notes what was acknowledged."""

    def __init__(self, mn: str) -> None:
        self.mn = mn
        self.acknowledged: set[bytes] = set()
        self.sent = 0

    async def play(self, port: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        hearing = asyncio.create_task(self._hear(reader))
        while self.sent < _FRAMES:
            at = _SINCE + timedelta(seconds=self.sent)
            writer.write(hj212.upload(mn=self.mn, at=at, values={"a34041-Rtd": f"{self.sent % 90 / 10}"}))
            await writer.drain()
            self.sent += 1
            if self.sent % 50 == 0:
                await asyncio.sleep(0.1)
        await hearing
        writer.close()

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while len(self.acknowledged) < _FRAMES:
            octets = await reader.read(65_536)
            assert octets, f"hung up on {self.mn} after {len(self.acknowledged)}"
            *whole, rest = (rest + octets).split(b"\r\n")
            self.acknowledged |= {found[1] for line in whole if (found := _QN.search(line))}


def _resident_mib(process: subprocess.Popen[bytes]) -> float:
    pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4_096 / 2**20


@contextmanager
def _process(url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    line = ["env", f"DATABASE_GATEWAY_URL={url}", sys.executable, "-m", "xiuhua.config.cli", "manage"]
    with subprocess.Popen([*line, "gateway", f"--host={HOST}", f"--port=hj212={port}"]) as process:
        try:
            yield process
        finally:
            process.kill()


async def _stopped_for_a_while(
    way: _Way, port: int, process: subprocess.Popen[bytes], gone: Callable[[], None], loud: Sequence[_Loud]
) -> tuple[float, int, int]:
    """Play monitors while PostgreSQL goes and comes back.

    Returns:
        By how many MiB the gateway grew, and how much was acknowledged as it went and until it came back.
    """
    await way.mend()
    await asyncio.to_thread(eventually, partial(_listens, port), seconds=60.0)
    playing = asyncio.gather(*(one.play(port) for one in loud))
    begun = _MONITORS * _FRAMES // 10
    await asyncio.to_thread(eventually, lambda: _acknowledged(loud) >= begun, seconds=120.0)
    before_mib, most_mib = _resident_mib(process), 0.0
    gone()
    await way.cut()
    acknowledged, until = [_acknowledged(loud)], time.monotonic() + _AWAY_S
    while time.monotonic() < until:
        most_mib = max(most_mib, _resident_mib(process))
        await asyncio.sleep(0.5)
        acknowledged.append(_acknowledged(loud))
    await way.mend()
    await asyncio.wait_for(playing, 180.0)
    await way.cut()
    return most_mib - before_mib, acknowledged[2], acknowledged[-1]  # what had left by then is heard at once


def _acknowledged(loud: Sequence[_Loud]) -> int:
    return sum(len(one.acknowledged) for one in loud)


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


@pytest.fixture
def connections_ended(gateway_url: str) -> Callable[[], None]:
    """Breaks off what the gateway of this database is doing, in the middle of it."""

    def ended() -> None:
        with psycopg.connect(gateway_url, autocommit=True) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'xiuhua_gateway'"
                " AND pid <> pg_backend_pid()"
            )

    return ended


@pytest.mark.heavy
@pytest.mark.slow("does without PostgreSQL for twenty seconds, under load")
def test_while_postgresql_is_stopped_devices_wait_and_then_nothing_is_missing_or_doubled(
    live_city: str, gateway_url: str, connections_ended: Callable[[], None]
) -> None:
    loud = [_Loud(f"GONE{number}") for number in range(_MONITORS)]
    with scope_opened(("",)):
        entered(*(monitor(one.mn) for one in loud))
    way, port = _Way(gateway_url), port_free()
    with _process(way.url, port) as process:
        grown_mib, acknowledged, meanwhile = asyncio.run(
            _stopped_for_a_while(way, port, process, connections_ended, loud)
        )
    assert acknowledged == meanwhile  # nobody was answered by a gateway that could keep nothing
    assert meanwhile < _MONITORS * _FRAMES
    assert grown_mib < _MOST_GROWN_MIB
    with scope_opened(("",)):
        for one in loud:
            kept = Observation.objects.filter(device__number=one.mn).order_by("at")
            instants = [_SINCE + timedelta(seconds=step) for step in range(_FRAMES)]
            assert list(kept.values_list("at", flat=True)) == instants
            assert len(one.acknowledged) == _FRAMES


def test_a_push_while_the_database_is_away_is_told_to_come_again_and_then_kept_once(live_city: str) -> None:
    with scope_opened(("",)):
        entered(monitor("AGAIN1", protocol=Protocol.HTTPS, secret=_KEY))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(live_city, autocommit=True) as session:
        session.execute("SELECT pg_terminate_backend(%s)", [pid])
    body = {
        "readings": [{"quantity": "fill", "at": (now() - timedelta(seconds=5)).isoformat(), "value": 3.0}]
    }
    refused = _pushed(body)
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "请稍后重发" in refused.json()["message"]
    connection.close()  # as the end of a request does outside tests
    assert [_pushed(body).status_code for _ in range(2)] == [201, 201]
    with scope_opened(("",)):
        assert Observation.objects.filter(device__number="AGAIN1").count() == 1


def _pushed(told: object) -> Any:  # the client's answers have no public type
    octets, sent_at = json.dumps(told).encode(), str(int(now().timestamp()))
    headers = {
        "X-Device": "AGAIN1", "X-Time": sent_at, "X-Signature": push_signature(_KEY, sent_at, octets)
    }  # fmt: skip
    return Client().post("/api/v1/readings", octets, content_type="application/json", headers=headers)
