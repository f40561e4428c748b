"""One open stream: keeps it going, and notices when either side has had enough."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from django.db import Error as DatabaseError

from xiuhua.notices.api.credentials import Credential, actor_behind
from xiuhua.notices.api.hub import Client
from xiuhua.notices.rules.frames import Frame, taken

Message = dict[str, Any]  # ASGI's own types
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_RETRY_MILLISECONDS = 2_000
_HEARTBEAT_S = 15.0  # below every proxy's idle limit
_RECHECK_S = 60.0  # a session that ended keeps its stream at most this long
_PATIENCE_S = 10.0  # for a browser that does not read what it is sent
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx passes frames on as they come
    (b"x-content-type-options", b"nosniff"),
]
_BEAT = b"event: beat\ndata: {}\n\n"  # not a comment: a page must be able to notice that it hears nothing
_ENDED = b"event: ended\ndata: {}\n\n"


async def stream(client: Client, credential: Credential, receive: Receive, send: Send) -> None:
    """Serve a stream until the browser leaves, stops reading, or may know nothing any more."""
    talking = asyncio.create_task(_talk(client, credential, send))
    watching = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({talking, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (talking, watching):
            task.cancel()
        with suppress(asyncio.CancelledError, TimeoutError, OSError):
            await talking


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _talk(client: Client, credential: Credential, send: Send) -> None:
    await _say(send, {"type": "http.response.start", "status": 200, "headers": _HEADERS})
    opening = Frame(leaf=client.since)
    await _send_body(send, f"retry: {_RETRY_MILLISECONDS}\n\n".encode() + opening.encoded("open"))
    heartbeat_at_s = time.monotonic() + _HEARTBEAT_S
    recheck_at_s = time.monotonic() + _RECHECK_S
    while True:
        await _wait(client, until_s=min(client.mailbox.due_at_s, heartbeat_at_s, recheck_at_s))
        at_s = time.monotonic()
        if at_s >= recheck_at_s:
            if not await _still_known(client, credential):
                return await _send_body(send, _ENDED, more=False)
            recheck_at_s = at_s + _RECHECK_S
        client.mailbox, frame = taken(client.mailbox, at_s=at_s)
        if frame is not None:
            await _send_body(send, frame.encoded())
            heartbeat_at_s = at_s + _HEARTBEAT_S
        elif at_s >= heartbeat_at_s:
            await _send_body(send, _BEAT)
            heartbeat_at_s = at_s + _HEARTBEAT_S


async def _wait(client: Client, *, until_s: float) -> None:
    """Wait until an instant or until something arrives in an empty mailbox."""
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, until_s - time.monotonic())):
            await client.wake.wait()
    client.wake.clear()


async def _still_known(client: Client, credential: Credential) -> bool:
    """Return whether the session or token still opens something; what it opens may have changed."""
    try:
        actor = await actor_behind(credential)
    except DatabaseError:
        return True  # nobody was signed out because PostgreSQL restarts
    if actor is None:
        return False
    client.areas = actor.areas
    return True


async def _send_body(send: Send, body: bytes, *, more: bool = True) -> None:
    await _say(send, {"type": "http.response.body", "body": body, "more_body": more})


async def _say(send: Send, message: Message) -> None:
    """Send something; a browser that does not read loses its stream, and nobody else waits for it."""
    async with asyncio.timeout(_PATIENCE_S):
        await send(message)
