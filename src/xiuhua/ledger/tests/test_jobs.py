"""What runs behind the pages goes on after whatever happened, and stops when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError
from pytest_django.fixtures import Settings

from xiuhua.ledger import jobs, queries
from xiuhua.ledger.models import Entry, Leaf
from xiuhua.ledger.tests.conftest import rename, sealed_log
from xiuhua.web import looping

_PATIENCE_SECONDS = 10.0


def eventually(true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


@contextmanager
def running(loop: Callable[[Event], None]) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=loop, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_PATIENCE_SECONDS)
        assert not thread.is_alive()


@pytest.mark.slow(reason="waits for the sealer to come back after its connections were cut")
def test_the_sealer_goes_on_after_its_connection_was_cut(
    committed_db: str, superuser: psycopg.Connection
) -> None:
    with running(jobs.sealer_loop):
        rename(1)
        eventually(lambda: queries.tree_size() == 1)
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND query LIKE '%%advisory%%' AND datname = current_database()"
        )
        rename(2)
        eventually(lambda: queries.tree_size() == 2)


def test_heads_are_signed_and_exported_at_once(committed_db: str, settings: Settings) -> None:
    rename(1)
    with running(jobs.sealer_loop), running(jobs.heads_loop):
        eventually(lambda: queries.head_latest() is not None)
    assert queries.unsealed_count() == 0


def test_a_periodic_job_that_fails_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: object
) -> None:
    monkeypatch.setattr(jobs, "_PERIODIC", {})
    monkeypatch.setattr(jobs, "_PERIODIC_SECONDS", 0.01)
    ran = Event()

    def fail() -> None:
        raise RuntimeError("the printer is on fire")

    jobs.periodic_register("test.fails", 60, fail)
    jobs.periodic_register("test.runs", 60, ran.set)
    with running(jobs.periodic_loop):
        assert ran.wait(_PATIENCE_SECONDS)


def test_an_outage_is_reported_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(looping, "OUTAGE_SECONDS", 0.0)
    stop, calls = Event(), iter(range(4))

    def away() -> bool:
        if next(calls) == 3:
            stop.set()
        raise OperationalError("server closed the connection")

    looping.repeat(stop, 0.0, away)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def background(database_url: str, var: Path, monkeypatch: pytest.MonkeyPatch) -> subprocess.Popen[bytes]:
    settings = {"DATABASE_URL": database_url, "XIUHUA_VAR": str(var), "XIUHUA_ENV": "test"}
    settings |= {"XIUHUA_LEDGER_SUITE": "std", "PYTHONPATH": os.pathsep.join(sys.path)}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return subprocess.Popen([sys.executable, "-m", "xiuhua.config.cli", "manage", "background"])


@pytest.mark.slow(reason="starts the real process")
def test_background_seals_and_leaves_at_once_when_asked(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = background(committed_db, tmp_path, monkeypatch)
    try:
        rename(1)
        eventually(lambda: queries.tree_size() == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(_PATIENCE_SECONDS) == 0
    finally:
        process.kill()


@pytest.mark.heavy
@pytest.mark.slow(reason="kills the real process again and again")
def test_kill_9_while_sealing_loses_and_doubles_nothing(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for round_ in range(12):
        process = background(committed_db, tmp_path, monkeypatch)
        try:
            until = time.monotonic() + 1.0 + 0.1 * round_  # a little later in its rhythm each time
            while time.monotonic() < until:
                rename(round_)
        finally:
            process.kill()
            process.wait()
    with running(jobs.sealer_loop):
        eventually(lambda: queries.unsealed_count() == 0 and queries.tree_size() == Entry.objects.count())
    assert list(Leaf.objects.order_by("leaf").values_list("leaf", flat=True)) == list(
        range(Entry.objects.count())
    )
    assert [fault for fault in queries.verify().faults if fault.subject is None] == []


class TestCommand:
    """`ledger verify` at the prompt."""

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("language", "said"), [("zh", "账本完好：0 叶"), ("en", "The ledger is sound: 0 leaves")]
    )
    def test_a_sound_log_is_said_to_be_sound(
        self, language: str, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as end:
            call_command("ledger", "verify", "--language", language)
        assert end.value.code == 0
        assert capsys.readouterr().out.startswith(said)

    def test_a_fault_is_named_and_the_exit_code_is_one(
        self, superuser: psycopg.Connection, capsys: pytest.CaptureFixture[str]
    ) -> None:
        entries = sealed_log(3)
        superuser.execute("UPDATE ledger_entry SET actor = 'user:13' WHERE id = %s", [entries[1].id])
        with pytest.raises(SystemExit) as end:
            call_command("ledger", "verify")
        assert end.value.code == 1
        expected = f"✗ 第 1 叶：记录 {entries[1].id}（shop.renamed，shop:1）在封存之后被改动。"
        assert capsys.readouterr().out.splitlines()[0] == expected

    @pytest.mark.django_db
    def test_a_file_of_heads_that_is_none_is_unusable(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit) as end:
            call_command("ledger", "verify", "--heads", str(tmp_path / "away.jsonl"))
        assert end.value.code == 2

    def test_a_proof_that_is_none_is_unusable(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit) as end:
            call_command("ledger", "verify", str(tmp_path / "away.json"), "--json")
        assert end.value.code == 2
