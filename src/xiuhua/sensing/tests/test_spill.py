"""Frames that are sent once outlive a database that is away, and a kill of the gateway."""

from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.gateway.spill import NAME, Spill, SpillFull, item_read, item_stored
from xiuhua.sensing.gateway.talks.taken import Item
from xiuhua.sensing.models import Contact, Device, Observation, RawFrame, SpillMark
from xiuhua.sensing.rules.measuring.gb28181 import ChannelTold
from xiuhua.sensing.rules.measuring.measured import Fix, Measured
from xiuhua.sensing.services.storing import FrameRow
from xiuhua.sensing.simulator import hj212, mqtt
from xiuhua.sensing.terms import ChannelState, Protocol
from xiuhua.sensing.tests.device_kit import SENSOR_SECRET, entered, monitor, sensor
from xiuhua.sensing.tests.gateway_kit import (
    HOST,
    entered_and_known,
    eventually,
    gateway_running,
    port_free,
    wire,
)
from xiuhua.sensing.tests.proxy_kit import Way
from xiuhua.shared.clock import now

AT = datetime(2026, 11, 26, 8, 0, 0, 250_001, tzinfo=UTC)
CARD = Card(7, Protocol.MQTT, "well-01", area_code="990101003", interval_s=60)
MIB = 2**20


def _item(content: bytes = b"\x00frame\xff", value: float = 1.25) -> Item:
    frame = FrameRow(AT, 7, "mqtt", "", "990101003", "10.0.0.1:5", content, "", {"of": "三", "count": 3})
    return Item(CARD, AT, frame, (Measured("fill", AT, value, 2, 32),))


# --- the file ----------------------------------------------------------------------------------------------


def test_an_item_comes_back_from_the_file_as_it_was() -> None:
    whole = replace(
        _item(),
        fixes=(
            Fix(AT, 9, 120.1, 30.2, 36.5, 90, -3, 2**31, 1, None),
            Fix(AT, 9, 1.0, 2.0, 0.0, 0, 0, 0, 0, 12.5),
        ),
        channels=(ChannelTold("3301", "东门", "m", "x", "路口", ChannelState.UNKNOWN, None, 30.0),),
        is_whole=True, is_good=False, fault="checksum",
    )  # fmt: skip
    assert item_read(item_stored(whole)) == whole
    stranger = Item(None, AT, None)
    assert item_read(item_stored(stranger)) == stranger


def test_what_an_earlier_life_kept_is_there_in_its_order(tmp_path: Path) -> None:
    one = Spill(tmp_path, MIB)
    assert one.add([_item(value=1.0), _item(value=2.0)]) == 0
    assert one.add([_item(value=3.0)], "742") == 2
    two = _after_a_kill(tmp_path)
    assert (two.key, two.items, two.holds) == (one.key, 3, True)
    first = two.oldest()
    assert (first.first, first.transaction, [item.measured[0].value for item in first.items]) == (
        0,
        "",
        [1.0, 2.0],
    )
    two.stored(2)
    second = two.oldest()
    assert (second.first, second.transaction, [item.measured[0].value for item in second.items]) == (
        2,
        "742",
        [3.0],
    )
    two.stored(3)
    assert not two.holds
    assert (tmp_path / NAME).stat().st_size == 0
    assert two.key != one.key  # what comes later is counted anew


def _after_a_kill(folder: Path, most_bytes: int = MIB) -> Spill:
    """Return what the next life finds: locks end with their process."""
    content = (folder / NAME).read_bytes()
    (folder / NAME).unlink()
    (folder / NAME).write_bytes(content)
    return Spill(folder, most_bytes)


@pytest.mark.parametrize("cut", [1, 7, 8, 9, 60])
def test_half_a_record_is_cut_off_laid_aside_and_said(
    tmp_path: Path, cut: int, caplog: pytest.LogCaptureFixture
) -> None:
    one = Spill(tmp_path, MIB)
    one.add([_item(value=1.0)])
    whole = one.bytes_kept
    one.add([_item(value=2.0)])
    content = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(content[: whole + cut])
    with caplog.at_level(logging.WARNING):
        two = _after_a_kill(tmp_path)
    assert (two.items, two.bytes_kept) == (1, whole)
    assert f"the last {cut} bytes" in caplog.text
    (aside,) = tmp_path.glob("*.cut")
    assert aside.read_bytes() == content[whole : whole + cut]
    assert two.add([_item(value=3.0)]) == 1
    two.stored(1)
    assert two.oldest().items[0].measured[0].value == 3.0


