"""kill -9 of gateway, background, PostgreSQL and worker in turn, while devices send: nothing is lost.

A whole installation of its own, started by `./xiuhua up`: what was killed is brought back by its
supervisor. The devices send again what was not acknowledged, as real ones do.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, at_least, at_most
from tests.launch.installation import Installation, wait_until
from xiuhua.config.env import Environment
from xiuhua.config.launch.ports import port_free
from xiuhua.sensing.simulator import hj212, jt808, mqtt
from xiuhua.sensing.simulator.player import HELLO, Player, Sending

KILLS, DEVICES, FRAMES = 20, 20, 800
PACE_S = 0.05
_IN_TURN = ("gateway", "background", "postgres", "worker")
_BACK_S, _SHARE_S = 60.0, 120.0
_HOST, _PASSWORD, _CODE = "127.0.0.1", "123456", "K8S7AAZ2"
_SINCE = datetime(2026, 11, 25, tzinfo=UTC)
# Run in the product's own shell.
_ENTERED = """
import json
from xiuhua.access.services import scope_opened
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.terms import Protocol
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

holdings = (Holding(role="system_admin"), Holding(role="ground_clerk"))
recorder = Actor(name="user:0", holdings=holdings, user_id=0)
areas = [
    NewArea(code=code, name=code, level=level)
    for code, level in (
        ("9901", AreaLevel.CITY), ("990101", AreaLevel.DISTRICT), ("990101003", AreaLevel.STREET))
]
new = [
    NewDevice(protocol=Protocol(protocol), number=number, name=number, area_code="990101003",
              interval_s=30, secret=secret)
    for protocol, number, secret in json.loads(%r)
]
with scope_opened(("",)):
    areas_create_many(new=areas, actor=recorder, at=now())
    devices_write(items=[(one, None) for one in new], actor=recorder, at=now())
print(json.dumps({"entered": len(new)}))
"""
_STORED = """
SELECT coalesce(sum(number), 0), coalesce(sum(different), 0) FROM (
    SELECT count(*) AS number, count(DISTINCT (device_id, at)) AS different FROM sensing_observation
    UNION ALL SELECT count(*), count(DISTINCT (device_id, at)) FROM sensing_trackpoint) AS kept
"""


@dataclass
class _Sensed(Installation):
    """An installation whose gateway listens on ports of its own."""

    ports: Mapping[str, int] = field(
        default_factory=lambda: {name: port_free(_HOST) for name in ("hj212", "jt808", "mqtt")}
    )

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every command about it."""
        said = ",".join(f"{name}={port}" for name, port in self.ports.items())
        return {**super().environment, "XIUHUA_GATEWAY": said}


def run(_environment: Environment) -> list[Figure]:
    """Play sixty devices against an installation, and kill while they do."""
    with _installed() as city:
        city.shell(_ENTERED % json.dumps([*_numbers()]))
        told = asyncio.run(_played(city))
        ((stored, different),) = city.rows(_STORED)
    expected = told.acknowledged
    return [
        at_least("crash-kills", float(told.kills), "", limit=KILLS),
        at_least("crash-acknowledged", float(expected), "", limit=3 * DEVICES * FRAMES),
        at_least("crash-sent-again", float(told.sent - expected), ""),
        at_most("crash-missing", float(max(0, expected - int(str(different)))), "", limit=0),
        at_most("crash-doubled", float(int(str(stored)) - int(str(different))), "", limit=0),
        at_most("crash-back", told.slowest_s, "s"),
    ]


@contextmanager
def _installed() -> Iterator[_Sensed]:
    with TemporaryDirectory() as folder:
        city = _Sensed(var=Path(folder) / "var")
        city.up()
        try:
            city.wait_told()
            yield city
        finally:
            city.remove()


def _numbers() -> Iterator[tuple[str, str, str]]:
    for place in range(DEVICES):
        yield "hj212", f"KILL{place:03}", _PASSWORD
        yield "jt808", f"1370000{place:04}", _CODE
        yield "mqtt", f"kill-{place:03}", _CODE


# --- devices and kills -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Told:
    acknowledged: int
    sent: int
    kills: int
    slowest_s: float


async def _played(city: _Sensed) -> _Told:
    players, plays = [], []
    for protocol, number, secret in _numbers():
        player = Player(protocol, _HOST, city.ports[protocol], _hello(protocol, number, secret))
        players.append(player)
        plays.append(player.play(_sendings(protocol, number), pace_s=PACE_S))
    playing = asyncio.gather(*plays)
    slowest_s, kills = 0.0, 0
    while kills < KILLS and not playing.done():
        await _share_acknowledged(players, (kills + 1) / (KILLS + 1))
        name = _IN_TURN[kills % len(_IN_TURN)]
        back_s = await asyncio.to_thread(_killed, city, name)
        print(f"killed {name}, back after {back_s:.1f} s", file=sys.stderr)
        slowest_s, kills = max(slowest_s, back_s), kills + 1
    await playing
    keys = sum(len(player.acknowledged - {HELLO, 1}) for player in players)
    return _Told(keys, sum(player.sent for player in players), kills, slowest_s)


async def _share_acknowledged(players: Sequence[Player], share: float) -> None:
    """Wait until some share of everything is acknowledged."""
    deadline = time.monotonic() + _SHARE_S
    while sum(len(player.acknowledged) for player in players) < share * len(players) * FRAMES:
        if time.monotonic() > deadline:
            raise TimeoutError("what the devices send is not acknowledged")
        await asyncio.sleep(0.02)


def _killed(city: _Sensed, name: str) -> float:
    """Kill a program, and return after how many seconds the supervisor has another."""
    killed = city.kill(name)
    return wait_until(
        lambda: (heads := city.heads(name)) and not heads & killed, seconds=_BACK_S, what=f"{name} is back"
    )


def _hello(protocol: str, number: str, secret: str) -> tuple[Sending, ...]:
    if protocol == "jt808":
        return (Sending(1, jt808.authentication(phone=number, serial=1, code=secret)),)
    return (Sending(HELLO, mqtt.connect(user=number, password=secret)),) if protocol == "mqtt" else ()


def _sendings(protocol: str, number: str) -> list[Sending]:
    return [_sending(protocol, number, step) for step in range(FRAMES)]


def _sending(protocol: str, number: str, step: int) -> Sending:
    at = _SINCE + timedelta(seconds=step)
    if protocol == "hj212":
        octets = hj212.upload(mn=number, at=at, values={"a34041-Rtd": f"{step / 100}"}, password=_PASSWORD)
        return Sending(octets[9:26].decode(), octets)
    if protocol == "jt808":
        where = jt808.Position(at=at, lon=120 + step / 1e4, lat=30.0)
        return Sending(10 + step, jt808.position(where, phone=number, serial=10 + step))
    payload = mqtt.readings([("fill", at, step / 10)])
    return Sending(step + 2, mqtt.publish(payload, to=mqtt.topic(number), number=step + 2))
