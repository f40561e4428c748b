"""One HTTP request to a webhook: to an address that may be reached, encrypted, and over in ten seconds."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from time import perf_counter

from django.conf import settings

from xiuhua.notices.rules.providers.calls import Answered, Call
from xiuhua.notices.rules.webhooks import Target, may_be_reached, signature, target_read
from xiuhua.notices.terms import DeliveryFault

TIMEOUT_S = 10.0
_READ_BYTES = 1_024  # nobody here reads what a receiver says
_ANSWER_BYTES = 256 * 1_024  # of a provider, which is read


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a try: the status it was answered with, and what was wrong; nothing is wrong with 2xx."""

    status: int | None = None
    fault: DeliveryFault | None = None
    took_ms: int = 0


class _Refused(Exception):
    def __init__(self, fault: DeliveryFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def webhook_post(*, url: str, secret: str, delivery_id: int, body: bytes, at_s: int) -> Outcome:
    """Send a body, signed, and return what came of it. Redirects are not followed."""
    began = perf_counter()
    status, fault = None, None
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Xiuhua-Webhook/1",
        "X-Xiuhua-Delivery": str(delivery_id),
        "X-Xiuhua-Signature": signature(secret=secret, at_s=at_s, body=body),
    }
    try:
        status = _posted(url, headers, body)
        fault = None if 200 <= status < 300 else DeliveryFault.ANSWER
    except _Refused as refused:
        fault = refused.fault
    except ssl.SSLError:
        fault = DeliveryFault.TLS
    except TimeoutError:
        fault = DeliveryFault.TIMEOUT
    except (OSError, http.client.HTTPException, ValueError):
        fault = DeliveryFault.CONNECTION
    took_s = perf_counter() - began
    if fault is DeliveryFault.CONNECTION and took_s >= TIMEOUT_S:
        fault = DeliveryFault.TIMEOUT  # cut off by the watch
    return Outcome(status=status, fault=fault, took_ms=round(took_s * 1000))


def _posted(url: str, headers: dict[str, str], body: bytes) -> int:
    return _asked(Call(url=url, headers=headers, body=body), most=_READ_BYTES).status


class CallFailed(Exception):
    """A call was not answered; it may have arrived all the same, unless `refused` here."""

    def __init__(self, *, refused: bool) -> None:
        self.refused = refused
        super().__init__("refused here" if refused else "no answer")


def call_make(*, call: Call) -> Answered:
    """Make a call of a provider's interface, by the same rule of addresses as a webhook.

    Raises:
        CallFailed: there was no answer within ten seconds, or its address leads where it must not.
    """
    try:
        return _asked(call, most=_ANSWER_BYTES)
    except _Refused as fault:
        raise CallFailed(refused=True) from fault
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise CallFailed(refused=False) from fault


def _asked(call: Call, *, most: int) -> Answered:
    target = target_read(call.url, private=settings.WEBHOOKS_PRIVATE)
    if target is None:
        raise _Refused(DeliveryFault.PRIVATE)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
    with _connected(target) as line:
        connection.sock = line
        connection.request(call.method, target.path, call.body, dict(call.headers))
        answer = connection.getresponse()
        return Answered(status=answer.status, body=answer.read(most))


def address_judged(*, host: str, port: int) -> str:
    """Return the address of a host that may be reached, for who speaks something else than HTTP.

    Raises:
        CallFailed: the name is unknown, or leads where it must not.
    """
    try:
        return _address(Target(host=host, port=port, path="/", is_encrypted=True))
    except _Refused as fault:
        raise CallFailed(refused=True) from fault


@contextmanager
def _connected(target: Target) -> Iterator[socket.socket]:
    """Open a line to the very address that was judged, so that the name cannot lead elsewhere meanwhile."""
    line = socket.create_connection((_address(target), target.port), timeout=TIMEOUT_S)
    if target.is_encrypted:
        context = ssl.create_default_context()
        line = context.wrap_socket(line, server_hostname=target.host, do_handshake_on_connect=False)
    watch = Timer(TIMEOUT_S, _cut, [line])  # a receiver that answers a byte a second is cut off as well
    watch.daemon = True
    watch.start()
    try:
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        yield line
    finally:
        watch.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # closed already
        line.shutdown(socket.SHUT_RDWR)


def _address(target: Target) -> str:
    """Return the first address of a host; every one of them must be one that may be reached.

    Raises:
        _Refused: the name is unknown, or leads into a network that is none of a webhook's business.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Refused(DeliveryFault.NAME) from error
    addresses = [str(one[4][0]) for one in found]
    if not all(may_be_reached(one, private=settings.WEBHOOKS_PRIVATE) for one in addresses):
        raise _Refused(DeliveryFault.PRIVATE)
    return addresses[0]
