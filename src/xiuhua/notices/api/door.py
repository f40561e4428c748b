"""The ASGI door: lets somebody in, or says why not."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

from django.db import Error as DatabaseError

from xiuhua.notices.api.credentials import Credential, actor_behind, credential_of
from xiuhua.notices.api.hub import READ_FAULTS, Hub, HubFull
from xiuhua.notices.api.streams import Receive, Send, stream
from xiuhua.notices.rules.frames import leaf_read
from xiuhua.shared.actor import Actor

Scope = dict[str, Any]  # ASGI's own type

_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
_READY_SECONDS = 2.0
_RETRY_AFTER = (b"retry-after", b"2")

HUB = Hub()


class Refused(Exception):
    """Why somebody is not let in: an HTTP status and the code of the sentence."""

    def __init__(self, status: int, code: str) -> None:
        self.status = status
        self.code = code
        super().__init__(code)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection of the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Begin and end with the server."""
    await receive()
    await HUB.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await HUB.stop()
    await send({"type": "lifespan.shutdown.complete"})


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        credential, actor = await _signed_in(scope)
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        after = leaf_read(_last_event_id(scope) or asked.get("after", [""])[-1])
        if asked.get("once") == ["1"]:
            await _answer_once(send, actor, after)
        else:
            await _answer_always(credential, actor, after, receive, send)
    except Refused as refused:
        await _say(send, refused.status, {"code": refused.code})
    except HubFull:
        await _say(send, 503, {"code": "events_full"})
    except (DatabaseError, *READ_FAULTS):
        await _say(send, 503, {"code": "events_unreachable"})


async def _signed_in(scope: Scope) -> tuple[Credential, Actor]:
    """Return who asks.

    Raises:
        Refused: nobody is signed in, the address is another, or the log was not reached yet.
    """
    if scope["path"] != "/events":
        raise Refused(404, "page_not_found")
    if scope["method"] != "GET":
        raise Refused(405, "invalid")
    await _hub_ready()
    credential = credential_of(scope)
    actor = await actor_behind(credential) if credential else None
    if credential is None or actor is None:
        raise Refused(401, "not_signed_in")
    return credential, actor


async def _hub_ready() -> None:
    """Wait a moment for the log to be reached; a server that knows no lifespan starts the hub here."""
    try:
        await HUB.start()
        async with asyncio.timeout(_READY_SECONDS):
            await HUB.ready.wait()
    except TimeoutError:
        raise Refused(503, "events_unreachable") from None


def _last_event_id(scope: Scope) -> str:
    found = (value for name, value in scope["headers"] if name == b"last-event-id")
    return next(found, b"").decode("latin-1")


async def _say(send: Send, status: int, body: dict[str, object]) -> None:
    headers = [*_HEADERS, _RETRY_AFTER] if status == 503 else _HEADERS
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def _answer_once(send: Send, actor: Actor, after: int | None) -> None:
    """Answer with everything since a leaf as one object, and with the present leaf where none is named."""
    upto = HUB.position
    missed = await HUB.missed(actor.areas, after=upto if after is None else after, upto=upto)
    await _say(send, 200, missed.body())


async def _answer_always(
    credential: Credential, actor: Actor, after: int | None, receive: Receive, send: Send
) -> None:
    client = await HUB.join(actor.areas, after=after)
    try:
        await stream(client, credential, receive, send)
    finally:
        HUB.leave(client)
