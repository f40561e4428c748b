"""Rules as somebody writes them: read, refused with every fault and its place, said back in words."""

from __future__ import annotations

import pytest

from xiuhua.sensing.rules.alarms import Subject, rule_read, rule_stored
from xiuhua.sensing.rules.conditions import (
    BadRule,
    RuleFault,
    SeriesWords,
    condition_read,
    condition_stored,
    condition_words,
)
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.terms.alarms import AlarmState
from xiuhua.sensing.terms.conditions import Comparison, ConditionKind
from xiuhua.sensing.terms.doubts import Doubt, flags_bits, flags_of_bits

HIGH = {"kind": "limit", "of": "fume", "is": "above", "limit": 2.0}
ON = {"kind": "limit", "of": "purifier", "is": "on"}
WORDS = {
    "fume": SeriesWords(zh="油烟浓度", en="fume", unit="mg/m³"),
    "purifier": SeriesWords(zh="净化器", en="the purifier"),
    "inlet": SeriesWords(zh="进水水位", en="inlet level", unit="m"),
    "outlet": SeriesWords(zh="出水水位", en="outlet level", unit="m"),
}
SAID = (
    (HIGH, "油烟浓度高于 2 mg/m³", "fume above 2 mg/m³"),
    (
        {"kind": "limit", "of": "fume", "is": "at_least", "limit": {"profile": "fume_limit"}},
        "油烟浓度不低于 “fume_limit = 1.5” mg/m³",
        "fume at least “fume_limit = 1.5” mg/m³",
    ),
    (ON, "净化器开启", "the purifier is on"),
    (
        {"kind": "held", "what": {"kind": "all", "of": [HIGH, ON]}, "for_s": 600},
        "（油烟浓度高于 2 mg/m³，且净化器开启）持续 10 分钟",
        "(fume above 2 mg/m³ and the purifier is on) for 10 minutes",
    ),
    (
        {"kind": "all", "of": [{"kind": "held", "what": HIGH, "for_s": 600}, ON]},
        "油烟浓度高于 2 mg/m³ 持续 10 分钟，且净化器开启",
        "fume above 2 mg/m³ for 10 minutes and the purifier is on",
    ),
    (
        {"kind": "change", "of": "inlet", "is": "rises", "by": 0.3, "within_s": 3600},
        "进水水位 1 小时内上升 0.3 m 以上（含）",
        "inlet level rises by 0.3 m or more within 1 hour",
    ),
    (
        {"kind": "count", "of": "fume", "is": "above", "limit": 2.0, "times": 5, "within_s": 1800},
        "油烟浓度 30 分钟内有 5 次高于 2 mg/m³",
        "fume above 2 mg/m³ in 5 readings within 30 minutes",
    ),
    ({"kind": "silent", "of": "fume", "for_s": 1800}, "油烟浓度 30 分钟无数据", "no fume for 30 minutes"),
    (
        {"kind": "flat", "of": "fume", "for_s": 86400, "band": 0.0},
        "油烟浓度 1 天没有变化",
        "fume unchanged for 1 day",
    ),
    (
        {"kind": "flat", "of": "fume", "for_s": 90, "band": 0.5},
        "油烟浓度 90 秒内变化不超过 0.5 mg/m³",
        "fume within 0.5 mg/m³ of one value for 90 seconds",
    ),
    (
        {
            "kind": "difference",
            "of": "inlet",
            "less": "outlet",
            "is": "below",
            "limit": 0.5,
            "absolute": False,
        },
        "进水水位减出水水位低于 0.5 m",
        "inlet level less outlet level below 0.5 m",
    ),
    (
        {"kind": "difference", "of": "inlet", "less": "outlet", "is": "above", "limit": 1, "absolute": True},
        "进水水位与出水水位相差高于 1 m",
        "inlet level and outlet level apart by above 1 m",
    ),
    (
        {"kind": "any", "of": [HIGH, {"kind": "not", "what": ON}]},
        "油烟浓度高于 2 mg/m³，或并非（净化器开启）",
        "fume above 2 mg/m³ or not (the purifier is on)",
    ),
    ({"kind": "not", "what": HIGH}, "并非（油烟浓度高于 2 mg/m³）", "not (fume above 2 mg/m³)"),
    (
        {
            "kind": "schedule",
            "days": "working",
            "working_time": False,
            "hours": ["22:00-06:00"],
            "weekdays": [1, 5],
            "season": ["11-01", "03-31"],
        },
        "工作日 周一、五 11 月 1 日至 3 月 31 日 22:00–06:00",
        "on working days, on Monday, Friday, from 11-01 to 03-31, 22:00–06:00",
    ),
    (
        {"kind": "schedule", "days": "every", "working_time": True},
        "工作时间",
        "in working time",
    ),
    ({"kind": "schedule", "days": "every", "working_time": False}, "任何时间", "at any time"),
)


