"""The events door on a unix socket, people with sessions, and a reader of its streams."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from django.contrib.sessions.backends.db import SessionStore

from xiuhua.access.models import User
from xiuhua.access.services import NewRole, account_create, session_begin
from xiuhua.access.terms import Role
from xiuhua.ledger.queries import tree_size
from xiuhua.ledger.services import entry_append, seal
from xiuhua.notices.api import application, door
from xiuhua.notices.api.hub import Hub
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEST, EAST = "990101", "990102"
_PATIENCE_S = 5.0


@dataclass(frozen=True)
class Event:
    """One event as a browser gets it."""

    id: str
    name: str
    data: dict[str, Any]


class Stream:
    """An open stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> Event:
        """Return the next event; a comment or the retry hint is none."""
        fields: dict[str, str] = {}
        for line in self._lines:
            name, colon, value = line.partition(": ")
            if name and colon:
                fields[name] = value
            elif not line and "data" in fields:
                return Event(fields.get("id", ""), fields.get("event", ""), json.loads(fields["data"]))
        raise EOFError


Listen = Callable[..., Stream]


def act(subject: str, area: str) -> None:
    """Do something that the ledger seals."""
    entry_append(at=now(), actor=system("tests"), act="premises.rename", subject=subject, area=area)
    seal()


@pytest.fixture
def person(door_socket: str) -> Callable[[str], str]:
    """Return `person(area)`: the session key of a clerk of that area."""

    def opened(area: str) -> str:
        user = account_create(
            username=f"clerk{area}{User.objects.count()}",
            name="陈晓岚",
            password="Lotus-Harbour-27-Rain",
            roles=(NewRole(role=Role.GROUND_CLERK, area=area),),
            actor=system("setup"),
            at=NOON,
        )
        session = SessionStore()
        session_begin(session, user, at=now())
        session.save()
        seal()
        wait_until(lambda: not door.HUB.ready.is_set() or door.HUB.position == tree_size() - 1)
        return str(session.session_key)

    return opened


@pytest.fixture
def door_socket(committed_db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The events door, served by uvicorn in a thread of this process."""
    monkeypatch.setattr(door, "HUB", Hub())
    path = str(tmp_path / "events.sock")
    config = uvicorn.Config(application, uds=path, log_level="error", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: door.HUB.ready.is_set() and answers(path))
    yield path
    server.should_exit = server.force_exit = True
    thread.join(timeout=_PATIENCE_S)
    assert not thread.is_alive()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something holds, looking fifty times a second."""
    until_s = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < until_s, "waited too long"
        time.sleep(0.02)


def answers(path: str) -> bool:
    """Return whether somebody listens on a unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


def client_of(path: str) -> httpx.Client:
    """Return an HTTP client of a unix socket."""
    return httpx.Client(
        transport=httpx.HTTPTransport(uds=path), base_url="http://events", timeout=_PATIENCE_S
    )


@pytest.fixture
def listen(door_socket: str) -> Iterator[Listen]:
    """Return `listen(session_key, **headers)`: an open stream."""
    with client_of(door_socket) as client:
        streams: list[Stream] = []

        def opened(session_key: str, **headers: str) -> Stream:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            cookie = {"Cookie": f"xh_session={session_key}"} if session_key else {}
            response = client.send(
                client.build_request("GET", "/events", headers=named | cookie), stream=True
            )
            streams.append(Stream(response))  # kept: a reader that is collected closes its stream
            return streams[-1]

        yield opened
        for stream in streams:
            stream.response.close()
