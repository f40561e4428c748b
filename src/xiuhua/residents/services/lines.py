"""Requests of this app to servers outside: one host, one answer, an end in ten seconds."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext_noop

TIMEOUT_S = 10.0

# Why nothing left, as pages say it in the language of whoever reads.
NO_MAILBOX = gettext_noop("No mailbox is set up")
NO_FOLDER = gettext_noop("The mailbox has no such folder")
NO_ACCOUNT = gettext_noop("No official account is set up")
TOO_LONG = gettext_noop("The other side gave more than is taken")
UNREADABLE = gettext_noop("The other side gave no readable answer")


class LineError(Exception):
    """The other side could not be reached, or did not answer as it should."""


class TooLongError(LineError):
    """The other side answered more than is taken: asking again is of no use."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the other side answered."""

    status: int
    media: str
    body: bytes

    def told(self) -> dict[str, object]:
        """Return its JSON.

        Raises:
            LineError: it is none.
        """
        try:
            told = json.loads(self.body)
        except ValueError as error:
            raise LineError(UNREADABLE) from error
        if not isinstance(told, dict):
            raise LineError(UNREADABLE)
        return told


def asked(base: str, path: str, *, query: dict[str, str], body: object = None, most_bytes: int) -> Heard:
    """Ask a server: GET, or POST of JSON where there is a body. Redirects are not followed.

    Raises:
        LineError: it could not be reached, or its answer is longer than `most_bytes`.
    """
    parts = urlsplit(base)
    line = _connection(parts.scheme, parts.hostname or "", parts.port)
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {} if sent is None else {"Content-Type": "application/json; charset=utf-8"}
    try:
        target = f"{parts.path}{path}?{urlencode(query)}"
        line.request("GET" if sent is None else "POST", target, sent, headers)
        answer = line.getresponse()
        content = answer.read(most_bytes + 1)
        media = (answer.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    except (OSError, http.client.HTTPException) as error:
        raise LineError(type(error).__name__) from error
    finally:
        line.close()
    if len(content) > most_bytes:
        raise TooLongError(TOO_LONG)
    return Heard(status=answer.status, media=media, body=content)


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
