"""The pytest plugin: doors that are watched, proofs that are held to account, and no slow test unnoticed.

Loaded by the root `conftest.py`. It writes what the last run proved to the file named by `register_file`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

import pytest

from xiuhua.scenekit.testkit.proofs import shortfalls
from xiuhua.scenekit.testkit.witness import Door, Witness

if TYPE_CHECKING:
    import httpx
    from django.test import Client

_LIMIT_S = 3.0
_PATIENCE = (
    3  # a test fails at so many times the limit: machines differ, and one moment differs from the next
)
_SLOWER = "slower"  # the property of a report that holds the seconds of such a test
_LONG = 200  # characters or bytes of a parameter
_WITNESS: pytest.StashKey[Witness] = pytest.StashKey()


class SessionOpener(Protocol):
    """How accounts are made and signed in; the root conftest knows, the kit does not."""

    def __call__(self, *, role: str, area: str, person: str) -> Client:
        """Return a client in which a person of that name holds the role over the area."""


class SlowTeller:
    """Names, under the run, the unmarked tests that took longer than the limit: mend or mark them."""

    def __init__(self) -> None:
        self.slow: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was slower than it should be."""
        seconds = dict(report.user_properties).get(_SLOWER)
        if report.when == "call" and isinstance(seconds, int | float):
            self.slow[report.nodeid] = seconds

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell them, slowest first."""
        if self.slow:
            terminalreporter.section("slow without a mark")
        for test, seconds in sorted(self.slow.items(), key=lambda told: -told[1]):
            terminalreporter.write_line(f"{seconds:.1f} s  {test}")


class ProofKeeper:
    """Remembers what each proof came to, and writes it down once, after all workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.file = config.rootpath / str(config.getini("register_file"))
        self.ran: set[str] = set()
        self.proofs: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test that says it proves something."""
        test = _ungrouped(report.nodeid)
        self.ran.add(test)
        noted = dict(report.user_properties)
        if report.when == "call" and "proves" in noted:
            self.proofs[test] = noted | {"outcome": report.outcome}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Replace what is known of the tests that ran; keep what is known of the others."""
        known = json.loads(self.file.read_text("utf-8")) if self.file.is_file() else {}
        kept = {test: proof for test, proof in known.items() if test not in self.ran} | self.proofs
        if kept == known:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        draft.replace(self.file)


def _ungrouped(test: str) -> str:
    """Return the id of a test without the group that pytest-xdist puts behind it, after an `@`."""
    return test.rpartition("@")[0] if test.rfind("@") > test.rfind("]") else test


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `./xiuhua test` may ask for."""
    parser.addoption("--heavy", action="store_true", help="run the sweeps and crash rounds too")
    parser.addoption("--limit-s", type=float, default=_LIMIT_S, help="seconds an unmarked test may take")
    parser.addini("register_file", "where the proofs of the last run are kept", default="var/register.json")


def pytest_configure(config: pytest.Config) -> None:
    """Keep what is told at the end in the process that talks to the person, not in each worker."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ProofKeeper(config), "xiuhua-proofs")
        config.pluginmanager.register(SlowTeller(), "xiuhua-slow")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name long values by their length: a name travels with every report of its test, some hundred times."""
    if isinstance(val, str | bytes) and len(val) > _LONG:
        content = val.encode("utf-8", "surrogatepass") if isinstance(val, str) else val
        return f"{type(val).__name__}-of-{len(val)}-{crc32(content):08x}"
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the heavy tests out unless they were asked for; what takes longest comes first."""
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)
    if config.getoption("--heavy"):
        return
    skip = pytest.mark.skip(reason="heavy: run ./xiuhua test --heavy")
    for item in items:
        if item.get_closest_marker("heavy"):
            item.add_marker(skip)


