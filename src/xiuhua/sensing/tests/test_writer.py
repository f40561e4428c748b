"""The writer bears a database that is away, a queue that is full, and what no table can hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils.timezone import localtime
from pytest_django.fixtures import Settings

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Observation
from xiuhua.sensing.services.retiring import day_retire
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.terms import Protocol, StoredKind
from xiuhua.sensing.tests.device_kit import monitor
from xiuhua.sensing.tests.gateway_kit import entered_and_known, eventually, gateway_running, wire
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

_WAITING = 100


@pytest.fixture(scope="module")
def gateway(live_city: str, gateway_url: str) -> Iterator[Gateway]:
    """A gateway in which little may wait."""
    with gateway_running(gateway_url, Bounds(waiting=_WAITING, batch=50)) as running:
        yield running


_NOW = now().replace(microsecond=0)


def _fume(mn: str, back_s: int) -> bytes:
    at = _NOW - timedelta(seconds=back_s)
    return hj212.upload(mn=mn, at=at, values={"a34041-Rtd": "1.0"})


def test_while_the_database_is_away_nobody_is_answered_and_nothing_is_lost(
    gateway: Gateway, gateway_url: str
) -> None:
    (device,) = entered_and_known(gateway, monitor("AWAY1"))
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("AWAY1", 20))
        line.wait(hj212.answers)
        with psycopg.connect(gateway_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'xiuhua_gateway'"
                " AND pid <> pg_backend_pid()"
            )
        for back_s in range(10, 0, -1):
            line.send(_fume("AWAY1", back_s))
        line.wait(hj212.answers, 11)
    assert Observation.objects.filter(device=device).count() == 11
    assert gateway.hub.writer.counts.retries >= 1


def test_what_may_wait_is_bounded_and_whoever_sends_more_is_not_read(
    gateway: Gateway, gateway_url: str
) -> None:
    (device,) = entered_and_known(gateway, monitor("FULL1"))
    wanted = 6 * _WAITING
    with psycopg.connect(gateway_url) as holder, wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("FULL1", 1_000))
        line.wait(hj212.answers)
        holder.execute("SELECT 1 FROM sensing_contact FOR UPDATE")  # the writer's next batch waits for this
        for start in range(0, wanted, 50):
            line.send(b"".join(_fume("FULL1", 1 + start + step) for step in range(50)))
        eventually(lambda: gateway.hub.writer.is_full)
        assert hj212.answers(line.heard) == hj212.answers(line.heard)[:1]
        holder.rollback()
        line.wait(hj212.answers, wanted + 1)
    assert Observation.objects.filter(device=device).count() == wanted + 1


def test_what_comes_for_a_day_that_was_retired_meanwhile_is_stored_all_the_same(
    gateway: Gateway, settings: Settings, tmp_path: Path
) -> None:
    settings.RETIRED_ROOT = tmp_path
    (device,) = entered_and_known(gateway, monitor("OLD1"))
    long_ago = 40 * 86_400
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("OLD1", long_ago))
        line.wait(hj212.answers)
        day = Observation.objects.get(device=device).at.date()
        day_retire(kind=StoredKind.READING, day=day, actor=system("readings"), at=now())
        assert not Observation.objects.filter(device=device).exists()
        line.send(_fume("OLD1", long_ago))  # the writer still believes that the day is there
        line.wait(hj212.answers, 2)
    assert Observation.objects.filter(device=device).count() == 1


def test_what_was_measured_in_the_first_hours_of_a_day_long_ago_is_stored(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, monitor("OLD2"))
    at = (localtime(_NOW) - timedelta(days=50)).replace(hour=0, minute=30)  # in UTC, a day before
    with wire(gateway, Protocol.HJ212) as line:
        line.send(hj212.upload(mn="OLD2", at=at, values={"a34041-Rtd": "1.0"}))
        line.wait(hj212.answers)
    assert [row.at for row in Observation.objects.filter(device=device)] == [at]
