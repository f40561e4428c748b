"""From a reading on a socket through an alarm to a closed case: a kitchen, its monitor, the whole loop."""

from __future__ import annotations

from conftest import TestDatabases
from xiuhua.access.services import scope_opened
from xiuhua.cases.models import AlarmCase, Case
from xiuhua.cases.tests.alarm_kit import MATTER, at_shop, shop_open, tails_read
from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.notices.models import Notice
from xiuhua.sensing.models import Alarm
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import PASSWORD
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, gateway_running, wire

MN = "YH2026000777"
_RULE = {
    "name": "油烟超标", "code": "fume-high", "area_code": DISTRICT, "kind": "limit", "quantity": "oil_fume",
    "compare": "above", "limit": "2.0", "minutes": "10", "times": "3", "severity": "major",
    "clear_limit": "1.8", "clear_minutes": "5", "while_quantity": "purifier_state", "while_compare": "on",
    "hold_minutes": "5", "reason": "GB 18483 限值 2.0", "escalate": "15", "matter": f"{MATTER} 暴露垃圾",
    "case_from": "minor", "urgent_from": "critical", "tell": "派遣员", "tell_unit": "on",
    "tell_higher": "shift_head",
}  # fmt: skip


def _send(office: Office, line: Wire, fume: str, answers: int) -> None:
    """Let the monitor send once, see it answered, and let the judge come by."""
    at = office.hands.now(None).replace(microsecond=0)  # type: ignore[arg-type]  # the zone is not looked at
    values = {"a34041-Rtd": fume, "a34041-Flag": "N", "SB8-RS": "1"}
    line.send(hj212.upload(mn=MN, at=at, values=values, password=PASSWORD))
    line.wait(hj212.answers, answers)
    office.hands.go(seconds=6)
    with scope_opened(("",)):
        alarms_judge(at=office.hands.at)
    office.hands.go(seconds=54)


def test_a_reading_on_a_socket_becomes_an_alarm_and_the_alarm_a_case_that_is_closed(
    live_office: Office, test_databases: TestDatabases, database_name: str
) -> None:
    office = live_office
    with scope_opened(("",)):
        shop_open(office.hands.at)
    keeper = office("keeper")
    rule = keeper.form("/rules/new", **_RULE)
    assert "从“一般”级起，报警成为案件：06010 暴露垃圾" in keeper.page(rule)
    keeper.form(f"{rule}/on", reason="试算通过")
    url = test_databases.url(database_name, user="xiuhua_gateway")
    with gateway_running(url) as gateway:
        with scope_opened(("",)):
            (device,) = entered_and_known(gateway, at_shop(MN))
        with wire(gateway, Protocol.HJ212) as line:
            for minute in range(12):
                _send(office, line, "2.6", minute + 1)
            tails_read()
            with scope_opened(("",)):
                alarm, case = Alarm.objects.get(), Case.objects.get()
            _seen(office, case, alarm, rule)
            office.filed(case.pk)
            desk = office("dispatcher").page("/workbench")
            assert case.number in desk
            assert "为什么由传感器报来" in desk
            assert "油烟高于 2 mg/m³，且净化器状态开启，满 10 分钟" in desk
            office("dispatcher").act(case.pk, "dispatch", unit_code="U-KEEPER")
            office("unit").act(case.pk, "receive")
            office("unit").act(case.pk, "feed_back", reason="净化器滤网已更换")
            for minute in range(12, 18):
                _send(office, line, "0.9", minute + 1)
            tails_read()
            office("dispatcher").act(case.pk, "feedback_pass")
            office("verifier").act(case.pk, "check_pass")
            office("head").act(case.pk, "close")
    page = office("dispatcher").page(f"/cases/{case.pk}")
    assert "报警解除，读数恢复正常" in page
    assert "已结案" in page
    assert f"/devices/{device.pk}" in page
    assert f"{case.number} 已结案" in office("dispatcher").page("/alarms")
    assert f"{case.number} 已结案" in office("dispatcher").page(f"/alarms/{alarm.pk}")
    assert "查准率 100 %" in keeper.page(rule)
    assert "1 件已定案件中 1 件属实" in keeper.page(rule)


def _seen(office: Office, case: Case, alarm: Alarm, rule: str) -> None:
    """See that the alarm is one case, says why, leads on, and that whom the rule names has been told."""
    with scope_opened(("",)):
        assert AlarmCase.objects.get().case_id == case.pk
        told = Notice.objects.filter(template="alarm.raised").order_by("user__username")
        heard = list(told.values_list("user__username", flat=True))
    assert (case.channel, case.smart, case.state) == ("channel_sensor", True, "case_reported")
    # the dispatchers of the district, and everybody of the unit that the duty table names
    assert heard == ["dispatcher", "handler", "own_checker", "unit"]
    page = office("acceptor").page(f"/cases/{case.pk}")
    for said in ("规则第 1 版", "油烟 2.6 mg/m³", f'href="/alarms/{alarm.pk}"', f'href="{rule}"', "仍在报警"):
        assert said in page, said
