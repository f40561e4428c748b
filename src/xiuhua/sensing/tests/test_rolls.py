"""Figures by hour and day, compared with a brute force that knows nothing of how they are made."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiuhua.sensing.models import DayRoll, Device, HourRoll, Stream, Touch
from xiuhua.sensing.rules.rolling import Reading, rolled
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.services.storing import (
    STAGING,
    Batch,
    ReadingRow,
    batch_store,
    days_ensure,
    quantities_ensure,
)
from xiuhua.sensing.tests.device_kit import entered, monitor, station
from xiuhua.shared.clock import now

BEGIN = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)  # four hours into a Sunday of China
SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE, STUCK = 64, 1
Row = tuple[int, str, int, int, float, int]  # device, quantity, minutes after BEGIN, sequence, value, flags


def stored(devices: list[Device], rows: list[Row]) -> None:
    with transaction.atomic(), connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        cursor.execute("TRUNCATE new_frame, new_reading, new_point, new_contact")
        ids = quantities_ensure(cursor, {"fill", "tilt"})
        batch = Batch(
            readings=[
                ReadingRow(
                    devices[one].pk, ids[code], BEGIN + timedelta(minutes=minutes), seq, value, flags, BEGIN
                )
                for one, code, minutes, seq, value, flags in rows
            ]
        )
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)


def brute(rows: list[Row], *, days: bool) -> dict[tuple[int, str, datetime], tuple[float | None, ...]]:
    """Return count, doubtful, low, high, total, first and last, by device, quantity and start."""
    first_wins: dict[tuple[int, str, int, int], tuple[float, int]] = {}
    for device, code, minutes, sequence, value, flags in rows:
        first_wins.setdefault((device, code, minutes, sequence), (value, flags))
    spans: dict[tuple[int, str, datetime], list[tuple[int, int, float, int]]] = defaultdict(list)
    for (device, code, minutes, sequence), (value, flags) in first_wins.items():
        local = (BEGIN + timedelta(minutes=minutes)).astimezone(SHANGHAI)
        start = local.replace(minute=0, hour=0 if days else local.hour)
        spans[device, code, start].append((minutes, sequence, value, flags))
    found: dict[tuple[int, str, datetime], tuple[float | None, ...]] = {}
    for key, those in spans.items():
        good = [value for _, _, value, flags in sorted(those) if flags in {0, LATE}]
        told = (min(good), max(good), sum(good), good[0], good[-1]) if good else (None,) * 5
        found[key] = (len(good), len(those) - len(good), *told)
    return found


def made(devices: list[Device], table: type[HourRoll | DayRoll]) -> dict[tuple[int, str, datetime], object]:
    places = {device.pk: place for place, device in enumerate(devices)}
    return {
        (places[one.device_id], one.quantity.code, one.start): (
            one.count, one.doubtful, one.low, one.high, one.total, one.first, one.last,
        )
        for one in table.objects.select_related("quantity").filter(device__in=devices)
    }  # fmt: skip


def agree(
    found: Mapping[tuple[int, str, datetime], object], meant: Mapping[tuple[int, str, datetime], object]
) -> None:
    assert found.keys() == meant.keys()
    for key, row in meant.items():
        assert found[key] == pytest.approx(row, rel=1e-9, abs=1e-9), key


_ROWS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["fill", "tilt"]),
        st.integers(0, 60 * 30),
        st.integers(0, 1),
        st.floats(-1e6, 1e6),
        st.sampled_from([0, 0, 0, LATE, STUCK, STUCK | LATE]),
    ),
    max_size=60,
)


@pytest.mark.slow("stores dozens of batches in every order")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=_ROWS, cuts=st.lists(st.integers(0, 60), max_size=3), again=st.lists(st.integers(0, 59), max_size=10)
)
def test_figures_are_those_of_a_brute_force_however_late_and_often_readings_come(
    city: None, rows: list[Row], cuts: list[int], again: list[int]
) -> None:
    """Batches are cut anywhere, some rows come again with another value, and figures are made in between."""
    with transaction.atomic():
        devices = entered(monitor(), station())
        repeats = [(*rows[place][:4], 7.5, 0) for place in again if place < len(rows)]
        sent = [*rows, *repeats]
        edges = [0, *sorted(cut for cut in cuts if cut < len(sent)), len(sent)]
        for since, until in pairwise(edges):
            stored(devices, sent[since:until])
            rolls_refresh(at=now())
        agree(made(devices, HourRoll), brute(sent, days=False))
        agree(made(devices, DayRoll), brute(sent, days=True))
        assert not Touch.objects.exists()
        transaction.set_rollback(True)  # the next example begins anew


def test_a_late_reading_corrects_its_hour_and_its_day(city: None) -> None:
    devices = entered(monitor())
    stored(devices, [(0, "fill", 0, 0, 1.0, 0), (0, "fill", 59, 0, 3.0, 0)])
    assert rolls_refresh(at=now()) == 1
    assert rolls_refresh(at=now()) == 0
    hour = HourRoll.objects.get()
    assert (hour.count, hour.low, hour.high, hour.mean, hour.total, hour.first, hour.last) == (
        2, 1.0, 3.0, 2.0, 4.0, 1.0, 3.0,
    )  # fmt: skip
    assert hour.start == BEGIN
    stored(devices, [(0, "fill", 30, 0, 8.0, LATE), (0, "fill", 31, 0, 99.0, STUCK)])
    rolls_refresh(at=now())
    hour, day = HourRoll.objects.get(), DayRoll.objects.get()
    assert (hour.count, hour.doubtful, hour.high, hour.mean) == (3, 1, 8.0, 4.0)
    assert (day.count, day.doubtful, day.mean) == (3, 1, 4.0)
    assert day.start == datetime(2026, 3, 8, tzinfo=SHANGHAI)
    assert Stream.objects.get().quantity.code == "fill"


def test_readings_that_come_again_touch_nothing(city: None) -> None:
    devices = entered(monitor())
    stored(devices, [(0, "fill", 0, 0, 1.0, 0)])
    rolls_refresh(at=now())
    stored(devices, [(0, "fill", 0, 0, 9.0, 0)])
    assert not Touch.objects.exists()


def test_a_value_beyond_all_measure_is_doubted_and_stops_nothing(city: None) -> None:
    devices = entered(monitor())
    huge = [(0, "fill", minute, 0, 1.7e308, 0) for minute in range(3)]
    stored(devices, [*huge, (0, "fill", 9, 0, 2.0, 0)])
    rolls_refresh(at=now())
    assert (HourRoll.objects.get().mean, HourRoll.objects.get().doubtful) == (2.0, 3)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 2), st.floats(-1e3, 1e3), st.sampled_from([0, 1, 64]))
    )
)
def test_the_pure_rule_says_the_same_in_any_order(rows: list[tuple[int, int, float, int]]) -> None:
    unique = list(
        {(at, sequence): Reading(at, sequence, value, flags) for at, sequence, value, flags in rows}.values()
    )
    assert rolled(unique) == rolled(reversed(unique))
    good = [one.value for one in sorted(unique) if one.flags in {0, LATE}]
    assert rolled(unique).count == len(good)
    assert rolled(unique).last == (good[-1] if good else None)


_KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection, transaction
from xiuhua.access.services import scope_set
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.shared.clock import now
scope_set(("",))
with transaction.atomic():
    assert rolls_refresh(at=now()) > 0
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow("starts a process to kill it")
def test_figures_killed_half_way_are_made_by_the_next(live_city: str) -> None:
    (device,) = entered(monitor("YHROLL1"))
    stored([device], [(0, "fill", 0, 0, 1.0, 0), (0, "fill", 1, 0, 2.0, 0)])
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED], env=environment(live_city), capture_output=True, check=False
    )
    assert killed.returncode == -9, killed.stderr.decode()
    assert not HourRoll.objects.filter(device=device).exists()
    assert Touch.objects.filter(device_id=device.pk).count() == 1
    rolls_refresh(at=now())
    assert HourRoll.objects.get(device=device).total == 3.0
    assert not Touch.objects.filter(device_id=device.pk).exists()


def environment(url: str) -> dict[str, str]:
    import os  # noqa: PLC0415 - only here

    given_ = dict(os.environ)  # noqa: TID251 - a child needs the parent's
    return given_ | {
        "DJANGO_SETTINGS_MODULE": "xiuhua.config.settings.test", "DATABASE_URL": url,
        "PYTHONPATH": ":".join(path for path in sys.path if path),
    }  # fmt: skip
