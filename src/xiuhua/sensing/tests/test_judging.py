"""The judge: stored readings become alarms, once each, whenever it comes by or is killed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Alarm, AlarmStep, Device, RuleStanding
from xiuhua.sensing.queries.alarm_rules import judged_rule, rule_get
from xiuhua.sensing.queries.trying import devices_tried, rule_tried
from xiuhua.sensing.rules.writing import simple_stored
from xiuhua.sensing.services import judging
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create, rule_publish, rule_switch
from xiuhua.sensing.services.alarms import alarm_acknowledge
from xiuhua.sensing.services.devices import device_stop
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.services.refusals import AlarmSeen, RuleSame, RuleUnfit
from xiuhua.sensing.terms import RuleState
from xiuhua.sensing.tests.device_kit import KEEPER, STREET, entered, monitor
from xiuhua.sensing.tests.judge_kit import FUME, SILENT, arrive, kitchen, rule_made
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import NotAllowedNow, NotPermitted

T0 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
DUTY = Actor(name="user:7", holdings=(Holding(role="shift_head", area="990101"),), user_id=7)
SMOKY = dict.fromkeys(range(16), 2.5)
CLEAN = dict.fromkeys(range(16, 23), 1.0)


def _minutes(count: float) -> datetime:
    return T0 + timedelta(minutes=count)


def _steps(device: Device) -> list[tuple[str, float, str]]:
    found = AlarmStep.objects.filter(alarm__device=device).order_by("id")
    return [(one.kind, (one.at - T0).total_seconds() / 60, one.severity) for one in found]


def _entries(alarm: Alarm) -> list[str]:
    return list(
        Entry.objects.filter(subject=f"alarm:{alarm.pk}").order_by("id").values_list("act", flat=True)
    )


def test_ten_minutes_above_the_limit_are_one_alarm_with_its_readings_until_it_is_over(city: None) -> None:
    (device,) = entered(monitor())
    rule = rule_made(at=T0)
    kitchen(device, T0, dict.fromkeys(range(10), 2.5))
    assert not Alarm.objects.exists()
    kitchen(device, T0, {10: 2.5})
    alarm = Alarm.objects.get()
    # true since minute 0, so at minute 10 it has been true for ten minutes, and not one reading before
    assert (alarm.since, alarm.readings_from) == (_minutes(10), T0)
    assert (alarm.rule_id, alarm.version.number, alarm.severity, alarm.state) == (
        rule.pk, 1, "major", "alarm_firing",
    )  # fmt: skip
    (step,) = alarm.steps.all()
    assert {one[0]: one[2] for one in step.readings} == {"oil_fume": 2.5, "purifier_state": 1.0}
    kitchen(device, T0, dict.fromkeys(range(11, 16), 2.5) | CLEAN)
    alarm.refresh_from_db()
    # 1.0 from minute 16 on is at most 1.8, for five minutes at minute 21
    assert _steps(device) == [("raised", 10, "major"), ("recovering", 16, "major"), ("cleared", 21, "major")]
    assert (alarm.state, alarm.ended_at) == ("alarm_cleared", _minutes(21))
    assert _entries(alarm) == ["alarm.raise", "alarm.clear"]
    kitchen(device, _minutes(30), SMOKY)
    assert Alarm.objects.filter(device=device).count() == 2


def test_without_the_purifier_it_is_another_matter(city: None) -> None:
    (device,) = entered(monitor())
    rule_made(at=T0)
    for minute in range(16):
        arrive(device, _minutes(minute), {"oil_fume": 2.5, "purifier_state": 0.0})
        alarms_judge(at=_minutes(minute) + timedelta(seconds=6))
    assert not Alarm.objects.exists()


def test_how_often_the_judge_comes_by_changes_nothing(city: None) -> None:
    often, once = entered(monitor("YH1"), monitor("YH2"))
    rule_made(at=T0)
    fumes = SMOKY | {12: 6.0, 13: 6.0} | CLEAN
    for device in (often, once):
        arrive(device, T0, {"oil_fume": 2.5, "purifier_state": 1.0})
    alarms_judge(at=T0)
    kitchen(once, T0, fumes, judged=False)
    RuleStanding.objects.filter(device=once).update(judged_to=_minutes(60), wake_at=None)  # hidden from it
    kitchen(often, T0, fumes)
    RuleStanding.objects.filter(device=once).update(
        judged_to=T0 - timedelta(microseconds=1), wake_at=T0, standing={}
    )
    alarms_judge(at=_minutes(30))
    alarms_judge(at=_minutes(30))
    assert _steps(often)
    assert _steps(once) == _steps(often)


def test_a_judge_killed_in_the_middle_leaves_nothing_and_then_does_it_once(
    city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (device,) = entered(monitor())
    rule_made(at=T0)
    kitchen(device, T0, SMOKY, judged=False)

    def killed(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(judging, "_stood", killed)
        with pytest.raises(KeyboardInterrupt):
            alarms_judge(at=_minutes(20))
    assert not Alarm.objects.exists()
    assert not Entry.objects.filter(act="alarm.raise").exists()
    for _again in range(2):
        alarms_judge(at=_minutes(16))
    assert [kind for kind, _at, _severity in _steps(device)][:1] == ["raised"]
    assert Alarm.objects.count() == 1


def test_silence_is_an_alarm_although_nothing_comes(city: None) -> None:
    (device,) = entered(monitor())
    arrive(device, T0, {"oil_fume": 0.5})
    rule_made(SILENT, at=T0)
    alarms_judge(at=_minutes(1))
    alarms_judge(at=_minutes(30) + timedelta(seconds=4))
    assert not Alarm.objects.exists()
    alarms_judge(at=_minutes(30) + timedelta(seconds=6))
    assert _steps(device) == [("raised", 30, "minor")]
    arrive(device, _minutes(40), {"oil_fume": 0.5})
    alarms_judge(at=_minutes(40) + timedelta(seconds=6))
    assert _steps(device)[-1] == ("cleared", 40, "minor")


def test_a_reading_that_comes_too_late_changes_nothing(city: None) -> None:
    (device,) = entered(monitor())
    rule_made(at=T0)
    kitchen(device, T0, dict.fromkeys((minute for minute in range(12) if minute != 5), 2.5))
    before = _steps(device)
    assert before == [("raised", 10, "major")]
    arrive(device, _minutes(5), {"oil_fume": 0.1, "purifier_state": 1.0}, received=_minutes(12))
    alarms_judge(at=_minutes(13))
    assert _steps(device) == before


def test_what_grows_worse_must_be_acknowledged_anew_and_is_passed_up_until_then(city: None) -> None:
    (device,) = entered(monitor())
    rule_made(at=T0)
    kitchen(device, T0, dict.fromkeys(range(12), 2.5))
    alarm = Alarm.objects.get()
    alarm_acknowledge(alarm_id=alarm.pk, note="已联系店家", actor=DUTY, at=_minutes(12))
    with pytest.raises(AlarmSeen):
        alarm_acknowledge(alarm_id=alarm.pk, actor=DUTY, at=_minutes(12))
    # raised at 10 and acknowledged at 12: at 25 nobody is called
    kitchen(device, T0, dict.fromkeys(range(12, 30), 2.5))
    assert [kind for kind, _at, _severity in _steps(device)] == ["raised", "acknowledged"]
    # above 5.0 from 30 on, so critical at 40, and not seen at this grade; passed up 15 minutes later
    kitchen(device, T0, dict.fromkeys(range(30, 57), 6.0))
    assert _steps(device)[2:] == [("severity_up", 40, "critical"), ("escalated", 55, "critical")]
    alarm.refresh_from_db()
    assert (alarm.severity, alarm.worst, alarm.acknowledged_by, alarm.escalation) == (
        "critical", "critical", "", 1,
    )  # fmt: skip
    assert _entries(alarm) == ["alarm.raise", "alarm.acknowledge", "alarm.grade", "alarm.escalate"]


def test_who_is_elsewhere_or_not_on_duty_acknowledges_nothing(city: None) -> None:
    (device,) = entered(monitor())
    rule_made(at=T0)
    kitchen(device, T0, SMOKY)
    alarm = Alarm.objects.get()
    for role, area in (("shift_head", "990102"), ("handler", "990101")):
        other = Actor(name="user:8", holdings=(Holding(role=role, area=area),), user_id=8)
        with pytest.raises(NotPermitted):
            alarm_acknowledge(alarm_id=alarm.pk, actor=other, at=_minutes(16))
    kitchen(device, T0, CLEAN)
    with pytest.raises(NotAllowedNow):
        alarm_acknowledge(alarm_id=alarm.pk, actor=DUTY, at=_minutes(30))
    alarm.refresh_from_db()
    assert not alarm.acknowledged_by
    assert "acknowledged" not in {kind for kind, _at, _severity in _steps(device)}


@pytest.mark.parametrize("how", ["version", "off", "stopped"])
def test_an_alarm_that_is_no_longer_judged_ends_and_says_so(city: None, how: str) -> None:
    (device,) = entered(monitor())
    rule = rule_made(at=T0)
    kitchen(device, T0, SMOKY)
    at = _minutes(16)
    if how == "version":
        definition = simple_stored(FUME) | {"escalate_after_s": [60]}
        rule_publish(rule_id=rule.pk, definition=definition, reason="改催办", actor=KEEPER, at=at)
    elif how == "off":
        rule_switch(rule_id=rule.pk, to=RuleState.OFF, reason="误报多", actor=KEEPER, at=at)
    else:
        device_stop(device_id=device.pk, reason="送检", actor=KEEPER, at=at)
    alarms_judge(at=at)
    alarm = Alarm.objects.get()
    assert _steps(device)[-1] == ("retired", 16, "major")
    assert (alarm.state, alarm.ended_at) == ("alarm_cleared", at)
    kitchen(device, T0, dict.fromkeys(range(17, 28), 2.5))
    raised = list(Alarm.objects.order_by("id").values_list("version__number", "since"))
    # the new version has watched since minute 16 and hears the first reading at minute 17
    assert raised[1:] == ([(2, _minutes(27))] if how == "version" else [])


def test_what_would_have_been_raised_is_what_was(city: None) -> None:
    (device,) = entered(monitor())
    rule = rule_made(at=T0)
    kitchen(device, T0, SMOKY | {12: 6.0} | CLEAN | dict.fromkeys(range(40, 60), 2.2))
    row = rule_get(rule.pk)
    assert row.current is not None
    judged = judged_rule(row, row.current)
    (found,) = rule_tried(
        judged, devices_tried(row, row.current), since=T0, until=_minutes(59) + timedelta(seconds=6)
    )
    tried = [(step.kind.value, (step.at - T0.timestamp()) / 60, step.severity.value) for step in found.steps]
    assert tried
    assert tried == _steps(device)


def test_what_cannot_be_judged_is_no_rule_and_the_same_again_is_no_version(city: None) -> None:
    rule = rule_made(at=T0)
    with pytest.raises(RuleSame):
        rule_publish(rule_id=rule.pk, definition=simple_stored(FUME), reason="", actor=KEEPER, at=T0)
    broken: dict[str, object] = {"series": {}, "levels": []}
    with pytest.raises(RuleUnfit):
        rule_publish(rule_id=rule.pk, definition=broken, reason="", actor=KEEPER, at=T0)
    elsewhere = NewRule(
        code="far", name="远", area_code="990101", definition=simple_stored(FUME), reason="试"
    )
    stranger = Actor(name="user:9", holdings=(Holding(role="data_admin", area="990102"),), user_id=9)
    with pytest.raises(NotPermitted):
        rule_create(new=elsewhere, actor=stranger, at=T0)
    assert Entry.objects.filter(subject__startswith="rule:").count() == 2
    assert rule_get(rule.pk).versions.count() == 1


def test_a_rule_of_a_street_watches_its_own_devices_only(city: None) -> None:
    here, there = entered(monitor("YH1"), monitor("YH2", area_code="990102001"))
    rule_made(at=T0, area=STREET)
    for device in (here, there):
        kitchen(device, T0, SMOKY, judged=False)
    alarms_judge(at=_minutes(16))
    assert list(Alarm.objects.values_list("device_id", flat=True)) == [here.pk]
