"""Decoders of field protocols: frames a second of one core, beside bare struct on the same bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bench.figures import Figure, at_least
from xiuhua.config.env import Environment
from xiuhua.sensing.codecs.hj212.crc import crc_hj212
from xiuhua.sensing.codecs.hj212.decoder import frame_decode as hj_decode
from xiuhua.sensing.codecs.hj212.readings import readings
from xiuhua.sensing.codecs.hj212.splitter import Splitter as HjSplitter
from xiuhua.sensing.codecs.jt808.arrays import locations_read
from xiuhua.sensing.codecs.jt808.decoder import message_read
from xiuhua.sensing.codecs.jt808.encoder import message_frames
from xiuhua.sensing.codecs.jt808.extras import extra_write
from xiuhua.sensing.codecs.jt808.frames import frame_read
from xiuhua.sensing.codecs.jt808.messages.locations import FIX, Location
from xiuhua.sensing.codecs.jt808.splitting import Splitter

FRAMES = 50_000
ROUNDS = 5
CHUNK = 65_536  # as a socket gives them at most
JT808_RATE = 200_000
JT808_RATIO = 0.035  # on a slower machine, to bare struct, which is one step where a frame takes thirty
HJ212_RATE = 100_000
HJ212_RATIO = 0.03  # on a slower machine, to parting at `;` alone, of which reading is thirty times
_VEHICLES = 1_000
_SEED = 20_260_101


@dataclass(frozen=True)
class Load:
    """One decoder under load.

    Args:
        decode: decodes FRAMES frames and returns how many were good.
        bare: the least that any decoder does with the same bytes.
        limit: frames a second; None where it only informs.
    """

    name: str
    decode: Callable[[], int]
    bare: Callable[[], object]
    limit: float | None = None
    ratio: float = 1.0


def run(environment: Environment) -> list[Figure]:  # noqa: ARG001 - frames are decoded in memory
    """Decode the same streams several times; the fastest round counts."""
    return [_figure(load) for load in (*jt808_loads(), *hj212_loads())]


def jt808_loads() -> list[Load]:
    """Return positions of a thousand vehicles, each with mileage, speed, signal and satellites."""
    frames, bodies = _positions()
    stream = b"".join(frames)
    chunks = [stream[at : at + CHUNK] for at in range(0, len(stream), CHUNK)]
    bare = partial(_unpacked, bodies)
    return [
        Load("decode-jt808", partial(_decoded, chunks), bare, limit=JT808_RATE, ratio=JT808_RATIO),
        Load("decode-jt808-values", partial(_valued, chunks), bare),
        Load("decode-jt808-arrays", partial(_arrayed, bodies), bare),
    ]


def hj212_loads() -> list[Load]:
    """Return real-time frames of a thousand monitors, each with four factors and their flags."""
    segments = _monitors()
    stream = b"".join(b"##%04d%b%04X\r\n" % (len(one), one, crc_hj212(one)) for one in segments)
    chunks = [stream[at : at + CHUNK] for at in range(0, len(stream), CHUNK)]
    bare = partial(_parted, segments)
    return [
        Load("decode-hj212", partial(_read, chunks), bare, limit=HJ212_RATE, ratio=HJ212_RATIO),
        Load("decode-hj212-values", partial(_read_values, chunks), bare),
    ]


def _monitors() -> list[bytes]:
    """Return data segments of about two hundred bytes."""
    draw = random.Random(_SEED)
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    segments = []
    for number in range(FRAMES):
        at = f"{begins + timedelta(seconds=number // 30):%Y%m%d%H%M%S}"
        factors = ";".join(
            f"{code}-Rtd={draw.uniform(0, 90):.2f},{code}-Flag=N" for code in ("a34041", "a34000", "a24088")
        )
        segments.append(
            f"QN={at}{number % 1000:03d};ST=31;CN=2011;PW=123456;MN=MON{number % _VEHICLES:011d};Flag=5;"
            f"CP=&&DataTime={at};{factors};SB7-RS=1&&".encode()
        )
    return segments


def _read(chunks: Sequence[bytes]) -> int:
    """Decode from bytes of a socket to fields and content, checksum included."""
    splitter, count = HjSplitter(), 0
    for chunk in chunks:
        for piece in splitter.feed(chunk):
            count += hj_decode(piece.raw).cn == "2011"
    return count


def _read_values(chunks: Sequence[bytes]) -> int:
    """Decode as above, and the content to values with quantity, unit and flag."""
    splitter, count = HjSplitter(), 0
    for chunk in chunks:
        for piece in splitter.feed(chunk):
            count += len(readings(hj_decode(piece.raw))) == 3
    return count


def _parted(segments: Sequence[bytes]) -> None:
    """Part each segment at its signs, and nothing else."""
    for segment in segments:
        segment.decode().split(";")


def _figure(load: Load) -> Figure:
    assert load.decode() == FRAMES, load.name  # noqa: S101 - a benchmark is a test
    rate = FRAMES / min(_seconds(load.decode) for _ in range(ROUNDS))
    bare = FRAMES / min(_seconds(load.bare) for _ in range(ROUNDS))
    return at_least(load.name, rate, "frames/s", limit=load.limit, baseline=bare, ratio=load.ratio)


def _positions() -> tuple[list[bytes], list[bytes]]:
    """Return frames of positions and their bodies."""
    draw = random.Random(_SEED)
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    frames, bodies = [], []
    for number in range(FRAMES):
        items = (
            extra_write(0x01, draw.randbytes(4)) + extra_write(0x03, draw.randbytes(2))
            + extra_write(0x30, draw.randbytes(1)) + extra_write(0x31, draw.randbytes(1))
        )  # fmt: skip
        location = Location(
            0, draw.choice((2, 3, 0x40003)), draw.uniform(22.4, 22.9), draw.uniform(113.7, 114.7),
            draw.randrange(200), draw.randrange(900) / 10, draw.randrange(360),
            begins + timedelta(seconds=number // 30), items,
        )  # fmt: skip
        phone = str(13_800_000_000 + number % _VEHICLES)
        frames.extend(message_frames(location, phone=phone, serial=number // _VEHICLES))
        bodies.append(location.write())
    return frames, bodies


def _decoded(chunks: Sequence[bytes]) -> int:
    """Decode from bytes of a socket to positions; their additional items stay bytes."""
    splitter, count = Splitter(), 0
    for chunk in chunks:
        for content in splitter.feed(chunk):
            message, _ = message_read(frame_read(content))
            count += isinstance(message, Location)
    return count


def _valued(chunks: Sequence[bytes]) -> int:
    """Decode as above, and the additional items to their values."""
    splitter, count = Splitter(), 0
    for chunk in chunks:
        for content in splitter.feed(chunk):
            message, _ = message_read(frame_read(content))
            count += isinstance(message, Location) and len(message.values) == 4
    return count


def _arrayed(bodies: Sequence[bytes]) -> int:
    """Decode bodies into arrays, a thousand at a time."""
    found = (locations_read(bodies[at : at + 1000]) for at in range(0, len(bodies), 1000))
    return sum(int(arrays.is_good.sum()) for arrays in found)


def _unpacked(bodies: Sequence[bytes]) -> None:
    """Unpack the fixed part of each body, and nothing else."""
    unpack = FIX.unpack_from
    for body in bodies:
        unpack(body)


def _seconds(act: Callable[[], object]) -> float:
    """Return the processor's time, which other work on the machine hardly changes."""
    started = time.process_time()
    act()
    return time.process_time() - started
