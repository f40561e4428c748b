"""The store: days made ahead, districts apart, and what neither the pages nor the gateway may do to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from xiuhua.access.services import scope_opened
from xiuhua.sensing.models import Device, Observation, RawFrame, TrackPoint
from xiuhua.sensing.rules.measuring.measured import Fix
from xiuhua.sensing.services.partitions import days_make_ahead
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
from xiuhua.sensing.tests.device_kit import entered, monitor, truck

AT = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)


@pytest.fixture
def stored(city: None) -> tuple[Device, Device]:
    """A monitor and a truck with a frame, a reading and a position each."""
    one, two = entered(monitor(), truck())
    fix = Fix(AT, 7, 120.1, 30.2, 36.0, 90, 10, 3, 0, None)
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        fume = quantities_ensure(cursor, {"oil_fume"})["oil_fume"]
        batch = Batch(
            frames=[
                FrameRow(AT, one.pk, "hj212", "", one.area_code, "p", b"##"),
                FrameRow(AT, None, "hj212", "STRANGER", "", "p", b"##", "unknown_device"),
            ],
            readings=[ReadingRow(one.pk, fume, AT, 0, 1.5, 0, AT)],
            points=[PointRow(two.pk, two.area_code, fix, 0, AT)],
        )
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)
    return one, two


def test_the_days_ahead_are_made_once(city: None) -> None:
    far = AT + timedelta(days=60)  # no other test has been there
    assert days_make_ahead(at=far) == 3 * 9  # yesterday to a week ahead, of three tables
    assert days_make_ahead(at=far) == 0


def test_readings_of_before_the_product_stand_in_one_partition(city: None) -> None:
    with connection.cursor() as cursor:
        days_ensure(cursor.cursor, [date(2013, 3, 1)])
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'sensing_observation_d2013%'")
        assert cursor.fetchone() == (0,)


def test_a_batch_stored_again_changes_nothing_but_the_frames(stored: tuple[Device, Device]) -> None:
    one, two = stored
    fix = Fix(AT, 7, 120.1, 30.2, 36.0, 90, 10, 3, 0, None)
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute("TRUNCATE new_frame, new_reading, new_point, new_contact")
        fume = quantities_ensure(cursor, {"oil_fume"})["oil_fume"]
        batch_store(
            cursor,
            Batch(
                readings=[ReadingRow(one.pk, fume, AT, 0, 9.9, 0, AT)],
                points=[PointRow(two.pk, two.area_code, fix, 0, AT)],
            ),
        )
    assert Observation.objects.get(device=one).value == 1.5
    assert TrackPoint.objects.filter(device=two).count() == 1


def test_a_neighbour_sees_no_position_and_no_frame_but_those_of_nobody(stored: tuple[Device, Device]) -> None:
    with scope_opened(("990102",)):
        assert not TrackPoint.objects.exists()
        assert [one.number for one in RawFrame.objects.all()] == ["STRANGER"]
    with scope_opened(()):
        assert not RawFrame.objects.exists()


def test_a_partition_cannot_be_read_past_its_table(stored: tuple[Device, Device]) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sensing_trackpoint_d20261126")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sensing_observation SET value = 0",
        "DELETE FROM sensing_rawframe",
        "DELETE FROM sensing_trackpoint",
    ],
)
def test_the_pages_cannot_change_what_was_measured(stored: tuple[Device, Device], statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sensing_device SET secret = ''",
        "DELETE FROM sensing_observation",
        "UPDATE sensing_trackpoint SET lon = 0",
        "SELECT * FROM access_user",
        "SELECT * FROM ledger_entry",
    ],
)
def test_the_gateway_may_write_what_devices_send_and_nothing_else(
    city: None, gateway_url: str, statement: str
) -> None:
    with psycopg.connect(gateway_url) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)
