"""A worker killed with -9 in the middle of an export: the next one makes it, once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from xiuhua.access.services import NewRole, account_create, scope_set
from xiuhua.access.terms import Role
from xiuhua.files import jobs, services
from xiuhua.files.models import Export, StoredFile
from xiuhua.files.rules.tables import Table
from xiuhua.files.services import Wish, sources
from xiuhua.files.terms import ExportKind, ExportState
from xiuhua.files.tests.conftest import WEST
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

_PATIENCE_S = 20.0


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "xiuhua.files.tests.slow_worker"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait_until(condition: Callable[[], bool]) -> None:
    until_s = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < until_s, "waited too long"
        time.sleep(0.05)


def _asked(monkeypatch: pytest.MonkeyPatch) -> Export:
    roles = (NewRole(role=Role.GROUND_CLERK, area=WEST),)
    setup = system("setup")
    user = account_create(
        username="west", name="陈晓岚", password="Lotus-Harbour-27-Rain", roles=roles, actor=setup, at=now()
    )
    holdings = (Holding(role="ground_clerk", area=WEST),)
    actor = Actor(name=f"user:{user.pk}", holdings=holdings, user_id=user.pk)
    empty = Table(title="慢", keys=(), labels=(), records=(), count=200)
    monkeypatch.setitem(sources._SOURCES, "slow", lambda *_: empty)
    scope_set([""])
    wish = Wish(source="slow", parameters={}, kind=ExportKind.CSV)
    return services.export_start(wish=wish, actor=actor, at=now())


@pytest.mark.heavy
def test_an_export_survives_the_death_of_its_worker_and_has_one_file(
    committed_db: str, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", committed_db)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "xiuhua.config.settings.test")
    monkeypatch.setenv("XIUHUA_VAR", str(store.parent))  # whose files/ is the store of this test
    export = _asked(monkeypatch)

    def seen() -> Export:
        export.refresh_from_db()
        return export

    with _worker() as worker:
        _wait_until(lambda: seen().done > 0)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert seen().standing is ExportState.RUNNING
    assert ProcrastinateJob.objects.get().status == "doing", "nobody else may take it yet"
    monkeypatch.setattr(jobs, "_SILENT_SECONDS", 0.0)
    jobs.stalled_retry()
    with _worker():
        _wait_until(lambda: seen().standing is ExportState.DONE)
        _wait_until(lambda: ProcrastinateJob.objects.get().status == "succeeded")
    assert (export.done, StoredFile.objects.count()) == (200, 1)
    assert export.file is not None
    assert (store / export.file.sha256[:2] / export.file.sha256[2:]).is_file()