def test_a_changed_byte_is_no_record(tmp_path: Path) -> None:
    one = Spill(tmp_path, MIB)
    one.add([_item()])
    content = bytearray((tmp_path / NAME).read_bytes())
    content[-5] ^= 1
    (tmp_path / NAME).write_bytes(bytes(content))
    assert not _after_a_kill(tmp_path).holds


def test_the_file_is_bounded_and_what_finds_no_room_is_not_half_in_it(tmp_path: Path) -> None:
    one = Spill(tmp_path, 4_000)
    one.add([_item(b"x" * 900)])
    before = (tmp_path / NAME).stat().st_size
    with pytest.raises(SpillFull):
        one.add([_item(b"x" * 900) for _ in range(5)])
    assert (tmp_path / NAME).stat().st_size == before == one.bytes_kept
    assert one.add([_item(b"y")]) == 1


def test_two_gateways_do_not_share_a_file(tmp_path: Path) -> None:
    one = Spill(tmp_path, MIB)
    with pytest.raises(OSError, match="temporarily unavailable"):
        Spill(tmp_path, MIB)
    one.close()
    assert not (tmp_path / NAME).exists()


# --- the gateway -------------------------------------------------------------------------------------------


@pytest.fixture
def way(live_city: str, gateway_url: str) -> Iterator[Way]:
    """A way to the database that can be cut."""
    made = Way(gateway_url)
    yield made
    made.cut()


def _unanswered(mn: str, place: int) -> bytes:
    """Return a reading of which its device wants to hear nothing."""
    at = now().replace(microsecond=0) - timedelta(seconds=600 - place)
    return hj212.upload(mn=mn, at=at, values={"a34041-Rtd": f"{place / 100}"}, is_answered=False)


def _frames(device: Device) -> list[bytes]:
    return [bytes(one) for one in RawFrame.objects.filter(device=device).values_list("content", flat=True)]


def test_an_answer_leaves_after_what_was_kept_is_committed(way: Way, tmp_path: Path) -> None:
    with gateway_running(way.url, spill=tmp_path) as gateway:
        (device,) = entered_and_known(gateway, monitor("KEPT1"))
        with wire(gateway, Protocol.HJ212) as line:
            way.cut()
            at = now().replace(microsecond=0) - timedelta(minutes=1)
            line.send(hj212.upload(mn="KEPT1", at=at, values={"a34041-Rtd": "1.0"}))
            eventually(lambda: gateway.hub.writer.kept_bytes)
            assert not line.heard
            way.open()
            line.wait(hj212.answers)
            assert Observation.objects.filter(device=device).count() == 1
        assert len(_frames(device)) == 1
        eventually(lambda: not gateway.hub.writer.kept_bytes)
        assert (tmp_path / NAME).stat().st_size == 0


def test_what_was_committed_without_a_word_is_not_stored_again(way: Way, tmp_path: Path) -> None:
    with gateway_running(way.url, spill=tmp_path) as gateway:
        (device,) = entered_and_known(gateway, monitor("KEPT2"))
        with wire(gateway, Protocol.HJ212) as line:
            line.send(_unanswered("KEPT2", 1))
            eventually(lambda: _frames(device))
            way.cut_after(b"pg_current_xact_id", b"COMMIT")  # the database commits, and nobody hears of it
            line.send(_unanswered("KEPT2", 2))
            eventually(lambda: way.is_cut and gateway.hub.writer.kept_bytes)
            assert len(_frames(device)) == 2
            line.send(_unanswered("KEPT2", 3))
            way.open()
            eventually(lambda: len(_frames(device)) == 3)
            eventually(lambda: not gateway.hub.writer.kept_bytes)
    assert len(_frames(device)) == 3
    assert Contact.objects.get(device=device).frames == 3
    assert Observation.objects.filter(device=device).count() == 3


def test_where_the_file_has_no_room_devices_wait(way: Way, tmp_path: Path) -> None:
    bounds = Bounds(spill_bytes=30_000, waiting=50, batch=20)
    with gateway_running(way.url, bounds, spill=tmp_path) as gateway:
        (device,) = entered_and_known(gateway, monitor("KEPT3"))
        with wire(gateway, Protocol.HJ212) as line:
            line.send(_unanswered("KEPT3", 0))
            eventually(lambda: _frames(device))
            way.cut()
            for place in range(1, 300):
                line.send(_unanswered("KEPT3", place))
            eventually(lambda: gateway.hub.writer.is_full and gateway.hub.writer.kept_bytes > 20_000)
            assert gateway.hub.writer.kept_bytes <= 30_000
            way.open()
            eventually(lambda: len(_frames(device)) == 300)
    assert Observation.objects.filter(device=device).count() == 300


