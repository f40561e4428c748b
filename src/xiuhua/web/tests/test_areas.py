"""Area codes as ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.web.areas import prefix_end, within

CODES = st.text(alphabet="0123456789", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("prefix", "end"),
    [("990101", "990102"), ("9909", "991"), ("0", "1"), ("19", "2"), ("99", None), ("9", None)],
)
def test_a_prefix_ends_before_the_next_one(prefix: str, end: str | None) -> None:
    assert prefix_end(prefix) == end


@given(CODES, CODES)
def test_a_range_holds_exactly_the_codes_that_begin_so(prefix: str, code: str) -> None:
    end = prefix_end(prefix)
    assert (prefix <= code and (end is None or code < end)) == code.startswith(prefix)


@pytest.mark.parametrize("wrong", ["", "a", "99 ", "９９", "-1"])
def test_what_is_no_code_has_no_range(wrong: str) -> None:
    with pytest.raises(ValueError, match="no area code"):
        prefix_end(wrong)


def test_everywhere_is_no_condition_and_nowhere_lets_nothing_through() -> None:
    assert not within("area_code", ["", "9901"])
    assert within("area_code", []).children == [("pk__in", ())]
