"""Which devices a rule watches, and with which numbers where: judged live and tried alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from xiuhua.ground.models import Area
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.models import Alarm, AlarmStep, Device, Rule, RuleStanding
from xiuhua.sensing.queries.alarm_rules import judged_rule, rule_get
from xiuhua.sensing.queries.trying import devices_tried, rule_tried
from xiuhua.sensing.rules.conditions.kinds import DayHours
from xiuhua.sensing.rules.writing import AreaLimits, SimpleRule, simple_stored
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create, rule_publish, rule_switch
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.services.refusals import DevicesOutside, ProfileAreas, RuleUnfit
from xiuhua.sensing.terms import RuleState, Severity
from xiuhua.sensing.terms.rules import SimpleKind
from xiuhua.sensing.tests.device_kit import KEEPER, NEIGHBOUR, STREET, entered, monitor, sensor
from xiuhua.sensing.tests.judge_kit import arrive
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

T0 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
KEEPER_OF_ALL = Actor(
    name="user:0", holdings=(Holding(role="ground_clerk"), Holding(role="system_admin")), user_id=0
)
NIGHT = DayHours(time(22), time(6))
SIMPLE = SimpleRule(
    kind=SimpleKind.LIMIT, quantity="oil_fume", limit=2.0, minutes=10, severity=Severity.MAJOR,
    is_calmed=False,
)  # fmt: skip
PLAIN = simple_stored(SIMPLE)


def _made(definition: Mapping[str, object], area: str = "9901") -> Rule:
    new = NewRule(
        code="fume-high",
        name="油烟超标",
        area_code=area,
        definition=PLAIN | dict(definition),
        reason="GB 18483",
    )
    made = rule_create(new=new, actor=KEEPER, at=T0)
    return rule_switch(rule_id=made.pk, to=RuleState.ON, reason="试算通过", actor=KEEPER, at=T0)


def _named(rows: list[Mapping[str, object]]) -> dict[str, object]:
    """Return a definition whose limit is called `limit`, with the rows of its profile."""
    named = simple_stored(replace(SIMPLE, areas=(AreaLimits(hours=NIGHT, limit=0.0),)))
    return {
        "levels": named["levels"],
        "profiles": {"limit": rows},
    }


def _blow(devices: list[Device], fume: float, minutes: range) -> None:
    for minute in minutes:
        at = T0 + timedelta(minutes=minute)
        for device in devices:
            arrive(device, at, {"oil_fume": fume})
        alarms_judge(at=at + timedelta(seconds=6))


def _alarmed() -> set[str]:
    return set(Alarm.objects.values_list("device__number", flat=True))


def _tried_as_judged(minutes: float) -> None:
    """A trial has the same devices, and takes the same steps at the same instants on the same readings."""
    row = rule_get(Rule.objects.get(code="fume-high").pk)
    assert row.current is not None
    devices = devices_tried(row, row.current)
    assert {one.pk for one in devices} == set(RuleStanding.objects.values_list("device_id", flat=True))
    until = T0 + timedelta(minutes=minutes)
    for one in rule_tried(judged_rule(row, row.current), devices, since=T0, until=until):
        rows = AlarmStep.objects.filter(alarm__device=one.device).order_by("id")
        assert [
            (step.kind.value, datetime.fromtimestamp(step.at, UTC), step.severity.value,
             [[seen.series, seen.at, seen.value, seen.flags] for seen in step.readings])
            for step in one.steps
        ] == [(row.kind, row.at, row.severity, row.readings) for row in rows]  # fmt: skip


@pytest.mark.parametrize(
    ("watches", "watched"),
    [
        ({}, {"YH1", "YH2", "WELL1"}),
        ({"model": "m-7"}, {"YH1"}),
        ({"tag": "夜市"}, {"YH2", "WELL1"}),
        ({"model": "M-7", "tag": "夜市"}, set()),
        ({"subject": "premises"}, set()),
        ({"subject": "nothing"}, {"YH1", "YH2", "WELL1"}),
    ],
)
def test_a_rule_watches_the_devices_of_its_kind_and_a_trial_the_same(
    city: None, watches: dict[str, object], watched: set[str]
) -> None:
    devices = entered(
        monitor("YH1", model="M-7"), monitor("YH2", tags=("夜市",)), sensor("WELL1", tags=("夜市", "低洼"))
    )
    _made({"watches": watches} if watches else {})
    _blow(devices, 2.5, range(12))
    assert _alarmed() == watched
    _tried_as_judged(11)


def test_devices_picked_by_hand_are_watched_and_an_alarm_keeps_the_version_it_was_raised_by(
    city: None,
) -> None:
    one, two, three = entered(monitor("YH1"), monitor("YH2"), monitor("YH3"))
    rule = _made({"watches": {"devices": [one.pk, three.pk]}})
    _blow([one, two, three], 2.5, range(12))
    assert _alarmed() == {"YH1", "YH3"}
    _tried_as_judged(11)
    rule_publish(
        rule_id=rule.pk, definition=PLAIN | {"watches": {"devices": [two.pk]}}, reason="换一台", actor=KEEPER,
        at=T0 + timedelta(minutes=12),
    )  # fmt: skip
    _blow([one, two, three], 2.5, range(12, 24))
    assert {alarm.device.number: alarm.version.number for alarm in Alarm.objects.all()} == {
        "YH1": 1, "YH3": 1, "YH2": 2,
    }  # fmt: skip
    assert {alarm.state for alarm in Alarm.objects.filter(version__number=1)} == {"alarm_cleared"}
    (standing,) = RuleStanding.objects.all()
    assert standing.device_id == two.pk


def test_devices_outside_the_area_or_out_of_sight_are_named_and_refused(city: None) -> None:
    here, there = entered(monitor("YH1"), monitor("YH2", area_code=NEIGHBOUR))
    with pytest.raises(DevicesOutside) as refused:
        _made({"watches": {"devices": [here.pk, there.pk, 99_999]}}, area="990101")
    assert refused.value.arguments == {"devices": f"YH2、{99_999}"}
    assert not Rule.objects.exists()


def test_each_area_has_its_limit_and_the_alarm_says_which(city: None) -> None:
    here, there = entered(monitor("YH1"), monitor("YH2", area_code=NEIGHBOUR))
    _made(_named([{"value": 2.0}, {"area": STREET, "value": 1.5}]))
    _blow([here, there], 1.8, range(12))
    assert _alarmed() == {"YH1"}
    assert Alarm.objects.get().limits == [["limit", 1.5, STREET, ""]]
    _tried_as_judged(11)
    _blow([here, there], 2.1, range(12, 24))
    assert Alarm.objects.get(device=there).limits == [["limit", 2.0, "", ""]]
    _tried_as_judged(23)


def test_at_night_another_limit_holds_from_its_very_minute(city: None) -> None:
    (device,) = entered(monitor("YH1"))
    calendar_national_ensure(actor=system("setup"), at=T0)
    # T0 is 18:00 in Shanghai: at 18:05 the stricter limit begins, so ten minutes are over at 18:15
    _made(_named([{"value": 2.0}, {"hours": "18:05-06:00", "value": 1.5}]))
    _blow([device], 1.8, range(15))
    assert not Alarm.objects.exists()
    _blow([device], 1.8, range(15, 16))
    alarm = Alarm.objects.get()
    assert (alarm.since, alarm.readings_from) == (T0 + timedelta(minutes=15), T0 + timedelta(minutes=5))
    assert alarm.limits == [["limit", 1.5, "", "18:05-06:00"], ["limit", 2.0, "", ""]]
    _tried_as_judged(15)


def test_a_key_area_is_told_by_its_shape(city: None) -> None:
    key_area = NewArea(code=f"{STREET}K01", name="绣衣古街", level=AreaLevel.KEY_AREA)
    areas_create_many(new=[key_area], actor=KEEPER_OF_ALL, at=now())
    box = "MULTIPOLYGON(((120.09 30.24,120.11 30.24,120.11 30.26,120.09 30.26,120.09 30.24)))"
    Area.objects.filter(code=key_area.code).update(shape=f"SRID=4326;{box}")
    inside, outside = entered(monitor("YH1"), monitor("YH2", longitude=120.2))
    _made(_named([{"value": 2.0}, {"area": STREET, "value": 1.5}, {"area": key_area.code, "value": 1.0}]))
    _blow([inside, outside], 1.2, range(12))
    assert _alarmed() == {"YH1"}
    assert Alarm.objects.get().limits == [["limit", 1.0, key_area.code, ""]]
    _tried_as_judged(11)


def test_areas_that_do_not_exist_or_lie_elsewhere_are_named_and_refused(city: None) -> None:
    rows: list[Mapping[str, object]] = [
        {"value": 2.0}, {"area": STREET, "value": 1.5}, {"area": NEIGHBOUR, "value": 1.0},
        {"area": "990101999", "value": 1.0},
    ]  # fmt: skip
    with pytest.raises(ProfileAreas) as refused:
        _made(_named(rows), area="990101")
    assert refused.value.arguments == {"areas": f"990101999、{NEIGHBOUR}"}
    assert not Rule.objects.exists()


def test_a_name_without_a_profile_is_refused(city: None) -> None:
    definition = _named([{"value": 2.0}])
    del definition["profiles"]
    with pytest.raises(RuleUnfit):
        _made(definition)