@pytest.mark.parametrize(("stored", "zh", "en"), SAID, ids=[str(n) for n in range(len(SAID))])
def test_a_condition_is_said_in_both_languages_and_stored_as_written(
    stored: dict[str, object], zh: str, en: str
) -> None:
    condition = condition_read(stored)
    assert condition_words(condition, "zh-hans", WORDS, {"fume_limit": 1.5}) == zh
    assert condition_words(condition, "en", WORDS, {"fume_limit": 1.5}) == en
    assert condition_stored(condition) == stored


def test_every_kind_of_condition_is_said() -> None:
    told = {str(stored["kind"]) for stored, _zh, _en in SAID}
    assert told == {kind.value for kind in ConditionKind}


FAULTY: tuple[tuple[object, RuleFault, str], ...] = (
    ([], RuleFault.NOT_AN_OBJECT, "when"),
    ({"kind": "guess"}, RuleFault.UNKNOWN_KIND, "when"),
    ({}, RuleFault.UNKNOWN_KIND, "when"),
    ({"kind": "limit", "of": "fume", "is": "above"}, RuleFault.MISSING, "when"),
    ({"kind": "held", "for_s": 600}, RuleFault.MISSING, "when"),
    ({**HIGH, "is": "over"}, RuleFault.UNKNOWN_WORD, "when.is"),
    ({**HIGH, "limit": "2"}, RuleFault.NOT_A_NUMBER, "when.limit"),
    ({**HIGH, "limit": float("nan")}, RuleFault.NOT_A_NUMBER, "when.limit"),
    ({**HIGH, "limit": 10**400}, RuleFault.NOT_A_NUMBER, "when.limit"),
    ({**HIGH, "limit": True}, RuleFault.NOT_A_NUMBER, "when.limit"),
    ({**HIGH, "limit": {"profile": " "}}, RuleFault.NOT_TEXT, "when.limit.profile"),
    ({**HIGH, "limit": {}}, RuleFault.MISSING, "when.limit"),
    ({**HIGH, "limit": {"profile": "x", "or": 2}}, RuleFault.UNKNOWN_KEY, "when.limit"),
    ({**HIGH, "of": ""}, RuleFault.NOT_TEXT, "when.of"),
    ({**HIGH, "colour": "red"}, RuleFault.UNKNOWN_KEY, "when"),
    ({**ON, "limit": 1}, RuleFault.UNKNOWN_KEY, "when"),
    ({"kind": "held", "what": HIGH, "for_s": 0}, RuleFault.NOT_POSITIVE, "when.for_s"),
    ({"kind": "held", "what": HIGH, "for_s": 367 * 86400}, RuleFault.TOO_LONG, "when.for_s"),
    ({"kind": "held", "what": {**HIGH, "is": 1}, "for_s": 9}, RuleFault.UNKNOWN_WORD, "when.what.is"),
    (
        {"kind": "change", "of": "a", "is": "rises", "by": 0, "within_s": 9},
        RuleFault.NOT_POSITIVE,
        "when.by",
    ),
    (
        {"kind": "count", "of": "a", "is": "on", "times": 0, "within_s": 9},
        RuleFault.NOT_WHOLE,
        "when.times",
    ),
    (
        {"kind": "count", "of": "a", "is": "on", "times": 2.5, "within_s": 9},
        RuleFault.NOT_WHOLE,
        "when.times",
    ),
    ({"kind": "flat", "of": "a", "for_s": 9, "band": -1}, RuleFault.NEGATIVE, "when.band"),
    (
        {"kind": "difference", "of": "a", "less": "b", "is": "on", "absolute": "no"},
        RuleFault.NOT_A_SWITCH,
        "when.absolute",
    ),
    ({"kind": "all", "of": HIGH}, RuleFault.NOT_A_LIST, "when.of"),
    ({"kind": "all", "of": []}, RuleFault.EMPTY, "when.of"),
    ({"kind": "any", "of": [HIGH] * 21}, RuleFault.TOO_MANY, "when.of"),
    ({"kind": "any", "of": [HIGH, {"kind": "x"}]}, RuleFault.UNKNOWN_KIND, "when.of[1]"),
    ({"kind": "schedule", "hours": ["22-06"]}, RuleFault.NOT_HOURS, "when.hours[0]"),
    ({"kind": "schedule", "hours": ["25:00-26:00"]}, RuleFault.NOT_HOURS, "when.hours[0]"),
    ({"kind": "schedule", "weekdays": [0]}, RuleFault.NOT_A_WEEKDAY, "when.weekdays"),
    ({"kind": "schedule", "weekdays": ["1"]}, RuleFault.NOT_A_WEEKDAY, "when.weekdays"),
    ({"kind": "schedule", "season": ["02-30", "03-01"]}, RuleFault.NOT_A_DAY, "when.season[0]"),
    ({"kind": "schedule", "season": ["02-28"]}, RuleFault.EMPTY, "when.season"),
    ({"kind": "schedule", "days": "some"}, RuleFault.UNKNOWN_WORD, "when.days"),
)


