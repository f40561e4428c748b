"""WeChat as its documents describe it, built by the tests themselves: its requests, and its interfaces."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from Cryptodome.Cipher import AES
from django.test import Client

from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.residents.tests.resident_kit import JPEG

TOKEN, APP_ID, AES_KEY = "spamtest", "wx2c2769f8efd9abc2", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
_FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1>", re.DOTALL)
ACCOUNT, SENDER = "gh_10f6c3c3ac5a", "oyORnuP8q7ou2gfYjqLzSIWZf0rs"


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account as `wechat.toml` has it."""

    app_id: str
    secret: str
    token: str
    area: str
    aes_key: str
    template: str
    api: str
    coordinates: str


def account(
    *, api: str = "http://127.0.0.1:9", safe: bool = False, template: str = "", system: str = "wgs84"
) -> Account:
    """Return an account as `wechat.toml` has it."""
    return Account(
        app_id=APP_ID, secret="appsecret", token=TOKEN, area=DISTRICT, aes_key=AES_KEY if safe else "",
        template=template, api=api, coordinates=system,
    )  # fmt: skip


def sha1_sorted(*parts: str) -> str:
    """Return the SHA-1 of the sorted parts, as 接入指南 has it."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def message_xml(**fields: str | int) -> str:
    """Return a message as 接收普通消息 prints it: `MsgType` and what belongs to it."""
    common = {"ToUserName": ACCOUNT, "FromUserName": SENDER, "CreateTime": 1772413200}
    lines = [
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in (common | fields).items()
    ]
    return f"<xml>{''.join(lines)}</xml>"


def sealed(xml: str) -> str:
    """Return the envelope of safe mode, as 消息加解密说明 has it."""
    key = base64.b64decode(AES_KEY + "=")
    plain = b"0123456789abcdef" + struct.pack(">I", len(xml.encode())) + xml.encode() + APP_ID.encode()
    pad = 32 - len(plain) % 32
    return base64.b64encode(AES.new(key, AES.MODE_CBC, key[:16]).encrypt(plain + bytes([pad]) * pad)).decode()


def unsealed(sealed_: str) -> str:
    """Return what is in an envelope of ours."""
    key = base64.b64decode(AES_KEY + "=")
    plain = AES.new(key, AES.MODE_CBC, key[:16]).decrypt(base64.b64decode(sealed_))
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    assert plain[20 + length :].decode() == APP_ID
    return plain[20 : 20 + length].decode()


def fields_of(xml: bytes | str) -> dict[str, str]:
    """Return the fields of an answer."""
    inside = xml if isinstance(xml, str) else xml.decode()
    return {name: cdata or bare for name, cdata, bare in _FIELD.findall(inside.removeprefix("<xml>"))}


@dataclass
class Wechat:
    """What WeChat's server sends to ours, in plain or safe mode."""

    client: Client
    safe: bool = False
    sent: int = 24_000_000_000

    def address(self, at: datetime, *, sealed_: str = "", **changes: str) -> str:
        """Return the signed address of the callback."""
        timestamp, nonce = str(int(at.timestamp())), "1320562132"
        query = {"signature": sha1_sorted(TOKEN, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        if sealed_:
            signed = sha1_sorted(TOKEN, timestamp, nonce, sealed_)
            query |= {"encrypt_type": "aes", "msg_signature": signed}
        return f"/wechat/callback?{urlencode(query | changes)}"

    def post(self, at: datetime, xml: str, **changes: str) -> Any:  # a test client's answer
        """Send a body."""
        if not self.safe:
            return self.client.post(self.address(at, **changes), xml.encode(), "text/xml")
        inside = sealed(xml)
        owner, envelope = f"<![CDATA[{ACCOUNT}]]>", f"<![CDATA[{inside}]]>"
        body = f"<xml><ToUserName>{owner}</ToUserName><Encrypt>{envelope}</Encrypt></xml>"
        return self.client.post(self.address(at, sealed_=inside, **changes), body.encode(), "text/xml")

    def say(self, at: datetime, **fields: str | int) -> str:
        """Send a message and return what it was answered."""
        self.sent += 1
        answer = self.post(at, message_xml(**({"MsgId": self.sent} | fields)))
        assert answer.status_code == 200, answer.content.decode()
        if answer.content == b"success":
            return ""
        told = fields_of(answer.content)
        if self.safe:
            assert told["MsgSignature"] == sha1_sorted(
                TOKEN, told["TimeStamp"], told["Nonce"], told["Encrypt"]
            )
            told = fields_of(unsealed(told["Encrypt"]))
        assert (told["ToUserName"], told["FromUserName"], told["MsgType"]) == (
            fields.get("FromUserName", SENDER), ACCOUNT, "text",
        )  # fmt: skip
        return told["Content"]

    def text(self, at: datetime, words: str, **fields: str | int) -> str:
        """Send words."""
        return self.say(at, MsgType="text", Content=words, **fields)

    def image(self, at: datetime, media_id: str = "media-1", **fields: str | int) -> str:
        """Send a picture."""
        return self.say(at, MsgType="image", PicUrl="http://mmbiz/1", MediaId=media_id, **fields)

    def place(self, at: datetime, longitude: float, latitude: float, **fields: str | int) -> str:
        """Send a place; Location_X is the latitude."""
        return self.say(
            at, MsgType="location", Location_X=str(latitude), Location_Y=str(longitude), Scale=16,
            Label="滨河路 12 号", **fields,
        )  # fmt: skip


@dataclass
class Api:
    """api.weixin.qq.com on this machine: what it was asked, and what it answers."""

    url: str = ""
    tokens: int = 0
    said: list[dict[str, Any]] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(default_factory=list)
    errcodes: list[int] = field(default_factory=list)
    media: dict[str, tuple[str, bytes]] = field(default_factory=lambda: {"media-1": ("image/jpeg", JPEG)})
    status: int = 200

    def answer(self, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[str, bytes]:
        """Return media type and body."""
        if path == "/cgi-bin/token":
            assert query == {"grant_type": "client_credential", "appid": APP_ID, "secret": "appsecret"}
            self.tokens += 1
            return _json({"access_token": f"token-{self.tokens}", "expires_in": 7200})
        if query.get("access_token") != f"token-{self.tokens}":
            return _json({"errcode": 40001, "errmsg": "invalid credential"})
        if path == "/cgi-bin/media/get":
            found = self.media.get(query["media_id"])
            return found or _json({"errcode": 40007, "errmsg": "invalid media_id"})
        code = self.errcodes.pop(0) if self.errcodes else 0
        if path == "/cgi-bin/message/custom/send" and not code:
            self.said.append(body)
        if path == "/cgi-bin/message/template/send" and not code:
            self.templates.append(body)
        return _json({"errcode": code, "errmsg": "ok" if not code else "no"})


def _json(told: dict[str, object]) -> tuple[str, bytes]:
    return "application/json; encoding=utf-8", json.dumps(told).encode()


@contextmanager
def api_running() -> Iterator[Api]:
    """Listen on loopback for as long as the block runs."""
    api = Api()

    class Door(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            media, body = api.answer(parts.path, query, json.loads(sent) if sent else {})
            self.send_response(api.status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
