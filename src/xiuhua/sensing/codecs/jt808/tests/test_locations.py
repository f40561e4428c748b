"""Positions: worked examples, what cannot be right about them, and many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808 import arrays
from xiuhua.sensing.codecs.jt808.bits import ALARMS, STATUSES, bits_named
from xiuhua.sensing.codecs.jt808.bodies import body_read
from xiuhua.sensing.codecs.jt808.extras import ITEMS, Extra, Value, extra_write, extras_read, values_read
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.messages.locations import (
    Location,
    LocationBatch,
    location_doubts,
    location_read,
)
from xiuhua.sensing.codecs.jt808.tests.strategies import locations
from xiuhua.sensing.codecs.jt808.wire import CHINA, Reader

# fakeyanss/jt808-server-go, packet_codec_test: 30.242718 N, 120.111154 E, 60 m, 0 km/h, 143 degrees.
CAPTURED = bytes.fromhex("000000000002080301CD779E0728C032003C0000008F230125145158")


def doubts(**changes: Any) -> list[str]:
    """Return the codes of what cannot be right about the captured position with some changes."""
    return [doubt.fault.value for doubt in location_doubts(location_read(CAPTURED)._replace(**changes))]


def timed(time: str) -> bytes:
    """Return the captured body with another time, in hex."""
    return CAPTURED[:-6] + bytes.fromhex(time)


def test_a_captured_position_is_read() -> None:
    at = datetime(2023, 1, 25, 14, 51, 58, tzinfo=CHINA)
    assert location_read(CAPTURED) == Location(0, 0x20803, 30.242718, 120.111154, 60, 0.0, 143, at)
    assert doubts() == []


@given(locations())
def test_a_position_that_is_written_is_read_again(location: Location) -> None:
    assert location_read(location.write()) == location


def test_south_and_west_are_bits_and_become_signs() -> None:
    southern = bytes.fromhex("00000000 0000000F") + CAPTURED[8:]
    assert location_read(southern)[2:4] == (-30.242718, -120.111154)
    assert location_read(CAPTURED)._replace(latitude_deg=-1.5).write()[4:8] == bytes.fromhex("00020807")


@pytest.mark.parametrize(
    "time",
    ["000000000000", "230230120000", "231301120000", "230125246000", "23012514515A", "F30125145158"],
)
def test_a_time_that_does_not_exist_is_refused(time: str) -> None:
    with pytest.raises(FrameError) as caught:
        location_read(timed(time))
    assert caught.value.fault is Jt808Fault.TIME
    assert time.lower() in caught.value.sentence("zh")


@pytest.mark.parametrize(
    ("time", "year"), [("000229235959", 2000), ("991231235959", 2099), ("100101000000", 2010)]
)
def test_clocks_at_the_ends_of_the_century_are_read_and_not_believed(time: str, year: int) -> None:
    location = location_read(timed(time))
    assert location.at.year == year
    assert [doubt.fault for doubt in location_doubts(location)] == [Jt808Fault.CLOCK]


def test_what_cannot_be_right_is_named() -> None:
    assert doubts(latitude_deg=0.0, longitude_deg=-0.0) == ["nowhere"]
    assert doubts(latitude_deg=120.1, longitude_deg=30.2) == ["off_earth"]
    assert doubts(longitude_deg=180.5) == ["off_earth"]
    assert doubts(direction_deg=360) == ["direction"]
    assert doubts(tail=b"\x01\x04\0\0") == ["item_cut"]
    assert doubts(tail=b"\x01\x02\0\0") == ["item_width"]
    assert doubts(latitude_deg=0.0) == []


def test_a_body_one_byte_short_is_refused() -> None:
    with pytest.raises(FrameError) as caught:
        location_read(CAPTURED[:-1])
    assert caught.value.fault is Jt808Fault.BODY


def test_a_batch_with_a_wrong_count_gives_what_it_holds() -> None:
    one = location_read(CAPTURED)
    raw = bytearray(LocationBatch(LocationBatch.BLIND_AREA, (one, one)).write(Edition.E2013))
    raw[:2] = b"\0\3"
    reader = Reader(bytes(raw), Edition.E2013)
    assert body_read(LocationBatch, reader) == LocationBatch(1, (one, one))
    assert [warning.fault for warning in reader.warnings] == [Jt808Fault.COUNT]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("01 04 00000064", 10.0),
        ("02 02 0037", 5.5),
        ("03 02 0258", 60.0),
        ("04 02 0007", 7),
        ("06 02 FFF6", -10),
        ("11 01 00", {"kind": 0}),
        ("11 05 01 00000042", {"kind": 1, "area": 0x42}),
        ("12 06 02 00000003 01", {"kind": 2, "area": 3, "direction": 1}),
        ("13 07 00000009 0078 01", {"section": 9, "seconds": 120, "result": 1}),
        ("18 03 0003 32", {"kinds": 3, "fatigue": 50}),
        ("18 02 0003", {"kinds": 3}),
        ("25 04 00000005", 5),
        ("2A 02 0003", 3),
        ("2B 04 00020001", [1, 2]),
        ("30 01 16", 22),
        ("31 01 0C", 12),
        ("E0 01 07", None),
        ("01 02 0064", None),
    ],
)
def test_an_item_says_its_value(item: str, value: Value | None) -> None:
    (extra,) = extras_read(bytes.fromhex(item))
    assert extra.value == value
    assert extra.raw == bytes.fromhex(item)[2:]


def test_tyre_pressures_are_thirty_numbers() -> None:
    (extra,) = extras_read(extra_write(0x05, bytes(range(30))))
    assert extra.value == list(range(30))


def test_an_item_that_reaches_beyond_the_body_leaves_the_ones_before_it() -> None:
    tail = bytes.fromhex("30 01 16 01 04 0000")
    assert extras_read(tail) == (Extra(0x30, b"\x16"), Extra(0x01, b"\0\0", is_cut=True))
    assert extras_read(b"\x30\x01\x16\x31") == (Extra(0x30, b"\x16"), Extra(0x31, b"", is_cut=True))


@given(st.binary(max_size=80) | locations().map(lambda location: location.tail))
def test_values_in_one_pass_are_those_of_the_items(tail: bytes) -> None:
    assert values_read(tail) == {
        extra.number: extra.value for extra in extras_read(tail) if extra.value is not None
    }


def test_bits_and_items_are_named_once_in_both_languages() -> None:
    for bits in (ALARMS, STATUSES):
        assert [bit.number for bit in bits] == list(range(len(bits)))
        assert len({bit.key for bit in bits}) == len(bits)
    assert len({item.key for item in ITEMS.values()}) == len(ITEMS)
    assert bits_named(0b11, ALARMS, "zh-hans") == ["紧急报警", "超速报警"]
    assert bits_named(1 << 22 | 1, STATUSES, "en") == ["ignition on", "moving (2019)"]
    assert bits_named(0, ALARMS, "en") == []


@given(st.lists(locations(), max_size=8))
def test_arrays_hold_what_single_positions_hold(drawn: list[Location]) -> None:
    found = arrays.locations_read([location.write() for location in drawn])
    assert found.is_good.tolist() == [True] * len(drawn)
    assert found.at_s.tolist() == [int(location.at.timestamp()) for location in drawn]
    for at, location in enumerate(drawn):
        assert (
            found.alarm[at], found.status[at], found.latitude_deg[at], found.longitude_deg[at],
            found.altitude_m[at], found.speed_km_h[at], found.direction_deg[at],
        ) == location[:7]  # fmt: skip


@given(st.binary(min_size=6, max_size=6))
def test_arrays_refuse_the_times_that_single_positions_refuse(time: bytes) -> None:
    found = arrays.locations_read([CAPTURED[:-6] + time])
    try:
        at = location_read(CAPTURED[:-6] + time).at
    except FrameError:
        assert not found.is_good[0]
    else:
        assert found.is_good[0]
        assert found.at_s[0] == int(at.timestamp())


def test_a_short_body_among_many_spoils_only_itself() -> None:
    found = arrays.locations_read([CAPTURED, CAPTURED[:20], b"", CAPTURED])
    assert np.array_equal(found.is_good, [True, False, False, True])
    assert found.latitude_deg[3] == 30.242718
