"""Limits by area as people type and send them."""

from __future__ import annotations

from datetime import time

import pytest

from xiuhua.sensing.rules.alarms import rule_read
from xiuhua.sensing.rules.area_limits import (
    RowsUnreadable,
    here_words,
    limits_of,
    limits_text,
    rows_of_sheet,
    rows_typed,
    sheet_of,
    table_of,
)
from xiuhua.sensing.rules.conditions.kinds import DayHours
from xiuhua.sensing.rules.writing import AreaLimits, SimpleRule, simple_of, simple_stored
from xiuhua.sensing.terms import Severity
from xiuhua.sensing.terms.rules import SimpleKind

NIGHT = DayHours(time(22), time(6))
ALL = ("limit", "graver", "clear")
AREAS = (
    AreaLimits(area="990101003", limit=1.5, graver=3.0, clear=1.2),
    AreaLimits(hours=NIGHT, limit=1.0, graver=2.5, clear=0.8),
    AreaLimits(area="990101003", hours=NIGHT, limit=0.5, graver=1.0, clear=0.25),
)
SIMPLE = SimpleRule(
    kind=SimpleKind.LIMIT, quantity="oil_fume", limit=2.0, minutes=10, severity=Severity.MAJOR,
    clear_limit=1.8, graver=(Severity.CRITICAL, 5.0), areas=AREAS,
)  # fmt: skip


def test_rows_are_read_with_codes_names_and_hours_in_any_of_the_usual_signs() -> None:
    text = "绣衣街道 1.5 3 1.2\n\n22:00-6:00，1，2.5，0.8\n990101003\t22:00至06:00\t0.5\t1\t0.25\n"
    rows = rows_typed(text, names=ALL)
    assert [one.row for one in rows] == [1, 3, 4]
    assert limits_of(rows, names=ALL, codes={"绣衣街道": "990101003"}) == AREAS
    assert limits_of(rows_typed(limits_text(AREAS), names=ALL), names=ALL, codes={}) == AREAS


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("990101003", 1, "area_limits_shape"),
        ("1.5", 1, "area_limits_shape"),
        ("\n990101003 1.5 2", 2, "area_limits_hours"),
        ("990101003 夜间 1.5", 1, "area_limits_hours"),
        ("990101003 25:00-06:00 1.5", 1, "area_limits_hours"),
        ("990101003 x", 1, "area_limits_number"),
        ("990101003 nan", 1, "area_limits_number"),
        ("a b c d 1", 1, "area_limits_shape"),
    ],
)
def test_a_line_that_is_no_row_is_named(text: str, row: int, code: str) -> None:
    with pytest.raises(RowsUnreadable) as refused:
        rows_typed(text, names=("limit",))
    assert (refused.value.row, refused.value.code) == (row, code)


def test_a_rule_with_limits_by_area_comes_back_from_its_form() -> None:
    rule = rule_read(simple_stored(SIMPLE), key="fume-high", version=1)
    assert simple_of(rule) == SIMPLE


def test_a_sheet_that_was_exported_is_read_again() -> None:
    rule = rule_read(simple_stored(SIMPLE), key="fume-high", version=1)
    sheet = sheet_of(rule.profiles, {"990101003": "绣衣街道"})
    assert sheet.splitlines()[:2] == ["area,name,hours,limit,graver,clear", ",,,2,5,1.8"]
    found = limits_of(rows_of_sheet("\ufeff" + sheet, names=ALL), names=ALL, codes={})
    assert sorted(found, key=str) == sorted(AREAS, key=str)
    assert [(one.area, one.hours, one.values) for one in table_of(rule.profiles)][:2] == [
        ("", "", ("2", "5", "1.8")), ("", "22:00-06:00", ("1", "2.5", "0.8")),
    ]  # fmt: skip


def test_a_sheet_with_chinese_headings_is_read_and_one_without_them_is_refused() -> None:
    (row,) = rows_of_sheet("区域代码,时段,限值\n990101003,,1.5\n", names=("limit",))
    assert (row.area, row.values) == ("990101003", (1.5,))
    with pytest.raises(RowsUnreadable) as refused:
        rows_of_sheet("区域代码,值\n990101003,1.5\n", names=("limit",))
    assert (refused.value.row, refused.value.code) == (1, "area_limits_heading")


def test_an_alarm_says_what_held_where_it_was_raised_and_why() -> None:
    limits: list[list[str | float]] = [
        ["limit", 45.0, "990101003", "22:00-06:00"], ["limit", 55.0, "", ""], ["clear", 50.0, "", ""],
    ]  # fmt: skip
    assert here_words(limits, {"990101003": "绣衣街道"}, "zh-hans") == (
        "此处限值：22:00-06:00 为 45（绣衣街道 990101003 另有规定）；其余时间为 55（全部区域通用）。",
        "此处解除限值：50（全部区域通用）。",
    )
    assert here_words(limits[:1], {}, "en") == (
        "The limit here: 45 at 22:00-06:00 (because 990101003 has its own).",
    )
