"""`./xiuhua replay`: a recording goes to a gateway as devices would send it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xiuhua.sensing.simulator import gb28181, jt808
from xiuhua.sensing.simulator.player import Player, Sending
from xiuhua.sensing.simulator.recordings import air_sendings, frames_captured, track_sendings

_HELLO = "hello"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is replayed, and where to.

    Args:
        rate: frames a second, all devices together; 0 as fast as they are acknowledged.
        number, secret: of the device; of several tracks the first one's phone.
        last: when the last frame shall be; None leaves the times as they are.
        most: frames at most of each device; 0 for all.
        platform: number of the platform, of GB/T 28181.
    """

    protocol: str
    file: Path
    host: str
    port: int
    rate: float
    number: str = ""
    secret: str = ""
    last: datetime | None = None
    most: int = 0
    platform: str = ""


@dataclass(frozen=True)
class Replayed:
    """What came of it."""

    frames: int
    acknowledged: int
    answer: bytes = b""


def replay(wish: Wish) -> Replayed:
    """Send a recording and wait for its acknowledgements.

    Raises:
        ValueError: the file is no recording of that protocol.
        OSError: the gateway cannot be reached.
        TimeoutError: nothing is acknowledged.
    """
    content = wish.file.read_bytes()
    if wish.protocol == "gb28181":
        return asyncio.run(_camera(wish, content))
    head = content[:400].decode("utf-8", "replace").splitlines()[:1]
    if head and wish.protocol == "jt808" and "track_id" in head[0]:
        return asyncio.run(_tracks(wish, content.decode("utf-8-sig")))
    if head and wish.protocol == "hj212" and "PM2.5" in head[0]:
        return asyncio.run(_air(wish, content.decode("utf-8-sig")))
    return asyncio.run(_captured(wish, content))


async def _air(wish: Wish, text: str) -> Replayed:
    sendings = air_sendings(text, mn=wish.number, password=wish.secret or "123456", last=wish.last)
    return await _played(wish, [(Player("hj212", wish.host, wish.port), _cut(sendings, wish.most))])


async def _tracks(wish: Wish, text: str) -> Replayed:
    by_phone = track_sendings(text, number=wish.number or "13900000000", last=wish.last)
    pairs = []
    for phone, sendings in by_phone.items():
        hello = (Sending(1, jt808.authentication(phone=phone, serial=1, code=wish.secret)),)
        pairs.append((Player("jt808", wish.host, wish.port, hello), _cut(sendings, wish.most)))
    return await _played(wish, pairs)


async def _camera(wish: Wish, content: bytes) -> Replayed:
    """Register as a camera, and send every notice and answer of a recording as its own."""
    camera = gb28181.Camera(wish.number, wish.secret, wish.platform)
    told = gb28181.bodies(content)
    told = told[: wish.most] if wish.most else told
    pace_s = 1 / wish.rate if wish.rate else 0.0
    good = await gb28181.camera_send(camera, told, host=wish.host, port=wish.port, pace_s=pace_s)
    return Replayed(len(told), good)


def _cut(sendings: Sequence[Sending], most: int) -> Sequence[Sending]:
    return sendings[:most] if most else sendings


async def _played(wish: Wish, pairs: Sequence[tuple[Player, Sequence[Sending]]]) -> Replayed:
    pace_s = len(pairs) / wish.rate if wish.rate else 0.0
    await asyncio.gather(*(player.play(sendings, pace_s=pace_s) for player, sendings in pairs))
    acknowledged = sum(len(player.acknowledged & {one.key for one in sendings}) for player, sendings in pairs)
    return Replayed(sum(len(sendings) for _, sendings in pairs), acknowledged)


async def _captured(wish: Wish, content: bytes) -> Replayed:
    """Send frames as they were captured, wrong ones too, and count the bytes that come back."""
    reader, writer = await asyncio.open_connection(wish.host, wish.port)
    sent = 0
    for octets in frames_captured(content):
        writer.write(octets)
        await writer.drain()
        sent += 1
        if wish.rate:
            await asyncio.sleep(1 / wish.rate)
    answer = b""
    try:
        while came := await asyncio.wait_for(reader.read(65_536), 1.0):
            answer += came
    except TimeoutError:
        pass
    finally:
        writer.close()
    return Replayed(sent, sent if answer else 0, answer)
