"""Providers on this machine: SMS, WeCom, DingTalk and a mail server, which know nothing of our code.

Each keeps what came in and answers as its public documents say; a test may let it fail. They check what a
real one checks: the signature, the token, the recipient.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

SMS_KEY, SMS_SECRET = "LTAI-of-tests", "sms-secret-of-tests"
CHAT_ID, CHAT_SECRET = "corp-of-tests", "chat-secret-of-tests"
PEOPLE = {"code-of-zhang": "zhang.san", "code-of-stranger": ""}


@dataclass
class Provider:
    """What came in, and how it is answered."""

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    tokens: int = 0
    token: str = "token-1"
    fail: Callable[[int], int] = lambda _number: (
        0
    )  # the HTTP status of a failed answer by the number of the try; -1 hangs up
    answer: dict[str, Any] | None = None  # instead of success
    known: dict[str, int] = field(
        default_factory=dict
    )  # of messages by our id, as the provider says it: 1, 2, 3
    tries: int = 0


Handler = Callable[[Provider, str, str, dict[str, str], dict[str, str], bytes], tuple[int, dict[str, Any]]]


@contextmanager
def _serving(handle: Handler) -> Iterator[Provider]:
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told = handle(provider, self.command, parts.path, query, headers, body)
            if status == -1:
                self.close_connection = True
                return
            answer = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _do  # noqa: N815 - as http.server looks them up

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def sms_serving() -> Any:
    """Serve SendSms and QuerySendDetails."""
    return _serving(_sms)


def _sms(
    provider: Provider, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, Any]]:
    if _sms_signature(method, path, query, headers, body) not in headers.get("authorization", ""):
        return 400, {"Code": "SignatureDoesNotMatch", "Message": "wrong"}
    if headers["x-acs-action"] == "QuerySendDetails":
        rows = [
            {"OutId": out_id, "SendStatus": state, "ErrCode": "DELIVERED" if state == 3 else "UNKNOWN"}
            for out_id, state in provider.known.items()
        ]
        return 200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}, "TotalCount": len(rows)}
    provider.tries += 1
    status = provider.fail(provider.tries)
    if status:
        if status == -1:  # taken, and then the line broke
            provider.sent.append(query)
            provider.known[query["OutId"]] = 1
        return status, {"Code": "ServiceUnavailable"}
    if provider.answer is not None:
        return 200, provider.answer
    provider.sent.append(query)
    provider.known[query["OutId"]] = 1
    return 200, {"Code": "OK", "Message": "OK", "BizId": f"biz-{len(provider.sent)}", "RequestId": "r"}


def _sms_signature(
    method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> str:
    def encoded(text: str) -> str:
        return quote(text, safe="-_.~")

    signed = sorted(name for name in headers if name == "host" or name.startswith("x-acs-"))
    canonical = (
        f"{method}\n{path}\n"
        + "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(query.items()))
        + "\n"
        + "".join(f"{name}:{headers[name]}\n" for name in signed)
        + "\n"
        + ";".join(signed)
        + "\n"
        + hashlib.sha256(body).hexdigest()
    )
    told = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    found = hmac.new(SMS_SECRET.encode(), told.encode(), hashlib.sha256).hexdigest()
    return f"Credential={SMS_KEY},SignedHeaders={';'.join(signed)},Signature={found}"


def wecom_serving() -> Any:
    """Serve WeCom: token, message, sign-on."""
    return _serving(_wecom)


def _wecom(  # noqa: PLR0911 - one answer for each thing that can be asked
    provider: Provider, _method: str, path: str, query: dict[str, str], _headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, Any]]:
    if path == "/cgi-bin/gettoken":
        if (query.get("corpid"), query.get("corpsecret")) != (CHAT_ID, CHAT_SECRET):
            return 200, {"errcode": 40013, "errmsg": "invalid corpid"}
        provider.tokens += 1
        return 200, {"errcode": 0, "access_token": provider.token, "expires_in": 7200}
    if query.get("access_token") != provider.token:
        return 200, {"errcode": 42001, "errmsg": "access_token expired"}
    if path == "/cgi-bin/user/getuserinfo":
        found = PEOPLE.get(query.get("code", ""))
        if found is None:
            return 200, {"errcode": 40029, "errmsg": "invalid code"}
        return 200, {"errcode": 0, "UserId": found} if found else {"errcode": 0, "OpenId": "o-1"}
    provider.tries += 1
    status = provider.fail(provider.tries)
    told = json.loads(body)
    if status in {0, -1} and told not in provider.sent:  # the same JSON is delivered once
        provider.sent.append(told)
    if status:
        return status, {}
    return 200, provider.answer or {"errcode": 0, "errmsg": "ok", "msgid": "msg-1"}


def dingtalk_serving() -> Any:
    """Serve DingTalk: token, work notice, sign-on, all at one address."""
    return _serving(_dingtalk)


def _dingtalk(  # noqa: PLR0911 - as above
    provider: Provider, _method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, Any]]:
    if path == "/gettoken":
        if (query.get("appkey"), query.get("appsecret")) != (CHAT_ID, CHAT_SECRET):
            return 200, {"errcode": 40089, "errmsg": "wrong"}
        provider.tokens += 1
        return 200, {"errcode": 0, "access_token": provider.token, "expires_in": 7200}
    if path == "/v1.0/oauth2/userAccessToken":
        told = json.loads(body)
        known = told.get("clientSecret") == CHAT_SECRET and told.get("code") in PEOPLE
        return (200, {"accessToken": told["code"], "expireIn": 7200}) if known else (400, {"code": "invalid"})
    if path == "/v1.0/contact/users/me":
        return 200, {"unionId": "union-" + PEOPLE[headers["x-acs-dingtalk-access-token"]]}
    if query.get("access_token") != provider.token:
        return 200, {"errcode": 88, "errmsg": "token"}
    told = json.loads(body)
    if path == "/topapi/user/getbyunionid":
        user_id = told["unionid"].removeprefix("union-")
        return 200, {"errcode": 0, "result": {"userid": user_id}} if user_id else {"errcode": 60121}
    provider.sent.append(told)
    return 200, provider.answer or {"errcode": 0, "errmsg": "ok", "task_id": 256271667526}


@dataclass
class Mailbox:
    """A mail server without encryption, and what it took."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refuse: str = ""  # the answer to RCPT TO, `550 no such user`


@contextmanager
def mail_serving() -> Iterator[Mailbox]:  # noqa: C901 - a verb each
    """Serve SMTP on loopback."""
    mailbox = Mailbox()

    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 tests")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "EHLO":
                    self.wfile.write(b"250-tests\r\n250 AUTH PLAIN\r\n")
                elif verb == "AUTH":
                    mailbox.logins.append(base64.b64decode(line.split(" ")[2]).decode())
                    self._say("235 ok")
                elif verb == "RCPT" and mailbox.refuse:
                    self._say(mailbox.refuse)
                elif verb == "DATA":
                    self._say("354 go on")
                    lines: list[bytes] = []
                    while (one := self.rfile.readline()) != b".\r\n":
                        lines.append(one)
                    mailbox.mails.append(b"".join(lines))
                    self._say("250 taken")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Door) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join(5)


def query_of(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