@pytest.mark.parametrize(
    ("stored", "fault", "where"), FAULTY, ids=[f"{one[1].value}-{n}" for n, one in enumerate(FAULTY)]
)
def test_what_is_no_condition_is_refused_with_its_place(stored: object, fault: RuleFault, where: str) -> None:
    with pytest.raises(BadRule) as refused:
        condition_read(stored)
    assert [(one.fault, one.where) for one in refused.value.faults] == [(fault, where)]
    assert all("{" not in one.sentence(language) for one in refused.value.faults for language in ("zh", "en"))


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(BadRule) as refused:
        condition_read(
            {"kind": "all", "of": [{**HIGH, "is": "x"}, {"kind": "held", "what": ON, "for_s": -1}]}
        )
    assert [one.where for one in refused.value.faults] == ["when.of[0].is", "when.of[1].for_s"]


def test_conditions_nest_six_deep_and_not_seven() -> None:
    def nested(depth: int) -> dict[str, object]:
        return HIGH if depth == 1 else {"kind": "not", "what": nested(depth - 1)}

    assert condition_stored(condition_read(nested(6))) == nested(6)
    with pytest.raises(BadRule) as refused:
        condition_read(nested(7))
    assert [one.fault for one in refused.value.faults] == [RuleFault.TOO_DEEP]


def _rule(**more: object) -> dict[str, object]:
    series = {"fume": {"quantity": "a34041"}}
    return {"series": series, "levels": [{"severity": "major", "when": HIGH}], **more}


