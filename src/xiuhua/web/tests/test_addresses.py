"""Addresses of lists."""

from urllib.parse import parse_qs

import pytest
from django.urls import NoReverseMatch, reverse
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.web.addresses import Address, place_url, record_url

WORDS = st.text(max_size=12)
HELD = st.dictionaries(
    st.sampled_from(["q", "state", "sort", "cursor"]), st.lists(WORDS.filter(bool), min_size=1).map(tuple)
)


def test_equal_filters_have_equal_addresses() -> None:
    one = Address("/premises").put(state="open").put(q="火锅")
    other = Address("/premises").put(q="火锅").put(state="open")
    assert str(one) == str(other) == "/premises?q=%E7%81%AB%E9%94%85&state=open"


def test_one_of_two_values_can_be_taken_away() -> None:
    both = Address("/premises", {"state": ("open", "closed")})
    assert str(both.less("state", "open")) == "/premises?state=closed"
    assert str(both.less("state", "open").less("state", "closed")) == "/premises"


def test_an_empty_value_removes_a_parameter() -> None:
    assert str(Address("/premises", {"q": ("a",)}).put(q="")) == "/premises"


@given(HELD)
def test_an_address_says_all_it_holds(held: dict[str, tuple[str, ...]]) -> None:
    address = Address("/premises", held)
    assert {name: tuple(values) for name, values in parse_qs(address.query).items()} == held


@given(HELD, WORDS)
def test_what_is_put_can_be_taken_back(held: dict[str, tuple[str, ...]], value: str) -> None:
    without = Address("/premises", held).without("q")
    assert without.put(q=value).without("q") == without


def test_a_remembered_address_is_the_one_that_django_gives() -> None:
    for pk in (1, 42, 7_254_910_386_417):
        assert record_url("cases:workbench-case", pk) == reverse("cases:workbench-case", args=(pk,))
    assert place_url("cases:cases") == reverse("cases:cases")
    with pytest.raises(NoReverseMatch):
        place_url("cases:nowhere")
