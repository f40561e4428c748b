"""From an act's commit to five hundred browsers: the sealer, one events process, and streams on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np
import psycopg
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from bench.figures import Figure, at_most
from xiuhua.access.models import User
from xiuhua.access.services import NewRole, account_create, session_begin
from xiuhua.access.terms import Role
from xiuhua.config.env import Environment
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.clock import now

CLIENTS = 500
PEOPLE = 10
ACTS_PER_S = 20.0
SECONDS = 20.0
P50_MS, P99_MS = 500.0, 1_500.0
P50_RATIO, P99_RATIO = 6.0, 6.0  # two frames a second: half a second at most comes on top of the sealer's lag
_AREA = "990101"
_READY_S = 30.0
_TAIL_S = 3.0  # for the last acts to arrive


def run(environment: Environment) -> list[Figure]:
    """Open the streams, act for twenty seconds, and compare commits with arrivals."""
    keys = [_session_key(number) for number in range(PEOPLE)]
    port = _free_port()
    with _process(_EVENTS, "--port", str(port)), _process(_BACKGROUND):
        _wait_for(port)
        connections.close_all()  # or the actor's process would share them
        commits, seen = _acted_and_seen(environment.database_url, port, keys)
    lags_ms = [1000 * (seen.sealed[number] - at) for number, at in commits.items() if number in seen.sealed]
    delays_ms = [1000 * (at - commits[number]) for number, at in seen.arrivals]
    missing = len(commits) * CLIENTS - len(delays_ms)
    return [
        _figure("events-p50", delays_ms, lags_ms, 50, limit=P50_MS, ratio=P50_RATIO),
        _figure("events-p99", delays_ms, lags_ms, 99, limit=P99_MS, ratio=P99_RATIO),
        at_most("events-missing", missing, "events", limit=0),
        at_most("events-frames", seen.frames / CLIENTS / (SECONDS + 1.0), "1/s per client", limit=2.0),
    ]


def _figure(
    name: str, delays_ms: list[float], lags_ms: list[float], percentile: int, *, limit: float, ratio: float
) -> Figure:
    """Return a delay beside the sealing lag of the same run, which it contains."""
    value, baseline = (float(np.percentile(found, percentile)) for found in (delays_ms, lags_ms))
    return at_most(name, value, "ms", limit=limit, baseline=baseline, ratio=ratio)


def _session_key(number: int) -> str:
    account_create(
        username=f"clerk{number}",
        name=f"clerk{number}",
        password="Lotus-Harbour-27-Rain",  # noqa: S106 - of an account that lives as long as the run
        roles=(NewRole(role=Role.GROUND_CLERK, area=_AREA),),
        actor=system("setup"),
        at=now(),
    )
    session = SessionStore()
    session_begin(session, User.objects.get(username=f"clerk{number}"), at=now())
    session.save()
    return str(session.session_key)


# --- the processes -----------------------------------------------------------------------------------------

_EVENTS = ["uvicorn", "xiuhua.notices.api:application", "--loop", "uvloop", "--http", "httptools"]
_EVENTS += ["--log-level", "warning"]
_BACKGROUND = ["xiuhua.config.cli", "manage", "background"]


@contextmanager
def _process(command: list[str], *more: str) -> Iterator[None]:
    """Run one of the product's programs while the block runs."""
    with subprocess.Popen([sys.executable, "-m", *command, *more], stdout=sys.stderr) as process:
        try:
            yield
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until_s = time.monotonic() + _READY_S
    while time.monotonic() < until_s:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the events process does not answer")


def _act(answer: Connection) -> None:
    """Act at an even pace and answer when each act was committed, on the clock that all processes share."""
    clerk = Actor(name="user:1", user_id=1)
    commits: dict[int, float] = {}
    began = time.perf_counter()
    for number in range(int(SECONDS * ACTS_PER_S)):
        time.sleep(max(0.0, began + number / ACTS_PER_S - time.perf_counter()))
        entry_append(at=now(), actor=clerk, act="bench.act", subject=f"bench:{number}", area=f"{_AREA}003")
        commits[number] = time.perf_counter()
    answer.send(commits)


# --- the streams -------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What arrived: every act at every client, the frames, and when the sealer told of each act."""

    arrivals: list[tuple[int, float]] = field(default_factory=list)
    sealed: dict[int, float] = field(default_factory=dict)
    frames: int = 0
    opened: int = 0


def _acted_and_seen(url: str, port: int, keys: list[str]) -> tuple[dict[int, float], Seen]:
    reader, writer = get_context("fork").Pipe(duplex=False)
    actor = get_context("fork").Process(target=_act, args=[writer])
    seen = asyncio.run(_watch(url, port, keys, actor.start))
    commits = reader.recv()
    actor.join()
    return commits, seen


async def _watch(url: str, port: int, keys: list[str], begin: Callable[[], None]) -> Seen:
    """Open every stream, let the acts begin, and collect what arrives."""
    seen = Seen()
    streams = [asyncio.create_task(_stream(seen, port, keys[number % PEOPLE])) for number in range(CLIENTS)]
    until_s = time.monotonic() + _READY_S
    while seen.opened < CLIENTS:
        assert time.monotonic() < until_s, f"only {seen.opened} streams opened"  # noqa: S101 - a benchmark is a test
        await asyncio.sleep(0.1)
    sealer = asyncio.create_task(_sealer(seen, url))
    await asyncio.sleep(1.0)
    begin()
    await asyncio.sleep(SECONDS + _TAIL_S)
    for task in (sealer, *streams):
        task.cancel()
    await asyncio.gather(sealer, *streams, return_exceptions=True)
    return seen


async def _stream(seen: Seen, port: int, key: str) -> None:
    """Read one stream as a browser does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    writer.write(f"GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"event: open"):
                seen.opened += 1
            elif line.startswith(b'data: {"leaf"'):
                _frame_read(seen, line)
    finally:
        writer.close()


def _frame_read(seen: Seen, line: bytes) -> None:
    at = time.perf_counter()
    subjects = json.loads(line[6:]).get("subjects", ())
    found = [int(subject.partition(":")[2]) for subject in subjects if subject.startswith("bench:")]
    seen.frames += bool(found)
    seen.arrivals += [(number, at) for number in found]


async def _sealer(seen: Seen, url: str) -> None:
    """Note when the sealer told of each act: the part of the delay that is not ours."""
    connect = psycopg.AsyncConnection.connect
    async with await connect(url, autocommit=True) as ears, await connect(url, autocommit=True) as reader:
        await ears.execute("LISTEN ledger_sealed")
        async for notice in ears.notifies():
            at = time.perf_counter()
            seen.sealed |= dict.fromkeys(await _numbers(reader, notice.payload), at)


async def _numbers(reader: psycopg.AsyncConnection, batch: str) -> list[int]:
    """Return the numbers of the acts in a sealed batch, `first,last`."""
    rows = await reader.execute(
        "SELECT subject FROM ledger_entry JOIN ledger_leaf ON entry_id = ledger_entry.id"
        " WHERE leaf BETWEEN %s AND %s AND subject LIKE 'bench:%%'",
        batch.split(","),
    )
    return [int(subject.partition(":")[2]) for (subject,) in await rows.fetchall()]
