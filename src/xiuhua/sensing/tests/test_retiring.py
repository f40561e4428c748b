"""Days leave the tables for files: nothing lost, nothing doubled, whoever is killed when."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Device, HourRoll, Observation, RawFrame, RetiredPart, TrackPoint
from xiuhua.sensing.queries.alarms import readings_stored
from xiuhua.sensing.queries.retired import days_standing, retired_readings
from xiuhua.sensing.rules.measuring.measured import Fix
from xiuhua.sensing.services import retiring
from xiuhua.sensing.services.refusals import DayChanged
from xiuhua.sensing.services.retiring import day_retire, days_due, part_summed
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.services.storing import (
    STAGING,
    Batch,
    FrameRow,
    PointRow,
    ReadingRow,
    batch_store,
    days_ensure,
    quantities_ensure,
)
from xiuhua.sensing.terms import StoredKind
from xiuhua.sensing.tests.device_kit import entered, monitor, truck
from xiuhua.sensing.tests.test_rolls import environment
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

DAY = date(2026, 2, 3)
AT = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)
ACTOR = system("readings")


def stored(device: Device, values: dict[int, float], *, at: datetime = AT) -> None:
    """Store readings, by minute."""
    with transaction.atomic(), connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        cursor.execute("TRUNCATE new_frame, new_reading, new_point, new_contact")
        fume = quantities_ensure(cursor, {"fill"})["fill"]
        batch = Batch(
            readings=[
                ReadingRow(device.pk, fume, at + timedelta(minutes=minute), 0, value, 0, AT)
                for minute, value in values.items()
            ]
        )
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.RETIRED_ROOT = tmp_path
    return tmp_path


def test_a_day_is_moved_whole_and_entered(city: None, folder: Path) -> None:
    (device,) = entered(monitor())
    values = {minute: -0.0 if minute == 7 else minute * 1.1 - 3 for minute in range(200)}
    stored(device, values)
    stored(device, {0: 5.0}, at=AT + timedelta(days=1))
    assert DAY in days_standing(StoredKind.READING, until=DAY + timedelta(days=1))
    done = day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now())
    assert done.rows == 200
    assert Observation.objects.count() == 1  # the next day's
    assert DAY not in days_standing(StoredKind.READING, until=DAY + timedelta(days=1))
    table = pq.read_table(folder / done.path)
    assert dict(enumerate(table["value"].to_pylist())) == values
    assert table["at"][0].as_py() == AT
    part = RetiredPart.objects.get()
    assert (part.rows, part.number, part.kind) == (200, 1, "observation")
    entry = Entry.objects.get(act="stream.retire")
    assert entry.subject == "readings:2026-02-03"
    found = retired_readings(device.pk, AT, AT + timedelta(minutes=3), [DAY])
    assert [reading.value for _, reading in found] == [
        values[0], values[1], values[2],
    ]  # fmt: skip


def test_frames_and_positions_are_moved_with_every_column(city: None, folder: Path) -> None:
    one, two = entered(monitor(), truck())
    fix = Fix(AT, -7, 120.1, 30.2, 36.0, 90, -10, 3, 2**31, None)
    with transaction.atomic(), connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        batch = Batch(
            frames=[
                FrameRow(AT, one.pk, "hj212", "", one.area_code, "p", b"##\x00\xff"),
                FrameRow(AT, None, "hj212", "陌生", "", "p", b"", "unknown_device", {"who": "某"}),
            ],
            points=[PointRow(two.pk, two.area_code, fix, 0, AT)],
        )
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)
    for kind, table, rows in ((StoredKind.FRAME, RawFrame, 2), (StoredKind.POINT, TrackPoint, 1)):
        assert day_retire(kind=kind, day=DAY, actor=ACTOR, at=now()).rows == rows
        assert not table.objects.exists()
    frames = pq.read_table(next(folder.glob("rawframe/2026/*.parquet"))).to_pylist()
    assert {frame["content"] for frame in frames} == {b"##\x00\xff", b""}
    assert [frame["details"] for frame in frames if frame["device_id"] is None] == ['{"who": "某"}']


def test_a_day_that_changes_while_it_is_written_stays(
    city: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (device,) = entered(monitor())
    stored(device, {0: 1.0})

    def summed_late(kind: StoredKind, path: Path) -> tuple[int, int, str]:
        stored(device, {1: 2.0})  # comes between the file and the drop
        return part_summed(kind, path)

    monkeypatch.setattr(retiring, "part_summed", summed_late)
    with pytest.raises(DayChanged):
        day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now())
    assert Observation.objects.count() == 2
    assert not RetiredPart.objects.exists()
    monkeypatch.undo()
    folder_again = day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now())
    assert folder_again.rows == 2


def test_one_flipped_bit_in_a_value_is_seen(city: None, folder: Path) -> None:
    (device,) = entered(monitor())
    stored(device, {0: 1.0})
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT sensing_day_drop('observation', %s, 1, 0)", [DAY])
        assert cursor.fetchone() == (False,)
    assert Observation.objects.count() == 1


def test_what_comes_for_a_retired_day_joins_its_figures_and_leaves_for_a_second_file(
    city: None, folder: Path
) -> None:
    (device,) = entered(monitor())
    stored(device, {0: 1.0, 1: 3.0})
    rolls_refresh(at=now())
    day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now())
    stored(device, {1: 99.0, 2: 5.0})  # one that was sent before, and one that is new
    rolls_refresh(at=now())
    hour = HourRoll.objects.get()
    assert (hour.count, hour.total, hour.last) == (3, 9.0, 5.0)
    assert day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now()).path.endswith("-2.parquet")
    stored(device, {3: 1.0})
    rolls_refresh(at=now())
    hour = HourRoll.objects.get()
    assert (hour.count, hour.total) == (4, 10.0)


def test_the_settings_say_what_is_due_and_a_day_may_be_named(city: None, settings: Settings) -> None:
    settings.KEEP_DAYS, settings.KEEP_FRAME_DAYS = 400, 30
    with connection.cursor() as cursor:
        days_ensure(cursor.cursor, [DAY])
    due = days_due(at=AT + timedelta(days=31))
    assert (StoredKind.FRAME, DAY) in due
    assert (StoredKind.READING, DAY) not in due
    assert (StoredKind.READING, DAY) in days_due(at=AT + timedelta(days=401))
    said = StringIO()
    call_command("days_retire", "--until", "2026-02-04", "--dry-run", stdout=said)
    assert f"observation {DAY}" in said.getvalue()
    assert not RetiredPart.objects.exists()


def test_the_gateway_cannot_retire(city: None, gateway_url: str) -> None:
    with psycopg.connect(gateway_url) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("SELECT sensing_day_drop('observation', '2026-02-03', 0, 0)")


_KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
import django
django.setup()
from django.conf import settings
settings.RETIRED_ROOT = Path(sys.argv[1])
from xiuhua.access.services import scope_set
from xiuhua.sensing.services import retiring
from xiuhua.sensing.terms import StoredKind
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
scope_set(("",))
def dies(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)
where = sys.argv[2]
if where == "writing":
    os.fsync = dies
elif where == "reading":
    retiring.part_summed = dies
else:
    retiring.entry_append = dies
retiring.day_retire(kind=StoredKind.READING, day=date(2026, 2, 3), actor=system("readings"), at=now())
"""


