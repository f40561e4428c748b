"""Whoever judges readings is told that some were stored: by the time, not by the frame.

The writer rings after its commit; what is rung while a message is on its way, or shortly after it, is one
more message. So the last readings of a burst are told of too, and the writer waits for nothing. Without a
database nobody is told, and nothing is kept: judges look by themselves every now and then.
"""

from __future__ import annotations

import asyncio
import logging

import psycopg

from xiuhua.sensing.terms import READINGS_CAME

APART_S = 0.05
_RECONNECT_S = 1.0
log = logging.getLogger(__name__)


class Bell:
    """The bell of one gateway.

    Args:
        url: of the database, as the gateway's role.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Let it be told that something was stored."""
        self._rung.set()

    async def follow(self) -> None:
        """Tell until cancelled, whatever happens to the database."""
        while True:
            try:
                await self._followed()
            except psycopg.Error as error:
                log.warning("judges cannot be told, trying again: %s", error)
            await asyncio.sleep(_RECONNECT_S)

    async def _followed(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            while True:
                await self._rung.wait()
                self._rung.clear()
                await connection.execute(f"NOTIFY {READINGS_CAME}")
                await asyncio.sleep(APART_S)