@contextmanager
def _process(url: str, ports: dict[str, int], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = [f"--port={name}={port}" for name, port in ports.items()]
    line = ["env", f"DATABASE_GATEWAY_URL={url}", sys.executable, "-m", "xiuhua.config.cli"]
    words.append(f"--spill={folder}")
    with subprocess.Popen([*line, "manage", "gateway", f"--host={HOST}", *words]) as process:
        try:
            yield process
        finally:
            process.kill()


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


def _grown(folder: Path) -> int:
    """Return the size of the file once it has not grown for a while."""
    size, since = -1, time.monotonic()
    while time.monotonic() - since < 1.0:
        found = (folder / NAME).stat().st_size if (folder / NAME).exists() else 0
        if found != size:
            size, since = found, time.monotonic()
        time.sleep(0.05)
    return size


@pytest.mark.heavy
@pytest.mark.slow("starts the gateway three times, and kills it twice")
def test_a_kill_while_the_database_is_away_loses_and_doubles_nothing(
    way: Way, live_city: str, tmp_path: Path
) -> None:
    """Devices that want no answer, or send at QoS 0, send each frame once."""
    one, two = entered(monitor("KEPT4"), sensor("kept-5"))
    ports = {"hj212": port_free(), "mqtt": port_free()}
    sent: dict[str, list[bytes]] = {"KEPT4": [], "kept-5": []}

    def talk(places: range) -> None:
        hj212_at, mqtt_at = (HOST, ports["hj212"]), (HOST, ports["mqtt"])
        with socket.create_connection(hj212_at) as line, socket.create_connection(mqtt_at) as other:
            other.sendall(mqtt.connect(user="kept-5", password=SENSOR_SECRET))
            if places.start == 0:
                assert other.recv(64)  # while the database is away nobody is welcomed, but heard
            for place in places:
                fume = _unanswered("KEPT4", place)
                payload = mqtt.readings([("fill", AT + timedelta(seconds=place), place / 10)])
                fill = mqtt.publish(payload, to=mqtt.topic("kept-5"))
                line.sendall(fume)
                other.sendall(fill)
                sent["KEPT4"].append(fume)
                sent["kept-5"].append(fill)
            _grown(tmp_path)

    with _process(way.url, ports, tmp_path) as process:
        for port in ports.values():
            eventually(partial(_answers, port), seconds=60.0)
        talk(range(20))
        eventually(lambda: len(_frames(one)) == 20)
        way.cut()
        talk(range(20, 120))
        assert _grown(tmp_path) > 10_000
        process.send_signal(signal.SIGKILL)
    assert len(_frames(one)) == 20
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"\x00\x00\x01\x00half")  # of a record that the kill cut short
    with _process(way.url, ports, tmp_path) as process:  # a life that sees no database at all
        eventually(lambda: list(tmp_path.glob("*.cut")), seconds=60.0)
        process.send_signal(signal.SIGKILL)
    way.open()
    way.cut_after(b"INTO sensing_spillmark", b"COMMIT")  # and one that hears nothing of its commit
    with _process(way.url, ports, tmp_path) as process:
        eventually(lambda: way.is_cut, seconds=60.0)
        process.send_signal(signal.SIGKILL)
    assert SpillMark.objects.exists()
    way.open()
    with _process(way.url, ports, tmp_path):
        eventually(lambda: len(_frames(one)) >= 120 and len(_frames(two)) >= 120, seconds=60.0)
        eventually(lambda: (tmp_path / NAME).stat().st_size == 0, seconds=30.0)
    for device in (one, two):
        kept = sorted(frame.rstrip() for frame in _frames(device))
        hello = [frame for frame in kept if frame.startswith(b"\x10")]  # CONNECT, once for each connection
        assert [frame for frame in kept if frame not in hello] == sorted(
            frame.rstrip() for frame in sent[device.number]
        )
        assert len(hello) == (2 if device == two else 0)
        assert Observation.objects.filter(device=device).count() == 120
    assert SpillMark.objects.filter(stored__gte=200).count() == 1
