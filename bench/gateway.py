"""The gateway under load: a thousand connections, every frame acknowledged after its commit.

`gateway-jt808` is paced and has everything on: unique keys, last values, a thousand fences that are followed,
ten of them with rules that are judged. The rest is stored only. The load client lives in a process of its own
and shares the machine's cores with gateway, judge and database, as the figures say. Baseline: the same rows
copied into the same table by one connection, a thousand a commit.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString

import psycopg
import shapely

from bench.figures import Figure, at_least, at_most
from bench.terminals import CODE, CONNECTIONS, HOST, PASSWORD, Load, number_of
from xiuhua.access.services import scope_opened
from xiuhua.config.env import Environment
from xiuhua.config.launch.ports import port_free
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.rules.tracks.drawing import NewFence
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.services.fencing import fence_create
from xiuhua.sensing.terms import Protocol, Severity
from xiuhua.sensing.terms.tracks import FenceEffect, FenceKind
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

JT808_POINTS_S, STORED_POINTS_S, HJ212_FRAMES_S = 20_000.0, 50_000.0, 8_000.0
P99_MS, RSS_MB = 250.0, 400.0
RATIO = 0.2  # of the baseline, where the disk is slow
AREA = "990101003"
RECORDER = Actor(
    name="user:0", holdings=(Holding(role="system_admin"), Holding(role="ground_clerk")), user_id=0
)
_KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="9901"),), user_id=0)
_COPIED, _COMMIT = 200_000, 1_000
_READY_S, _PATIENCE_S = 120.0, 300.0
FENCES, GUARDED = 1_000, 10  # of which some raise alarms


def build(_environment: Environment) -> None:
    """Enter a thousand devices of each protocol, and the fences that the trucks drive through."""
    with scope_opened(("",)):
        areas_make()
        calendar_national_ensure(actor=system("setup"), at=now())
        devices = [
            NewDevice(protocol=protocol, number=number_of(protocol.value, place), name=f"{place}",
                      area_code=AREA, interval_s=30, secret=PASSWORD if protocol is Protocol.HJ212 else CODE)
            for protocol in (Protocol.JT808, Protocol.HJ212)
            for place in range(CONNECTIONS)
        ]  # fmt: skip
        devices_write(items=[(one, None) for one in devices], actor=RECORDER, at=now())
        for place in range(FENCES):
            fence_create(new=_fence(place), reason="bench", actor=_KEEPER, at=now())


def _fence(place: int) -> NewFence:
    """Return one of the squares that the trucks' ways lie over, some two hundred metres wide."""
    west, south = 120.0015 + 0.006 * (place % 32), 30.0 + 0.003 * (place // 32) - 0.001
    return NewFence(
        code=f"f{place}", name=f"{place}", area_code=AREA, kind=FenceKind.POLYGON,
        geometry=shapely.box(west, south, west + 0.002, south + 0.002), effect=FenceEffect.FORBIDDEN,
        severity=Severity.MINOR if place < GUARDED else None,
    )  # fmt: skip


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
    """Measure the loads against one gateway, and the table alone."""
    url = environment.database_url
    ports = {name: port_free(HOST) for name in ("jt808", "hj212")}
    with gateway_running(ports) as process:
        with background_running():
            trucks = _load("paced", ports["jt808"])
            behind_s = _caught_up(url)
        crossings = _count(url, "sensing_fencecrossing")
        uploads = _load("batches", ports["jt808"])
        monitors = _load("monitors", ports["hj212"])
        rss_mb = _rss_mb(process.pid)
    baseline = copied_per_s(url)
    stored = _count(url, "sensing_trackpoint") + _count(url, "sensing_observation")
    told = _count(url, "sensing_observation WHERE quantity_id IN (SELECT id FROM sensing_quantity"
                       " WHERE code LIKE 'fence:%')")  # fmt: skip
    missing = trucks.acknowledged + uploads.acknowledged + monitors.acknowledged - (stored - told)
    return [
        at_least("gateway-jt808", trucks.per_s, "1/s", limit=JT808_POINTS_S, baseline=baseline, ratio=RATIO),
        at_most("gateway-jt808-p99", trucks.p99_ms, "ms", limit=P99_MS),
        at_least("gateway-jt808-crossings", float(crossings), "crossings", limit=1),
        at_most("gateway-jt808-caught-up", behind_s, "s after the load"),
        at_least(
            "gateway-stored", uploads.per_s, "1/s", limit=STORED_POINTS_S, baseline=baseline, ratio=RATIO
        ),
        at_most("gateway-stored-p99", uploads.p99_ms, "ms"),
        at_least(
            "gateway-hj212", monitors.per_s, "1/s", limit=HJ212_FRAMES_S, baseline=baseline, ratio=RATIO
        ),
        at_most("gateway-hj212-p99", monitors.p99_ms, "ms"),
        at_most("gateway-missing", float(max(0, missing)), "acknowledged and not there", limit=0),
        at_most("gateway-rss", rss_mb, "MB", limit=RSS_MB),
    ]


@contextmanager
def background_running() -> Iterator[subprocess.Popen[bytes]]:
    """Run the process behind the pages: the judge, the follower of tracks, the sealer, the tails."""
    line = [sys.executable, "-m", "xiuhua.config.cli", "manage", "background"]
    with subprocess.Popen(line, stdout=sys.stderr) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def _caught_up(url: str) -> float:
    """Wait until every position that was stored was followed, and return how long it took."""
    began = time.monotonic()
    while _count(url, "sensing_pointtouch") and time.monotonic() - began < _PATIENCE_S:
        time.sleep(0.2)
    return time.monotonic() - began


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


def _count(url: str, rows: LiteralString) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
        found = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
    return int(found[0]) if found else 0


def _load(load: str, port: int) -> Load:
    line = [sys.executable, "-m", "bench.terminals", load, str(port)]
    ran = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True)
    return Load(**json.loads(ran.stdout))
