"""kill -9 of the gateway, and of its database connections, under load: nothing acknowledged is missing.

The devices send again what was not acknowledged, as real ones do; nothing may be there twice.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest

from xiuhua.sensing.models import Device, Observation, TrackPoint
from xiuhua.sensing.simulator import hj212, jt808, mqtt
from xiuhua.sensing.simulator.player import HELLO, Player, Sending
from xiuhua.sensing.tests.device_kit import SENSOR_SECRET, entered, monitor, sensor, truck
from xiuhua.sensing.tests.gateway_kit import HOST, eventually, port_free

_DEVICES, _FRAMES, _KILLS = 20, 250, 6
_SINCE = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
_CODE = "K8S7AAZ2"


@contextmanager
def _process(url: str, ports: dict[str, int]) -> Iterator[subprocess.Popen[bytes]]:
    words = [f"--port={name}={port}" for name, port in ports.items()]
    line = ["env", f"DATABASE_GATEWAY_URL={url}", sys.executable, "-m", "xiuhua.config.cli"]
    with subprocess.Popen([*line, "manage", "gateway", f"--host={HOST}", *words]) as process:
        try:
            yield process
        finally:
            process.kill()


def _listens(ports: dict[str, int]) -> None:
    """Wait until a life of the gateway has begun, however busy the machine is."""
    for port in ports.values():
        eventually(partial(_answers, port), seconds=60.0)


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


async def _killed_again_and_again(
    url: str, ports: dict[str, int], playing: asyncio.Task[None], players: Sequence[Player]
) -> int:
    kills = 0
    while not playing.done():
        with _process(url, ports) as process:
            await asyncio.to_thread(_listens, ports)
            # Every third life ends by losing the database, every other by kill -9, the last one not at all;
            # each after its share of the work, however busy the machine is.
            if kills >= _KILLS:
                await asyncio.wait({playing}, timeout=120.0)
                break
            await _acknowledged(players, (kills + 1) / (_KILLS + 1), playing)
            if playing.done():
                break
            if kills % 3 == 2:
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND usename = 'xiuhua_gateway'"
                        " AND pid <> pg_backend_pid()"
                    )
                await asyncio.wait({playing}, timeout=2.0)
            process.send_signal(signal.SIGKILL)
            kills += 1
    return kills


async def _acknowledged(players: Sequence[Player], share: float, playing: asyncio.Task[None]) -> None:
    """Wait until some share of all frames is acknowledged, or all is over."""
    whole = len(players) * _FRAMES
    deadline = asyncio.get_running_loop().time() + 120.0
    while sum(len(player.acknowledged) for player in players) < share * whole:
        if playing.done() or asyncio.get_running_loop().time() > deadline:
            return
        await asyncio.sleep(0.02)


def _hj212(mn: str) -> list[Sending]:
    found = []
    for step in range(_FRAMES):
        at = _SINCE + timedelta(seconds=step)
        octets = hj212.upload(mn=mn, at=at, values={"a34041-Rtd": f"{step / 100}"})
        found.append(Sending(octets[9:26].decode(), octets))
    return found


def _jt808(phone: str) -> list[Sending]:
    return [
        Sending(
            10 + step,
            jt808.position(
                jt808.Position(at=_SINCE + timedelta(seconds=step), lon=120 + step / 1e4, lat=30.0),
                phone=phone, serial=10 + step,
            ),
        )
        for step in range(_FRAMES)
    ]  # fmt: skip


def _mqtt(number: str) -> list[Sending]:
    found = []
    for step in range(_FRAMES):
        payload = mqtt.readings([("fill", _SINCE + timedelta(seconds=step), step / 10)])
        found.append(Sending(step + 1, mqtt.publish(payload, to=mqtt.topic(number), number=step + 1)))
    return found


async def _all_played(url: str) -> tuple[int, list[Player]]:
    ports = {"hj212": port_free(), "jt808": port_free(), "mqtt": port_free()}
    players: list[Player] = []
    plays: list[Coroutine[object, object, None]] = []
    for number in range(_DEVICES):
        phone = f"1370000{number:04}"
        hello = (Sending(1, jt808.authentication(phone=phone, serial=1, code=_CODE)),)
        one, two = Player("hj212", HOST, ports["hj212"]), Player("jt808", HOST, ports["jt808"], hello)
        well = f"kill-{number:03}"
        enter = Sending(HELLO, mqtt.connect(user=well, password=SENSOR_SECRET))
        three = Player("mqtt", HOST, ports["mqtt"], (enter,))
        players += [one, two, three]
        plays += [one.play(_hj212(f"KILL{number:03}"), pace_s=0.05), two.play(_jt808(phone), pace_s=0.05)]
        plays.append(three.play(_mqtt(well), pace_s=0.05))
    playing = asyncio.create_task(_gathered(plays))
    kills = await _killed_again_and_again(url, ports, playing, players)
    await playing
    return kills, players


async def _gathered(plays: Sequence[Coroutine[object, object, None]]) -> None:
    await asyncio.gather(*plays)


def _instants(device: Device) -> list[datetime]:
    if device.protocol == "jt808":
        return list(TrackPoint.objects.filter(device=device).order_by("at").values_list("at", flat=True))
    return list(Observation.objects.filter(device=device).order_by("at").values_list("at", flat=True))


@pytest.mark.heavy
@pytest.mark.slow("kills the gateway six times under load")
def test_nothing_acknowledged_is_missing_and_nothing_is_doubled(live_city: str, gateway_url: str) -> None:
    entered(*(monitor(f"KILL{number:03}") for number in range(_DEVICES)),
            *(truck(f"1370000{number:04}") for number in range(_DEVICES)),
            *(sensor(f"kill-{number:03}") for number in range(_DEVICES)))  # fmt: skip
    kills, players = asyncio.run(_all_played(gateway_url))
    assert kills >= _KILLS
    assert sum(player.reconnects for player in players) > 0
    assert all(len(player.acknowledged) >= _FRAMES for player in players)
    for device in Device.objects.all():
        assert _instants(device) == [_SINCE + timedelta(seconds=step) for step in range(_FRAMES)], (
            device.number
        )
