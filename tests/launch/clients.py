"""People at work on an installation that is being killed: they rename premises, and they listen."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from xiuhua.shared.ids import uuid7

_PATIENCE_S = 60.0
_AGAIN_S = 0.1
_BETWEEN_S = 0.03
_JSON = {"Content-Type": "application/json"}
_PLAINLY_BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Renamed:
    """A rename that was acknowledged.

    Args:
        premises: which.
        name: the new name; it holds the key, so no two renames share one.
        attempts: how often the same request was sent.
    """

    premises: int
    name: str
    attempts: int


@dataclass
class Renamer:
    """Somebody who renames some premises in turn until told to stop, asking again until answered."""

    url: str
    token: str
    premises: Sequence[int]
    done: list[Renamed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Rename until told to stop; what was begun is brought to its end."""
        turn = 0
        while not self.stop.wait(_BETWEEN_S):
            self._rename(self.premises[turn % len(self.premises)])
            turn += 1

    def _rename(self, premises: int) -> None:
        key = str(uuid7())
        began, attempts = time.monotonic(), 0
        while time.monotonic() - began < _PATIENCE_S:
            attempts += 1
            status, said = self._ask(premises, key)
            if status == 200:
                self.done.append(Renamed(premises, _name(key), attempts))
                return
            if 400 <= status < 500:
                self.refused.append(f"{status} {said}")
                return
            time.sleep(_AGAIN_S)
        self.refused.append(f"no answer for {_PATIENCE_S:g} s")

    def _ask(self, premises: int, key: str) -> tuple[int, str]:
        """Send one request; status 0 means that nobody knows whether it was done."""
        body = json.dumps({"name": _name(key), "reason": "换牌"})
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request("POST", f"/api/v1/premises/{premises}/rename", body, headers | _JSON)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except _PLAINLY_BROKEN:
            return 0, ""
        finally:
            connection.close()


def _name(key: str) -> str:
    return f"店 {key}"


@dataclass
class Listener:
    """A browser that listens, and comes back with Last-Event-ID whenever the stream breaks."""

    url: str
    token: str
    last_leaf: dict[str, int] = field(default_factory=dict)
    reloads: int = 0
    opened: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    _position: str = ""

    def run(self) -> None:
        """Listen until told to stop."""
        while not self.stop.is_set():
            with suppress(*_PLAINLY_BROKEN):
                for event, data in self._stream():
                    self._hear(event, json.loads(data))
            self.stop.wait(_AGAIN_S)

    def _hear(self, event: str, frame: dict[str, object]) -> None:
        if event != "sealed":
            self.opened += event == "open"
            return
        self.reloads += "reload" in frame
        for subject in frame.get("subjects", ()):  # type: ignore[attr-defined]  # a list of words
            self.last_leaf[subject] = int(str(frame["leaf"]))

    def _stream(self) -> Iterator[tuple[str, str]]:
        """Yield the events of one connection."""
        headers = {"Authorization": f"Bearer {self.token}"} | (
            {"Last-Event-ID": self._position} if self._position else {}
        )
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=2)
        try:
            connection.request("GET", "/events", headers=headers)
            answer = connection.getresponse()
            if answer.status != 200:
                return
            fields: dict[str, str] = {}
            while not self.stop.is_set() and (line := answer.readline()):
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                    continue
                if "data" in fields:
                    yield fields.get("event", ""), fields["data"]
                self._position = fields.get("id", self._position)
                fields = {}
        finally:
            connection.close()
