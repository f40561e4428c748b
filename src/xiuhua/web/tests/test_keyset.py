"""Cursors: what a URL may say about a place in a list."""

from base64 import urlsafe_b64encode
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.web.keyset import BadCursor, Cursor, Order

VALUES = (
    st.none()
    | st.text(max_size=80)
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
KEYS = st.integers(min_value=1, max_value=2**63 - 1)


def _sent(content: object) -> str:
    return urlsafe_b64encode(orjson.dumps(content)).rstrip(b"=").decode()


@given(
    st.builds(
        Cursor,
        order=st.sampled_from(["name", "-updated_at"]),
        value=VALUES,
        pk=KEYS,
        back=st.booleans(),
    )
)
def test_a_cursor_comes_back_as_it_was_sent(cursor: Cursor) -> None:
    assert Cursor.decode(cursor.encode()) == cursor


@given(st.text(max_size=200))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with suppress(BadCursor):
        Cursor.decode(text)


@pytest.mark.parametrize(
    "content",
    [
        ["name", 0, "a"],  # no key
        ["name", 0, "a", "1"],  # the key is a text
        ["name", 0, "a", True],
        ["name", 2, "a", 1],  # a direction there is not
        ["name", 0, {"a": 1}, 1],
        ["name", 0, True, 1],
        [7, 0, "a", 1],
        {"order": "name"},
        None,
    ],
)
def test_a_cursor_of_another_shape_is_refused(content: object) -> None:
    with pytest.raises(BadCursor):
        Cursor.decode(_sent(content))


def test_a_cursor_longer_than_any_of_ours_is_refused() -> None:
    with pytest.raises(BadCursor):
        Cursor.decode(_sent(["name", 0, "a" * 1000, 1]))


def test_an_order_is_written_with_its_direction() -> None:
    assert Order(field="name").signed == "name"
    assert Order(field="updated_at", descending=True).signed == "-updated_at"
