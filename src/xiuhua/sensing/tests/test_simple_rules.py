"""Rules as a form writes them: each is found again, and says in words what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from xiuhua.access.terms import Role
from xiuhua.sensing.rules.alarms import Proposal, Tells, rule_read, rule_stored, rule_words
from xiuhua.sensing.rules.charting import HEIGHT, WIDTH, chart
from xiuhua.sensing.rules.conditions import BadRule, SeriesWords
from xiuhua.sensing.rules.writing import SimpleRule, simple_of, simple_stored
from xiuhua.sensing.terms.alarms import Severity, Unknown
from xiuhua.sensing.terms.conditions import Comparison, DayKind
from xiuhua.sensing.terms.rules import SimpleKind
from xiuhua.sensing.tests.judge_kit import FUME, SILENT

_SERIES = {
    "oil_fume": SeriesWords(zh="油烟", en="Cooking fume", unit="mg/m³"),
    "purifier_state": SeriesWords(zh="净化器状态", en="Purifier"),
}
_DEPTH = SimpleRule(
    kind=SimpleKind.RISES, quantity="water_depth", limit=10, minutes=20, severity=Severity.CRITICAL,
    hours=(time(22), time(6)), days=DayKind.REST, is_calmed=False, no_readings=Unknown.ALARM,
)  # fmt: skip
_OFTEN = SimpleRule(
    kind=SimpleKind.COUNT, quantity="la", compare=Comparison.AT_LEAST, limit=55, times=4, minutes=60,
    severity=Severity.NOTE, graver=(Severity.MAJOR, 70), hold_minutes=2.5, escalate_minutes=(15, 60.5),
)  # fmt: skip
_FLAT = SimpleRule(
    kind=SimpleKind.FLAT, quantity="level", limit=0.01, minutes=360, severity=Severity.MINOR,
    while_quantity="flow", while_compare=Comparison.ABOVE, while_limit=0.5,
)  # fmt: skip


_FOLLOWED = replace(
    FUME,
    proposes=Proposal(matter="06027", at_least=Severity.MAJOR, urgent_from=Severity.CRITICAL),
    tells=Tells(roles=(Role.DISPATCHER, Role.ALARM_REVIEWER), higher=(Role.SHIFT_HEAD,), unit=True),
)


@pytest.mark.parametrize("simple", [FUME, SILENT, _DEPTH, _OFTEN, _FLAT, _FOLLOWED])
def test_what_was_typed_is_found_again(simple: SimpleRule) -> None:
    found = simple_of(rule_read(simple_stored(simple), key="kit", version=1))
    assert found is not None
    assert simple_stored(found) == simple_stored(simple)


def test_a_rule_says_what_was_typed() -> None:
    rule = rule_read(simple_stored(FUME), key="kit", version=1)
    zh, graver = rule_words(rule, "zh-hans", _SERIES)
    assert zh == (
        "较重：油烟高于 2 mg/m³，且净化器状态开启，满 10 分钟；油烟不高于 1.8 mg/m³，满 5 分钟解除。"
    )
    assert graver.startswith("严重：油烟高于 5 mg/m³")
    en, _graver = rule_words(rule, "en", _SERIES)
    assert en == (
        "Major: cooking fume above 2 mg/m³ and purifier is on, for 10 minutes;"
        " over when cooking fume at most 1.8 mg/m³, for 5 minutes."
    )


def test_a_gap_stands_between_latin_and_hanzi() -> None:
    dust = SimpleRule(
        kind=SimpleKind.LIMIT, quantity="pm10", limit=120, minutes=0, severity=Severity.MINOR, is_calmed=False
    )  # fmt: skip
    words = {"pm10": SeriesWords(zh="PM10", en="PM10", unit="µg/m³")}
    assert rule_words(rule_read(simple_stored(dust), key="kit", version=1), "zh-hans", words) == (
        "一般：PM10 高于 120 µg/m³。",
    )


def test_a_rule_of_another_shape_is_none_of_the_form() -> None:
    stored = simple_stored(FUME)
    levels = stored["levels"]
    assert isinstance(levels, list)
    nested = {"kind": "not", "what": levels[0]["when"]}
    other = rule_read({**stored, "levels": [{**levels[0], "when": nested}]}, key="kit", version=1)
    assert simple_of(other) is None


def test_a_drawing_keeps_its_peaks_its_gaps_and_its_limits() -> None:
    # 2,000 readings a second apart at 1, one of 9 among them, then a gap of 500 s and one reading alone
    points = [(float(at), 9.0 if at == 777 else 1.0) for at in range(2_000)] + [(2_500.0, 5.0)]
    found = chart(points, since=0, until=2_500, gap_s=60, limits=[3.0], marks=[1_250, 9_999])
    assert found is not None
    assert (found.low, found.high) == (1.0, 9.0)
    assert len(found.lines) == 2
    assert found.marks == (WIDTH / 2,)
    # from 9 at 6 % below the top to 1 at 6 % above the foot: 3 lies a quarter of the way up
    assert found.limits == (round(HEIGHT * (1 - 0.06 - 0.25 * 0.88), 1),)
    assert f",{HEIGHT * 0.06:g}" in found.lines[0]
    assert chart([], since=0, until=1, gap_s=1) is None


def test_what_follows_from_a_rule_is_kept_and_changes_no_judgement() -> None:
    rule = rule_read(simple_stored(_FOLLOWED), key="kit", version=1)
    assert rule_read(rule_stored(rule), key="kit", version=1) == rule
    bare = rule_read(simple_stored(FUME), key="kit", version=1)
    assert (rule.levels, rule.series, rule.lookback_s) == (bare.levels, bare.series, bare.lookback_s)
    assert not {"proposes", "tells"} & rule_stored(bare).keys()  # versions of before stand as they were
    assert rule.proposes is not None
    taken = [severity for severity in Severity if rule.proposes.takes(severity)]
    assert taken == [Severity.MAJOR, Severity.CRITICAL]
    assert [severity for severity in Severity if rule.proposes.is_urgent(severity)] == [Severity.CRITICAL]


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"proposes": {}}, "proposes"),
        ({"proposes": {"matter": ""}}, "proposes.matter"),
        ({"proposes": {"matter": "06027", "at_least": "awful"}}, "proposes.at_least"),
        ({"proposes": {"matter": "06027", "unit": "U-1"}}, "proposes"),
        ({"proposes": []}, "proposes"),
        ({"tells": {"roles": ["mayor"]}}, "tells.roles[0]"),
        ({"tells": {"higher": "shift_head"}}, "tells.higher"),
        ({"tells": {"unit": 1}}, "tells.unit"),
    ],
)
def test_what_cannot_follow_is_said_with_its_place(part: dict[str, object], where: str) -> None:
    with pytest.raises(BadRule) as told:
        rule_read({**simple_stored(FUME), **part}, key="kit", version=1)
    assert where in {one.where for one in told.value.faults}