def _turn(item: pytest.Item) -> int:
    """Return when a test's turn comes among workers, so that none has a long one left while others are done.

    pytest-xdist hands its groups out before all else, and keeps the order within them.
    """
    marks = ("xdist_group", "heavy", "slow")
    return next((turn for turn, mark in enumerate(marks) if item.get_closest_marker(mark)), len(marks))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a passed test that was too slow, or that says it proves more than it does."""
    report = yield
    if report.when != "call":
        return report
    rows = _rows(item)
    if report.passed:
        if _slow_unmarked(item, call.duration):
            report.user_properties.append((_SLOWER, call.duration))
        _hold_to_account(report, [*_slowness(item, call.duration), *_unproven(item, rows)])
    if rows is not None:
        witness = item.stash.get(_WITNESS, Witness())
        report.user_properties.append(("proves", list(rows)))
        report.user_properties.append(("doors", [door.value for door in witness.doors]))
        report.user_properties.append(("roles", list(witness.roles)))
    return report


@pytest.fixture
def witness(request: pytest.FixtureRequest) -> Witness:
    """The notebook of this test; doors write into it by themselves."""
    node: pytest.Item = request.node
    return node.stash.setdefault(_WITNESS, Witness())


@pytest.fixture
def session_open() -> SessionOpener:
    """How to sign somebody in; whoever owns accounts replaces this fixture."""
    raise pytest.UsageError("no conftest.py in sight provides session_open(role=, area=, person=)")


@pytest.fixture
def sign_in(witness: Witness, session_open: SessionOpener) -> Callable[..., Client]:
    """Return `sign_in(role, area="", person="")`: a watched client of a person in that role."""

    def signed_in(role: str, *, area: str = "", person: str = "") -> Client:
        name = person or f"{role}{area}"
        client = session_open(role=role, area=area, person=name)
        return watch_client(client, witness, role=role, person=name)

    return signed_in


@pytest.fixture
def command(witness: Witness) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return `command(*words, role=…, person="", acted=False, env=None)`: a watched `./xiuhua` command."""

    def run(
        *words: str, role: str, person: str = "", acted: bool = False, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "xiuhua.config.cli", *words]
        ran = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
        witness.passage(
            Door.COMMAND,
            role=role,
            person=person or role,
            acted=acted,
            accepted=ran.returncode == 0,
            what=f"xiuhua {' '.join(words)} -> {ran.returncode}",
        )
        return ran

    return run


def watch_client(client: Client, witness: Witness, *, role: str, person: str) -> Client:
    """Note every request a Django test client makes."""
    ask = client.request

    def request(**environ: object) -> object:
        response = ask(**environ)
        witness.http(
            method=str(environ.get("REQUEST_METHOD", "GET")),
            path=str(environ.get("PATH_INFO", "")),
            status=response.status_code,
            role=role,
            person=person,
        )
        return response

    client.request = request  # type: ignore[assignment]  # every verb of the client ends here
    return client


def watch_live(client: httpx.Client, witness: Witness, *, role: str, person: str) -> httpx.Client:
    """Note every request made to a running product."""

    def note(response: httpx.Response) -> None:
        asked = response.request
        witness.http(
            method=asked.method, path=asked.url.path, status=response.status_code, role=role, person=person
        )

    client.event_hooks["response"].append(note)
    return client


def _rows(item: pytest.Item) -> tuple[str, ...] | None:
    marks = list(item.iter_markers("proves"))
    return tuple(str(row) for mark in marks for row in mark.args) if marks else None


def _crowding() -> float:
    """Return by how much the machine's other work slows a test down: 1 where every core is its own."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _limit_s(item: pytest.Item) -> float:
    return float(item.config.getoption("--limit-s")) * _crowding()


def _slow_unmarked(item: pytest.Item, duration: float) -> bool:
    marked = item.get_closest_marker("slow") or item.get_closest_marker("heavy")
    return marked is None and duration > _limit_s(item)


def _slowness(item: pytest.Item, duration: float) -> list[str]:
    mark = item.get_closest_marker("slow")
    if mark is not None:
        return [] if mark.args or mark.kwargs else ["slow without a reason: write slow('starts PostgreSQL')"]
    limit = _PATIENCE * _limit_s(item)
    if duration <= limit or item.get_closest_marker("heavy"):
        return []
    return [f"took {duration:.1f} s, more than {limit:.1f} s, and is not marked slow or heavy"]


def _unproven(item: pytest.Item, rows: tuple[str, ...] | None) -> list[str]:
    if rows is None:
        return []
    known = _roles_by_row(item.config.rootpath / "docs" / "register.csv")
    return shortfalls(rows, roles_by_row=known, witness=item.stash.get(_WITNESS, None))


@cache
def _roles_by_row(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row["role"] for row in csv.DictReader(lines)}


def _hold_to_account(report: pytest.TestReport, sentences: list[str]) -> None:
    if sentences:
        report.outcome = "failed"
        report.longrepr = "\n".join(f"{report.nodeid}: {sentence}" for sentence in sentences)
