"""Drives of trucks as their terminals tell them over a socket, and the page's clock some time ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Device
from xiuhua.sensing.simulator.jt808 import Position
from xiuhua.sensing.tests.device_kit import truck
from xiuhua.sensing.tests.gateway_kit import entered_and_known

FULL, EMPTY = 0b11 | 3 << 8, 0b11


def way(begins: datetime, places: Sequence[tuple[tuple[float, float], float, int]]) -> list[Position]:
    """Return the positions of a drive: each place with the minutes there and the load it leaves with."""
    at, found, load, before = begins, list[Position](), EMPTY, places[0][0]
    for place, minutes, leaves_with in places:
        steps = round(max(abs(place[0] - before[0]), abs(place[1] - before[1])) / 0.002)
        for step in range(1, steps + 1):
            share = step / steps
            lon = before[0] + (place[0] - before[0]) * share
            lat = before[1] + (place[1] - before[1]) * share
            at += timedelta(seconds=20)
            found.append(Position(at=at, lon=lon, lat=lat, speed_km_h=35.0, status=load))
        for step in range(round(minutes * 3)):
            at += timedelta(seconds=20)
            load = leaves_with if step >= minutes * 3 / 2 else load
            found.append(Position(at=at, lon=place[0], lat=place[1], status=load))
        before = place
    return found


def terminal(gateway: Gateway, number: str, plate: str) -> Device:
    """Enter the terminal of a truck and let the gateway know it."""
    with scope_opened(("",)):
        (made,) = entered_and_known(gateway, truck(number, vehicle=plate))
    return made


@contextmanager
def page_clock(then: datetime) -> Iterator[None]:
    """Let pages read another instant from their clock: a drive that is told now took place before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xiuhua.web.pages.forms.now", lambda: then)
        yield
