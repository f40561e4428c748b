"""A city's 12345 platform and a telephone system, as they stand outside: own signatures, own door.

Nothing here uses a rule of ours: what is sent is built from docs/howto/orders.md alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from datetime import datetime

    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

_NONCES = count(1)


@dataclass
class Outside:
    """A system outside that signs what it sends: `now` is its clock."""

    key: str
    secret: str
    now: Callable[[], datetime]
    client: Client = field(default_factory=Client)

    def headers(self, method: str, path: str, body: bytes, **other: str) -> dict[str, str]:
        """Return the four headers of a request; `other` replaces some of them."""
        at = other.get("at", str(int(self.now().timestamp())))
        nonce = other.get("nonce", f"nonce-{next(_NONCES):016d}")
        told = f"{at}.{nonce}.{method}.{path}.".encode() + body
        made = hmac.new(other.get("secret", self.secret).encode(), told, hashlib.sha256).hexdigest()
        return {
            "X-Xiuhua-Key": other.get("key", self.key),
            "X-Xiuhua-At": at,
            "X-Xiuhua-Nonce": nonce,
            "X-Xiuhua-Signature": other.get("signature", made),
        }

    def send(
        self,
        path: str,
        body: object = None,
        *,
        method: str = "POST",
        kind: str = "application/json",
        **other: str,
    ) -> TestResponse:
        """Send a signed request; bytes go as they are."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        full = f"/api/v1{path}"
        signed = self.headers(method, full, content, **other)
        return self.client.generic(method, full, content, kind, headers=signed)

    def told(self, path: str, body: object = None, *, method: str = "POST") -> dict[str, Any]:
        """Send a signed request that is accepted, and return its answer."""
        answer = self.send(path, body, method=method)
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode())
        told: dict[str, Any] = answer.json()
        return told


def order_body(number: str, **changes: object) -> dict[str, Any]:
    """Return an order as the platform sends it."""
    return {
        "city_number": number,
        "kind": "order_complaint",
        "words": "滨河路12号门口垃圾堆了三天没人清，旁边还有人占道摆摊。我叫丁小满，电话13812345678。",
        "caller_name": "丁小满",
        "caller_phone": "13812345678",
        "address": "滨河路 12 号",
        "longitude": 120.105,
        "latitude": 30.255,
        **changes,
    }


@dataclass
class Platform:
    """What the platform was told, and how it answers: a status by the number of the call, from 0."""

    url: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    answer: Callable[[int], int] = lambda _number: 200
    calls: int = 0

    def kinds(self) -> list[str]:
        """Return the kinds of what was accepted, in order."""
        return [str(one["kind"]) for one in self.heard]


@contextmanager
def platform_open() -> Iterator[Platform]:
    """Listen on loopback for as long as the block runs."""
    platform = Platform()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = platform.answer(platform.calls)
            platform.calls += 1
            if status < 300:
                platform.heard.append(json.loads(body))
                platform.signed.append(self.headers["X-Xiuhua-Signature"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    platform.url = f"http://127.0.0.1:{server.server_address[1]}/gongdan"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def wav(seconds: float = 0.1) -> bytes:
    """Return silence as a telephone records it: WAVE, 8 kHz, one channel, eight bits."""
    frames = b"\x80" * int(8_000 * seconds)
    form = b"fmt " + (16).to_bytes(4, "little") + b"\x01\x00\x01\x00" + (8_000).to_bytes(4, "little") * 2
    form += b"\x01\x00\x08\x00"
    body = b"WAVE" + form + b"data" + len(frames).to_bytes(4, "little") + frames
    return b"RIFF" + len(body).to_bytes(4, "little") + body
