"""A rule from the form to an alarm on the page, seen, over: by the doors that devices and people use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Alarm, Device, Rule
from xiuhua.sensing.rules.measuring.pushed import push_signature
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import STREET, entered, monitor
from xiuhua.sensing.tests.judge_kit import arrive, kitchen, rule_made
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]
KEY = "K8S7AAZ2K8S7AAZ2K8S7AAZ2"


def _typed(**changes: str) -> dict[str, str]:
    return {
        "name": "油烟超标", "code": "fume-high", "area_code": "990101", "kind": "limit",
        "quantity": "oil_fume", "compare": "above", "limit": "2.0", "minutes": "10", "times": "3",
        "severity": "major", "clear_limit": "1.8", "clear_minutes": "5", "while_quantity": "purifier_state",
        "while_compare": "on", "hold_minutes": "5", "is_calmed": "on", "reason": "GB 18483 限值 2.0",
    } | changes  # fmt: skip


def _pushed(client: Client, device: Device, rows: list[tuple[datetime, float, float]]) -> None:
    told: list[dict[str, object]] = [
        {"quantity": code, "at": at.isoformat(), "value": value}
        for at, fume, purifier in rows
        for code, value in (("oil_fume", fume), ("purifier_state", purifier))
    ]
    _sent(client, device, told)


def _sent(client: Client, device: Device, told: list[dict[str, object]]) -> None:
    body, sent_at = json.dumps({"readings": told}).encode(), str(int(now().timestamp()))
    headers = {
        "X-Device": device.number, "X-Time": sent_at, "X-Signature": push_signature(KEY, sent_at, body),
    }  # fmt: skip
    answer = client.post("/api/v1/readings", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content


def _pushed_one(client: Client, device: Device, quantity: str, at: datetime, value: float) -> None:
    _sent(client, device, [{"quantity": quantity, "at": at.isoformat(), "value": value}])


def _judged(at: datetime) -> None:
    with scope_opened(("",)):
        alarms_judge(at=at)


def _done(client: Client, url: str, typed: dict[str, str]) -> None:
    rule_id = url.split("/")[2]
    with scope_opened(("",)):
        version = Rule.objects.get(pk=rule_id).updated_at.isoformat() if "rules" in url else ""
    answer = client.post(url, {**typed, "version": version})
    assert answer.status_code == 303, answer.content.decode()


def test_fume_becomes_an_alarm_that_somebody_sees_and_that_ends(
    city: None, sign_in: SignIn, client: Client
) -> None:
    (device,) = entered(monitor("YH-PUSH", protocol=Protocol.HTTPS, secret=KEY))
    keeper = sign_in("data_admin", area="990101")
    made = keeper.post("/rules/new", _typed())
    assert made.status_code == 303, made.content.decode()
    url = made["Location"]
    page = keeper.get(url).content.decode()
    assert "油烟高于 2 mg/m³，且净化器状态开启，满 10 分钟" in page
    assert "停用" in page
    _done(keeper, f"{url}/on", {"reason": "试算通过"})
    # its clock runs ahead, within what is allowed, so that no time must pass here
    start = now()
    _pushed(client, device, [(start + timedelta(minutes=minute), 2.6, 1.0) for minute in range(12)])
    _judged(start + timedelta(minutes=9))
    head = sign_in("shift_head", area="990101")
    assert "没有报警" in head.get("/alarms").content.decode()
    _judged(start + timedelta(minutes=11, seconds=6))
    with scope_opened(("",)):
        alarm = Alarm.objects.get()
    assert alarm.since == start + timedelta(minutes=10)
    listed = head.get("/alarms?state=alarm_firing&severity=major&area=990101&unseen=1").content.decode()
    assert "油烟超标" in listed
    assert device.name in listed
    shown = head.get(f"/alarms/{alarm.pk}").content.decode()
    assert "油烟高于 2 mg/m³，且净化器状态开启" in shown
    assert "油烟 2.6 mg/m³" in shown
    assert "<polyline" in shown
    _done(head, f"/alarms/{alarm.pk}/acknowledge", {"note": "已电话通知店家"})
    assert "已电话通知店家" in keeper.get(f"/alarms/{alarm.pk}").content.decode()
    assert head.post(f"/alarms/{alarm.pk}/acknowledge", {"note": "再来"}).status_code == 409
    _pushed(client, device, [(start + timedelta(minutes=minute), 0.8, 1.0) for minute in range(12, 20)])
    _judged(start + timedelta(minutes=19))
    over = head.get(f"/alarms/{alarm.pk}").content.decode()
    assert "已解除" in over
    row = f"/alarms/{alarm.pk}"
    assert row not in head.get("/alarms?state=alarm_firing").content.decode()
    assert row in head.get("/alarms?state=alarm_cleared&number=YH-P").content.decode()
    assert [
        one.act for one in Entry.objects.filter(subject=f"alarm:{alarm.pk}").order_by("id")
    ] == ["alarm.raise", "alarm.acknowledge", "alarm.clear"]  # fmt: skip
    assert sign_in("shift_head", area="990102").get(f"/alarms/{alarm.pk}").status_code == 404


_FIELDS = (
    ("cover-01", "井盖倾斜", "tilt", "15", 31.0),
    ("gas-01", "燃气泄漏", "methane", "1", 2.4),
    ("tunnel-01", "下穿隧道积水", "water_depth", "20", 27.5),
    ("bin-01", "垃圾桶满溢", "fill", "90", 96.0),
)


@pytest.mark.proves("S-013")
def test_sensors_of_four_trades_are_registered_read_and_raise_alarms(
    city: None, sign_in: SignIn, client: Client
) -> None:
    keeper = sign_in("data_admin", area="990101", person="keeper")
    for number, name, quantity, limit, _value in _FIELDS:
        device = {
            "protocol": "https", "number": number, "name": f"{name} {number}", "area_code": STREET,
            "interval_s": "600", "secret": KEY, "concentration_unit": "ug_m3", "clock_offset_s": "0",
        }  # fmt: skip
        assert keeper.post("/devices/new", device).status_code == 303
        rule = _typed(
            name=name, code=number, quantity=quantity, limit=limit, minutes="0", while_quantity="",
            clear_limit="", area_code=STREET,
        )  # fmt: skip
        made = keeper.post("/rules/new", rule)
        assert made.status_code == 303, made.content.decode()
        _done(keeper, f"{made['Location']}/on", {"reason": "上线"})
    at = now()
    with scope_opened(("",)):
        devices = {device.number: device for device in Device.objects.all()}
    supervisor = sign_in("unit_clerk", area="990101", person="supervisor")
    for number, _name, quantity, limit, _value in _FIELDS:
        _pushed_one(client, devices[number], quantity, at, float(limit))
    _judged(at + timedelta(seconds=6))
    assert "没有报警" in supervisor.get("/alarms").content.decode()  # at the limit is not above it
    later = at + timedelta(minutes=10)
    for number, _name, quantity, _limit, value in _FIELDS:
        _pushed_one(client, devices[number], quantity, later, value)
    _judged(later + timedelta(seconds=6))
    page = supervisor.get("/alarms").content.decode()
    for number, name, _quantity, _limit, _value in _FIELDS:
        assert f"{name} {number}" in page
    with scope_opened(("",)):
        alarm = Alarm.objects.get(rule__code="tunnel-01")
    assert "积水深度 27.5 cm" in supervisor.get(f"/alarms/{alarm.pk}").content.decode()


def test_readings_that_came_too_late_are_shown_and_change_nothing(city: None, sign_in: SignIn) -> None:
    (device,) = entered(monitor())
    start = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    with scope_opened(("",)):
        rule_made(at=start)
        kitchen(device, start, dict.fromkeys((minute for minute in range(12) if minute != 5), 2.5))
        late = {"oil_fume": 0.1, "purifier_state": 1.0}
        arrive(device, start + timedelta(minutes=5), late, received=start + timedelta(minutes=12))
        alarms_judge(at=start + timedelta(minutes=13))
        alarm = Alarm.objects.get()
    page = sign_in("shift_head", area="990101").get(f"/alarms/{alarm.pk}").content.decode()
    assert "2 条来得太晚，未参与判断" in page  # of the fume, and of the purifier
    assert "报警中" in page


def test_a_rule_is_tried_before_it_is_switched_on(
    city: None, sign_in: SignIn, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    (device,) = entered(monitor("YH-PUSH", protocol=Protocol.HTTPS, secret=KEY))
    keeper = sign_in("data_admin", area="990101")
    url = keeper.post("/rules/new", _typed(minutes="3", while_quantity=""))["Location"]
    assert "还没有设备" in keeper.get(f"{url}/try").content.decode()
    start = now() - timedelta(minutes=9)
    _pushed(client, device, [(start + timedelta(minutes=minute), 2.6, 1.0) for minute in range(9)])
    trial = keeper.get(f"{url}/try").content.decode()
    assert "会触发 1 条报警" in trial
    assert device.name in trial
    with scope_opened(("",)):
        assert not Alarm.objects.exists()
    call_command("alarm_rules", "try", "fume-high", "--format", "json")
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["device"], line["severity"]) == (device.number, "较重")
    assert datetime.fromisoformat(line["since"]) == (start + timedelta(minutes=3)).replace(microsecond=0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"limit": ""}, "limit"),
        ({"code": "Fume High"}, "code"),
        ({"area_code": "99"}, "area_code"),
        ({"hours": "25:00-26:00"}, "hours"),
        ({"graver_severity": "note", "graver_limit": "5"}, "graver_severity"),
        ({"graver_severity": "critical"}, "graver_limit"),
        ({"escalate": "60, 15"}, "escalate"),
        ({"kind": "silent", "minutes": "0"}, "minutes"),
        ({"while_compare": "above"}, "while_limit"),
        ({"matter": "99999"}, "matter"),
        ({"tell": "居民"}, "tell"),
        ({"tell_higher": "shift_head, mayor"}, "tell_higher"),
    ],
)
def test_what_is_no_rule_is_refused_beside_its_field(
    city: None, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    answer = sign_in("data_admin", area="990101").post("/rules/new", _typed(**changes))
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()
    assert not Rule.objects.exists()
    assert not Entry.objects.filter(act="rule.create").exists()


def test_a_new_version_shows_what_the_last_one_says_and_keeps_it(city: None, sign_in: SignIn) -> None:
    keeper = sign_in("ground_clerk", area="990101")
    url = keeper.post("/rules/new", _typed())["Location"]
    form = keeper.get(f"{url}/publish").content.decode()
    assert 'value="1.8"' in form
    _done(keeper, f"{url}/publish", _typed(limit="1.5", clear_limit="1.2", reason="加严"))
    page = keeper.get(url).content.decode()
    assert "油烟高于 1.5 mg/m³" in page
    assert "油烟高于 2 mg/m³" in page
    assert sign_in("shift_head", area="990101").get(f"{url}/publish").status_code == 403
    assert sign_in("handler", area="990101").get(url).status_code == 200


def test_lists_ask_little(city: None, sign_in: SignIn, sql_budget: Budget) -> None:
    keeper = sign_in("data_admin", area="990101")
    keeper.post("/rules/new", _typed())
    for url, name in (("/rules", "rule list"), ("/alarms", "alarm list")):
        keeper.get(url)
        with sql_budget(name, most=14):
            assert keeper.get(url).status_code == 200
