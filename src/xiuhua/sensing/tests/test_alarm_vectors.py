"""Alarms worked by hand, step by step: pending, firing, recovering, and everything that happens to them.

Instants are minutes after a start; the fume of a kitchen is read every minute.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from xiuhua.sensing.rules.alarms import AlarmStep, Rule, Subject, rule_read, rule_words, step_words
from xiuhua.sensing.rules.conditions import SeriesWords
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.trying import Episode, Readings, episodes, tried
from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.sensing.tests.alarm_kit import START, ZONE

SUBJECT = Subject(key="premises:7")
SETTLE_S = 5.0
WORDS = {"fume": SeriesWords(zh="油烟浓度", en="fume", unit="mg/m³")}


def level(
    severity: str = "major", *, above: float = 2.0, minutes: float = 10, **more: object
) -> dict[str, object]:
    when = {"kind": "limit", "of": "fume", "is": "above", "limit": above}
    return {"severity": severity, "when": when, "after_s": minutes * 60, **more}


def rule(*levels: dict[str, object], **more: object) -> Rule:
    plain = {"series": {"fume": {"quantity": "a34041", "hold_s": 180}}, "levels": list(levels), **more}
    return rule_read(plain, key="fume-high", version=4)


class Kitchen:
    """A subject, a clock, and the steps of its alarm in short: minute and word."""

    def __init__(self, judged: Rule, subject: Subject = SUBJECT) -> None:
        self.live = Live(judged, subject, START)
        self.steps: list[AlarmStep] = []

    def reads(self, values: dict[int, float] | Sequence[float], since: int = 0) -> None:
        """Read values, one a minute, and wake the judgement as it asks."""
        pairs = values.items() if isinstance(values, dict) else enumerate(values, since)
        for minute, value in pairs:
            self.waits(minute, exclusive=True)
            at = START + minute * 60
            self.steps += self.live.reading("fume", at, value, 0, now=at)[1]

    def waits(self, minute: float, *, exclusive: bool = False) -> None:
        """Let time pass until a minute, its timers included unless a reading of it is to come."""
        until = START + minute * 60 + (-1 if exclusive else SETTLE_S)
        while self.live.wake_at <= until:
            self.steps += self.live.advance(self.live.wake_at)

    @property
    def state(self) -> AlarmState:
        return self.live.state

    @property
    def said(self) -> list[tuple[float, str]]:
        return [((step.at - START) / 60, step.kind.value) for step in self.steps]


def test_an_alarm_is_raised_when_its_time_is_full_and_not_a_minute_before() -> None:
    kitchen = Kitchen(rule(level()))
    kitchen.reads([1, *[3] * 10])  # above from minute 1 to minute 10: nine minutes
    assert (kitchen.state.value, kitchen.said) == ("pending", [])
    kitchen.reads([3], since=11)
    assert kitchen.state.value == "firing"
    assert kitchen.said == [(11, "raised")]


def test_what_falls_in_the_very_last_minute_raises_nothing() -> None:
    kitchen = Kitchen(rule(level()))
    kitchen.reads([1, *[3] * 10, 2.0])
    assert kitchen.state is AlarmState.NORMAL
    assert kitchen.said == []


def test_a_timer_raises_without_a_message() -> None:
    kitchen = Kitchen(rule(level(minutes=2)))
    kitchen.reads([3])
    assert kitchen.live.wake_at == START + 120 + SETTLE_S
    kitchen.waits(2)
    assert kitchen.said == [(2, "raised")]
    assert kitchen.steps[0].readings[0].at == START


def test_an_alarm_recovers_for_its_time_and_a_relapse_begins_it_anew() -> None:
    kitchen = Kitchen(rule(level(minutes=0, clear_after_s=180)))
    kitchen.reads([3, 1, 1, 3, 1, 1, 1, 1])
    assert kitchen.said == [
        (0, "raised"), (1, "recovering"), (3, "firing_again"), (4, "recovering"), (7, "cleared")
    ]  # fmt: skip
    assert {step.number for step in kitchen.steps} == {1}


def test_between_raising_and_clearing_limits_an_alarm_stays() -> None:
    back = {"kind": "limit", "of": "fume", "is": "at_most", "limit": 1.5}
    kitchen = Kitchen(rule(level(minutes=0, clear=back)))
    kitchen.reads([2.1, 1.9, 1.51])
    assert kitchen.said == [(0, "raised")]
    kitchen.reads([1.5], since=3)
    assert kitchen.said == [(0, "raised"), (3, "cleared")]


def test_a_recovery_is_interrupted_between_the_limits_without_a_new_alarm() -> None:
    back = {"kind": "limit", "of": "fume", "is": "at_most", "limit": 1.5}
    kitchen = Kitchen(rule(level(minutes=0, clear=back, clear_after_s=120)))
    kitchen.reads([2.1, 1.5, 1.8, 1.5, 1.5, 1.5])
    assert kitchen.said == [
        (0, "raised"), (1, "recovering"), (2, "firing_again"), (3, "recovering"), (5, "cleared")
    ]  # fmt: skip


def test_severity_goes_up_and_down_within_one_alarm() -> None:
    kitchen = Kitchen(rule(level("minor", minutes=0), level("critical", above=5, minutes=2)))
    kitchen.reads([3, 6, 6, 6, 3, 1])
    assert kitchen.said == [(0, "raised"), (3, "severity_up"), (4, "severity_down"), (5, "cleared")]
    assert [step.severity for step in kitchen.steps] == [
        Severity.MINOR, Severity.CRITICAL, Severity.MINOR, Severity.MINOR
    ]  # fmt: skip
    assert {step.number for step in kitchen.steps} == {1}
    assert kitchen.steps[1].level == 1
    assert kitchen.steps[1].since == START + 60


def test_silence_is_no_all_clear() -> None:
    kitchen = Kitchen(rule(level(minutes=0)))
    kitchen.reads([3])
    kitchen.waits(60)
    assert kitchen.said == [(0, "raised"), (3, "health")]
    assert kitchen.steps[1].health is Health.NO_READINGS
    assert kitchen.state is AlarmState.FIRING
    kitchen.reads([1], since=61)
    assert kitchen.said[2:] == [(61, "health"), (61, "cleared")]


def test_an_unfit_reading_is_an_error_and_not_a_value() -> None:
    kitchen = Kitchen(rule(level(minutes=0)))
    kitchen.reads([3, math.nan])
    assert kitchen.said == [(0, "raised"), (1, "health")]
    assert kitchen.steps[1].health is Health.ERROR
    assert kitchen.steps[1].readings[0].value is None


def test_silence_counts_as_normal_where_the_rule_says_so() -> None:
    kitchen = Kitchen(rule(level(minutes=0), no_data="normal"))
    kitchen.reads([3])
    kitchen.waits(60)
    assert kitchen.said == [(0, "raised"), (3, "health"), (3, "cleared")]


def test_silence_that_counts_as_an_alarm_keeps_the_pending_time() -> None:
    kitchen = Kitchen(rule(level("minor"), level("critical", above=9), no_data="alarm"))
    kitchen.reads([1])
    kitchen.waits(12.9)  # in force until minute 3, then ten minutes
    assert kitchen.state is AlarmState.PENDING
    kitchen.waits(13)
    assert kitchen.said == [(13, "raised")]
    assert kitchen.steps[0].severity is Severity.MINOR


def test_a_pending_time_is_broken_by_what_is_not_known() -> None:
    kitchen = Kitchen(rule(level(minutes=5)))
    kitchen.reads({0: 3, 2: 3, 3: math.nan, 4: 3, 6: 3, 8: 3})
    kitchen.waits(8.9)
    assert kitchen.said == []
    kitchen.waits(9)
    assert kitchen.said == [(9, "raised")]


def test_the_third_alarm_within_an_hour_stays_open_until_it_is_quiet() -> None:
    kitchen = Kitchen(rule(level(minutes=0), flap={"times": 3, "within_s": 3600, "quiet_s": 600}))
    kitchen.reads([3, 1] * 4 + [1] * 12)
    assert kitchen.said == [
        (0, "raised"), (1, "cleared"), (2, "raised"), (3, "cleared"), (4, "raised"), (4, "flapping"),
        (5, "recovering"), (6, "firing_again"), (7, "recovering"), (17, "cleared"),
    ]  # fmt: skip
    assert kitchen.steps[-1].number == 3


def test_a_third_alarm_after_the_hour_is_an_alarm_like_any() -> None:
    kitchen = Kitchen(rule(level(minutes=0), flap={"times": 3, "within_s": 3600, "quiet_s": 600}))
    kitchen.reads({0: 3, 1: 1, 30: 3, 31: 1, 60: 3, 61: 1})
    assert [word for _, word in kitchen.said if word != "health"] == ["raised", "cleared"] * 3


def test_what_nobody_acknowledges_is_escalated_at_its_times() -> None:
    kitchen = Kitchen(rule(level(minutes=0), escalate_after_s=[300, 900]))
    kitchen.reads([3] * 20)
    assert kitchen.said == [(0, "raised"), (5, "escalated"), (15, "escalated")]
    assert [step.escalation for step in kitchen.steps] == [0, 1, 2]


def test_what_was_acknowledged_is_escalated_only_when_it_grows_worse() -> None:
    kitchen = Kitchen(
        rule(level("minor", minutes=0), level("critical", above=5, minutes=0), escalate_after_s=[300])
    )
    kitchen.reads([3] * 5)
    kitchen.steps += kitchen.live.acknowledge(START + 270, "li")
    kitchen.reads([3] * 5 + [6] * 7, since=5)
    assert kitchen.said == [(0, "raised"), (4.5, "acknowledged"), (10, "severity_up"), (15, "escalated")]
    assert kitchen.steps[1].by == "li"
    assert kitchen.live.machine.acknowledged_by == ""


def test_nothing_can_be_acknowledged_twice_or_without_an_alarm() -> None:
    kitchen = Kitchen(rule(level(minutes=0)))
    assert kitchen.live.acknowledge(START, "li") == []
    kitchen.reads([3])
    assert len(kitchen.live.acknowledge(START + 1, "li")) == 1
    assert kitchen.live.acknowledge(START + 2, "wang") == []


def test_maintenance_raises_nothing_ends_nothing_and_is_over_at_its_end() -> None:
    subject = Subject(key="premises:7", maintenance=((START + 120, START + 600),))
    kitchen = Kitchen(rule(level(minutes=1), escalate_after_s=[240]), subject)
    kitchen.reads([3, 3, 1, 3, 3, 3, 1, 3, 3, 3, 3, 3])
    assert kitchen.said == [(1, "raised"), (2, "muted"), (10, "unmuted"), (10, "escalated")]


def test_maintenance_breaks_a_pending_time() -> None:
    subject = Subject(key="premises:7", maintenance=((START + 120, START + 240),))
    kitchen = Kitchen(rule(level(minutes=3)), subject)
    kitchen.reads([3] * 7)  # pending from minute 0, muted from 2, pending anew from 4
    assert kitchen.said == []
    kitchen.reads([3], since=7)
    assert kitchen.said == [(7, "raised")]


def test_maintenance_can_begin_while_judging_goes_on() -> None:
    kitchen = Kitchen(rule(level(minutes=0)))
    kitchen.reads([3, 3])
    kitchen.live.maintain(((START + 60, START + 300),))
    kitchen.waits(1)
    kitchen.reads([1, 1, 1, 1], since=2)
    assert kitchen.said == [(0, "raised"), (1, "muted"), (5, "unmuted"), (5, "cleared")]


def test_a_late_reading_and_a_repeated_one_are_not_judged() -> None:
    live = Live(rule(level(minutes=0)), SUBJECT, START)
    assert live.reading("fume", START - 1, 3, 0, now=START)[0] is False
    assert live.reading("fume", START + 60, 1, 0, now=START + 60)[0] is True
    assert live.reading("fume", START + 60, 3, 0, now=START + 61) == (False, [])
    assert live.reading("fume", START + 30, 3, 0, now=START + 62) == (False, [])
    assert live.reading("fume", START + 90, 3, Doubt.LATE_ARRIVAL.bit, now=START + 99) == (False, [])
    assert live.state is AlarmState.NORMAL


def test_a_reading_of_the_very_instant_of_a_timer_has_time_to_come() -> None:
    kitchen = Kitchen(rule(level(minutes=1)))
    kitchen.reads([3])
    at = START + 60
    assert kitchen.live.advance(at + SETTLE_S - 0.1) == []
    taken, steps = kitchen.live.reading("fume", at, 1, 0, now=at + SETTLE_S - 0.1)
    assert (taken, steps, kitchen.state) == (True, [], AlarmState.NORMAL)


def test_two_devices_that_report_the_same_instant_are_judged_together() -> None:
    apart = {"kind": "difference", "of": "one", "less": "other", "is": "above", "limit": 1}
    series = {name: {"quantity": "level"} for name in ("one", "other")}
    plain = {"series": series, "levels": [{"severity": "major", "when": apart}]}
    live = Live(rule_read(plain, key="apart", version=1), SUBJECT, START)
    for minute in range(3):  # both rise together, and their messages come two seconds apart
        at = START + minute * 60
        steps = live.advance(at)
        steps += live.reading("one", at, minute * 5.0, 0, now=at)[1]
        steps += live.reading("other", at, minute * 5.0, 0, now=at + 2)[1]
        steps += live.advance(at + 5)
        assert steps == []
    assert live.reading("other", START + 120, 0, 0, now=START + 126)[0] is False


def test_rules_and_steps_are_said_in_both_languages() -> None:
    judged = rule(level(clear_after_s=300))
    assert rule_words(judged, "zh-hans", WORDS) == (
        "较重：油烟浓度高于 2 mg/m³，满 10 分钟；不再如此满 5 分钟解除。",
    )
    assert rule_words(judged, "en", WORDS) == (
        "Major: fume above 2 mg/m³, for 10 minutes; over when no longer so for 5 minutes.",
    )
    kitchen = Kitchen(judged)
    kitchen.reads([3.25] * 11)
    assert step_words(kitchen.steps[0], judged, "zh-hans", ZONE, WORDS) == (
        "触发，较重。油烟浓度高于 2 mg/m³，自 2026-03-01 23:20:00 起。规则 fume-high 第 4 版。"
        "读数：油烟浓度 3.25 mg/m³ 于 2026-03-01 23:30:00。"
    )
    assert step_words(kitchen.steps[0], judged, "en", ZONE, WORDS) == (
        "Raised, Major. fume above 2 mg/m³, since 2026-03-01 23:20:00. Rule fume-high, version 4. "
        "Readings: fume 3.25 mg/m³ at 2026-03-01 23:30:00."
    )


def test_a_pending_time_that_ended_unseen_by_the_machine_does_not_count_later() -> None:
    """Minor from 0 and over at 2; major true 0 to 4 and again from 18, so after seven minutes at 25."""
    judged = rule(level("minor", above=5, minutes=0), level("major", above=2, minutes=7))
    kitchen = Kitchen(judged)
    kitchen.reads({0: 3, 1: 6, 2: 3, 3: 3, 4: 1, 5: 1, **dict.fromkeys(range(6, 18), 1.0)})
    kitchen.reads([3] * 9, since=18)
    assert kitchen.said == [(1, "raised"), (2, "cleared"), (25, "raised")]
    at = START + np.arange(27, dtype=np.float64) * 60
    value = np.array([3, 6, 3, 3, *[1] * 14, *[3] * 9], dtype=np.float64)
    readings = {"fume": Readings(at, value, np.zeros(27, np.uint16))}
    assert tried(judged, SUBJECT, readings, start=START, until=START + 26 * 60) == kitchen.steps


def test_alarms_are_listed_from_end_to_end() -> None:
    kitchen = Kitchen(rule(level("minor", minutes=0), level("major", above=5, minutes=0)))
    kitchen.reads([3, 6, 1, 3])
    assert episodes(kitchen.steps) == [
        Episode(
            subject="premises:7", number=1, since=START, until=START + 120, worst=Severity.MAJOR, steps=3
        ),
        Episode(subject="premises:7", number=2, since=START + 180, until=None, worst=Severity.MINOR, steps=1),
    ]


@pytest.mark.parametrize("times", [1, 40])
def test_forty_breaches_in_an_hour_are_at_most_three_alarms(times: int) -> None:
    kitchen = Kitchen(rule(level(minutes=0), flap={"times": 3, "within_s": 3600, "quiet_s": 600}))
    kitchen.reads([3, 1] * times + [1] * 20)
    assert len(episodes(kitchen.steps)) == min(times, 3)
