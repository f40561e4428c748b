"""The grammar of `$filter` and of the other options, without tables.

Source: the examples of OGC 18-088, tables 22 and 23 (request-data/built-in-filter-operations,
request-data/built-in-query-functions), and of 9.3.3.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.rules.things import (
    AskedWrong,
    Both,
    Call,
    Compare,
    Literal,
    Math,
    Not,
    Path,
    Place,
    filter_read,
    options_read,
    path_read,
)
from xiuhua.sensing.rules.things.faults import AddressUnknown, FilterUnreadable, OptionWrong

RESULT = Path(("result",))


def test_precedence_is_that_of_odata() -> None:
    """Or is weakest, then and, not, comparisons, sums, products: `a or b and not c eq 1 add 2 mul 3`."""
    found = filter_read("true or false and not result eq 1 add 2 mul 3")
    product = Math("mul", Literal(2), Literal(3))
    compared = Compare("eq", RESULT, Math("add", Literal(1), product))
    assert found == Both("or", Literal(True), Both("and", Literal(False), Not(compared)))


def test_parentheses_bind_first_and_sums_go_from_left() -> None:
    assert filter_read("(1 sub 2) sub 3 lt result") == Compare(
        "lt", Math("sub", Math("sub", Literal(1), Literal(2)), Literal(3)), RESULT
    )
    assert filter_read("1 sub 2 sub 3 lt result") == filter_read("(1 sub 2) sub 3 lt result")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("result lt 10.00", Compare("lt", RESULT, Literal(10.0))),
        ("result eq -5", Compare("eq", RESULT, Literal(-5))),
        ("result gt 1e3", Compare("gt", RESULT, Literal(1000.0))),
        ("name eq 'O''Neil'", Compare("eq", Path(("name",)), Literal("O'Neil"))),
        ("name ne null", Compare("ne", Path(("name",)), Literal(None))),
        (
            "phenomenonTime ge 2026-11-20T08:00:00+08:00",
            Compare("ge", Path(("phenomenonTime",)), Literal(datetime(2026, 11, 20, 0, 0, tzinfo=UTC))),
        ),
        (
            "substringof('Sensor Things',description)",
            Call("substringof", (Literal("Sensor Things"), Path(("description",)))),
        ),
        (
            "st_within(location, geography'POINT(30 10)')",
            Call("st_within", (Path(("location",)), Literal(Place("POINT(30 10)")))),
        ),
        ("Datastream/@iot.id eq 7", Compare("eq", Path(("Datastream", "@iot.id")), Literal(7))),
        ("now() gt resultTime", Compare("gt", Call("now", ()), Path(("resultTime",)))),
    ],
)
def test_a_filter_is_read_as_its_source_means_it(text: str, meant: object) -> None:
    assert filter_read(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "result", "result lt", "lt 5", "(result lt 5", "result lt 5)", "result lt 5 5", "name eq 'op"),
        *("result eq 1; DROP TABLE sensing_device", "result -- 1", 'name eq "x"', "result eq 1e999"),
        *("phenomenonTime eq 2026-13-45T00:00:00Z", "a/", "/a", "f(,)", "not", "result eq 2026-11-20T99:99Z"),
        "(" * 500 + "true" + ")" * 500,
        "not " * 800 + "true",
        "name eq '" + "x" * 5_000 + "'",
    ],
)  # fmt: skip
def test_what_breaks_the_grammar_is_refused(text: str) -> None:
    if text == "result":
        assert (
            filter_read(text) == RESULT
        )  # a property alone is grammar; that it is no condition is told later
        return
    with pytest.raises(FilterUnreadable):
        filter_read(text)


def _options(said: str) -> object:
    return options_read([("$expand", said), ("$orderby", said)])


@given(st.text(alphabet="()'/,. andortqeults15\x00中-+", max_size=60) | st.text(max_size=60))
def test_no_text_raises_anything_but_its_own_refusal(text: str) -> None:
    readers: tuple[Callable[[str], object], ...] = (filter_read, path_read, _options)
    for read in readers:
        try:
            read(text)
        except (AskedWrong, AddressUnknown):
            continue


def test_options_within_options_are_read() -> None:
    """OGC 18-088, 9.3.2.1: `$expand=Observations($filter=result eq 1;$expand=FeatureOfInterest;$top=5)`."""
    found = options_read(
        [
            (
                "$expand",
                "Datastreams/Observations($filter=result eq 1;$top=5),Locations,Datastreams($select=name)",
            ),
            ("$orderby", "name desc,@iot.id"),
            ("$count", "true"),
        ]
    )
    datastreams, locations = found.expand
    assert (datastreams.name, datastreams.options.select, locations.name) == (
        "Datastreams",
        ("name",),
        "Locations",
    )
    (observations,) = datastreams.options.expand
    assert observations.options.rows == 5
    assert observations.options.where == Compare("eq", RESULT, Literal(1))
    assert found.order == ((Path(("name",)), True), (Path(("@iot.id",)), False))
    assert found.is_counted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("$top", "-1"), ("$top", "many"), ("$skip", "99999999999"), ("$count", "yes"), ("$apply", "x"),
        ("$expand", "Datastreams($top=1"), ("$expand", "A(B)"), ("$orderby", "name sideways"),
        ("$expand", "A/B/C/D/E/F"), ("$select", ","), ("name", "x"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_refused(name: str, value: str) -> None:
    with pytest.raises(OptionWrong):
        options_read([(name, value)])


def test_addresses_are_read_and_others_refused() -> None:
    """OGC 18-088, 9.2 (resource-path/resource-path-to-entities), usages 3 to 8."""
    way = path_read("Things(1)/Datastreams('a-1')/name/$value")
    assert [(part.name, part.key) for part in way.segments] == [
        ("Things", 1), ("Datastreams", "a-1"), ("name", None),
    ]  # fmt: skip
    assert way.is_value
    for wrong in (
        "Things(",
        "Things()",
        "Things(1)(2)",
        "$ref",
        "Things(1;2)",
        "a/b/c/d/e/f/g/h/i/j",
        "Things(-1)",
    ):
        with pytest.raises(AddressUnknown):
            path_read(wrong)
