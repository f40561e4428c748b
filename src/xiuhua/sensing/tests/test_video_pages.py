"""Cameras on the pages: entered, with their password shown once, their channels, and the pad for who may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Channel, Command, Control, Device
from xiuhua.sensing.terms import ChannelState, CommandKind
from xiuhua.sensing.tests.camera_kit import camera
from xiuhua.sensing.tests.command_kit import controlled
from xiuhua.sensing.tests.device_kit import STREET, entered
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]
NUMBER, CHANNEL = "33010600001180000901", "33010600001320000901"


def _typed(**changes: str) -> dict[str, str]:
    return {
        "protocol": "gb28181", "number": NUMBER, "name": "绣衣路口录像机", "area_code": STREET,
        "interval_s": "60", "secret": "", "concentration_unit": "ug_m3", "clock_offset_s": "0",
    } | changes  # fmt: skip


def _recorder(many: int = 1) -> Device:
    (device,) = entered(camera(NUMBER))
    for place in range(many):
        code = f"{CHANNEL[:-1]}{place + 1}"
        Channel.objects.create(
            device=device, code=code, name=f"绣衣路 {place} 号枪机", maker="海康", seen_at=now(),
            state=ChannelState.ON.value,
        )  # fmt: skip
    return device


def test_a_keeper_enters_a_camera_and_its_password_is_shown_once(city: None, sign_in: SignIn) -> None:
    keeper = sign_in("data_admin", area="990101")
    made = keeper.post("/devices/new", _typed())
    assert made.status_code == 303
    with scope_opened(("",)):
        device = Device.objects.get(number=NUMBER)
    assert len(device.secret) == 24
    page = keeper.get(made["Location"]).content.decode()
    assert f"密码或密钥只显示这一次：{device.secret}" in page
    assert "33010000002000000001" in page
    assert "3301000000</" in page
    assert "本系统只做信令" in page
    assert "设备还没有上报通道" in page
    assert device.secret not in keeper.get(made["Location"]).content.decode()
    own = keeper.post("/devices/new", _typed(number=NUMBER[:-1] + "2", secret="Harbour-27-Rain"))
    assert "Harbour-27-Rain" not in keeper.get(own["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "3301060000132"}, "20 位数字"),
        ({"number": "33010600002150000001"}, "第 11 至 13 位为设备类型"),
        ({"number": "03010600001320000001"}, "第 1 至 8 位为中心编码"),
        ({"secret": "short"}, "8 至 64 个字符"),
        ({"dialect": "2011"}, "没有这个方言"),
    ],
)
def test_a_number_that_is_none_is_refused_with_the_part_that_is_wrong(
    city: None, sign_in: SignIn, changes: dict[str, str], said: str
) -> None:
    answer = sign_in("data_admin", area="990101").post("/devices/new", _typed(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Entry.objects.filter(act="device.create").exists()


def test_channels_stand_on_the_page_and_lead_to_what_may_be_moved(
    city: None, sign_in: SignIn, sql_budget: Budget
) -> None:
    device = _recorder(3)
    Channel.objects.filter(code=f"{CHANNEL[:-1]}3").update(gone_at=now())
    keeper = sign_in("data_admin", area="990101")
    page = keeper.get(f"/devices/{device.pk}").content.decode()
    assert "绣衣路 0 号枪机" in page
    assert "目录里已没有" in page
    assert page.count("设置云台") == 2
    found = re.search(rf"/devices/{device.pk}/controls/new\?([^\"]*target={CHANNEL}[^\"]*)\"", page)
    assert found
    form = keeper.get(f"/devices/{device.pk}/controls/new?{found[1].replace('&amp;', '&')}").content.decode()
    assert f'value="{CHANNEL}"' in form
    assert re.search(r'value="ptz"\s+selected', form)
    typed = {
        "kind": "ptz", "name": "绣衣路 0 号枪机", "channel": "1", "target": CHANNEL, "guarded": "guarded_on",
        "fresh_s": "600", "waits_s": "60", "answer_s": "15",
    }  # fmt: skip
    assert keeper.post(f"/devices/{device.pk}/controls/new", typed).status_code == 303
    leader = sign_in("leader", area="990101")
    leader.get(f"/devices/{device.pk}")
    with sql_budget("camera page", most=30):
        page = leader.get(f"/devices/{device.pk}").content.decode()
    assert "绣衣路 1 号枪机" in page
    assert "设置云台" not in page
    assert 'name="move"' not in page


def test_the_pad_is_for_who_may_and_each_press_is_a_command(city: None, sign_in: SignIn) -> None:
    device = _recorder()
    control = controlled(device, kind=CommandKind.PTZ, name="路口球机", target=CHANNEL)
    dispatcher = sign_in("dispatcher", area="990101")
    page = dispatcher.get(f"/devices/{device.pk}").content.decode()
    assert page.count('name="move"') == 9 + 6 + 1
    assert 'aria-label="左上"' in page
    assert "调看现场" in page
    url = f"/controls/{control.pk}/command"
    pressed = {"reason": "调看现场", "speed": "50", "lasts_ms": "1000", "preset": ""}
    answer = dispatcher.post(url, pressed | {"move": "left"})
    assert (answer.status_code, answer["Location"]) == (303, f"/devices/{device.pk}#x-ptz-{control.pk}")
    assert dispatcher.post(url, pressed | {"move": "stop"}).status_code == 303
    with scope_opened(("",)):
        found = [one.parameters for one in Command.objects.order_by("pk")]
    assert [one["move"] for one in found] == ["left", "stop"]
    assert found[0] == {"move": "left", "speed": 50, "lasts_ms": 1000}
    assert Entry.objects.filter(act="command.steer").count() == 2
    assert dispatcher.post(url, pressed | {"move": "preset"}).status_code == 422
    patroller = sign_in("video_patroller", area="990101", person="patroller of cameras")
    assert patroller.get(f"/devices/{device.pk}").content.decode().count('name="move"') == 16
    assert patroller.post(url, pressed | {"move": "right"}).status_code == 303
    assert Entry.objects.filter(act="command.steer").count() == 3
    for role in ("leader", "data_admin"):
        person = sign_in(role, area="990101")
        assert 'name="move"' not in person.get(f"/devices/{device.pk}").content.decode()
        assert person.post(url, pressed | {"move": "left"}).status_code == 403
    other = controlled(device, kind=CommandKind.REBOOT, name="远程重启", target=CHANNEL)
    asked = f"/controls/{other.pk}/command"
    assert (patroller.get(asked).status_code, patroller.post(asked, {"reason": "重启"}).status_code) == (
        403,
        403,
    )
    neighbour = sign_in("dispatcher", area="990102")
    assert neighbour.post(url, pressed | {"move": "left"}).status_code == 404
    assert Control.objects.count() == 2
