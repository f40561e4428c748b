"""Recordings go through the sockets and come out equal to the file."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Observation, RawFrame, TrackPoint
from xiuhua.sensing.queries.tracks import track_of_device
from xiuhua.sensing.rules.tracks.cleaning import WORLD, CleanRules, cleaned
from xiuhua.sensing.rules.tracks.shapes import Track
from xiuhua.sensing.rules.tracks.trips import Story, TripRules, story_of
from xiuhua.sensing.simulator import hj212, jt808, sl651
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import monitor, truck
from xiuhua.sensing.tests.drive_kit import told
from xiuhua.sensing.tests.gateway_kit import HOST, entered_and_known
from xiuhua.sensing.tests.track_kit import athens
from xiuhua.shared.clock import now

_ROWS = 300


def _replayed(
    gateway: Gateway, protocol: Protocol, file: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    to = f"{HOST}:{gateway.ports[protocol]}"
    line = [
        sys.executable,
        "-m",
        "xiuhua.config.cli",
        "replay",
        protocol.value,
        str(file),
        "--to",
        to,
        *words,
    ]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.mark.slow("reads a table of 35,064 hours, and replays 300 of them in a process of its own")
def test_hours_of_beijing_air_come_out_equal_to_the_file(
    gateway: Gateway, reference_data: Callable[[str], Path]
) -> None:
    file = reference_data("air/PRSA_Data_Dongsi_20130301-20170228.csv")
    (device,) = entered_and_known(gateway, monitor("DONGSI", interval_s=3600))
    ran = _replayed(
        gateway, Protocol.HJ212, file, "--number", "DONGSI", "--secret", "123456", "--most", str(_ROWS)
    )
    assert ran.returncode == 0, ran.stderr
    with file.open() as opened:
        rows = [row for _, row in zip(range(_ROWS), csv.DictReader(opened), strict=False)]
    codes = {"PM2.5": "pm2_5", "PM10": "pm10", "TEMP": "air_temperature", "WSPM": "wind_speed"}
    expected = {
        (f"{codes[name]}.hour.avg", _hour(row)): float(row[name])
        for row in rows
        for name in codes
        if row[name] not in {"", "NA"}
    }
    kept = Observation.objects.filter(device=device, quantity__code__in=[code for code, _ in expected])
    assert {(one.quantity.code, one.at): one.value for one in kept.select_related("quantity")} == expected


@pytest.mark.heavy
@pytest.mark.slow("replays 35,064 hours of a station")
def test_four_years_of_beijing_air_come_out_equal_to_the_file(
    gateway: Gateway, reference_data: Callable[[str], Path]
) -> None:
    file = reference_data("air/PRSA_Data_Dongsi_20130301-20170228.csv")
    (device,) = entered_and_known(gateway, monitor("ALLDONGSI", interval_s=3600))
    ran = _replayed(gateway, Protocol.HJ212, file, "--number", device.number, "--secret", "123456")
    assert ran.returncode == 0, ran.stderr
    with file.open() as opened:
        rows = list(csv.DictReader(opened))
    codes = {
        "PM2.5": "pm2_5", "PM10": "pm10", "SO2": "so2", "NO2": "no2", "TEMP": "air_temperature",
        "WSPM": "wind_speed",
    }  # fmt: skip
    expected = {
        (f"{codes[name]}.hour.avg", _hour(row)): float(row[name])
        for row in rows
        for name in codes
        if row[name] not in {"", "NA"}
    }
    kept = Observation.objects.filter(device=device, quantity__code__endswith=".hour.avg")
    found = {
        (code, at): value for code, at, value in kept.values_list("quantity__code", "at", "value").iterator()
    }
    assert len(rows) == 35_064
    assert found == expected


def _hour(row: dict[str, str]) -> datetime:
    year, month, day, hour = (int(row[name]) for name in ("year", "month", "day", "hour"))
    return datetime(year, month, day, hour, tzinfo=hj212.CHINA).astimezone(UTC)


@pytest.mark.slow("replays 1,000 positions in a process of its own")
def test_tracks_of_athens_are_kept_once_however_often_they_are_replayed(
    gateway: Gateway, reference_data: Callable[[str], Path]
) -> None:
    file = reference_data("tracks/pneuma_athens_1hz.csv")
    trucks = [truck(str(13800000000 + number)) for number in range(50)]
    entered_and_known(gateway, *trucks)
    words = ("--number", "13800000000", "--secret", "K8S7AAZ2", "--shift", "now", "--most", "20")
    for _ in range(2):
        ran = _replayed(gateway, Protocol.JT808, file, *words)
        assert ran.returncode == 0, ran.stderr
    first = TrackPoint.objects.filter(device__number="13800000000").order_by("at")
    assert (first[0].lon, first[0].lat, first[0].speed_km_h) == (23.730362, 37.990046, 12.6)
    counts = {
        number: TrackPoint.objects.filter(device__number=number).count()
        for number in ("13800000000", "13800000049")
    }
    assert all(
        20 <= found <= 40 for found in counts.values()
    )  # shifted to another now, they are other instants


@pytest.mark.heavy
@pytest.mark.slow("replays 23,293 positions twice, the second time shuffled")
def test_athens_replayed_now_makes_the_trips_of_the_file_and_the_same_however_shuffled(
    gateway: Gateway, reference_data: Callable[[str], Path]
) -> None:
    file = reference_data("tracks/pneuma_athens_1hz.csv")
    trucks = [truck(str(13700000000 + number)) for number in range(50)]
    again = [truck(str(13600000000 + number)) for number in range(50)]
    devices = entered_and_known(gateway, *trucks, *again)
    ran = _replayed(
        gateway, Protocol.JT808, file, "--number", "13700000000", "--secret", "K8S7AAZ2", "--shift", "now"
    )
    assert ran.returncode == 0, ran.stderr
    tracks = [track for _, track in athens()]
    chance = np.random.default_rng(20_261_126)
    base_s = now().timestamp() // 1 - max(track.at_s[-1] for track in tracks)
    for device, track in zip(devices[50:], tracks, strict=True):
        positions = [
            jt808.Position(
                at=datetime.fromtimestamp(base_s + track.at_s[row], UTC), lon=float(track.lon[row]),
                lat=float(track.lat[row]), speed_km_h=float(track.speed_km_h[row]),
            )
            for row in chance.permutation(len(track))
        ]  # fmt: skip
        told(gateway, device, positions, batch=20)
    trips, driven_m, truth_m = 0, 0.0, 0.0
    for place, track in enumerate(tracks):
        expected = _story(track)
        stored = [
            track_of_device(devices[row], since=now() - timedelta(days=1), until=now() + timedelta(days=1))
            for row in (place, place + 50)
        ]
        assert [len(one) for one in stored] == [len(track)] * 2
        assert [_trips(_story(one), one) for one in stored] == [_trips(expected, track)] * 2
        true_m = float(track.distances_m(slice(1, None), slice(0, -1)).sum())
        found = _story(stored[1])
        if true_m > 500:
            assert found.mileage_m == pytest.approx(true_m, rel=0.02)
        trips, driven_m, truth_m = trips + len(found.trips), driven_m + found.mileage_m, truth_m + true_m
    assert trips > 40
    assert driven_m == pytest.approx(truth_m, rel=0.02)


def _story(track: Track) -> Story:
    return story_of(cleaned(track, CleanRules(region=WORLD)).track, TripRules())


def _trips(story: Story, track: Track) -> list[tuple[float, float, int]]:
    """Return trips by seconds since the first position, and their metres."""
    first_s = float(track.at_s.min())
    return [(trip.since_s - first_s, trip.until_s - first_s, round(trip.length_m)) for trip in story.trips]


def test_a_file_of_captured_frames_is_sent_as_it_is(gateway: Gateway, tmp_path: Path) -> None:
    (device,) = entered_and_known(gateway, monitor("RAW1"))
    good = hj212.upload(mn="RAW1", at=now(), values={"a34041-Rtd": "1"})
    file = tmp_path / "frames.txt"
    file.write_bytes(good.strip() + b"\n" + good.strip()[:-1] + b"0\n" + good.hex().encode() + b"\n")
    ran = _replayed(gateway, Protocol.HJ212, file)
    assert ran.returncode == 0, ran.stderr
    assert RawFrame.objects.filter(device=device).count() == 3


def test_the_played_devices_build_what_the_standards_print() -> None:
    # HJ 212-2017, annex A: the example's checksum.
    segment = (
        b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
        b"CP=&&RtdInterval=30&&"
    )
    assert hj212.checksum(segment) == 0x1C80
    # CRC-16/MODBUS of "123456789" is 4B37.
    assert sl651.checksum(b"123456789") == 0x4B37
    # 7E within a message is sent as 7D 02, its sum included.
    sent = jt808.message(0x0002, phone="13900000001", serial=0x7E)
    assert sent.count(b"\x7e") == 2
    assert b"\x7d\x02" in sent
