"""The ledger: single acts by four clients, sealing meanwhile, bulk, and the check of a million entries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import psycopg
from django.test import override_settings

from bench.figures import Figure, at_most
from xiuhua.config.env import Environment

CLIENTS = 4
SECONDS = 10.0
BULK = 100_000
CHUNK = 10_000
LOG = 1_000_000

ACTS_PER_S = 600.0
ACTS_SHARE = 0.5  # of the baseline: what counts where the disk itself is too slow for the absolute figure
BULK_PER_S = 20_000.0
LAG_P50_MS = 300.0
LAG_P99_MS = 2_000.0
VERIFY_S = 30.0

_TABLES = """
CREATE TABLE IF NOT EXISTS bench_bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE IF NOT EXISTS bench_shop (id bigint PRIMARY KEY, name text, state text);
INSERT INTO bench_shop SELECT number, '旧名', 'open' FROM generate_series(1, 1000) AS number
ON CONFLICT DO NOTHING;
GRANT SELECT, INSERT, UPDATE ON bench_bare, bench_shop TO xiuhua_app;
"""


def build(environment: Environment) -> None:
    """Record, seal and sign a million entries, and make the tables beside which acts are measured."""
    with psycopg.connect(environment.database_owner_url) as owner:
        owner.execute(_TABLES)
    for size in range(BULK, LOG + 1, BULK):
        _grow(size)


def run(environment: Environment) -> list[Figure]:
    """Measure on the database that the environment names, a clone of what `build` left."""
    with TemporaryDirectory() as heads, override_settings(HEADS_ROOT=Path(heads)):
        return _measured(environment.database_url)


def _measured(url: str) -> list[Figure]:
    seconds = _verify()
    bare = _rate(_bare_client(url))
    with _background(), _listening(url) as heard:
        acts, commits = _acts()
        time.sleep(1.0)
    lags = quantiles(_lags(commits, heard()), n=100)
    return [
        _at_least("ledger-acts", acts, limit=ACTS_PER_S, baseline=bare),
        _at_least("ledger-bulk", _bulk(), limit=BULK_PER_S),
        at_most("ledger-lag-p50", lags[49], "ms", limit=LAG_P50_MS),
        at_most("ledger-lag-p99", lags[98], "ms", limit=LAG_P99_MS),
        at_most("ledger-verify", seconds, "s", limit=VERIFY_S),
    ]


def _at_least(name: str, value: float, *, limit: float, baseline: float | None = None) -> Figure:
    """Return a rate that reaches its limit, or a share of what this disk gives to anybody."""
    ok = value >= limit or (baseline is not None and value >= ACTS_SHARE * baseline)
    return Figure(name=name, value=value, unit="1/s", limit=limit, better="higher", baseline=baseline, ok=ok)


# Clients. Each is a forked process with a connection of its own; all start together.


@dataclass(frozen=True)
class _Client:
    """What one client does again and again; `act` returns the entry it recorded, if any."""

    begin: Callable[[int], Callable[[int], int | None]]


def _clients(client: _Client) -> list[list[tuple[float, int | None]]]:
    """Run the clients and return, for each, when every act was committed and which entry it made."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()  # or the forks would share them
    context = get_context("fork")
    start = context.Event()
    pipes = [context.Pipe(duplex=False) for _ in range(CLIENTS)]
    processes = [
        context.Process(target=_client_run, args=[client, number, start, writer])
        for number, (_, writer) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    time.sleep(0.5)
    start.set()
    results = [reader.recv() for reader, _ in pipes]
    for process in processes:
        process.join()
    return results


def _client_run(client: _Client, number: int, start: Event, answer: Connection) -> None:
    act = client.begin(number)
    start.wait()
    until = time.perf_counter() + SECONDS
    done: list[tuple[float, int | None]] = []
    while time.perf_counter() < until:
        entry = act(len(done))
        done.append((time.perf_counter(), entry))
    answer.send(done)


def _rate(client: _Client) -> float:
    return sum(len(done) for done in _clients(client)) / SECONDS


def _bare_client(url: str) -> _Client:
    """One durable row a transaction: what this disk gives to anybody."""

    def begin(_: int) -> Callable[[int], None]:
        connection = psycopg.connect(url, autocommit=True)

        def insert(nth: int) -> None:
            connection.execute("INSERT INTO bench_bare (name) VALUES (%s)", [f"新名{nth}"])

        return insert

    return _Client(begin)


def _acts() -> tuple[float, dict[int, float]]:
    """Rename shops as a service does: lock, change, record; return acts a second, and when each was done."""
    done = [commit for client in _clients(_Client(_act_begin)) for commit in client]
    return len(done) / SECONDS, {entry: at for at, entry in done if entry is not None}


def _act_begin(number: int) -> Callable[[int], int]:
    from django.db import connection, transaction  # noqa: PLC0415

    from xiuhua.ledger.services import entry_append  # noqa: PLC0415
    from xiuhua.shared.actor import Actor  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    clerk = Actor(name=f"user:{number}")

    @transaction.atomic
    def rename(nth: int) -> int:
        shop, name = 1 + (nth * CLIENTS + number) % 1000, f"新名{nth}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, state FROM bench_shop WHERE id = %s FOR UPDATE", [shop])
            before, state = cursor.fetchone()
            cursor.execute("UPDATE bench_shop SET name = %s WHERE id = %s", [name, shop])
        entry = entry_append(
            at=now(),
            actor=clerk,
            act="shop.renamed",
            subject=f"bench:{shop}",
            area="330102",
            detail={"shop": shop},
            words={"name.before": before, "name.after": name},
            state={"name": name, "state": state},
        )
        return entry.id

    return rename


