"""Phrases: how one is filled, keyed, ordered and read from a pasted list. Worked by hand."""

from __future__ import annotations

import pytest

from xiuhua.papers.rules.phrases import (
    Offered,
    key_suggested,
    lines_read,
    phrase_faults,
    phrase_filled,
    phrases_offered,
)

FACTS = {"地点": "滨河路 12 号", "事项": "暴露垃圾", "单位": "", "时限": "4工作时"}


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("{地点}的{事项}已清理", "滨河路 12 号的暴露垃圾已清理"),
        ("请{单位}于{时限}内处置", "请{单位}于4工作时内处置"),  # what the record does not say stays open
        ("{编号}已办", "{编号}已办"),
        ("无占位", "无占位"),
        ("{{地点}}", "{滨河路 12 号}"),  # only the inner pair is a gap
        ("", ""),
    ],
)
def test_a_phrase_is_filled_from_what_the_record_says_and_nothing_is_made_up(words: str, filled: str) -> None:
    assert phrase_filled(words, FACTS) == filled


@pytest.mark.parametrize(
    ("key", "words", "faults"),
    [
        ("yql", "已清理", {}),
        ("a1", "{地点}已清理", {}),
        ("", "已清理", {"key": "phrase_key_wrong"}),
        ("已", "已清理", {"key": "phrase_key_wrong"}),
        ("abcdefghijklm", "x", {"key": "phrase_key_wrong"}),  # thirteen
        ("yql", "  ", {"words": "phrase_words_missing"}),
        ("yql", "x" * 501, {"words": "phrase_words_long"}),
        ("yql", "{电话}请联系", {"words": "phrase_gap_unknown"}),
    ],
)
def test_a_phrase_that_will_not_do_is_refused_beside_its_field(
    key: str, words: str, faults: dict[str, str]
) -> None:
    assert phrase_faults(key, words) == faults


@pytest.mark.parametrize(
    ("words", "key"),
    [("已清理", "yql"), ("{地点}已清理干净", "yqlg"), ("，。", "")],
)
def test_a_key_is_made_of_pinyin_initials(words: str, key: str) -> None:
    assert key_suggested(words) == key


def offered(number: int, **changes: object) -> Offered:
    values: dict[str, object] = {
        "id": number, "key": "k", "words": "w", "act": "", "scope_place": 0, "rank": 0, "used": 0
    }  # fmt: skip
    return Offered(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


def test_the_menu_begins_with_the_act_then_what_is_pinned_then_what_is_used_most() -> None:
    phrases = [
        offered(1, used=9),
        offered(2, rank=2),
        offered(3, rank=1),
        offered(4, act="case.close"),
        offered(5, act="case.file", used=100),
        offered(6, scope_place=2, used=9),
        offered(7, used=10),
    ]
    assert [one.id for one in phrases_offered(phrases, act="case.close")] == [4, 3, 2, 7, 1, 6]


def test_pasted_lines_bring_their_key_or_none() -> None:
    text = "yql 已清理\r\n\nQS\t请核实\n已派人到场\nhello\n这是 一句话"
    assert lines_read(text) == [
        ("yql", "已清理"), ("qs", "请核实"), ("", "已派人到场"), ("", "hello"), ("", "这是 一句话"),
    ]  # fmt: skip
