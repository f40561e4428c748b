"""The gateway under load: a thousand connections, every frame acknowledged after its commit.

The load client lives in a process of its own and shares the machine's cores with gateway and database, as the
figures say. Baseline: the same rows copied into the same table by one connection, a thousand a commit.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psycopg

from bench.figures import Figure, at_least, at_most
from xiuhua.access.services import scope_opened
from xiuhua.config.env import Environment
from xiuhua.config.launch.ports import port_free
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.simulator import hj212, jt808, mqtt
from xiuhua.sensing.terms import Protocol
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

CONNECTIONS = 1_000
SECONDS = 30.0
BURST = 20  # frames that a terminal sends before it waits
JT808_POINTS_S, HJ212_FRAMES_S, MQTT_MESSAGES_S = 20_000.0, 8_000.0, 20_000.0
P99_MS, RSS_MB = 250.0, 400.0
RATIO = 0.2  # of the baseline, where the disk is slow
AREA, CODE, _PASSWORD = "990101003", "K8S7AAZ2", "123456"
RECORDER = Actor(
    name="user:0", holdings=(Holding(role="system_admin"), Holding(role="ground_clerk")), user_id=0
)
HOST = "127.0.0.1"
_COPIED, _COMMIT = 200_000, 1_000
_READY_S = 120.0


def build(_environment: Environment) -> None:
    """Enter a thousand devices of each protocol."""
    with scope_opened(("",)):
        areas_make()
        devices = [
            NewDevice(protocol=protocol, number=_number(protocol, place), name=f"{place}", area_code=AREA,
                      interval_s=30, secret=_PASSWORD if protocol is Protocol.HJ212 else CODE)
            for protocol in (Protocol.JT808, Protocol.HJ212, Protocol.MQTT)
            for place in range(CONNECTIONS)
        ]  # fmt: skip
        devices_write(items=[(one, None) for one in devices], actor=RECORDER, at=now())


def areas_make() -> None:
    """Enter the street in which the devices stand, and what it lies in."""
    areas = (
        ("9901", "市", AreaLevel.CITY),
        ("990101", "区", AreaLevel.DISTRICT),
        (AREA, "街", AreaLevel.STREET),
    )
    areas_create_many(
        new=[NewArea(code=code, name=name, level=level) for code, name, level in areas],
        actor=RECORDER,
        at=now(),
    )


def run(environment: Environment) -> list[Figure]:
    """Measure the protocols against one gateway, and the table alone."""
    ports = {name: port_free(HOST) for name in ("jt808", "hj212", "mqtt")}
    with gateway_running(ports) as process:
        trucks = _load("jt808", ports["jt808"])
        monitors = _load("hj212", ports["hj212"])
        sensors = _load("mqtt", ports["mqtt"])
        rss_mb = _rss_mb(process.pid)
    baseline = copied_per_s(environment.database_url)
    stored = _stored(environment.database_url)
    missing = trucks.acknowledged + monitors.acknowledged + sensors.acknowledged - stored
    return [
        at_least("gateway-jt808", trucks.per_s, "1/s", limit=JT808_POINTS_S, baseline=baseline, ratio=RATIO),
        at_most("gateway-jt808-p99", trucks.p99_ms, "ms", limit=P99_MS),
        at_least(
            "gateway-hj212", monitors.per_s, "1/s", limit=HJ212_FRAMES_S, baseline=baseline, ratio=RATIO
        ),
        at_most("gateway-hj212-p99", monitors.p99_ms, "ms"),
        at_least("gateway-mqtt", sensors.per_s, "1/s", limit=MQTT_MESSAGES_S, baseline=baseline, ratio=RATIO),
        at_most("gateway-mqtt-p99", sensors.p99_ms, "ms"),
        at_most("gateway-missing", float(max(0, missing)), "acknowledged and not there", limit=0),
        at_most("gateway-rss", rss_mb, "MB", limit=RSS_MB),
    ]


def _number(protocol: Protocol, place: int) -> str:
    return f"1360000{place:04}" if protocol is Protocol.JT808 else f"BENCH{place:05}"


@contextmanager
def gateway_running(ports: dict[str, int]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the product's gateway on some ports, by protocol."""
    words = [f"--port={name}={port}" for name, port in ports.items()]
    line = [sys.executable, "-m", "xiuhua.config.cli", "manage", "gateway", f"--host={HOST}", *words]
    with subprocess.Popen(line, stdout=sys.stderr) as process:
        try:
            _wait_for(ports)
            yield process
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(ports: dict[str, int]) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        if all(_answers(port) for port in ports.values()):
            return
        time.sleep(0.1)
    raise TimeoutError("the gateway does not listen")


def _answers(port: int) -> bool:
    import socket  # noqa: PLC0415 - the client's process has no need of it

    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


