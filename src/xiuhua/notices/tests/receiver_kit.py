"""A receiver of webhooks on this machine, whose answers a test decides."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What came in, and what is answered: a status by the number of the call, from 0."""

    url: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[int], int] = lambda _number: 204
    wait: threading.Event | None = None

    @property
    def leaves(self) -> list[int]:
        """The leaves that came in, in their order, those refused too."""
        return [int(self.body(number)["leaf"]) for number in range(len(self.calls))]

    def body(self, number: int) -> dict[str, Any]:
        """Return what one call said."""
        told: dict[str, Any] = json.loads(self.calls[number][1])
        return told


@contextmanager
def receiving(port: int = 0, path: str = "/hook") -> Iterator[Receiver]:
    """Listen on loopback for as long as the block runs."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            number = len(receiver.calls)
            receiver.calls.append((dict(self.headers.items()), body))
            if receiver.wait is not None:
                receiver.wait.wait(30)
            self.send_response(receiver.answer(number))
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}{path}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        if receiver.wait is not None:
            receiver.wait.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
