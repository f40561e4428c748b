"""A browser that stops reading loses its own stream and nobody else's."""

from __future__ import annotations

import asyncio

import pytest

from xiuhua.notices.api import streams
from xiuhua.notices.api.credentials import Credential
from xiuhua.notices.api.hub import Client, Hub
from xiuhua.notices.rules.frames import Mailbox, Note


async def _never() -> streams.Message:
    await asyncio.Event().wait()
    raise AssertionError


def _client(hub: Hub) -> Client:
    client = Client(areas=("990101",), since=-1, mailbox=Mailbox())
    hub._clients.add(client)
    return client


def test_a_browser_that_does_not_read_is_dropped_and_another_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "_PATIENCE_S", 0.1)
    got: list[bytes] = []

    async def stuck(message: streams.Message) -> None:
        if message.get("body", b"").startswith(b"id"):
            await asyncio.Event().wait()

    async def reads(message: streams.Message) -> None:
        got.append(message.get("body", b""))

    async def both() -> None:
        hub = Hub()
        slow, quick = _client(hub), _client(hub)
        streaming = asyncio.create_task(streams.stream(quick, Credential(), _never, reads))
        dropped = asyncio.create_task(streams.stream(slow, Credential(), _never, stuck))
        await asyncio.sleep(0)
        hub._pass_on([Note(0, "premises:1", "990101")])
        await asyncio.wait_for(dropped, timeout=2)
        assert not streaming.done()
        streaming.cancel()

    asyncio.run(both())
    assert b'"subjects":["premises:1"]' in b"".join(got)


def test_a_backlog_for_a_browser_that_does_not_read_stays_small() -> None:
    hub = Hub()
    client = _client(hub)
    for leaf in range(5_000):
        hub._pass_on([Note(leaf, f"premises:{leaf}", "990101")])
    assert client.mailbox.subjects == ()
    assert client.mailbox.reload
    assert client.mailbox.leaf == 4_999
