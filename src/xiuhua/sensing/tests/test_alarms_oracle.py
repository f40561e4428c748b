"""Alarms judged live, judged over arrays, and kept minute by minute by the oracle are the same."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles.alarm_oracle import Plain, Watched, alarms
from xiuhua.sensing.rules.alarms import (
    AlarmStep,
    Rule,
    Subject,
    rule_read,
    rule_stored,
    standing_read,
    standing_stored,
)
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.trying import Readings, tried
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.sensing.tests.alarm_kit import (
    AREA,
    CALENDAR,
    HOLDS,
    MIDNIGHT,
    SETTLE_S,
    START,
    UNTIL,
    Arrival,
    arrivals,
    conditions,
    lived,
    minute_at,
    minutes_of,
    plain_rules,
    readings_of,
    rule_of,
    stored,
    subject_of,
    without_flat,
)

pytestmark = pytest.mark.slow("keeps hundreds of diaries minute by minute")


@settings(max_examples=250, deadline=None)
@given(plain_rules(), arrivals())
def test_live_and_tried_alarms_are_those_of_the_oracle(plain: Plain, coming: list[Arrival]) -> None:
    rule = rule_read(rule_of(plain), key="kit", version=3)
    subject = subject_of(plain)
    found = lived(rule, subject, coming)
    said = [(minute_at(step.at), step.kind.value, step.severity.value) for step in found.steps]
    watched = Watched(
        hold=HOLDS, readings=minutes_of(coming, found.judged), until=UNTIL, midnight=MIDNIGHT, area=AREA,
        profile=plain["profile"],  # type: ignore[arg-type]  # a list of rows
    )  # fmt: skip
    assert said == alarms(watched, plain)
    assert found.steps == tried(
        rule, subject, readings_of(coming, found.judged), start=START, until=START + UNTIL * 60
    )


@settings(max_examples=60, deadline=None)
@given(plain_rules())
def test_a_rule_survives_being_stored(plain: Plain) -> None:
    rule = rule_read(rule_of(plain), key="kit", version=3)
    assert rule_read(rule_stored(rule), key="kit", version=3) == rule


@settings(max_examples=120, deadline=None)
@given(plain_rules(of=without_flat), arrivals(), st.integers(1, UNTIL))
def test_a_restart_changes_nothing(plain: Plain, coming: list[Arrival], restart: int) -> None:
    """Without flat lines, whose run within a band begins anew."""
    rule, subject = rule_read(rule_of(plain), key="kit", version=3), subject_of(plain)
    whole = lived(rule, subject, coming)
    points = [
        (one.series, START + one.minute * 60, math.nan if one.value is None else one.value, 0)
        for one, taken in sorted(
            zip(coming, whole.judged, strict=True), key=lambda pair: (pair[0].minute, pair[0].series)
        )
        if taken
    ]
    # Maintenance of after the restart is announced only then, which changes nothing either.
    known = tuple(span for span in subject.maintenance if span[0] <= START + restart * 60)
    live = Live(rule, replace(subject, maintenance=known), START)
    steps = _fed(live, [point for point in points if point[1] <= START + restart * 60])
    standing = standing_read(json.loads(json.dumps(standing_stored(live.standing()))))
    assert standing == live.standing()
    past = [point for point in points if standing.closed - rule.lookback_s <= point[1] <= standing.closed]
    again = Live.resumed(rule, subject, standing, past)
    steps += _fed(again, [point for point in points if point[1] > standing.closed])
    steps += again.advance(START + UNTIL * 60 + SETTLE_S)
    said = [(step.at, step.kind, step.severity, step.since, step.number) for step in steps]
    assert said == [(step.at, step.kind, step.severity, step.since, step.number) for step in whole.steps]


def _fed(live: Live, points: list[tuple[str, float, float, int]]) -> list[AlarmStep]:
    """Give readings in order of their instants, and judge every instant given."""
    steps = []
    for series, at, value, flags in points:
        steps += live.advance(at)
        steps += live.reading(series, at, value, flags, now=at)[1]
    return steps + (live.advance(points[-1][1] + SETTLE_S) if points else live.advance(START + SETTLE_S))


_odd = st.floats(0.05, 9.7, allow_nan=False)


@st.composite
def _odd_times(draw: st.DrawFn) -> Readings:
    """Draw readings at instants that no clock shows, some of them twice."""
    steps = draw(st.lists(st.sampled_from([0.0, 0.1, 0.3, 1 / 3, 0.7, 2.9, 7.7]), min_size=1, max_size=60))
    at = START + np.cumsum(np.array(steps))
    value = draw(
        st.lists(st.sampled_from([0.0, 1.1, 1.4, 2.0, 2.3, math.nan]), min_size=len(at), max_size=len(at))
    )
    flags = draw(st.lists(st.sampled_from([0, 0, 0, Doubt.FAULTY.bit]), min_size=len(at), max_size=len(at)))
    return Readings(at, np.array(value), np.array(flags, dtype=np.uint16))


def _scaled(plain: Plain, draw: st.DrawFn) -> Plain:
    """Return a condition with spans and amounts that are no whole numbers."""
    found = {key: draw(_odd) if key in {"for_s", "within_s", "by"} else one for key, one in plain.items()}
    for key in ("what", "of"):
        inner = found.get(key)
        if isinstance(inner, dict):
            found[key] = _scaled(inner, draw)
        elif isinstance(inner, list):
            found[key] = [_scaled(one, draw) for one in inner]
    return found


@st.composite
def _odd_rules(draw: st.DrawFn) -> Rule:
    def condition() -> Plain:
        return _scaled(stored(draw(conditions)), draw)

    levels = [
        {
            "severity": severity,
            "when": {"kind": "any", "of": [condition(), _BOTH]},
            "after_s": draw(_odd),
            "clear": draw(st.sampled_from([None, condition()])),
            "clear_after_s": draw(_odd),
        }
        for severity in ("minor", "major")
    ]
    plain: Plain = {
        "series": {name: {"quantity": name, "hold_s": draw(_odd)} for name in HOLDS},
        "levels": levels,
        "flap": {"times": 2, "within_s": draw(_odd) * 5, "quiet_s": draw(_odd)},
        "escalate_after_s": [1.7, 3.1],
    }
    return rule_read(plain, key="odd", version=1)


_BOTH = {"kind": "difference", "of": "a", "less": "b", "is": "above", "limit": 90}


@settings(max_examples=250, deadline=None)
@given(_odd_rules(), _odd_times(), _odd_times())
def test_tried_alarms_are_the_live_ones_at_odd_times(rule: Rule, one: Readings, other: Readings) -> None:
    subject = Subject(key="device:1", calendar=CALENDAR)
    series = {"a": one, "b": other}
    until = float(max(one.at_s[-1], other.at_s[-1])) + 5
    assert _played(rule, subject, series, until) == tried(rule, subject, series, start=START, until=until)


def _played(rule: Rule, subject: Subject, series: Mapping[str, Readings], until: float) -> list[AlarmStep]:
    live = Live(rule, subject, START)
    points = sorted(
        (
            (float(at), name, float(value), int(flags))
            for name, one in series.items()
            for at, value, flags in zip(one.at_s, one.value, one.flags, strict=True)
        ),
        key=lambda point: point[0],
    )
    steps = []
    for at, name, value, flags in points:
        steps += live.advance(at)
        steps += live.reading(name, at, value, flags, now=at)[1]
    steps += live.advance(until + 2 * rule.settle_s)
    return [step for step in steps if step.at <= until]