@pytest.mark.slow("starts processes to kill them")
def test_killed_at_any_moment_nothing_is_lost_or_doubled(
    live_city: str, settings: Settings, tmp_path: Path
) -> None:
    settings.RETIRED_ROOT = tmp_path
    (device,) = entered(monitor("YHRETIRE"))
    stored(device, {minute: float(minute) for minute in range(50)})
    for where in ("writing", "reading", "entering"):
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED, str(tmp_path), where], env=environment(live_city),
            capture_output=True, check=False,
        )  # fmt: skip
        assert killed.returncode == -9, killed.stderr.decode()
        assert Observation.objects.filter(device=device).count() == 50
        assert not RetiredPart.objects.exists()
    day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now())
    assert not Observation.objects.filter(device=device).exists()
    assert len(list(retired_readings(device.pk, AT, AT + timedelta(days=1), [DAY]))) == 50
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_series_is_told_as_before_when_its_day_has_left(city: None, folder: Path) -> None:
    (device,) = entered(monitor())
    stored(device, {minute: minute * 1.5 for minute in range(30)}, at=AT)
    stored(device, {minute: minute * 2.5 for minute in range(30)}, at=AT + timedelta(days=1))
    span = {"since": AT + timedelta(minutes=10), "until": AT + timedelta(days=1, minutes=10)}
    before = readings_stored(device.pk, "fill", **span)
    day_retire(kind=StoredKind.READING, day=DAY, actor=ACTOR, at=now())
    after = readings_stored(device.pk, "fill", **span)
    assert len(before.received_s) == 20 + 11
    assert after.readings.at_s.tolist() == before.readings.at_s.tolist()
    assert after.readings.value.tolist() == before.readings.value.tolist()
    assert after.received_s.tolist() == before.received_s.tolist()
    # Late, for a day that has left: one instant is new, the other one is told already.
    stored(device, {40: 7.0, 12: 99.0})
    late = readings_stored(device.pk, "fill", **span)
    assert len(late.received_s) == 32
    assert 99.0 not in late.readings.value
