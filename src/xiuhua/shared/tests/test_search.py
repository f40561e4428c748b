"""Terms and questions of the search, against vectors worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.shared.search import search_question, search_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("路灯损坏", ["路灯", "灯损", "损坏", "坏"]),
        ("灯", ["灯"]),
        ("云河路12号", ["云河", "河路", "路", "12", "号"]),
        ("ＫＦＣ（人民路店）", ["kfc", "人民", "民路", "路店", "店"]),  # full-width letters are made plain
        ("XQ-2026-0001", ["xq", "2026", "0001"]),
        ("snake_case", ["snake", "case"]),
        ("7-Eleven便利店", ["7", "eleven", "便利", "利店", "店"]),
        ("𠮷野家", ["𠮷野", "野家", "家"]),  # U+20BB7 lies outside the basic plane
        (" ·，。 ", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_pairs_words_and_numbers(text: str, terms: list[str]) -> None:
    assert search_terms(text) == terms


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("路灯", "'路灯'"),
        ("路灯坏", "'路灯' & '灯坏'"),
        ("灯", "'灯':*"),  # met by 灯坏 and by a 灯 at the end of a run
        ("老王 火锅", "'老王' & '火锅'"),
        ("xq 2026", "'xq' & '2026':*"),
        ("440305", "'440305':*"),
        ("' | '", ""),
        ("a'b", "'a' & 'b':*"),
        ("路灯路灯", "'路灯' & '灯路'"),  # each term is asked once
        ("", ""),
    ],
)
def test_a_question_asks_for_every_term(typed: str, question: str) -> None:
    assert search_question(typed) == question


@given(st.text(alphabet="路灯坏了老王火锅abc12 -_'&|!():*\\\x00", max_size=40))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    asked = {part.strip("'").removesuffix("':*") for part in search_question(text).split(" & ") if part}
    assert asked <= set(search_terms(text))


@given(st.text(max_size=80))
def test_no_text_breaks_out_of_its_quotes(text: str) -> None:
    for term in search_terms(text):
        assert not set(term) & set(" '\\&|!():*<>\x00")