def _rss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def copied_per_s(url: str) -> float:
    """Return how many positions a second one connection copies into a table like theirs, durably."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TEMP TABLE alone (device_id bigint, at timestamptz, sequence int, lon float8, lat float8,"
            " speed float8, PRIMARY KEY (device_id, at, sequence))"
        )
        began = time.perf_counter()
        for start in range(0, _COPIED, _COMMIT):
            with connection.transaction(), connection.cursor().copy("COPY alone FROM STDIN") as copy:
                for row in range(start, start + _COMMIT):
                    copy.write_row((row % CONNECTIONS, at + timedelta(seconds=row), 0, 120.0, 30.0, 36.0))
        return _COPIED / (time.perf_counter() - began)


def _stored(url: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
        found = connection.execute(
            "SELECT (SELECT count(*) FROM sensing_trackpoint) + (SELECT count(*) FROM sensing_observation)"
        ).fetchone()
    return int(found[0]) if found else 0


# --- the load client, in a process of its own --------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """What one protocol came to."""

    acknowledged: int
    per_s: float
    p99_ms: float


def _load(protocol: str, port: int) -> Load:
    line = [sys.executable, "-m", "bench.gateway", protocol, str(port)]
    ran = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True)
    return Load(**json.loads(ran.stdout))


@dataclass
class _Terminal(asyncio.Protocol):
    """One connection: a burst, its acknowledgements, the next burst."""

    protocol: str
    number: str
    until: float
    delays_s: list[float] = field(default_factory=list)
    acknowledged: int = 0
    _sent: int = 0
    _owed: int = 0
    _since: float = 0.0
    _greeted: bool = False
    _transport: asyncio.Transport | None = None
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a socket
        if self.protocol == "jt808":
            self._transport.write(jt808.authentication(phone=self.number, serial=0, code=CODE))
            return
        if self.protocol == "mqtt":
            self._transport.write(mqtt.connect(user=self.number, password=CODE))
            return
        self._greeted = True
        self._burst()

    def data_received(self, data: bytes) -> None:
        found = self._answers(self._rest + data)
        if not self._greeted and found:
            self._greeted = True
            found -= 1
            self._burst()
        self._owed -= found
        self.acknowledged += found
        if self._greeted and self._owed <= 0 and found:
            self.delays_s.append(time.perf_counter() - self._since)
            self._burst()

    def _answers(self, stream: bytes) -> int:
        """Count answers, and keep what may still become one."""
        if self.protocol == "mqtt":  # CONNACK and PUBACK have four bytes each
            whole = len(stream) // 4
            self._rest = stream[4 * whole :]
            return whole
        mark = b"\x7e\x80\x01" if self.protocol == "jt808" else b"CN=9014"
        self._rest = stream[-len(mark) + 1 :]
        return stream.count(mark)

    def _burst(self) -> None:
        if time.perf_counter() > self.until or self._transport is None:
            return
        self._since = time.perf_counter()
        self._owed = BURST
        self._transport.write(b"".join(self._frame(self._sent + step) for step in range(BURST)))
        self._sent += BURST

    def _frame(self, count: int) -> bytes:
        at = _SINCE + timedelta(seconds=count)
        if self.protocol == "jt808":
            where = jt808.Position(at=at, lon=120.1, lat=30.2, speed_km_h=36.0)
            return jt808.position(where, phone=self.number, serial=count % 65_000 + 1)
        if self.protocol == "mqtt":
            payload = mqtt.readings([("fill", at, 1.2)])
            return mqtt.publish(payload, to=mqtt.topic(self.number), number=count % 65_535 + 1)
        return hj212.upload(mn=self.number, at=at, values={"a34041-Rtd": "1.2"}, password=_PASSWORD)


_SINCE = datetime(2026, 1, 10, tzinfo=UTC)


async def _played(protocol: str, port: int) -> Load:
    loop = asyncio.get_running_loop()
    began = time.perf_counter() + 2.0  # while everybody connects
    until = began + SECONDS
    terminals: list[_Terminal] = []
    for place in range(CONNECTIONS):
        one = _Terminal(protocol, _number(Protocol(protocol), place), until)
        await loop.create_connection(lambda one=one: one, HOST, port)
        terminals.append(one)
    began = time.perf_counter()
    before = sum(one.acknowledged for one in terminals)
    await asyncio.sleep(max(0.0, until - time.perf_counter()))
    seconds = time.perf_counter() - began
    counted = sum(one.acknowledged for one in terminals) - before
    await asyncio.sleep(3.0)  # what was on its way
    delays = [delay for one in terminals for delay in one.delays_s]
    acknowledged = sum(one.acknowledged for one in terminals)
    return Load(acknowledged, counted / seconds, 1000 * float(np.percentile(delays, 99)))


if __name__ == "__main__":
    import uvloop

    print(json.dumps(vars(uvloop.run(_played(sys.argv[1], int(sys.argv[2]))))))
