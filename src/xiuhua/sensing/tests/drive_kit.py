"""A truck that drives through a fence, as its terminal tells it, and fences that were drawn some time ago."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Device, Fence
from xiuhua.sensing.services.following import Followed, tracks_follow
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.simulator import jt808
from xiuhua.sensing.simulator.jt808 import Position
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.gateway_kit import wire
from xiuhua.shared.clock import now

CODE = "K8S7AAZ2"
WEST, EAST, SOUTH, NORTH = 120.105, 120.1085, 30.245, 30.255
BOX = {
    "type": "Polygon",
    "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]],
}
STEP_DEG, STEP_S = 0.00208, 20  # 200 m in 20 s: 36 km/h


def typed(**changes: str) -> dict[str, str]:
    """Return a fence as somebody fills in the form."""
    return {
        "name": "湖滨禁行区", "code": "lakeside", "area_code": "990101", "kind": "polygon",
        "shape": json.dumps(BOX), "effect": "fence_forbidden", "severity": "major", "after_minutes": "0",
        "hours": "", "days": "fence_every_day", "reason": "环湖道路禁行",
    } | changes  # fmt: skip


def drawn(client: Client, *, hours_ago: float = 3.0, **changes: str) -> Fence:
    """Draw a fence at the page, some hours ago by the page's clock."""
    then = now() - timedelta(hours=hours_ago)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xiuhua.web.pages.forms.now", lambda: then)
        answer = client.post("/fences/new", typed(**changes))
    assert answer.status_code == 303, answer.content.decode()
    with scope_opened(("",)):
        return Fence.objects.get(pk=answer["Location"].rsplit("/", 1)[1])


def drive(start: datetime, *, steps: int = 10, lat: float = 30.25) -> list[Position]:
    """Return a stand of five minutes, a drive east of so many steps of 200 m, and a stand of five minutes."""
    stands = [Position(at=start + timedelta(minutes=minute), lon=120.1, lat=lat) for minute in range(5)]
    begun = start + timedelta(minutes=5)
    drives = [
        Position(
            at=begun + timedelta(seconds=STEP_S * step), lon=120.1 + STEP_DEG * step, lat=lat,
            speed_km_h=36.0, direction_deg=90,
        )
        for step in range(steps)
    ]  # fmt: skip
    ends = drives[-1]
    after = [
        Position(at=ends.at + timedelta(seconds=STEP_S + 60 * minute), lon=ends.lon, lat=lat)
        for minute in range(6)
    ]
    return [*stands, *drives, *after]


def told(gateway: Gateway, device: Device, positions: Iterable[Position], *, batch: int = 0) -> None:
    """Let a terminal tell positions, one by one or so many in a message, and wait until they are kept."""
    rows = list(positions)
    with wire(gateway, Protocol.JT808) as line:
        line.send(jt808.authentication(phone=device.number, serial=1, code=CODE))
        line.wait(jt808.answers)
        groups: Sequence[Sequence[Position]] = (
            [rows[place : place + batch] for place in range(0, len(rows), batch)]
            if batch
            else [[row] for row in rows]
        )
        for serial, group in enumerate(groups, start=10):
            if batch:
                line.send(jt808.batch(group, phone=device.number, serial=serial))
            else:
                line.send(jt808.position(group[0], phone=device.number, serial=serial))
        line.wait(jt808.answers, 1 + len(groups))


def followed(at: datetime) -> Followed:
    """Let the follower and then the judge come by."""
    with scope_opened(("",)):
        found = tracks_follow(at=at)
        alarms_judge(at=at)
    return found
