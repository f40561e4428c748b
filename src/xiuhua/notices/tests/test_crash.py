"""The events process is killed with -9: the browser comes back with what it saw last and misses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore

from xiuhua.access.services import NewRole, account_create, session_begin
from xiuhua.access.terms import Role
from xiuhua.ledger.services import seal
from xiuhua.notices.tests.conftest import NOON, WEST, Stream, act, answers, client_of, wait_until
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now


@contextmanager
def _events(socket: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the events process as the launcher does."""
    command = [sys.executable, "-m", "uvicorn", "xiuhua.notices.api:application", "--uds", socket]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            with client_of(socket) as client:
                wait_until(lambda: answers(socket) and client.get("/events").status_code == 401)
            yield process
        finally:
            process.kill()


def _session() -> str:
    role = NewRole(role=Role.GROUND_CLERK, area=WEST)
    user = account_create(
        username="west",
        name="陈晓岚",
        password="Lotus-Harbour-27-Rain",
        roles=(role,),
        actor=system("setup"),
        at=NOON,
    )
    session = SessionStore()
    session_begin(session, user, at=now())
    session.save()
    seal()
    return str(session.session_key)


@pytest.mark.heavy
def test_a_killed_events_process_costs_nobody_an_event(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", committed_db)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "xiuhua.config.settings.test")
    socket = str(tmp_path / "events.sock")
    headers = {"Cookie": f"xh_session={_session()}"}
    with _events(socket) as process, client_of(socket) as client:
        with client.stream("GET", "/events", headers=headers) as response:
            seen = Stream(response).next()
        process.send_signal(signal.SIGKILL)
        process.wait()
    act("premises:12", WEST)  # while nobody listens
    with (
        _events(socket),
        client_of(socket) as client,
        client.stream("GET", "/events", headers=headers | {"Last-Event-ID": seen.id}) as response,
    ):
        stream = Stream(response)
        assert stream.next().name == "open"
        assert stream.next().data["subjects"] == ["premises:12"]
