"""Scopes of rules and maintenance by the pages that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.sensing.models import Alarm, Device, MaintenanceWindow, Rule, RuleVersion
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.tests.device_kit import NEIGHBOUR, STREET, entered, monitor, truck
from xiuhua.sensing.tests.judge_kit import arrive, kitchen, rule_made
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]
T0 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def _typed(**changes: str) -> dict[str, str]:
    return {
        "name": "油烟超标", "code": "fume-high", "area_code": "990101", "kind": "limit",
        "quantity": "oil_fume", "compare": "above", "limit": "2.0", "minutes": "10", "times": "3",
        "severity": "major", "clear_limit": "1.8", "clear_minutes": "5", "hold_minutes": "5",
        "reason": "GB 18483 限值 2.0",
    } | changes  # fmt: skip


def _work(begins: datetime, ends: datetime, **changes: str) -> dict[str, str]:
    return {
        "numbers": "YH1", "since": f"{localtime(begins):%Y-%m-%dT%H:%M}",
        "until": f"{localtime(ends):%Y-%m-%dT%H:%M}", "worker": "恒通仪表", "reason": "更换探头",
    } | changes  # fmt: skip


def _publish(client: Client, url: str, typed: dict[str, str]) -> None:
    with scope_opened(("",)):
        version = Rule.objects.get(pk=url.split("/")[2]).updated_at.isoformat()
    answer = client.post(f"{url}/publish", {**typed, "version": version})
    assert answer.status_code == 303, answer.content.decode()


def test_a_rule_is_written_for_some_devices_with_other_limits_elsewhere(city: None, sign_in: SignIn) -> None:
    one, two = entered(monitor("YH1", name="一号店"), monitor("YH2", name="二号店"))
    keeper = sign_in("data_admin", area="990101")
    form = keeper.get("/rules/new").content.decode()
    assert "hj212/YH1" in form  # offered while somebody searches
    made = keeper.post(
        "/rules/new",
        _typed(
            watch_numbers="YH1", watch_add="hj212/YH2",
            area_limits="绣衣街道 1.5 1.2\n22:00-06:00 1.0 0.8",
        ),
    )  # fmt: skip
    assert made.status_code == 303, made.content.decode()
    url = made["Location"]
    page = keeper.get(url).content.decode()
    assert "油烟高于 2 mg/m³（部分区域或时段另定），满 10 分钟" in page
    assert "逐个挑选的 2 台设备" in page
    for part in ("一号店", "二号店", "绣衣街道", "22:00-06:00", "1.5", "0.8"):
        assert part in page
    with scope_opened(("",)):
        version = RuleVersion.objects.get()
        assert {row.pk for row in version.devices.all()} == {one.pk, two.pk}
    sheet = keeper.get(f"{url}/limits.csv").content.decode("utf-8-sig")
    assert sheet.splitlines() == [
        "area,name,hours,limit,clear", ",,,2,1.8", ",,22:00-06:00,1,0.8", f"{STREET},绣衣街道,,1.5,1.2",
    ]  # fmt: skip
    again = keeper.get(f"{url}/publish").content.decode()
    assert f"{STREET} 1.5 1.2" in again
    changed = sheet.replace("1.5,1.2", "1.4,1.1").encode("gb18030")
    _publish(keeper, url, _typed(area_sheet=SimpleUploadedFile("limits.csv", changed)))  # type: ignore[arg-type]  # a file
    with scope_opened(("",)):
        latest = RuleVersion.objects.get(number=2)
    assert {"area": STREET, "value": 1.4} in latest.definition["profiles"]["limit"]
    assert "watches" not in latest.definition
    assert "区域内的全部设备" in sign_in("leader", area="990101", person="lin").get(url).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"watch_numbers": "YH1, YH8\nYH9"}, "有 2 个编号没有对应的设备：YH8、YH9"),
        ({"watch_add": "YH7"}, "有 1 个编号没有对应的设备：YH7"),
        ({"watch_numbers": "13900000001"}, "有 1 个编号对应多台设备"),
        ({"watch_numbers": "YH1", "watch_tag": "夜市"}, "不能再按"),
        ({"watch_numbers": "YH5"}, "没有对应的设备：YH5"),
        ({"area_limits": f"{NEIGHBOUR} 1.5 1.2"}, f"不在规则的区域内：{NEIGHBOUR}"),
        ({"area_limits": "无名街道 1.5 1.2"}, "不在规则的区域内：无名街道"),
        ({"area_limits": "绣衣街道 1.5"}, "第 1 行应写区域或时段，再写 限值、解除限值"),
        ({"area_limits": "绣衣街道 1.5 1.2\n绣衣街道 1.4 1.1"}, "第 2 行与前面一行区域相同、时段重叠"),
        ({"area_limits": "绣衣街道 低 1.2"}, "第 1 行缺少数值"),
        ({"area_limits": "绣衣街道 1.5 1.2", "kind": "silent", "clear_limit": ""}, "限值"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence_and_writes_no_rule(
    city: None, sign_in: SignIn, changes: dict[str, str], said: str
) -> None:
    entered(monitor("YH1"), monitor("13900000001"), truck("13900000001"))
    answer = sign_in("data_admin", area="990101").post("/rules/new", _typed(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with scope_opened(("",)):
        assert not Rule.objects.exists()


def test_an_alarm_says_which_limit_held_and_is_shown_as_held_while_its_device_is_worked_on(
    city: None, sign_in: SignIn
) -> None:
    (device,) = entered(monitor("YH1"))
    keeper = sign_in("data_admin", area="990101")
    made = keeper.post("/rules/new", _typed(area_limits="绣衣街道 1.5 1.2"))
    url = made["Location"]
    with scope_opened(("",)):
        version = Rule.objects.get().updated_at.isoformat()
    assert keeper.post(f"{url}/on", {"reason": "试算通过", "version": version}).status_code == 303
    start = now()  # its clock runs ahead, so that no time must pass here
    with scope_opened(("",)):
        for minute in range(12):
            arrive(device, start + timedelta(minutes=minute), {"oil_fume": 1.8})
        alarms_judge(at=start + timedelta(minutes=11, seconds=6))
        alarm = Alarm.objects.get()
    head = sign_in("shift_head", area="990101", person="wang")
    page = head.get(f"/alarms/{alarm.pk}").content.decode()
    assert f"此处限值：1.5（绣衣街道 {STREET} 另有规定）" in page
    at = start + timedelta(minutes=12)
    answer = head.post("/maintenance/new", _work(at, at + timedelta(hours=1)))
    assert answer.status_code == 303, answer.content.decode()
    with scope_opened(("",)):
        alarms_judge(at=at + timedelta(minutes=2))
    held = head.get("/alarms?state=alarm_held").content.decode()
    assert "检修中" in held
    assert f"/alarms/{alarm.pk}" in held
    assert "设备正在检修" in head.get(f"/alarms/{alarm.pk}").content.decode()
    seen = head.post(f"/alarms/{alarm.pk}/acknowledge", {"note": "检修后再看", "version": ""})
    assert seen.status_code == 303, seen.content.decode()


def test_maintenance_is_announced_from_the_device_seen_ended_and_kept_in_the_history(
    city: None, sign_in: SignIn, sql_budget: Budget
) -> None:
    (device,) = entered(monitor("YH1"))
    reviewer = sign_in("alarm_reviewer", area="990101", person="zhou")
    with scope_opened(("",)):
        kitchen(device, now() - timedelta(hours=2), dict.fromkeys(range(3), 1.0), judged=False)
    form = reviewer.get(f"/devices/{device.pk}/maintenance").content.decode()
    assert "hj212/YH1" in form
    at = now()
    typed = _work(at, at + timedelta(hours=2), numbers="hj212/YH1")
    made = reviewer.post(f"/devices/{device.pk}/maintenance", typed)
    assert made.status_code == 303, made.content.decode()
    url = made["Location"]
    collector = sign_in("collector", area="990101", person="li")
    page = collector.get(f"/devices/{device.pk}").content.decode()
    assert url in page
    assert "恒通仪表" in page
    with sql_budget("maintenance list", most=8):
        listed = collector.get("/maintenance?phase=maintenance_now").content.decode()
    assert device.name in listed
    assert "检修中" in listed
    assert url not in collector.get("/maintenance?phase=maintenance_past").content.decode()
    assert collector.get(f"{url}/end").status_code == 403
    with scope_opened(("",)):
        version = MaintenanceWindow.objects.get().updated_at.isoformat()
    ended = reviewer.post(f"{url}/end", {"reason": "提前完工", "version": version})
    assert ended.status_code == 303, ended.content.decode()
    after = reviewer.get(url).content.decode()
    assert "已结束" in after
    assert "提前完工" in after
    refused = reviewer.post(f"{url}/withdraw", {"reason": "改期", "version": _version_of(url)})
    assert refused.status_code == 409
    assert "已经开始" in refused.content.decode()


def _version_of(url: str) -> str:
    with scope_opened(("",)):
        return str(MaintenanceWindow.objects.get(pk=url.rsplit("/", 1)[1]).updated_at.isoformat())


def test_announcing_refuses_what_it_must_and_loses_nothing_that_was_typed(
    city: None, sign_in: SignIn
) -> None:
    entered(monitor("YH1"), monitor("YH2", area_code=NEIGHBOUR))
    head = sign_in("shift_head", area="990101")
    at = now()
    for changes, said in (
        ({"numbers": "YH1 YH8"}, "没有对应的设备：YH8"),
        ({"numbers": "YH2"}, "没有对应的设备：YH2"),  # of another district
        ({"numbers": ""}, "请写明设备编号或区域代码"),
        ({"area_code": STREET}, "只能写一样"),
        ({"numbers": "", "area_code": "990101999"}, "没有这个区域代码"),
        ({"since": f"{localtime(at - timedelta(hours=1)):%Y-%m-%dT%H:%M}"}, "须事先登记"),
    ):
        answer = head.post("/maintenance/new", _work(at, at + timedelta(hours=2), **changes))
        assert answer.status_code == 422, changes
        assert said in answer.content.decode(), changes
        assert "恒通仪表" in answer.content.decode()
    with scope_opened(("",)):
        assert not MaintenanceWindow.objects.exists()


def test_a_device_is_tagged_by_its_form_and_found_by_a_rule(city: None, sign_in: SignIn) -> None:
    keeper = sign_in("data_admin", area="990101")
    typed = {
        "protocol": "hj212", "number": "YH1", "name": "夜市一号", "area_code": STREET, "interval_s": "60",
        "secret": "123456", "concentration_unit": "ug_m3", "clock_offset_s": "0", "tags": "夜市、重点，夜市",
    }  # fmt: skip
    assert keeper.post("/devices/new", typed).status_code == 303
    with scope_opened(("",)):
        assert Device.objects.get().tags == ["夜市", "重点"]
    assert keeper.post("/devices/new", typed | {"number": "YH2", "tags": "长" * 31}).status_code == 422
    rule_form = keeper.get("/rules/new").content.decode()
    assert "重点" in rule_form
    made = keeper.post("/rules/new", _typed(watch_tag="夜市"))
    assert "标签 夜市" in keeper.get(made["Location"]).content.decode()


def test_a_rule_made_by_a_form_before_there_were_scopes_is_the_same_as_ever(city: None) -> None:
    rule = rule_made(at=T0)
    assert not {"profiles", "watches"} & RuleVersion.objects.get(rule=rule).definition.keys()
