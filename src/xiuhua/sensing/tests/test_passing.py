"""Judgements that are passed over say, and stand, exactly as if every reading had been looked at."""

from __future__ import annotations

import math
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.sensing.rules.alarms import AlarmStep, Rule, Subject, rule_read
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.passing import Arrivals, passed_over, passing_of
from xiuhua.sensing.terms.doubts import Doubt

START = 1_700_000_000.0
HOLD_S, SETTLE_S = 60.0, 5.0
LIMIT = {"kind": "limit", "of": "fume", "is": "above", "limit": 2.0}
BETWEEN = {
    "kind": "any",
    "of": [LIMIT, {"kind": "not", "what": {"kind": "limit", "of": "fume", "is": "above", "limit": 0.1}}],
}
Reading = tuple[float, float, int, float]  # when it was measured, value, flags, when it came


def _rule(when: object = LIMIT, **level: object) -> Rule:
    levels = [{"severity": "minor", "when": when, **level}]
    plain = {"series": {"fume": {"quantity": "oil_fume", "hold_s": HOLD_S}}, "levels": levels}
    return rule_read(plain | {"settle_s": SETTLE_S}, key="kit", version=1)


RULES = [
    _rule(),
    _rule(BETWEEN, after_s=30),
    _rule(clear={"kind": "limit", "of": "fume", "is": "below", "limit": 1.8}, clear_after_s=20),
    _rule({"kind": "all", "of": [LIMIT, LIMIT]}, after_s=120),
]


@st.composite
def _looks(draw: st.DrawFn) -> list[tuple[list[Reading], float]]:
    """Draw what several looks at a device find: readings as they came, and when it is looked at."""
    at, found = START, []
    for _ in range(draw(st.integers(1, 5))):
        news: list[Reading] = []
        came = at
        for _ in range(draw(st.integers(0, 6))):
            at += draw(st.sampled_from([0.5, 5.0, 5.0, 5.0, 20.0, HOLD_S, HOLD_S + 1, -3.0, 0.0]))
            came = max(came, at) + draw(st.sampled_from([0.0, 0.0, 0.0, 1.0, 70.0]))
            value = draw(st.sampled_from([1.0, 1.0, 1.0, 1.0, 1.9, 2.0, 2.5, 0.05, math.nan]))
            flags = draw(
                st.sampled_from([0] * 8 + [Doubt.FAULTY.bit, Doubt.LATE_ARRIVAL.bit, Doubt.STUCK.bit])
            )
            news.append((at, value, flags, came))
        at = max(at, came)
        found.append((news, at + draw(st.sampled_from([0.0, 0.1, 3.0, HOLD_S + SETTLE_S]))))
    return found


def _fed(live: Live, news: list[Reading], until: float) -> list[AlarmStep]:
    steps, came = [], -math.inf
    for at, value, flags, received in news:
        came = max(came, received, at)
        steps += live.advance(came)
        steps += live.reading("fume", at, value, flags, now=came)[1]
    return steps + live.advance(until)


def _passed(rule: Rule, looks: list[tuple[Live, list[Reading]]], until: float) -> list[bool]:
    """Ask for several devices at once, and let those that are passed over take their last reading."""
    passing = passing_of(rule, {})
    assert passing is not None
    resting = [place for place, (live, news) in enumerate(looks) if news and live.is_at_rest]
    found = [False] * len(looks)
    if not resting:
        return found
    rows = np.array([row for place in resting for row in looks[place][1]])
    counts = np.array([len(looks[place][1]) for place in resting])
    lives = [looks[place][0] for place in resting]
    arrivals = Arrivals(
        at_s=rows[:, 0], value=rows[:, 1], flags=rows[:, 2].astype(np.int64), came_s=rows[:, 3],
        first=np.cumsum(counts) - counts, closed_s=np.array([live.closed for live in lives]),
        due_s=np.array([live.due for live in lives]),
    )  # fmt: skip
    for place, passes in zip(resting, passed_over(passing, arrivals, until=until).tolist(), strict=True):
        if passes:
            at, value, flags, _came = looks[place][1][-1]
            looks[place][0].passed("fume", at, value, flags)
            found[place] = True
    return found


@pytest.mark.slow("judges many drawn series twice")
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(RULES), st.lists(_looks(), min_size=1, max_size=4))
def test_passing_over_changes_neither_steps_nor_standings(
    rule: Rule, devices: list[list[tuple[list[Reading], float]]]
) -> None:
    slow = [Live(rule, Subject(key=f"device:{n}"), START) for n in range(len(devices))]
    fast = [Live(rule, Subject(key=f"device:{n}"), START) for n in range(len(devices))]
    for look in range(max(map(len, devices))):
        turn = [place for place, looks in enumerate(devices) if look < len(looks)]
        for until in sorted({devices[place][look][1] for place in turn}):
            now = [place for place in turn if devices[place][look][1] == until]
            news = [devices[place][look][0] for place in now]
            passed = _passed(rule, [(fast[place], one) for place, one in zip(now, news, strict=True)], until)
            for place, one, is_passed in zip(now, news, passed, strict=True):
                said = _fed(slow[place], one, until)
                assert (said == []) if is_passed else (said == _fed(fast[place], one, until))
                assert fast[place].standing() == slow[place].standing()
                assert fast[place].wake_at == slow[place].wake_at


def _dull(count: int) -> list[Reading]:
    return [(START + 5.0 * n, 1.0, 0, START + 5.0 * n) for n in range(count)]


def _at_rest(rule: Rule) -> Live:
    live = Live(rule, Subject(key="device:1"), START)
    _fed(live, _dull(2), START + 6)
    return live


def test_what_is_well_and_stays_so_is_passed_over() -> None:
    live = _at_rest(RULES[0])
    assert live.is_at_rest
    assert _passed(RULES[0], [(live, _dull(12)[2:])], START + 56) == [True]
    assert live.standing().closed == START + 55


@pytest.mark.parametrize(
    "odd",
    [
        (START + 12, 2.5, 0, START + 12),  # above the limit
        (START + 12, math.nan, 0, START + 12),
        (START + 12, 1.0, Doubt.FAULTY.bit, START + 12),
        (START + 12, 1.0, Doubt.LATE_ARRIVAL.bit, START + 12),
        (START + 5, 1.0, 0, START + 12),  # judged already
        (START + 66, 1.0, 0, START + 66),  # the one before has ended
        (START + 12, 1.0, 0, START + 70),  # and ended before this one came
    ],
)  # fmt: skip
def test_what_may_change_something_is_looked_at(odd: Reading) -> None:
    live = _at_rest(RULES[0])
    before = deepcopy(live.standing())
    assert _passed(RULES[0], [(live, [odd])], max(odd[0], odd[3])) == [False]
    assert live.standing() == before


def test_a_reading_after_which_a_timer_is_due_is_looked_at() -> None:
    live = _at_rest(RULES[0])
    assert _passed(RULES[0], [(live, _dull(4)[2:])], START + 15 + HOLD_S + SETTLE_S) == [False]


def test_rules_that_remember_or_compare_are_never_passed_over() -> None:
    held = {"kind": "held", "what": LIMIT, "for_s": 60}
    assert passing_of(_rule(held), {}) is None
    assert passing_of(_rule(clear={"kind": "silent", "of": "fume", "for_s": 60}), {}) is None
