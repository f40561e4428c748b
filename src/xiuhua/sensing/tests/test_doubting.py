"""Stuck readings and jumps are flagged where they stand, for pages, figures and rules alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiuhua.sensing.models import (
    Alarm,
    AlarmStep,
    Device,
    HourRoll,
    LastValue,
    Observation,
    RuleStanding,
    Touch,
)
from xiuhua.sensing.rules.quality import QualityWatch, quality_of
from xiuhua.sensing.rules.writing import SimpleRule
from xiuhua.sensing.services.doubting import HOLD, judged_compare
from xiuhua.sensing.services.judging import alarms_judge, standings_judge
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.terms import Severity
from xiuhua.sensing.terms.conditions import Comparison
from xiuhua.sensing.terms.doubts import Doubt, flags_of_bits
from xiuhua.sensing.terms.rules import SimpleKind
from xiuhua.sensing.tests.device_kit import entered, monitor
from xiuhua.sensing.tests.judge_kit import arrive, rule_made
from xiuhua.shared.clock import now

T0 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
STUCK, JUMP = Doubt.STUCK, Doubt.JUMP
HOT = SimpleRule(
    kind=SimpleKind.LIMIT, quantity="air_temperature", compare=Comparison.ABOVE, limit=35.0, minutes=0,
    severity=Severity.MAJOR,
)  # fmt: skip


@pytest.fixture
def device(city: None) -> Device:
    (made,) = entered(monitor())
    return made


def _at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def _send(
    device: Device, code: str, readings: Sequence[tuple[float, float]], *, came: float | None = None
) -> None:
    for minute, value in readings:
        arrive(device, _at(minute), {code: value}, received=None if came is None else _at(came))


def _flags(device: Device, code: str) -> list[tuple[float, tuple[Doubt, ...]]]:
    """Return the minutes whose readings are doubted, and why."""
    found = Observation.objects.filter(device=device, quantity__code=code).order_by("at", "sequence")
    return [((one.at - T0) / timedelta(minutes=1), flags_of_bits(one.flags)) for one in found if one.flags]


def test_a_jump_is_flagged_once_and_figures_leave_it_out(device: Device) -> None:
    # 10 °C within ten minutes is a jump: 22 to 33 is one, 33 to 22 back is one, 22 to 30 is none
    _send(device, "air_temperature", [(0, 21), (1, 22), (2, 33), (3, 22), (4, 30)])
    rolls_refresh(at=_at(5))
    assert _flags(device, "air_temperature") == [(2, (JUMP,)), (3, (JUMP,))]
    roll = HourRoll.objects.get(device=device)
    assert (roll.count, roll.doubtful, roll.low, roll.high, roll.total) == (3, 2, 21, 30, 73)
    assert [one.value for one in Observation.objects.order_by("at")] == [21, 22, 33, 22, 30]  # as they came


def test_a_real_change_is_doubted_for_one_reading(device: Device) -> None:
    _send(device, "air_temperature", [(0, 10), (5, 25), (10, 25.1), (31, 40)])  # the last after 21 minutes
    rolls_refresh(at=_at(40))
    assert _flags(device, "air_temperature") == [(5, (JUMP,))]


def test_a_standing_value_is_stuck_when_its_time_is_full(device: Device) -> None:
    # an A-weighted level that stands for an hour: since minute 10, so from minute 70 on
    _send(device, "la", [(0, 51.0), *((minute, 52.5) for minute in range(10, 101, 10)), (110, 52.6)])
    rolls_refresh(at=_at(111))
    assert _flags(device, "la") == [(minute, (STUCK,)) for minute in (70, 80, 90, 100)]


def test_no_wind_may_last(device: Device) -> None:
    _send(device, "wind_speed", [(60 * hour, 0.0) for hour in range(10)])
    rolls_refresh(at=_at(700))
    assert _flags(device, "wind_speed") == []
    _send(device, "wind_speed", [(60 * hour, 3.1) for hour in range(10, 18)])  # six hours are over at hour 16
    rolls_refresh(at=_at(1_100))
    assert _flags(device, "wind_speed") == [(960, (STUCK,)), (1_020, (STUCK,))]


def test_the_newest_value_is_shown_with_what_is_doubtful_about_it(device: Device) -> None:
    _send(device, "air_temperature", [(0, 20), (1, 40)])
    rolls_refresh(at=_at(2))
    assert LastValue.objects.get(device=device).flags == JUMP.bit
    _send(device, "air_temperature", [(2, 40)])
    rolls_refresh(at=_at(3))
    assert LastValue.objects.get(device=device).flags == 0


def test_the_page_says_what_is_left_out(device: Device, sign_in: Callable[..., Client]) -> None:
    start = now().replace(second=0, microsecond=0) - timedelta(minutes=30)
    for minute, value in enumerate([1.0, 1.1, 55.0, 1.2]):
        arrive(device, start + timedelta(minutes=minute), {"oil_fume": value})
    rolls_refresh(at=now())
    shown = sign_in("leader", area="990101").get(f"/devices/{device.pk}").content.decode()
    assert "近 24 小时 4 个读数中有 2 个未计入：突变" in shown
    assert "突变</span>" in shown  # the newest is one of them


def test_what_comes_late_takes_back_a_jump_and_makes_another(device: Device) -> None:
    _send(device, "air_temperature", [(0, 10), (6, 24)])
    rolls_refresh(at=_at(7))
    assert _flags(device, "air_temperature") == [(6, (JUMP,))]
    _send(device, "air_temperature", [(3, 17)], came=8)  # 10, 17, 24: no step is above 10
    rolls_refresh(at=_at(9))
    assert _flags(device, "air_temperature") == []
    assert LastValue.objects.get(device=device).flags == 0
    while Touch.objects.exists():
        rolls_refresh(at=_at(9))
    roll = HourRoll.objects.get(device=device)
    assert (roll.count, roll.doubtful, roll.total) == (3, 0, 51)
    _send(device, "air_temperature", [(4, 30)], came=10)  # 17 to 30 is a jump, 30 to 24 none
    rolls_refresh(at=_at(11))
    assert _flags(device, "air_temperature") == [(4, (JUMP,))]


def test_a_late_value_parts_a_run_across_hours(device: Device) -> None:
    _send(device, "la", [(minute, 50.0) for minute in range(0, 181, 20)])
    rolls_refresh(at=_at(181))
    assert [minute for minute, _ in _flags(device, "la")] == [60, 80, 100, 120, 140, 160, 180]
    _send(device, "la", [(50, 61.0)], came=182)  # the run begins anew at minute 60: stuck from minute 120 on
    rolls_refresh(at=_at(183))
    assert [minute for minute, _ in _flags(device, "la")] == [120, 140, 160, 180]
    _send(device, "la", [(200, 50.0)])  # and the next one knows
    rolls_refresh(at=_at(201))
    assert [minute for minute, _ in _flags(device, "la")] == [120, 140, 160, 180, 200]


def test_calibration_is_no_neighbour(device: Device) -> None:
    _send(device, "ph", [(0, 7.0)])
    arrive(device, _at(1), {"ph": 12.5})
    Observation.objects.filter(device=device, at=_at(1)).update(flags=Doubt.MAINTENANCE.bit)
    _send(device, "ph", [(2, 7.1)])
    rolls_refresh(at=_at(3))
    assert _flags(device, "ph") == [(1, (Doubt.MAINTENANCE,))]


def test_hourly_figures_of_a_station_and_switches_are_not_compared(device: Device) -> None:
    for code in ("pm10.hour.avg", "purifier_state", "fill"):
        _send(device, code, [(60 * hour, 1.0) for hour in range(40)])
    rolls_refresh(at=_at(2_400))
    assert Observation.objects.exclude(flags=0).count() == 0


def test_a_rule_judges_what_the_page_shows(device: Device) -> None:
    rule_made(HOT, at=T0)
    _send(device, "air_temperature", [(0, 20)])
    alarms_judge(at=_at(0.1))
    _send(device, "air_temperature", [(1, 60)])  # a spike: flagged by the judge itself, before any figure
    alarms_judge(at=_at(1.1))
    assert _flags(device, "air_temperature") == [(1, (JUMP,))]
    assert not Alarm.objects.exists()
    _send(device, "air_temperature", [(2, 60)])  # it stays: believed
    alarms_judge(at=_at(2.1))
    assert [(one.kind, one.at) for one in AlarmStep.objects.all()] == [("raised", _at(2))]
    assert LastValue.objects.get(device=device).flags == 0


def test_what_was_committed_after_the_comparison_waits_for_the_next(device: Device) -> None:
    rule_made(HOT, at=T0)
    _send(device, "air_temperature", [(0, 20)])
    alarms_judge(at=_at(0.1))
    (key,) = RuleStanding.objects.values_list("pk", flat=True)
    at = _at(1) + timedelta(seconds=1)
    compared = judged_compare(standing_ids=[key], at=at)
    _send(device, "air_temperature", [(1, 60)])
    assert standings_judge(standing_ids=[key], compared=compared, at=at) == 0
    assert RuleStanding.objects.get().wake_at == at  # it is looked at again at once
    # but nobody waits for a comparison that never comes
    late = _at(1) + HOLD + timedelta(seconds=1)
    assert standings_judge(standing_ids=[key], compared=compared, at=late) == 1


_STREAM = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from([50.0, 50.0, 50.0, 50.1, 20.0])), min_size=1, max_size=40,
    unique_by=lambda one: one[0],
)  # fmt: skip


@pytest.mark.slow("sends dozens of streams in every order")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    readings=_STREAM,
    cuts=st.lists(st.integers(0, 40), max_size=4),
    code=st.sampled_from(["la", "air_temperature"]),
)
def test_whatever_the_order_flags_are_those_of_readings_in_order(
    city: None, readings: list[tuple[int, float]], cuts: list[int], code: str
) -> None:
    (device,) = entered(monitor(f"ANY{Device.objects.count()}"))
    edges = [0, *sorted(cut for cut in cuts if cut < len(readings)), len(readings)]
    for since, until in pairwise(edges):
        _send(device, code, readings[since:until], came=401)
        rolls_refresh(at=_at(401))
    quality = quality_of(code)
    assert quality is not None
    watch = QualityWatch(quality)
    meant = [(minute, watch.beside(minute * 60.0, value)) for minute, value in sorted(readings)]
    assert _flags(device, code) == [(minute, flags_of_bits(bits)) for minute, bits in meant if bits]
