"""Cameras moved from a page over real sockets, and terminals asked for pictures and recordings."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.services import NewRole, account_create, scope_opened
from xiuhua.access.terms import Role
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Channel, Command, Device
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.simulator import jt808
from xiuhua.sensing.simulator.gb28181 import TCP, UDP
from xiuhua.sensing.terms import CommandKind, Outcome, Protocol
from xiuhua.sensing.tests.camera_kit import camera, camera_number, channels_of, peer, played
from xiuhua.sensing.tests.command_kit import S, becomes, controlled, posted, stands
from xiuhua.sensing.tests.device_kit import truck
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, wire
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
_NUMBERS = count(1)
_CODE = "K8S7AAZ2"
_PASSWORD = "Lotus-Harbour-27-Rain"
_LIVE, _LIVE_CONTROL, _LIST_ASKED, _LISTED = 0x9101, 0x9102, 0x9205, 0x1205
_MEDIA_ASKED, _MEDIA_TOLD = 0x9003, 0x1003


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""

    def opened(*, role: str, area: str, person: str) -> Client:
        with scope_opened(("",)):
            if not User.objects.filter(username=person).exists():
                account_create(
                    username=person, name=person, password=_PASSWORD,
                    roles=(NewRole(role=Role(role), area=area),), actor=system("tests"), at=now(),
                )  # fmt: skip
        client = Client()
        assert client.post("/sign-in", {"username": person, "password": _PASSWORD}).status_code in {302, 303}
        return client

    return opened


def _known(gateway: Gateway, *new: NewDevice) -> list[Device]:
    with scope_opened(("",)):
        return entered_and_known(gateway, *new)


def _asked(client: Client, control_id: int, **typed: str) -> Command:
    answer = client.post(f"/controls/{control_id}/command", {"reason": "调看现场"} | typed)
    assert answer.status_code == 303, answer.content.decode()
    with scope_opened(("",)):
        found = Command.objects.filter(control_id=control_id).latest("pk")
    return stands(found.pk)


def _channels(device: Device) -> int:
    with scope_opened(("",)):
        return Channel.objects.filter(device=device).count()


@pytest.mark.parametrize("way", [UDP, TCP])
def test_a_dispatcher_moves_a_camera_and_the_move_ends_by_itself(
    gateway: Gateway, sign_in: SignIn, way: str
) -> None:
    number = camera_number("118")
    (device,) = _known(gateway, camera(number))
    own = channels_of(number, 2)
    control = controlled(device, kind=CommandKind.PTZ, name="路口球机", target=own[0].code)
    dispatcher = sign_in("dispatcher", area="990101")
    recorder = played(number, way, channels=own)
    with peer(gateway, recorder) as line:
        line.registers()
        line.until(lambda: "Catalog" in recorder.asked)
        line.until(lambda: _channels(device) == 2)
        page = dispatcher.get(f"/devices/{device.pk}").content.decode()
        assert 'name="move" value="left"' in page
        assert own[0].name in page
        command = _asked(dispatcher, control.pk, move="left", speed="50", lasts_ms="500")
        began = time.monotonic()
        line.until(lambda: len(recorder.moves) == 2)
        assert time.monotonic() - began > 0.2
        done = becomes(command, S.CONFIRMED)
        # A5, version and check, address, left, speeds of 50 percent of 255, sum: annex A.3
        assert recorder.moves == ["A50F0002808000B6", "A50F0000000000B4"]
        assert (done.outcome, done.answer) == (Outcome.DONE, "200")
        stop = _asked(dispatcher, control.pk, move="zoom_in", speed="100", lasts_ms="10000")
        _asked(dispatcher, control.pk, move="stop")  # does not wait for the move before it
        line.until(lambda: len(recorder.moves) == 4)
        assert recorder.moves[2][6:8] == "10"
        assert recorder.moves[3] == "A50F0000000000B4"
        becomes(stop, S.CONFIRMED)
        _asked(dispatcher, control.pk, move="preset", preset="7")
        line.until(lambda: len(recorder.moves) == 5)
        assert (recorder.moves[4][6:8], recorder.moves[4][10:12]) == ("82", "07")
        assert f"sip:{own[0].code}@" in next(one.start for one in line.heard if "PTZCmd" in one.body)
    refused = dispatcher.post(f"/controls/{control.pk}/command", {"move": "preset", "reason": "调看"})
    assert refused.status_code == 422
    assert "预置位为 1 至 255" in refused.content.decode()
    leader = sign_in("leader", area="990101", person="leader of cameras")
    assert 'name="move"' not in leader.get(f"/devices/{device.pk}").content.decode()
    assert leader.post(f"/controls/{control.pk}/command", {"move": "left", "reason": "看"}).status_code == 403


@pytest.mark.slow("an answer that does not come is waited for for five seconds")
def test_a_camera_that_refuses_fails_and_one_that_is_silent_expires_without_a_second_try(
    gateway: Gateway, sign_in: SignIn
) -> None:
    number = camera_number()
    (device,) = _known(gateway, camera(number))
    control = controlled(device, kind=CommandKind.PTZ, name="球机", target="", answer_s=5)
    dispatcher = sign_in("dispatcher", area="990101")
    ipc = played(number, obeys=False)
    with peer(gateway, ipc) as line:
        line.registers()
        line.until(lambda: "Catalog" in ipc.asked)
        refused = _asked(dispatcher, control.pk, move="up")
        line.until(lambda: "DeviceControl" in ipc.asked)
        failed = becomes(refused, S.FAILED)
        assert (failed.outcome, failed.answer) == (Outcome.REFUSED, "486")
        while line.hear(1.5):  # the stop that ends the move
            pass
        lost = _asked(dispatcher, control.pk, move="preset", preset="1")
        line.connection.settimeout(8)
        assert b"PTZCmd" in line.connection.recv(65_536)
        expired = becomes(lost, S.EXPIRED)
        assert expired.outcome == Outcome.UNANSWERED
        asked = ipc.asked.count("DeviceControl")
        line.hear(1.0)
        assert ipc.asked.count("DeviceControl") == asked


def test_arming_restarting_and_asking_for_channels_wait_for_what_the_device_says(
    gateway: Gateway, sign_in: SignIn
) -> None:
    number = camera_number("118")
    (device,) = _known(gateway, camera(number))
    guard = controlled(device, kind=CommandKind.SWITCH, name="布防", target="")
    catalogue = controlled(device, kind=CommandKind.READ, name="查询目录", target="")
    restart = controlled(device, kind=CommandKind.REBOOT, name="重启", target="", needs_second=True)
    dispatcher = sign_in("dispatcher", area="990101")
    head = sign_in("shift_head", area="990101")
    recorder = played(number, channels=channels_of(number, 3))
    with peer(gateway, recorder) as line:
        line.registers()
        line.until(lambda: "Catalog" in recorder.asked)
        armed = _asked(dispatcher, guard.pk, on="1")
        line.until(lambda: recorder.is_guarding)
        line.until(lambda: bool(recorder.responses) and recorder.responses[-1].method == "MESSAGE")
        assert becomes(armed, S.CONFIRMED).answer == "Result=OK"
        listed = _asked(dispatcher, catalogue.pk)
        line.until(lambda: recorder.asked.count("Catalog") == 2)
        line.until(lambda: len([one for one in recorder.responses if one.method == "MESSAGE"]) >= 5)
        assert becomes(listed, S.CONFIRMED).answer == "Catalog 3"
        again = _asked(dispatcher, restart.pk)
        assert again.state == S.PROPOSED
        assert posted(dispatcher, again, "approve", seen="on") == 403
        assert recorder.restarts == 0
        assert posted(head, again, "approve", seen="on") == 303
        line.until(lambda: recorder.restarts == 1)
        becomes(again, S.CONFIRMED)


# --- JT/T 1078 ---------------------------------------------------------------------------------------------


def _let_in(line: Wire, phone: str) -> None:
    line.send(jt808.authentication(phone=phone, serial=1, code=_CODE))
    line.wait(jt808.answers)


def _phone() -> str:
    return f"137{next(_NUMBERS):08}"


def test_a_terminal_is_asked_for_its_live_picture_and_told_where_it_goes(
    gateway: Gateway, sign_in: SignIn, settings: Any
) -> None:  # pytest-django's settings
    phone = _phone()
    (device,) = _known(gateway, truck(phone))
    control = controlled(device, kind=CommandKind.LIVE, name="车内画面", target="", channel=2)
    dispatcher = sign_in("dispatcher", area="990101")
    settings.MEDIA_SERVER = None
    nowhere = dispatcher.post(f"/controls/{control.pk}/command", {"live": "live_start", "reason": "看货厢"})
    assert nowhere.status_code == 422
    assert "还没有设置视频接收服务器" in nowhere.content.decode()
    assert "未设置视频接收服务器" in dispatcher.get(f"/devices/{device.pk}").content.decode()
    settings.MEDIA_SERVER = ("10.1.2.3", 1078, 1079)
    with wire(gateway, Protocol.JT808) as line:
        _let_in(line, phone)
        command = _asked(dispatcher, control.pk, live="live_start")
        (order,) = line.wait(jt808.orders)
        # length and text of the host, TCP and UDP port, channel, sound and picture, main stream: 5.2.2
        assert (order.message_id, order.body) == (
            _LIVE, b"\x0810.1.2.3" + (1078).to_bytes(2) + (1079).to_bytes(2) + b"\x02\x00\x00",
        )  # fmt: skip
        line.send(jt808.acknowledgement(order, phone=phone, serial=2))
        assert becomes(command, S.CONFIRMED).answer == "0x0001 0"
        closed = _asked(dispatcher, control.pk, live="live_close")
        order = line.wait(jt808.orders, 2)[1]
        assert (order.message_id, order.body) == (_LIVE_CONTROL, b"\x02\x00\x00\x00")
        line.send(jt808.acknowledgement(order, phone=phone, serial=3, result=1))
        failed = becomes(closed, S.FAILED)
    assert (failed.outcome, failed.answer) == (Outcome.REFUSED, "0x0001 1")


def test_recordings_and_media_of_a_terminal_are_listed_on_the_page_of_the_command(
    gateway: Gateway, sign_in: SignIn
) -> None:
    phone = _phone()
    (device,) = _known(gateway, truck(phone))
    recordings = controlled(device, kind=CommandKind.RECORDINGS, name="录像", target="", channel=1)
    media = controlled(device, kind=CommandKind.MEDIA, name="音视频属性", target="")
    dispatcher = sign_in("dispatcher", area="990101")
    since = now().astimezone(jt808.CHINA) - timedelta(hours=1)
    bcd = [bytes.fromhex(f"{one:%y%m%d%H%M%S}") for one in (since, since + timedelta(minutes=10))]
    recording = b"\x01" + bcd[0] + bcd[1] + bytes(8) + b"\x00\x01\x01" + (5 * 2**20).to_bytes(4)
    with wire(gateway, Protocol.JT808) as line:
        _let_in(line, phone)
        command = _asked(dispatcher, recordings.pk, hours="2")
        (order,) = line.wait(jt808.orders)
        assert (order.message_id, order.body[:1], order.body[13:]) == (_LIST_ASKED, b"\x01", bytes(11))
        body = order.serial.to_bytes(2) + (1).to_bytes(4) + recording
        line.send(jt808.message(_LISTED, phone=phone, serial=2, body=body))
        done = becomes(command, S.CONFIRMED)
        assert done.answer == "0x1205 1"
        page = dispatcher.get(f"/commands/{command.pk}").content.decode()
        assert f"{since:%Y-%m-%d %H:%M:%S}" in page
        assert "5.0 MB" in page
        asked = _asked(dispatcher, media.pk)
        order = line.wait(jt808.orders, 2)[1]
        assert (order.message_id, order.body) == (_MEDIA_ASKED, b"")
        told = b"\x06\x01\x00\x01\x01\x40\x01\x62\x02\x04"  # G.711A, 1 channel, … H.264, at most 2 and 4
        line.send(jt808.message(_MEDIA_TOLD, phone=phone, serial=3, body=told))
        assert becomes(asked, S.CONFIRMED).answer == "0x1003"
        page = dispatcher.get(f"/commands/{asked.pk}").content.decode()
    assert "H.264 · 4" in page
    assert re.search(r"G\.711A · 2", page)