RULE_FAULTS = (
    (_rule(series={}), [("empty", "series")]),
    (_rule(series=[]), [("not_an_object", "series")]),
    (_rule(series={"fume": {}}), [("missing", "series.fume")]),
    (_rule(series={"fume": {"quantity": "x", "hold_s": 0}}), [("not_positive", "series.fume.hold_s")]),
    (_rule(series={"fume": {"quantity": "x", "unfit": ["odd"]}}), [("unknown_word", "series.fume.unfit[0]")]),
    (
        _rule(series={"smoke": {"quantity": "x"}}),
        [("unknown_series", "levels[0].when"), ("unused_series", "series.smoke")],
    ),
    (_rule(levels=[]), [("empty", "levels")]),
    (_rule(levels=[{"severity": "major"}]), [("missing", "levels[0]")]),
    (_rule(levels=[{"severity": "bad", "when": HIGH}]), [("unknown_word", "levels[0].severity")]),
    (
        _rule(levels=[{"severity": "major", "when": HIGH, "after_s": -1}]),
        [("negative", "levels[0].after_s")],
    ),
    (
        _rule(levels=[{"severity": "major", "when": HIGH}] * 2),
        [("same_severity", "levels[1].severity")],
    ),
    (
        _rule(levels=[{"severity": "major", "when": HIGH}, {"severity": "minor", "when": HIGH}]),
        [("severity_order", "levels[1].severity")],
    ),
    (_rule(no_data="ignore"), [("unknown_word", "no_data")]),
    (_rule(flap={"times": 3}), [("missing", "flap"), ("missing", "flap")]),
    (_rule(escalate_after_s=[900, 600]), [("not_rising", "escalate_after_s")]),
    (_rule(settle_s=-1), [("negative", "settle_s")]),
    (_rule(colour="red"), [("unknown_key", "rule")]),
    ("rule", [("not_an_object", "rule"), ("not_an_object", "series"), ("not_a_list", "levels")]),
)


@pytest.mark.parametrize(
    ("stored", "faults"), RULE_FAULTS, ids=[f"{one[1][0][0]}-{n}" for n, one in enumerate(RULE_FAULTS)]
)
def test_what_is_no_rule_is_refused_with_its_place(stored: object, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(BadRule) as refused:
        rule_read(stored, key="x", version=1)
    assert [(one.fault.value, one.where) for one in refused.value.faults] == faults
    assert all(one.sentence("en") and one.sentence("zh-hans") for one in refused.value.faults)


def test_a_rule_as_written_is_read_with_its_defaults() -> None:
    rule = rule_read(_rule(), key="fume-high", version=2)
    assert rule_read(rule_stored(rule), key="fume-high", version=2) == rule
    assert rule.series["fume"].unfit == {
        Doubt.FAULTY, Doubt.OUT_OF_RANGE, Doubt.MAINTENANCE, Doubt.JUMP, Doubt.STALE
    }  # fmt: skip
    assert (rule.series["fume"].hold_s, rule.settle_s, rule.flap) == (300, 5, None)


def test_the_profile_of_the_area_gives_the_limit() -> None:
    when = {**HIGH, "limit": {"profile": "fume_limit"}}
    rule = rule_read(_rule(levels=[{"severity": "major", "when": when}]), key="x", version=1)
    strict, mild = (
        Live(rule, Subject(key=f"area:{limit}", numbers={"fume_limit": limit}), 0) for limit in (1.0, 2.0)
    )
    for live in (strict, mild):
        live.reading("fume", 60, 1.5, 0, now=60)
    assert (strict.state, mild.state) == (AlarmState.FIRING, AlarmState.NORMAL)


def test_a_subject_that_lacks_what_the_rule_needs_is_refused_in_words() -> None:
    when = {"kind": "all", "of": [{**HIGH, "limit": {"profile": "fume_limit"}}, {"kind": "schedule"}]}
    rule = rule_read(_rule(levels=[{"severity": "major", "when": when}]), key="x", version=1)
    with pytest.raises(BadRule) as refused:
        Live(rule, Subject(key="device:1"), 0)
    assert [one.sentence("en") for one in refused.value.faults] == [
        "The profile of the area has no number “fume_limit”.",
        "The condition has a schedule, but the area has no calendar.",
    ]


def test_flags_keep_their_bits() -> None:
    assert [flag.bit for flag in Doubt] == [1, 2, 4, 8, 16, 32, 64]
    assert flags_bits([Doubt.FAULTY, Doubt.STUCK, Doubt.STUCK]) == 33
    assert flags_of_bits(33) == (Doubt.STUCK, Doubt.FAULTY)


def test_on_and_off_need_no_limit() -> None:
    assert [word for word in Comparison if not word.needs_limit] == [Comparison.ON, Comparison.OFF]
