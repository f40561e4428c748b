"""What a warning looks for: at its numbers, and one step before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from xiuhua.cases.terms import CaseAct
from xiuhua.oversight.rules.warnings import (
    RULE_OF,
    RULES,
    Deed,
    Found,
    Shot,
    edited_after_close,
    last_seconds,
    off_the_norm,
    old_photo,
    parameters_faults,
    photo_twice,
    repeated_waivers,
)

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
_IDS: Iterator[int] = count(1)


def deed(act: CaseAct, **changes: Any) -> Deed:  # named values of mixed types
    """Return a deed of one person on a case of its own."""
    number = next(_IDS)
    told: dict[str, Any] = {
        "move_id": number, "case_id": number, "case_number": f"AJ{number:08d}", "act": act,
        "actor": "user:7", "at": AT, "reported_at": AT - timedelta(hours=9),
    }  # fmt: skip
    return Deed(**(told | changes))


def subjects(found: Iterator[Found]) -> list[str]:
    return [one.subject for one in found]


@pytest.mark.parametrize(
    ("after", "is_found"), [(timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True)]
)
def test_a_case_is_found_that_is_changed_later_than_a_day_after_it_was_closed(
    *, after: timedelta, is_found: bool
) -> None:
    changed = deed(CaseAct.REDO, case_id=5, closed_at=AT - after)
    found = list(edited_after_close([changed], {"free_hours": 24}))
    assert [one.subject for one in found] == (["case:5"] if is_found else [])


def test_a_case_that_was_open_or_that_the_platform_changes_is_not_found() -> None:
    long_ago = AT - timedelta(days=9)
    deeds = [
        deed(CaseAct.EXEMPT), deed(CaseAct.EXEMPT, closed_at=long_ago, actor="system:recounts"),
        deed(CaseAct.FEED_BACK, closed_at=long_ago),
    ]  # fmt: skip
    assert list(edited_after_close(deeds, {"free_hours": 24})) == []


@pytest.mark.parametrize(("last", "is_found"), [(timedelta(days=30), True), (timedelta(days=31), False)])
def test_three_waivers_for_one_unit_within_the_days_are_found(*, last: timedelta, is_found: bool) -> None:
    deeds = [
        deed(CaseAct.DEFER_GRANT, unit_id=3),
        deed(CaseAct.EXTEND_GRANT, unit_id=3, at=AT + timedelta(days=1)),
        deed(CaseAct.EXEMPT, unit_id=3, at=AT + last),
        deed(CaseAct.EXEMPT, unit_id=4), deed(CaseAct.EXEMPT, unit_id=3, actor="user:8"),
    ]  # fmt: skip
    found = list(repeated_waivers(deeds, {"days": 30, "times": 3}))
    assert [one.subject for one in found] == (["user:7>unit:3"] if is_found else [])
    if is_found:
        assert [one.move_id for one in found[0].evidence] == [one.move_id for one in deeds[:3]]
        assert found[0].actors == frozenset({"user:7"})


def test_waivers_for_one_place_are_found_whichever_unit_has_the_case() -> None:
    deeds = [deed(CaseAct.VOID_GRANT, unit_id=unit, premises_id=9) for unit in (1, 2, 3)]
    assert subjects(repeated_waivers(deeds, {"days": 30, "times": 3})) == ["user:7>premises:9"]


@pytest.mark.parametrize(
    ("left_s", "is_found"), [(0, True), (60, True), (61, False), (-1, False), (None, False)]
)
def test_closings_within_the_last_minute_are_found_and_late_ones_are_not(
    *, left_s: float | None, is_found: bool
) -> None:
    deeds = [deed(CaseAct.CLOSE, desk="desk_shift_head", left_s=left_s) for _ in range(5)]
    found = subjects(last_seconds(deeds, {"days": 30, "times": 5, "seconds": 60}))
    assert found == (["user:7@desk_shift_head"] if is_found else [])
    assert subjects(last_seconds(deeds[:4], {"days": 30, "times": 5, "seconds": 60})) == []


def test_one_photo_in_the_feedback_of_two_cases_is_found_once_for_the_photo() -> None:
    one, other = Shot(sha256="aa"), Shot(sha256="bb")
    first, second = deed(CaseAct.FEED_BACK, shots=(one,)), deed(CaseAct.FEED_BACK, shots=(other, one))
    again = deed(CaseAct.FEED_BACK, case_id=first.case_id, shots=(one,))
    assert subjects(photo_twice([first, again], {"days": 365})) == []
    (found,) = photo_twice([second, first, again], {"days": 365})
    assert (found.subject, len({deed.case_id for deed in found.evidence})) == ("photo:aa", 2)
    late = deed(CaseAct.FEED_BACK, shots=(one,), at=AT + timedelta(days=366))
    assert subjects(photo_twice([first, late], {"days": 365})) == []


@pytest.mark.parametrize(("minutes", "is_found"), [(30, False), (31, True)])
def test_a_photo_taken_before_the_report_is_found(*, minutes: int, is_found: bool) -> None:
    shot = Shot(sha256="aa", taken_at=AT - timedelta(minutes=minutes))
    told = [deed(CaseAct.FEED_BACK, reported_at=AT, shots=(shot, Shot(sha256="bb")), case_id=4)]
    assert subjects(old_photo(told, {"minutes": 30})) == (["case:4"] if is_found else [])


@pytest.mark.parametrize(
    ("given", "is_found"), [((4, "work_hour"), False), ((5, "work_hour"), True), ((9, "work_day"), False)]
)
def test_an_extension_longer_than_the_limit_itself_is_found(
    *, given: tuple[int, str], is_found: bool
) -> None:
    told = deed(CaseAct.EXTEND_GRANT, limit=(4, "work_hour"), given=given)
    found = subjects(off_the_norm([told], {"percent": 100}))
    assert found == ([f"extension:{told.move_id}"] if is_found else [])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.key))
def test_every_rule_says_its_sentence_with_its_own_numbers_in_both_languages(rule: Any) -> None:
    arguments = dict.fromkeys(
        (
            "case",
            "hours",
            "apart_m",
            "count",
            "first",
            "second",
            "given",
            "norm",
            "unit_zh",
            "unit_en",
            "names",
            "total_yuan",
        ),
        "1",
    )
    for language in ("zh-hans", "en"):
        assert "{" not in rule.sentence(language, {**rule.defaults(), **arguments})
        assert rule.name(language)
        assert rule.looks_for(language)
    assert parameters_faults(rule, rule.defaults()) == {}


def test_a_number_out_of_its_bounds_is_refused() -> None:
    assert parameters_faults(RULE_OF["repeated_waivers"], {"times": 1}) == {
        "times": "oversight_parameter_wrong"
    }
