"""Fifty walls ask for forty figures once a second, through two web workers, beside a million cases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Process
from pathlib import Path
from threading import Event, Thread

import numpy as np
from django.db import connections

from bench.cases import Line, workers_running
from bench.counting import build as counting_build
from bench.figures import Figure, at_least, at_most
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import NewRole, account_create, scope_set, token_issue
from xiuhua.access.terms import Role
from xiuhua.config.env import Environment
from xiuhua.evaluation.jobs import screens_loop
from xiuhua.evaluation.models import ScreenRow
from xiuhua.evaluation.rules.screens import cells_read
from xiuhua.evaluation.services.screens import NewScreen, screen_publish
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

SCREENS, SECONDS = 50, 20
P95_MS, RATIO = 40.0, 12.0  # ratio: to a bare ping of the same workers
AREA = "990101"
_KEYS = (
    "reported", "accepted", "filed", "closed", "handled", "merged", "rebounds", "voided", "deferred",
    "shelved", "cohort_open", "cohort_closed", "closed_in_time",
)  # fmt: skip
_CELLS = "\n".join(
    [f"{key} | {kind}" for key in _KEYS for kind in ("day", "week", "month")] + ["filed | day | street"]
)


def build(environment: Environment) -> None:
    """Fill the template: the cases of `figures`."""
    counting_build(environment)


def run(_environment: Environment) -> list[Figure]:
    """Let each wall ask at its own instant of every second, with the tag that it was given last."""
    token = _published()
    connections.close_all()
    with workers_running() as sockets:
        ping_ms = _asked(sockets, "/healthz", "")
        cold = _Wall(sockets[0], f"/api/v1/screens/{_KEY}", token, 0.0)
        cold.ask()
        with _counting():
            asked_ms = _asked(sockets, f"/api/v1/screens/{_KEY}", token)
    scope_set(("",))
    row = ScreenRow.objects.get(key=_KEY)
    return [
        at_most("wallboard-p95", float(np.percentile(asked_ms, 95)), "ms", limit=P95_MS,
                baseline=float(np.percentile(ping_ms, 95)), ratio=RATIO),
        at_most("wallboard-p50", float(np.percentile(asked_ms, 50)), "ms"),
        at_most("wallboard-counted", cold.ms[0], "ms"),
        at_least("wallboard-figures", float(len(row.figures or ())), "figures", limit=40.0),
        at_least("wallboard-requests", float(len(asked_ms)), "requests", limit=float(SCREENS * SECONDS)),
    ]  # fmt: skip


_KEY = "hall"


@contextmanager
def _counting() -> Iterator[None]:
    """Let the loop of `background` count the screen while a block runs, in a process of its own."""
    process = Process(target=_count)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _count() -> None:
    connections.close_all()
    screens_loop(Event())


def _published() -> str:
    """Publish the screen, and return the token of a wall that may read figures and nothing else."""
    scope_set(("",))
    keeper = Actor(name="system:bench", holdings=(Holding(role="data_admin", area=AREA),))
    new = NewScreen(key=_KEY, area_code=AREA, zh="大厅", en="Hall", cells=cells_read(_CELLS))
    screen_publish(new=new, actor=keeper, at=now())
    user = account_create(
        username="wall", name="wall", password="Lotus-Harbour-27-Rain",  # noqa: S106 - lives as long as the run
        roles=(NewRole(role=Role.LEADER, area=AREA),), actor=system("setup"), at=now(),
    )  # fmt: skip
    found = user_and_actor(user.pk, at=now())
    assert found is not None  # noqa: S101 - a benchmark is a test
    return token_issue(name="wall", acts=("figure.read",), days=1, actor=found[1], at=now())[1]


class _Wall:
    """One screen: its connection, the tag that it was given last, and how long each request took."""

    def __init__(self, socket: Path, path: str, token: str, phase_s: float) -> None:
        self.line, self.path, self.token, self.phase_s = Line(socket), path, token, phase_s
        self.tag = ""
        self.ms: list[float] = []

    def ask(self) -> None:
        """Ask once."""
        headers = {"If-None-Match": self.tag} if self.tag else {}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        began = time.perf_counter()
        self.line.request("GET", self.path, None, headers)
        answer = self.line.getresponse()
        answer.read()
        self.ms.append(1000 * (time.perf_counter() - began))
        assert answer.status in {200, 304}, answer.status  # noqa: S101 - as above
        self.tag = answer.headers.get("ETag") or ""

    def watch(self, start_s: float) -> None:
        """Ask once a second at its own instant."""
        for second in range(SECONDS):
            time.sleep(max(0.0, start_s + second + self.phase_s - time.perf_counter()))
            self.ask()


def _asked(sockets: list[Path], path: str, token: str) -> list[float]:
    walls = [
        _Wall(sockets[number % len(sockets)], path, token, number / SCREENS) for number in range(SCREENS)
    ]
    start_s = time.perf_counter() + 0.5
    threads = [Thread(target=wall.watch, args=(start_s,)) for wall in walls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ms for wall in walls for ms in wall.ms]
