"""An alarm becomes one case: opened once, joined, spoken of in its story, never ended by a machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import AlarmCase, Case, Move, Report
from xiuhua.cases.rules.alarms import Answer, Recovery, alarm_answered, recovery_of
from xiuhua.cases.services import alarms as service
from xiuhua.cases.services import case_report
from xiuhua.cases.terms import CaseAct, CaseState, Stage, Track
from xiuhua.cases.tests.alarm_kit import (
    MATTER,
    SMOKE,
    at_shop,
    entered_at,
    followed,
    links,
    raise_all,
    sends,
    shop_open,
    story,
)
from xiuhua.cases.tests.loop_kit import HERE, STREET, WAYS, Loop, sound
from xiuhua.ground.models import Area
from xiuhua.ledger.models import Entry
from xiuhua.ledger.services import seal
from xiuhua.sensing.models import Alarm, Device, Rule
from xiuhua.sensing.rules.alarms import Proposal
from xiuhua.sensing.rules.writing import simple_stored
from xiuhua.sensing.services.alarm_rules import rule_publish
from xiuhua.sensing.terms import Severity
from xiuhua.sensing.terms.alarms import StepKind
from xiuhua.sensing.tests.device_kit import KEEPER
from xiuhua.sensing.tests.judge_kit import rule_made

T0 = datetime(2026, 3, 2, 1, tzinfo=UTC)
SMOKY = dict.fromkeys(range(12), 2.5)
CLEAN = dict.fromkeys(range(12, 18), 1.0)  # at most 1.8 from 12 on, for five minutes at 17
_PROPOSAL = Proposal(matter=MATTER, at_least=Severity.MAJOR)


def _at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


@pytest.fixture
def kitchen(loop: Loop) -> Device:
    shop_open(T0)
    (device,) = entered_at(T0, at_shop())
    rule_made(SMOKE, at=T0)
    return device


def _case() -> Case:
    return Case.objects.get()


def _closed(loop: Loop, case: Case, minute: float) -> None:
    for step, act in enumerate(WAYS[CaseState.CLOSED]):
        loop.do(case, act, minute + step)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_an_alarm_opens_one_case_that_says_why(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, dict.fromkeys(range(10), 2.5))
    assert followed(_at(10)).opened == 0  # pending until ten minutes have passed
    sends(kitchen, T0, {10: 2.5, 11: 2.5})
    assert followed(_at(12)).opened == 1
    case, alarm = _case(), Alarm.objects.get()
    assert (case.channel, case.smart, case.item_id, case.premises_id, case.state) == (
        "channel_sensor", True, loop.items[MATTER].pk, kitchen.premises_id, CaseState.REPORTED,
    )  # fmt: skip
    assert case.area_code == f"{STREET}001001"  # the unit grid that its place lies in
    assert case.place is not None
    assert (case.place.x, case.place.y, case.address) == (*HERE, "滨河路 12 号（知味面馆）")
    report = Report.objects.get()
    assert report.source_ref == f"A{alarm.pk}"
    assert report.occurred_at == T0
    assert "规则第 1 版：一般：油烟高于 2 mg/m³，且净化器状态开启，满 10 分钟" in report.text
    assert "油烟 2.5 mg/m³" in report.text
    assert links(case) == ["alarm_opened"]
    sound()


def test_the_log_read_again_opens_nothing_twice(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY)
    assert followed(_at(12)).opened == 1
    again = followed(_at(13), again=True)
    assert (again.opened, again.joined) == (0, 0)
    assert (Case.objects.count(), AlarmCase.objects.count(), story(_case())) == (1, 1, ["case.open"])


def test_the_end_of_an_alarm_stands_in_the_story_and_ends_nothing(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY)
    followed(_at(12))
    sends(kitchen, T0, CLEAN)
    assert followed(_at(18)).noted == 1
    case = _case()
    assert (case.state, story(case)) == (CaseState.REPORTED, ["case.open", "case.alarm_over"])
    assert Move.objects.get(act=CaseAct.ALARM_OVER).note.endswith("知味面馆油烟监测")
    sound()


def test_a_second_alarm_joins_while_the_case_is_open_and_is_a_rebound_after(
    loop: Loop, kitchen: Device
) -> None:
    sends(kitchen, T0, SMOKY | CLEAN)
    followed(_at(18))
    sends(kitchen, _at(20), SMOKY | CLEAN)
    assert followed(_at(40)).joined == 1
    case = _case()
    assert story(case) == ["case.open", "case.alarm_over", "case.alarm_again", "case.alarm_over"]
    assert links(case) == ["alarm_opened", "alarm_joined"]
    assert Report.objects.count() == 1  # a machine that repeats itself makes no second valid report
    _closed(loop, case, 50)
    sends(kitchen, _at(70), SMOKY)
    assert followed(_at(90)).opened == 1
    fresh = Case.objects.exclude(pk=case.pk).get()
    assert fresh.rebound_of_id == case.pk  # 回潮: closed less than thirty days ago
    sends(kitchen, _at(70), CLEAN)
    assert followed(_at(95)).noted == 1
    assert story(fresh) == ["case.open", "case.alarm_over"]
    sound()


def test_after_the_window_of_rebounds_it_is_a_matter_of_its_own(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY | CLEAN)
    followed(_at(18))
    case = _case()
    _closed(loop, case, 20)
    later = _at(60 * 24 * 31)  # the settings say thirty days
    sends(kitchen, later, SMOKY)
    followed(later + timedelta(minutes=12))
    assert Case.objects.exclude(pk=case.pk).get().rebound_of_id is None


def test_the_end_is_told_to_a_case_that_was_closed_meanwhile(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY)
    followed(_at(12))
    case = _case()
    _closed(loop, case, 20)
    sends(kitchen, _at(40), dict.fromkeys(range(6), 1.0))
    assert followed(_at(50)).noted == 1
    case.refresh_from_db()
    assert (case.state, story(case)[-1]) == (CaseState.CLOSED, "case.alarm_over")
    sound()


def test_what_grows_worse_goes_on_as_a_quick_response(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY)
    followed(_at(12))
    assert _case().track == Track.ORDINARY
    sends(kitchen, T0, dict.fromkeys(range(12, 24), 6.0))  # above 5 from 12 on: critical at 22
    assert followed(_at(24)).noted == 1
    case = _case()
    assert (case.track, story(case)) == (Track.QUICK, ["case.open", "case.alarm_worse"])
    loop.do(case, CaseAct.ACCEPT, 30)
    clock = loop.clock(case, Stage.FILE)
    assert (clock.limit_amount, clock.limit_unit) == (30, "urgent_minute")
    sound()


def test_an_alarm_that_grows_worse_after_its_case_was_over_is_news(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY)
    followed(_at(12))
    loop.do(_case(), CaseAct.NOT_ACCEPT, 13)
    sends(kitchen, T0, dict.fromkeys(range(12, 24), 6.0))
    assert followed(_at(24)).opened == 1
    (alarm,) = Alarm.objects.all()
    assert AlarmCase.objects.filter(alarm=alarm).count() == 2
    assert Case.objects.filter(over_at__isnull=True).count() == 1
    sound()


def test_below_its_severity_it_is_no_case_until_it_grows_worse(loop: Loop) -> None:
    shop_open(T0)
    (device,) = entered_at(T0, at_shop())
    rule_made(replace(SMOKE, proposes=Proposal(matter=MATTER, at_least=Severity.MAJOR)), at=T0)
    sends(device, T0, SMOKY)
    assert followed(_at(12)).opened == 0
    sends(device, T0, dict.fromkeys(range(12, 24), 6.0))
    assert followed(_at(24)).opened == 1


def test_a_rule_that_proposes_nothing_opens_nothing(loop: Loop) -> None:
    shop_open(T0)
    (device,) = entered_at(T0, at_shop())
    rule_made(replace(SMOKE, proposes=None), at=T0)
    sends(device, T0, SMOKY | CLEAN)
    done = followed(_at(20))
    assert (done.opened, done.noted, Alarm.objects.count()) == (0, 0, 1)
    assert not AlarmCase.objects.exists()


def test_a_new_version_ends_the_alarm_and_what_rises_anew_joins(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY)
    followed(_at(12))
    rule = Rule.objects.get()
    definition = simple_stored(replace(SMOKE, minutes=5))
    rule_publish(rule_id=rule.pk, definition=definition, reason="提前", actor=KEEPER, at=_at(13))
    sends(kitchen, _at(13), dict.fromkeys(range(8), 2.5))
    done = followed(_at(22))
    assert (done.opened, done.joined, done.noted) == (0, 1, 1)
    assert story(_case()) == ["case.open", "case.alarm_dropped", "case.alarm_again"]


def test_a_device_that_stands_nowhere_known_is_said_and_the_others_go_on(loop: Loop) -> None:
    shop_open(T0)
    here, nowhere = entered_at(T0, at_shop(), at_shop("YH2", premises="", longitude=10.0, latitude=10.0))
    Device.objects.filter(pk=nowhere.pk).update(area_code="990101")
    rule_made(SMOKE, at=T0)
    Area.objects.filter(code="990101").update(state="ended")  # what its code names is gone meanwhile
    for device in (nowhere, here):
        sends(device, T0, SMOKY)
    done = followed(_at(12))
    assert (done.opened, done.refused) == (1, 1)
    refused = AlarmCase.objects.get(case=None)
    assert (refused.alarm.device_id, refused.refusal) == (nowhere.pk, "report_outside")


def test_a_merged_case_hands_its_alarms_on(loop: Loop, kitchen: Device) -> None:
    sends(kitchen, T0, SMOKY | CLEAN)
    followed(_at(18))
    reported = loop.report(MATTER, at=_at(19))
    loop.do(_case_of_alarm(), CaseAct.MERGE, 20, target_id=reported.pk)
    sends(kitchen, _at(21), SMOKY)
    done = followed(_at(40))
    assert (done.opened, done.joined) == (0, 1)
    assert story(reported)[-1] == "case.alarm_again"


def _case_of_alarm() -> Case:
    return Case.objects.get(channel="channel_sensor")


def test_a_crash_in_the_middle_leaves_nothing_and_then_all_of_it_once(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_open(T0)
    devices = entered_at(T0, *(at_shop(f"YH{number}") for number in range(5)))
    rule = rule_made(replace(SMOKE, minutes=0), at=T0)
    with scope_opened(("",)):
        raise_all(rule, devices, _at(1))
    made = case_report
    calls: list[int] = []

    def dies(**told: object) -> Case:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return made(**told)  # type: ignore[arg-type]  # what the tail gave

    with monkeypatch.context() as patch:
        patch.setattr(service, "case_report", dies)
        with pytest.raises(KeyboardInterrupt):
            followed(_at(12))
    assert len(calls) == 4
    assert (Case.objects.count(), AlarmCase.objects.count()) == (0, 0)
    assert not Entry.objects.filter(act="case.open").exists()
    assert followed(_at(13)).opened == 5
    assert sorted(AlarmCase.objects.values_list("alarm__device_id", flat=True)) == sorted(
        device.pk for device in devices
    )
    sound()


@pytest.mark.slow("opens some hundreds of cases")
def test_many_alarms_of_one_moment_are_as_many_cases(loop: Loop) -> None:
    shop_open(T0)
    count = 250
    devices = entered_at(
        T0,
        *(at_shop(f"YH{nth:05}", premises="", longitude=120.11 + nth % 40 * 0.001,
                  latitude=30.21 + nth // 40 * 0.001) for nth in range(count)),
    )  # fmt: skip
    rule = rule_made(replace(SMOKE, minutes=0), at=T0)
    assert rule.current is not None
    with scope_opened(("",)):
        raise_all(rule, devices, _at(1))
    while seal():
        pass
    assert followed(_at(2)).opened == count


@pytest.mark.parametrize(
    ("kind", "severity", "stands", "answer"),
    [
        (StepKind.RAISED, Severity.MINOR, "", Answer.NOTHING),  # one step below
        (StepKind.RAISED, Severity.MAJOR, "", Answer.OPEN),
        (StepKind.RAISED, Severity.MAJOR, "other", Answer.JOIN),
        (StepKind.SEVERITY_UP, Severity.CRITICAL, "case other", Answer.NOTE),
        (StepKind.SEVERITY_UP, Severity.CRITICAL, "case over", Answer.OPEN),
        (StepKind.SEVERITY_UP, Severity.CRITICAL, "case over other", Answer.JOIN),
        (StepKind.SEVERITY_DOWN, Severity.MAJOR, "case", Answer.NOTHING),
        (StepKind.CLEARED, Severity.MAJOR, "case over", Answer.NOTE),
        (StepKind.CLEARED, Severity.MAJOR, "other", Answer.NOTHING),
        (StepKind.RETIRED, Severity.MAJOR, "case other", Answer.NOTE),
        (StepKind.ESCALATED, Severity.CRITICAL, "", Answer.NOTHING),
    ],
)
def test_what_a_step_asks_of_the_loop(
    kind: StepKind, severity: Severity, stands: str, answer: Answer
) -> None:
    has_case, is_over, other = (word in stands.split() for word in ("case", "over", "other"))
    found = alarm_answered(kind, severity, _PROPOSAL, has_case=has_case, is_over=is_over, other=other)
    assert found is answer
    none = alarm_answered(kind, severity, None, has_case=has_case, is_over=is_over, other=other)
    assert none in {Answer.NOTHING, Answer.NOTE}


def test_alarms_of_a_case_stand_as_their_last_end_says() -> None:
    assert recovery_of(["cleared", ""]) is Recovery.FIRING
    assert recovery_of(["retired", "cleared"]) is Recovery.RECOVERED
    assert recovery_of(["cleared", "retired"]) is Recovery.DROPPED
