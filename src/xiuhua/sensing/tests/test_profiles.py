"""What a number is, where and when; and which devices a rule watches: by hand, at their edges."""

from __future__ import annotations

from datetime import time

import pytest

from xiuhua.sensing.rules.alarms import Rule, numbers_here, rule_read, rule_stored, rule_words
from xiuhua.sensing.rules.alarms.profiles import ProfileRow, applied_here
from xiuhua.sensing.rules.alarms.watches import watches_words
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.conditions.kinds import DayHours, Hourly

CITY, DISTRICT, STREET, PARK = "9901", "990101", "990101003", "9901010032201"
NIGHT = DayHours(time(22), time(6))
ROWS: list[dict[str, object]] = [
    {"value": 2.0},
    {"area": DISTRICT, "value": 1.8},
    {"area": STREET, "value": 1.5},
]


def _rule(rows: list[dict[str, object]], **changes: object) -> Rule:
    stored = {
        "series": {"fume": {"quantity": "oil_fume"}},
        "levels": [
            {
                "severity": "major",
                "when": {"kind": "limit", "of": "fume", "is": "above", "limit": {"profile": "limit"}},
            }
        ],
        "profiles": {"limit": rows},
    }
    return rule_read(stored | changes, key="fume-high", version=1)


@pytest.mark.parametrize(
    ("area", "value"),
    [(STREET, 1.5), (f"{STREET}001", 1.5), ("990101004", 1.8), ("990102001", 2.0), ("9902", 2.0)],
)
def test_the_narrowest_area_counts_and_else_the_row_for_everywhere(area: str, value: float) -> None:
    assert numbers_here(_rule(ROWS).profiles, area) == {"limit": value}


def test_a_key_area_beside_the_tree_is_narrower_than_any_of_the_tree() -> None:
    rule = _rule([*ROWS, {"area": PARK, "value": 1.0}])
    assert numbers_here(rule.profiles, STREET) == {"limit": 1.5}
    assert numbers_here(rule.profiles, STREET, [PARK]) == {"limit": 1.0}
    (applied,) = applied_here(rule.profiles, STREET, [PARK])
    assert applied.row == ProfileRow(value=1.0, area=PARK)


def test_hours_go_before_the_whole_day_of_the_same_area_and_after_a_narrower_one() -> None:
    rows: list[dict[str, object]] = [
        {"value": 55.0}, {"hours": "22:00-06:00", "value": 45.0}, {"area": STREET, "value": 50.0},
        {"area": "990102", "hours": "22:00-06:00", "value": 40.0},
    ]  # fmt: skip
    profiles = _rule(rows).profiles
    assert numbers_here(profiles, DISTRICT) == {"limit": Hourly(((NIGHT, 45.0),), 55.0)}
    assert numbers_here(profiles, STREET) == {"limit": 50.0}
    assert numbers_here(profiles, "990102001") == {"limit": Hourly(((NIGHT, 40.0), (NIGHT, 45.0)), 55.0)}


@pytest.mark.parametrize(
    ("rows", "fault", "where"),
    [
        ([{"area": STREET, "value": 1.5}], "profile_default", "profiles.limit"),
        ([{"hours": "22:00-06:00", "value": 1.5}], "profile_default", "profiles.limit"),
        ([{"value": 2.0}, {"value": 1.0}], "profile_overlap", "profiles.limit[1]"),
        (
            [
                {"value": 2.0},
                {"area": STREET, "hours": "22:00-06:00", "value": 1.0},
                {"area": STREET, "hours": "05:59-07:00", "value": 1.5},
            ],
            "profile_overlap",
            "profiles.limit[2]",
        ),
        ([{"value": "2"}], "not_a_number", "profiles.limit[0].value"),
        ([{"value": 2.0}, {"hours": "25:00-06:00", "value": 1.0}], "not_hours", "profiles.limit[1].hours"),
        ([{"value": 2.0, "street": STREET}], "unknown_key", "profiles.limit[0]"),
        ([], "empty", "profiles.limit"),
    ],
)
def test_a_profile_that_does_not_say_one_value_is_refused(
    rows: list[dict[str, object]], fault: str, where: str
) -> None:
    with pytest.raises(BadRule) as refused:
        _rule(rows)
    assert (fault, where) in [(one.fault.value, one.where) for one in refused.value.faults]


def test_hours_that_touch_do_not_overlap() -> None:
    rows: list[dict[str, object]] = [
        {"value": 2.0}, {"hours": "22:00-06:00", "value": 1.0}, {"hours": "06:00-08:00", "value": 1.5},
    ]  # fmt: skip
    assert len(_rule(rows).profiles["limit"]) == 3


def test_a_profile_nobody_asks_for_is_refused() -> None:
    with pytest.raises(BadRule) as refused:
        _rule(ROWS, profiles={"limit": ROWS, "other": ROWS})
    assert [one.fault.value for one in refused.value.faults] == ["unused_profile"]


def test_profiles_and_watches_survive_being_stored() -> None:
    rule = _rule(
        [*ROWS, {"hours": "22:00-06:00", "value": 1.0}], watches={"subject": "premises", "tag": "夜间"}
    )
    assert rule_read(rule_stored(rule), key="fume-high", version=1) == rule
    picked = _rule(ROWS, watches={"devices": [18, 17, 18]})
    assert picked.watches.devices == (17, 18)
    assert rule_read(rule_stored(picked), key="fume-high", version=1) == picked


@pytest.mark.parametrize(
    ("watches", "fault"),
    [
        ({"devices": [17], "model": "M1"}, "watches_both"),
        ({"devices": ["17"]}, "not_a_device"),
        ({"devices": [True]}, "not_a_device"),
        ({"subject": "river"}, "unknown_word"),
        ({"model": " "}, "not_text"),
        ({"all": True}, "unknown_key"),
    ],
)
def test_watches_that_say_nothing_clear_are_refused(watches: dict[str, object], fault: str) -> None:
    with pytest.raises(BadRule) as refused:
        _rule(ROWS, watches=watches)
    assert fault in [one.fault.value for one in refused.value.faults]


def test_a_rule_says_its_usual_limit_and_that_others_hold_elsewhere() -> None:
    rule = _rule(ROWS)
    assert rule_words(rule, "zh-hans") == ("较重：fume 高于 2（部分区域或时段另定）。",)
    assert rule_words(rule, "en") == ("Major: fume above 2 (other in some areas or hours).",)
    narrow = _rule(ROWS, watches={"subject": "premises", "model": "M1"}).watches
    assert watches_words(narrow, "zh-hans") == "区域内的设备（归属：场所，型号 M1）"
    assert watches_words(narrow, "en") == "devices of the area belonging to: Premises, model M1"
