"""Maintenance windows: quiet rules, flagged readings, held alarms, and what they are judged as afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Alarm, AlarmStep, Device, LastValue, MaintenanceSpan, Observation, Rule
from xiuhua.sensing.queries.alarm_rules import judged_rule, rule_get
from xiuhua.sensing.queries.trying import devices_tried, rule_tried
from xiuhua.sensing.rules.maintenance import Course, area_common, course_fault, times_of
from xiuhua.sensing.services.alarms import alarm_acknowledge
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.services.maintenance import (
    NewMaintenance,
    maintenance_declare,
    maintenance_end,
    maintenance_withdraw,
)
from xiuhua.sensing.services.refusals import MaintenanceOver, MaintenanceUnderWay
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.sensing.tests.device_kit import KEEPER, NEIGHBOUR, STREET, entered, monitor
from xiuhua.sensing.tests.judge_kit import SILENT, arrive, kitchen, rule_made
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid, NotFound, NotPermitted

T0 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
DUTY = Actor(name="user:7", holdings=(Holding(role="shift_head", area="990101"),), user_id=7)
ZONE = ZoneInfo("Asia/Shanghai")
FLAG = Doubt.MAINTENANCE.bit


def _minutes(count: float) -> datetime:
    return T0 + timedelta(minutes=count)


def _declared(since: float, until: float, *, at: float = 0, actor: Actor = DUTY, **changes: object) -> int:
    given: dict[str, object] = {
        "since": _minutes(since), "until": _minutes(until), "worker": "恒通仪表", "reason": "更换探头",
    }  # fmt: skip
    new = NewMaintenance(**(given | changes))  # type: ignore[arg-type]  # fields by name, as the tests give them
    return maintenance_declare(new=new, actor=actor, at=_minutes(at)).pk


def _steps(device: Device) -> list[tuple[str, float]]:
    found = AlarmStep.objects.filter(alarm__device=device).order_by("id")
    return [(one.kind, (one.at - T0).total_seconds() / 60) for one in found]


def _flags(device: Device) -> dict[float, int]:
    found = Observation.objects.filter(device=device, quantity__code="oil_fume")
    return {(one.at - T0).total_seconds() / 60: one.flags for one in found}


def _together(fumes: dict[Device, float], minutes: range) -> None:
    """Let several kitchens send by the minute, and the judge come by after each minute."""
    for minute in minutes:
        for device, fume in fumes.items():
            kitchen(device, T0, {minute: fume}, judged=False)
        alarms_judge(at=_minutes(minute) + timedelta(seconds=6))


def _same_as_tried(device: Device, until: float) -> None:
    """Live judgement and a trial of the same time took exactly the same steps."""
    row = rule_get(Rule.objects.get(code="fume-high").pk)
    assert row.current is not None
    rule = judged_rule(row, row.current)
    devices = [one for one in devices_tried(row, row.current) if one.pk == device.pk]
    (tried,) = rule_tried(rule, devices, since=T0, until=_minutes(until))
    assert [(step.kind.value, (step.at - T0.timestamp()) / 60) for step in tried.steps] == _steps(device)


def test_a_window_keeps_quiet_marks_readings_and_then_looks_afresh(city: None) -> None:
    held, other = entered(monitor("YH1"), monitor("YH2"))
    rule_made(at=T0)
    _declared(5, 9, numbers=["YH1"])
    _together({held: 2.5, other: 2.5}, range(20))
    # the mark is on [5, 9): not one minute before, and not at its end
    assert [minute for minute, flags in sorted(_flags(held).items()) if flags & FLAG] == list(range(5, 9))
    assert not any(flags & FLAG for flags in _flags(other).values())
    # of ten minutes, five were before; they begin anew at its end
    assert _steps(held) == [("raised", 19)]
    assert _steps(other)[0] == ("raised", 10)
    for device in (held, other):
        _same_as_tried(device, 19)


def test_a_firing_alarm_is_held_and_goes_on_or_ends_by_what_is_measured_then(city: None) -> None:
    still, over = entered(monitor("YH1"), monitor("YH2"))
    rule_made(at=T0)
    _together({still: 2.5, over: 2.5}, range(12))
    _declared(12, 20, at=12, numbers=["YH1", "YH2"])
    _together({still: 0.1, over: 0.1}, range(12, 20))
    assert {one.state for one in Alarm.objects.all()} == {"alarm_held"}
    assert [one[0] for one in _steps(still)] == ["raised", "muted", "health"]
    alarm_acknowledge(
        alarm_id=Alarm.objects.get(device=over).pk, note="检修后再看", actor=DUTY, at=_minutes(19.5)
    )
    _together({still: 2.5, over: 0.1}, range(20, 25))
    assert Alarm.objects.get(device=over).state == "alarm_recovering"
    _together({still: 2.5, over: 0.1}, range(25, 26))
    assert Alarm.objects.get(device=still).state == "alarm_firing"
    assert Alarm.objects.get(device=over).state == "alarm_cleared"
    assert ("unmuted", 20) in _steps(still)
    assert ("unmuted", 20) in _steps(over)
    assert _steps(over)[-1] == ("cleared", 25)
    assert Alarm.objects.count() == 2  # nothing was raised anew
    _same_as_tried(still, 25)


def test_a_window_that_ends_early_lets_rules_speak_from_then_on(city: None) -> None:
    (device,) = entered(monitor("YH1"))
    rule_made(at=T0)
    kitchen(device, T0, dict.fromkeys(range(2), 2.5))
    window = _declared(2, 120, at=2, numbers=["YH1"])
    kitchen(device, T0, dict.fromkeys(range(2, 10), 2.5))
    maintenance_end(window_id=window, reason="提前完工", actor=DUTY, at=_minutes(9.5))
    kitchen(device, T0, dict.fromkeys(range(10, 21), 2.5))
    assert _steps(device) == [("raised", 20)]
    assert [minute for minute, flags in sorted(_flags(device).items()) if flags & FLAG] == list(range(2, 10))
    _same_as_tried(device, 20)
    with pytest.raises(MaintenanceOver):
        maintenance_end(window_id=window, reason="再来", actor=DUTY, at=_minutes(30))
    acts = Entry.objects.filter(subject=f"maintenance:{window}").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["maintenance.declare", "maintenance.end"]


def test_what_comes_late_from_a_past_window_is_marked_too(city: None) -> None:
    (device,) = entered(monitor("YH1"))
    _declared(5, 10, numbers=["YH1"])
    arrive(device, _minutes(7), {"oil_fume": 2.5}, received=_minutes(60))
    arrive(device, _minutes(12), {"oil_fume": 2.5}, received=_minutes(60))
    assert _flags(device) == {7: FLAG, 12: 0}
    assert LastValue.objects.get(device=device).flags == 0


def test_a_whole_area_keeps_quiet_for_one_rule_and_readings_stay_good(city: None) -> None:
    here, there = entered(monitor("YH1"), monitor("YH2", area_code=NEIGHBOUR))
    fume = rule_made(at=T0, area="9901")
    rule_made(SILENT, at=T0, code="silent", area="9901")
    _declared(0, 60, area_code=STREET, rules=[fume.pk], actor=KEEPER)
    for device in (here, there):
        kitchen(device, T0, dict.fromkeys(range(12), 2.5), judged=False)
    alarms_judge(at=_minutes(11.2))
    assert not Alarm.objects.filter(device=here, rule=fume).exists()
    assert Alarm.objects.filter(device=there, rule=fume).exists()
    assert not any(_flags(here).values())
    alarms_judge(at=_minutes(42))
    assert Alarm.objects.filter(device=here, rule__code="silent").exists()


def test_a_withdrawn_window_never_was_and_one_that_began_cannot_be_withdrawn(city: None) -> None:
    (device,) = entered(monitor("YH1"))
    rule_made(at=T0)
    window = _declared(5, 60, numbers=["YH1"])
    maintenance_withdraw(window_id=window, reason="改期", actor=DUTY, at=_minutes(1))
    kitchen(device, T0, dict.fromkeys(range(12), 2.5))
    assert _steps(device) == [("raised", 10)]
    assert not any(_flags(device).values())
    other = _declared(12, 60, at=12, numbers=["YH1"])
    with pytest.raises(MaintenanceUnderWay):
        maintenance_withdraw(window_id=other, reason="改期", actor=DUTY, at=_minutes(13))
    with pytest.raises(NotPermitted):
        maintenance_end(
            window_id=other, reason="x", at=_minutes(13),
            actor=Actor(name="user:8", holdings=(Holding(role="collector", area="990101"),), user_id=8),
        )  # fmt: skip


def test_the_later_times_of_a_weekly_window_are_withdrawn_and_the_one_that_is_on_stays(city: None) -> None:
    entered(monitor("YH1"))
    window = _declared(0, 60, numbers=["YH1"], weekly_until=date(2026, 12, 11))
    assert MaintenanceSpan.objects.filter(window=window).count() == 4  # 20, 27 November, 4, 11 December
    maintenance_withdraw(window_id=window, reason="合同到期", actor=DUTY, at=_minutes(30))
    (left,) = MaintenanceSpan.objects.filter(window=window)
    assert (left.since, left.until) == (T0, _minutes(60))


def test_wrong_numbers_are_named_one_by_one_and_nothing_is_kept(city: None) -> None:
    entered(monitor("YH1"))
    with pytest.raises(Invalid) as refused:
        _declared(5, 10, numbers=["YH1", "YH8", "YH9"])
    assert refused.value.arguments == {"count": 2, "numbers": "YH8、YH9"}
    assert not MaintenanceSpan.objects.exists()
    assert not Entry.objects.filter(act="maintenance.declare").exists()


def test_a_window_is_of_the_area_that_holds_its_devices_and_of_nobody_elses(city: None) -> None:
    entered(monitor("YH1"), monitor("YH2", area_code=NEIGHBOUR))
    with pytest.raises(NotPermitted):
        _declared(5, 10, numbers=["YH1", "YH2"])  # of two districts, and its actor has one
    both = _declared(5, 10, numbers=["YH1", "YH2"], actor=KEEPER)
    mine = _declared(5, 10, area_code=STREET)
    from xiuhua.sensing.queries.maintenance import window_get  # noqa: PLC0415 - beside what it is asked about

    with scope_opened((STREET,)):  # whoever sees a street sees what is announced for the whole city
        assert window_get(both, at=T0).area_code == "9901"
    with scope_opened((NEIGHBOUR,)), pytest.raises(NotFound):
        window_get(mine, at=T0)


@pytest.mark.parametrize(
    ("since", "until", "weekly_until", "fault"),
    [
        (-15, 10, None, None),
        (-15.1, 10, None, ("since", "maintenance_past")),
        (10, 10, None, ("until", "span_backwards")),
        (-10, 0, None, ("until", "maintenance_over_already")),
        (0, 31 * 1440, None, None),
        (0, 31 * 1440 + 1, None, ("until", "maintenance_long")),
        (0, 7 * 1440, date(2026, 12, 11), ("weekly_until", "maintenance_weekly_meets")),
        (0, 60, date(2026, 11, 19), ("weekly_until", "span_backwards")),
        (0, 60, date(2028, 1, 1), ("weekly_until", "maintenance_weekly_far")),
        (367 * 1440, 367 * 1440 + 5, None, ("since", "maintenance_far")),
    ],
)
def test_times_that_are_none_are_refused(
    since: float, until: float, weekly_until: date | None, fault: tuple[str, str] | None
) -> None:
    course = Course(since=_minutes(since), until=_minutes(until), weekly_until=weekly_until)
    assert course_fault(course, at=T0) == fault


def test_a_weekly_window_keeps_its_local_hours_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # clocks go back on 25 October 2026
    since = datetime(2026, 10, 20, 8, 0, tzinfo=berlin)
    times = times_of(
        Course(since=since, until=since.replace(hour=9), weekly_until=date(2026, 10, 27)), berlin
    )
    assert [one[0].astimezone(berlin).hour for one in times] == [8, 8]
    assert [one[0].hour for one in times] == [6, 7]


def test_the_area_of_several_devices_is_what_their_codes_have_in_common() -> None:
    assert area_common(["990101003", "990101003001"]) == "990101003"
    assert area_common(["990101003", "990102001", "990101004"]) == "99010"
    assert area_common(["990101003"]) == "990101003"
