"""Cameras over real sockets: let in by digest, answered after the commit, listed, refused with a reason."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Channel, Contact, Device, Observation, RawFrame, TrackPoint
from xiuhua.sensing.services.devices import device_stop, liveness_refresh
from xiuhua.sensing.simulator.gb28181 import TCP, UDP, messages
from xiuhua.sensing.simulator.replay import Replayed, Wish, replay
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.camera_kit import (
    PLATFORM,
    SECRET,
    WAYS,
    camera,
    camera_number,
    channels_of,
    peer,
    played,
)
from xiuhua.sensing.tests.device_kit import KEEPER
from xiuhua.sensing.tests.gateway_kit import HOST, entered_and_known, eventually
from xiuhua.shared.clock import now


def _faults(device: Device, many: int = 0) -> list[str]:
    """Return why frames were refused, once there are so many: a refusal does not wait to be stored."""
    refused = RawFrame.objects.filter(device=device).exclude(fault="")
    if many:
        eventually(lambda: refused.count() >= many)
    return sorted(refused.values_list("fault", flat=True))


def _alarms(device: Device) -> list[float]:
    return list(
        Observation.objects.filter(device=device, quantity__code="camera_alarm").values_list(
            "value", flat=True
        )
    )


def _contact(device: Device) -> Contact:
    return Contact.objects.get(device=device)


@pytest.mark.parametrize("way", WAYS)
def test_a_recorder_is_let_in_by_digest_and_its_channels_are_listed(gateway: Gateway, way: str) -> None:
    number = camera_number("118")
    (device,) = entered_and_known(gateway, camera(number))
    own = channels_of(number, 5)
    recorder = played(number, way, channels=own)
    with peer(gateway, recorder) as line:
        since = localtime(now())
        answer = line.registers()
        until = localtime(now())
        assert answer.status == 200
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", answer.headers["date"])
        assert f"{since:%FT%T}" <= answer.headers["date"][:19] <= f"{until:%FT%T}"
        assert f"rport={line.connection.getsockname()[1]}" in answer.vias[0]
        assert "received=127.0.0.1" in answer.vias[0]
        assert [one.status for one in recorder.responses] == [401, 200]
        assert 'realm="3301000000"' in recorder.responses[0].headers["www-authenticate"]
        assert RawFrame.objects.filter(device=device, fault="").exists()
        line.until(lambda: {"Catalog", "Alarm"} <= set(recorder.asked))
        line.until(lambda: len([one for one in line.heard if one.method == "MESSAGE" and one.status]) == 3)
    kept = Channel.objects.filter(device=device).order_by("code")
    assert [(one.code, one.name, one.maker, one.state) for one in kept] == [
        (one.code, one.name, "Xiuhua", "channel_on" if one.is_on else "channel_off") for one in own
    ]
    assert kept[0].place is not None
    assert (round(kept[0].place.x, 3), kept[0].address) == (120.101, "绣衣路")
    assert _contact(device).liveness == "device_online"


@pytest.mark.parametrize("way", WAYS)
def test_a_keepalive_is_answered_and_the_device_is_late_and_silent_without(
    gateway: Gateway, way: str
) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number, way)
    with peer(gateway, ipc) as line:
        line.registers()
        before = _contact(device).frames
        assert line.asks(ipc.keepalive()).status == 200
        contact = _contact(device)
        assert contact.frames > before
        assert contact.frame_at is not None
        for minutes, state in ((1, "device_online"), (3, "device_late"), (10, "device_silent")):
            liveness_refresh(at=contact.frame_at + timedelta(minutes=minutes))
            assert _contact(device).liveness == state
        assert line.asks(ipc.keepalive()).status == 200
        assert _contact(device).liveness == "device_online"
        assert line.asks(ipc.register(expires=0)).headers["expires"] == "0"
        assert line.asks(ipc.keepalive()).status == 403
    assert _faults(device, 1) == ["unregistered"]


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_password_and_an_unknown_number_are_refused_with_the_reason(
    gateway: Gateway, way: str
) -> None:
    number, unknown = camera_number(), camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    with peer(gateway, played(number, way, password="wrong-password")) as line:
        assert line.registers().status == 403
        assert line.asks(line.camera.keepalive()).status == 403
    assert _faults(device, 2) == ["password", "unregistered"]
    frame = RawFrame.objects.get(device=device, fault="password")
    assert b"REGISTER sip:" in bytes(frame.content)
    assert _contact(device).faults == {"password": 1, "unregistered": 1}
    with peer(gateway, played(unknown, way)) as line:
        assert line.asks(line.camera.register()).status == 403
    stranger = eventually(RawFrame.objects.filter(number=unknown).first)
    assert (stranger.device_id, stranger.fault) == (None, "unknown_device")


@pytest.mark.parametrize(("way", "verb"), [(UDP, "MESSAGE"), (TCP, "MESSAGE"), (UDP, "NOTIFY")])
def test_an_alarm_is_a_reading_and_answered_after_it_is_kept(gateway: Gateway, way: str, verb: str) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number, clock_offset_s=120))
    ipc = played(number, way)
    at = now().replace(microsecond=0)
    with peer(gateway, ipc) as line:
        line.registers()
        alarm = ipc.alarm(at + timedelta(seconds=120), method=5, kind=6, priority=1, way=verb)
        assert line.asks(alarm).status == 200
        found = Observation.objects.filter(device=device).select_related("quantity")
        assert {(one.quantity.code, one.value, one.at) for one in found} == {
            ("camera_alarm", 5006.0, at), ("camera_alarm_priority", 1.0, at),
        }  # fmt: skip
        if verb == "MESSAGE":
            line.until(lambda: bool(ipc.confirmed))
        assert line.asks(alarm).status == 200  # the same branch and number again
        assert line.asks(ipc.alarm(at + timedelta(seconds=120), method=5, kind=6, priority=1)).status == 200
        assert line.asks(ipc.alarm(at + timedelta(seconds=121), method=2, kind=1)).status == 200
    assert sorted(_alarms(device)) == [2001.0, 5006.0]
    assert _faults(device) == []


def test_nothing_is_answered_that_is_not_committed(gateway: Gateway, live_city: str) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with peer(gateway, ipc) as line, psycopg.connect(live_city) as blocking:
        line.registers()
        line.until(lambda: "Catalog" in ipc.asked)
        while line.hear(0.3):
            pass
        blocking.execute("SELECT set_config('xiuhua.scope', '*', false)")
        blocking.execute("SELECT FROM sensing_contact WHERE device_id = %s FOR UPDATE", [device.pk])
        known = len(ipc.responses)
        alarm = ipc.alarm(now())
        line.send(alarm)
        line.send(alarm)
        assert not line.hear(1.0)
        assert len(ipc.responses) == known
        assert _alarms(device) == []
        blocking.rollback()
        line.until(lambda: len(ipc.responses) > known)
    assert ipc.responses[-1].status == 200
    assert _alarms(device) == [5006.0]


@pytest.mark.slow("a lost part is waited for for 15 seconds")
def test_a_catalogue_that_lost_a_part_keeps_its_channels_and_is_asked_for_again(gateway: Gateway) -> None:
    number = camera_number("118")
    (device,) = entered_and_known(gateway, camera(number))
    own = channels_of(number, 4)
    recorder = played(number, channels=own)
    with peer(gateway, recorder) as line:
        line.registers()
        line.until(lambda: Channel.objects.filter(device=device).count() == 4)
    seen = {one.code: one.seen_at for one in Channel.objects.filter(device=device)}
    fresh = channels_of(number, 6)
    again = played(number, channels=fresh, loses={1})
    entered_again = _renewed(gateway, device)
    with peer(gateway, again) as line:
        line.registers()
        line.until(lambda: again.asked.count("Catalog") == 2, seconds=40)
        known = Channel.objects.filter(device=device, gone_at=None)
        eventually(lambda: known.count() == 6)  # 4 known, 2 of the last part
        line.until(lambda: Channel.objects.filter(device=device, seen_at__gt=entered_again).count() == 6)
    assert _faults(device) == ["parts_lost"]
    assert all(one.seen_at > seen[one.code] for one in Channel.objects.filter(code__in=seen))
    fewer = played(number, channels=fresh[:1])
    _renewed(gateway, device)
    with peer(gateway, fewer) as line:
        line.registers()
        line.until(lambda: Channel.objects.filter(device=device, gone_at=None).count() == 1)


def _renewed(gateway: Gateway, device: Device) -> datetime:
    """Let the gateway forget when it asked last, as ten minutes would."""
    for known in gateway._desk._known.values():
        if known.card.id == device.pk:
            known.asked_at = None
    return now()


def test_a_camera_behind_another_port_goes_on_and_one_at_another_address_does_not(gateway: Gateway) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with peer(gateway, ipc) as line:
        line.registers()
    with peer(gateway, ipc) as line:
        assert line.asks(ipc.keepalive()).status == 200
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.2", 0))
        other.connect((HOST, gateway.ports[Protocol.GB28181]))
        other.settimeout(8)
        other.send(ipc.keepalive())
        assert messages(other.recv(65_536))[0][0].status == 403
    assert _faults(device, 1) == ["unregistered"]


def test_a_captured_registration_is_worth_nothing_a_second_time(gateway: Gateway) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with peer(gateway, ipc) as line:
        line.send(ipc.register())
        line.until(lambda: bool(ipc.responses))
        captured = ipc._answered(ipc.responses[0].headers["www-authenticate"])
        line.until(lambda: ipc.is_registered)
        fresh = captured.replace(b"branch=z9hG4bK", b"branch=z9hG4bKx")
        line.send(fresh)
        line.until(lambda: len([one for one in ipc.responses if one.status == 401]) == 2)
        assert "stale=true" in ipc.responses[-1].headers["www-authenticate"]
    assert _contact(device).refused == 0


def test_a_stopped_camera_is_refused(gateway: Gateway) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    with scope_opened(("",)):
        device_stop(device_id=device.pk, reason="撤杆", actor=KEEPER, at=now())
    eventually(lambda: gateway.hub.directory.find(Protocol.GB28181, number).is_stopped or None)  # type: ignore[union-attr]  # it is known
    with peer(gateway, played(number)) as line:
        assert line.asks(line.camera.register()).status == 403
    assert _faults(device, 1) == ["stopped_device"]


def test_a_camera_that_moves_leaves_a_track(gateway: Gateway) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with peer(gateway, ipc) as line:
        line.registers()
        assert line.asks(ipc.position(now(), 120.5, 30.5, 36.0)).status == 200
    point = TrackPoint.objects.get(device=device)
    assert (point.lon, point.lat, point.speed_km_h, point.direction_deg) == (120.5, 30.5, 36.0, 90)


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<Notify><CmdType>&b;</CmdType><SN>1</SN></Notify>"
)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda raw: raw.replace(b"Content-Length: ", b"Content-Length: 9"), "truncated"),
        (lambda raw: raw.replace(b"User-Agent: IPC", b"User-Agent: " + b"x" * 3_000), "too_long"),
        (lambda raw: raw.replace(b"User-Agent: IPC\r\n", b"X: y\r\n" * 5_000), "too_long"),
        (lambda raw: raw.replace(b"Max-Forwards", b"Via: SIP/2.0/UDP a;branch=b\r\n" * 40 + b"M"), "header"),
        (lambda raw: raw.replace(b"User-Agent: IPC", b"User-Agent: a\rb"), "header"),
        (lambda raw: raw.replace(b"CSeq", b"CSeqq"), "missing"),
        (lambda raw: raw[:40], "not_sip"),
        (lambda raw: re.sub(rb"Content-Length: \d+", b"Content-Length: " + b"9" * 1_900, raw), "number"),
    ],
)  # fmt: skip
def test_datagrams_that_are_wrong_are_refused_with_the_reason_and_nobody_feels_it(
    gateway: Gateway, change: object, fault: str
) -> None:
    assert callable(change)
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with peer(gateway, ipc) as line:
        line.registers()
        line.send(change(ipc.keepalive()))
        assert line.asks(ipc.keepalive()).status == 200
    assert _faults(device) == [fault]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (_LAUGHS, "doctype"),
        ("<Notify>" + "<a>" * 40 + "</a>" * 40 + "</Notify>", "xml_size"),
        ("<Notify><CmdType>Keepalive", "xml"),
        ("<Notify><SN>1</SN></Notify>", "missing"),
        ("<Control><CmdType>DeviceControl</CmdType></Control>", "method"),
    ],
)
def test_bodies_that_are_wrong_are_refused_with_400(gateway: Gateway, body: str, fault: str) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with peer(gateway, ipc) as line:
        line.registers()
        assert line.asks(ipc.request("MESSAGE", body)).status == 400
        assert line.asks(ipc.request("OPTIONS")).status == 405
    assert _faults(device, 2) == sorted([fault, "method"])


def test_a_flood_of_registrations_is_slowed_and_another_address_does_not_feel_it(gateway: Gateway) -> None:
    number, strange = camera_number(), camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood, peer(gateway, ipc) as line:
        flood.bind(("127.0.0.3", 0))
        port = gateway.ports[Protocol.GB28181]
        for _ in range(900):
            flood.sendto(played(strange).register(), (HOST, port))
        for _ in range(20):  # as cameras do: a datagram may be lost
            line.send(ipc.register())
            if line.hear(0.5):
                break
        line.until(lambda: ipc.is_registered)
        flood.setblocking(False)
        answers = 0
        try:
            while flood.recv(65_536):
                answers += 1
        except BlockingIOError:
            pass
    assert answers < 600
    kept = RawFrame.objects.filter(peer__startswith="127.0.0.3:").count()
    assert kept < 100
    assert _contact(device).refused == 0


def test_a_number_of_thousands_of_digits_breaks_nothing(gateway: Gateway) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    ipc = played(number, TCP)
    digits = "9" * 6_000
    with peer(gateway, ipc) as line:
        line.registers()
        body = ipc.body("Response", "Catalog", f"<SumNum>{digits}</SumNum>\n<DeviceList/>\n", sn=digits)
        assert line.asks(ipc.request("MESSAGE", body)).status == 200
        alarm = ipc.body("Notify", "Alarm", f"<AlarmMethod>{digits}</AlarmMethod>\n", sn="²" * 9)
        assert line.asks(ipc.request("MESSAGE", alarm)).status == 200
    assert _alarms(device) == [7000.0]


def test_a_recording_is_replayed_as_the_cameras_own(gateway: Gateway, tmp_path: Path) -> None:
    number = camera_number()
    (device,) = entered_and_known(gateway, camera(number))
    other = played(camera_number())
    recording = tmp_path / "messages.txt"
    recording.write_bytes(other.keepalive() + other.alarm(now(), method=2, kind=3) + b"noise")
    wish = Wish(
        protocol="gb28181", file=recording, host=HOST, port=gateway.ports[Protocol.GB28181], rate=0.0,
        number=number, secret=SECRET, platform=PLATFORM,
    )  # fmt: skip
    assert replay(wish) == Replayed(2, 2)
    assert _alarms(device) == [2003.0]
    with pytest.raises(OSError, match="refused"):
        replay(replace(wish, secret="wrong-password"))
