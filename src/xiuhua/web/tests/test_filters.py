"""Filters read from the URL: what is understood, what is left out and said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from django.db.models import Q
from django.utils.timezone import get_current_timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.shared.terms import Term
from xiuhua.web.pages.asking import Question
from xiuhua.web.pages.columns import code, moment, text
from xiuhua.web.pages.filters import AreaChoice, AreaFilter, DaysFilter, PrefixFilter, TermFilter, YesFilter
from xiuhua.web.pages.preferences import Preference


class Light(Term):
    """A vocabulary of the tests."""

    RED = "red", "红", "Red"
    GREEN = "green", "绿", "Green"


QUESTION = Question(
    columns=(
        code("code", "Code", sort="code"),
        text("name", "Name"),
        moment("seen", "Seen", sort="seen_at", nullable=True),
    ),
    filters=(
        TermFilter(name="light", label="Light", vocabulary=Light),
        AreaFilter(name="area", label="Area", choices=lambda: (AreaChoice("9901", "云州市"),)),
        DaysFilter(name="seen", label="Seen", field="seen_at"),
        PrefixFilter(name="code", label="Code"),
        YesFilter(name="late", label="Late"),
    ),
    sort="-seen",
    searchable=True,
    mappable=False,
)


def test_a_url_is_understood() -> None:
    asked = QUESTION.read(
        "/lamps", {"light": ["red", "green"], "area": ["9901"], "q": ["  路灯 "], "sort": ["code"]}
    )
    assert asked.notices == ()
    assert asked.search == "路灯"
    assert (asked.order.field, asked.order.descending) == ("code", False)
    assert str(asked.address) == "/lamps?area=9901&light=red&light=green&q=%E8%B7%AF%E7%81%AF&sort=code"


def test_the_lists_own_order_is_left_out_of_the_url() -> None:
    asked = QUESTION.read("/lamps", {"sort": ["-seen"]})
    assert str(asked.address) == "/lamps"
    assert (asked.order.field, asked.order.descending, asked.order.nullable) == ("seen_at", True, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("light", "blue"),
        ("light", "RED"),  # the stored word, not the name in code
        ("area", "99'; drop"),
        ("area", "９９"),
        ("seen_from", "2026-13-01"),
        ("seen_from", "20261101"),
        ("seen_to", "9999-12-31"),  # the day after would be none
        ("code", "a\x00b"),
        ("late", "yes"),
        ("sort", "name"),  # a column without an order
        ("sort", "--code"),
        ("cursor", "…"),
        ("colour", "red"),  # no such filter
    ],
)
def test_what_is_not_understood_is_left_out_and_said(name: str, value: str) -> None:
    asked = QUESTION.read("/lamps", {name: [value], "q": ["灯"]})
    assert len(asked.notices) == 1
    assert str(asked.address) == "/lamps?q=%E7%81%AF"


def test_a_notice_names_the_filter_and_the_value_in_the_readers_language() -> None:
    with override("en"):
        (notice,) = QUESTION.read("/lamps", {"light": ["blue"]}).notices
    assert notice == "“blue” is no value of the filter “Light” and was left out."


@given(
    st.dictionaries(
        st.sampled_from(
            ["light", "area", "seen_from", "seen_to", "code", "late", "q", "sort", "cursor", "mode", "x"]
        ),
        st.lists(
            st.text(max_size=20) | st.sampled_from(["red", "9901", "2026-11-22", "1", "-seen"]), max_size=3
        ),
    )
)
def test_every_url_can_be_read_and_reading_its_own_address_changes_nothing(
    query: Mapping[str, Sequence[str]],
) -> None:
    first = QUESTION.read("/lamps", query)
    again = QUESTION.read("/lamps", first.address.held)
    assert again.address == first.address
    assert again.notices == ()


def test_days_are_whole_in_the_local_zone() -> None:
    days = QUESTION.filters[2]
    held, _wrong = days.read({"seen_from": ["2026-11-01"], "seen_to": ["2026-11-22"]})
    since = datetime(2026, 11, 1, tzinfo=get_current_timezone())
    until = datetime(2026, 11, 23, tzinfo=get_current_timezone())
    assert days.condition(held) == Q(seen_at__gte=since) & Q(seen_at__lt=until)
    assert since.isoformat() == "2026-11-01T00:00:00+08:00"


def test_a_day_alone_bounds_one_side() -> None:
    days = QUESTION.filters[2]
    held, _wrong = days.read({"seen_to": ["2026-11-22"]})
    assert days.condition(held) == Q(seen_at__lt=datetime(2026, 11, 23, tzinfo=get_current_timezone()))


def test_marks_are_said_in_the_readers_language() -> None:
    light = QUESTION.filters[0]
    held, _wrong = light.read({"light": ["red"]})
    with override("zh-hans"):
        assert [mark.label for mark in light.marks(held)] == ["红"]
    assert light.condition(held) == Q(light__in=("red",))


def test_a_look_survives_its_cookie() -> None:
    chosen = Preference().changed({"columns": ["code", "name"], "density": ["compact"]})
    assert Preference.decode(chosen.encode()) == chosen
    assert chosen.shows("code", by_default=False)
    assert not chosen.shows("seen", by_default=True)


@given(st.text(max_size=60))
def test_any_cookie_can_be_read(cookie: str) -> None:
    assert Preference.decode(cookie).density in {"cosy", "compact"}