# Sealing meanwhile


@contextmanager
def _background() -> Iterator[None]:
    """Run the sealer, the signer and the tails in a process of their own, as `./xiuhua up` does."""
    context = get_context("fork")
    stop = context.Event()
    process = context.Process(target=_background_run, args=[stop])
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join(30)


def _background_run(stop: Event) -> None:
    from threading import Thread  # noqa: PLC0415

    from xiuhua.ledger.jobs import LOOPS  # noqa: PLC0415

    threads = [Thread(target=loop, args=[stop]) for loop in LOOPS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


Heard = Callable[[], Sequence[tuple[int, int, float]]]


@contextmanager
def _listening(url: str) -> Iterator[Heard]:
    """Note when each sealed batch reaches a listener; the notes can be asked for once all is over."""
    context = get_context("fork")
    stop, (reader, writer) = context.Event(), context.Pipe(duplex=False)
    process = context.Process(target=_listen, args=[url, stop, writer])
    process.start()
    notes: list[tuple[int, int, float]] = []
    try:
        yield lambda: notes
    finally:
        stop.set()
        notes += reader.recv()
        process.join()


def _listen(url: str, stop: Event, answer: Connection) -> None:
    notes = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("LISTEN ledger_sealed")
        while not stop.is_set():
            for notice in connection.notifies(timeout=0.2):
                first, last = map(int, notice.payload.split(","))
                notes.append((first, last, time.perf_counter()))
    answer.send(notes)


def _lags(commits: dict[int, float], heard: Sequence[tuple[int, int, float]]) -> list[float]:
    """Return, for every act, the milliseconds between its commit and the news of its leaf."""
    from xiuhua.ledger.queries import entries_sealed_between  # noqa: PLC0415

    return [
        1000 * max(at - commits[entry.id], 0.0)
        for first, last, at in heard
        for entry in entries_sealed_between(first - 1, last)
        if entry.id in commits
    ]


# Bulk


def _bulk() -> float:
    """Return entries a second, in transactions of ten thousand."""
    return BULK / sum(_append(LOG // CHUNK + number) for number in range(BULK // CHUNK))


def _append(chunk: int) -> float:
    """Record one chunk and return the seconds it took; making the list is not part of it."""
    from xiuhua.ledger.services import NewEntry, entries_append_many  # noqa: PLC0415
    from xiuhua.shared.actor import Actor  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    clerk, at = Actor(name="user:1"), now()
    new = [
        NewEntry(
            at=at,
            actor=clerk,
            act="shop.created",
            subject=f"bench-bulk:{chunk * CHUNK + nth}",
            area="330102",
            detail={"shop": nth, "to": "open"},
            words={"name.after": f"新名{nth}"},
            state={"name": f"新名{nth}", "state": "open"},
        )
        for nth in range(CHUNK)
    ]
    started = time.perf_counter()
    entries_append_many(new)
    return time.perf_counter() - started


def _grow(size: int) -> None:
    """Bring the log to a size and sign its head."""
    from xiuhua.ledger.queries import tree_size  # noqa: PLC0415
    from xiuhua.ledger.services import head_sign, seal  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    for chunk in range(tree_size() // CHUNK, size // CHUNK):
        _append(chunk)
    while (batch := seal()) and batch.more:
        pass
    head_sign(at=now())


def _verify() -> float:
    """Return the seconds that the check of the whole log takes; it must find nothing."""
    from xiuhua.ledger.queries import verify  # noqa: PLC0415

    started = time.perf_counter()
    found = verify()
    seconds = time.perf_counter() - started
    if found.faults:
        raise RuntimeError(f"the benchmark's own log has faults: {found.faults[:3]}")
    return seconds
