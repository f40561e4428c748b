"""How two versions differ, against an oracle that only counts."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.ground.rules.handbook import ChangeKind, Lack, LineWords, handbooks_compared, line_lack

_lines = st.lists(
    st.builds(
        LineWords,
        condition=st.sampled_from("甲乙丙丁"),
        limit=st.sampled_from(["1天", "2天"]),
        closing=st.just("好"),
    ),
    max_size=5,
)
_books = st.dictionaries(st.sampled_from(["01001", "06010", "09005"]), _lines)


@given(_books, _books)
def test_applying_the_changes_to_the_first_version_gives_the_second(
    before: dict[str, list[LineWords]], after: dict[str, list[LineWords]]
) -> None:
    changes = handbooks_compared(before, after)
    for item in {*before, *after}:
        lines = Counter(before.get(item, []))
        own = [change for change in changes if change.item == item]
        lines.subtract(change.before for change in own if change.before is not None)
        lines.update(change.after for change in own if change.after is not None)
        assert +lines == Counter(after.get(item, []))
        assert len(own) <= max(len(before.get(item, [])), len(after.get(item, [])))


@given(_books)
def test_a_version_does_not_differ_from_itself(book: dict[str, list[LineWords]]) -> None:
    assert handbooks_compared(book, book) == []


def line(condition: str, limit: str = "4 工作时") -> LineWords:
    return LineWords(condition=condition, limit=limit, closing="清除干净")


def test_a_changed_limit_names_its_field_and_a_reworded_condition_is_no_new_line() -> None:
    before = {"06010": [line("散落"), line("成堆")]}
    after = {"06010": [line("散落", "2 工作时"), line("成堆堆放"), line("满溢")]}
    told = [(change.kind, change.fields) for change in handbooks_compared(before, after)]
    assert told == [
        (ChangeKind.CHANGED, ("limit",)),
        (ChangeKind.CHANGED, ("condition",)),
        (ChangeKind.ADDED, ()),
    ]


def test_what_a_line_lacks() -> None:
    assert line_lack(limit="4", closing="好") is None
    assert line_lack(limit="", closing="好") is Lack.LIMIT
    assert line_lack(limit="4", closing=" ") is Lack.CLOSING
    assert line_lack(limit="", closing="") is Lack.BOTH
