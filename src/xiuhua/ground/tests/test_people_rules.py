"""Who answers in a post, and the tree of units, against plain oracles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.standing_in_oracle import diary
from xiuhua.ground.rules.people import Away, Seat, Somebody, answers_in, members_per_grid, period_fault
from xiuhua.ground.rules.units import Branch, branches, lies_below, parents_first

_DAY = datetime(2026, 3, 2, tzinfo=UTC)
_MINUTES = 12
_PEOPLE = "ABCD"
_SPANS = st.tuples(st.integers(0, _MINUTES), st.integers(0, _MINUTES)).map(lambda pair: range(*sorted(pair)))


def _at(minute: int) -> datetime:
    return _DAY + timedelta(minutes=minute)


@st.composite
def _absences(draw: st.DrawFn) -> list[tuple[str, str | None, range]]:
    """Draw absences, none of which overlaps another of the same person."""
    found: list[tuple[str, str | None, range]] = []
    for who in draw(st.lists(st.sampled_from(_PEOPLE), max_size=6)):
        when = draw(_SPANS)
        if all(other != who or not set(when) & set(span) for other, _named, span in found):
            found.append((who, draw(st.sampled_from([None, *_PEOPLE])), when))
    return found


@given(
    deputy=st.sampled_from([None, "B", "C"]),
    post=_SPANS,
    absences=_absences(),
    gone=st.sets(st.sampled_from(_PEOPLE), max_size=2),
)
def test_whoever_answers_in_a_post_is_whom_the_diary_names(
    deputy: str | None, post: range, absences: list[tuple[str, str | None, range]], gone: set[str]
) -> None:
    people = {name: Somebody(id=ord(name), name=name, serving=name not in gone) for name in _PEOPLE}
    seat = Seat(
        id=1, holder=people["A"], deputy=people.get(deputy or ""), since=_at(post.start), until=_at(post.stop)
    )
    away = [
        Away(person_id=ord(who), deputy=people.get(named or ""), since=_at(when.start), until=_at(when.stop))
        for who, named, when in absences
    ]
    told = [answers_in(seat, absences=away, at=_at(minute)) for minute in range(_MINUTES)]
    expected = diary("A", deputy, post, absences, gone, _MINUTES)
    assert [one.somebody and one.somebody.name for one in told] == expected
    ends = [next((when.stop for who, _, when in absences if who == "A" and minute in when), None)
            for minute in range(_MINUTES)]  # fmt: skip
    assert [one.absence and one.absence.until for one in told] == [end and _at(end) for end in ends]


def test_a_post_without_an_end_is_answered_for_until_further_notice() -> None:
    holder = Somebody(id=1)
    seat = Seat(id=1, holder=holder, since=_DAY)
    assert answers_in(seat, absences=[], at=_DAY + timedelta(days=9_999)) == (holder, None)


def test_a_period_ends_after_it_begins() -> None:
    assert period_fault(_DAY, None) is None
    assert period_fault(_DAY, _at(1)) is None
    assert period_fault(_DAY, _DAY) == period_fault(_at(1), _DAY) == "period_turned"


def test_569_members_in_62_grids_are_9_18_to_a_grid() -> None:
    members = members_per_grid(569, 62)
    assert members == pytest.approx(9.177419)  # 569 / 62 = 9 + 11/62
    assert members_per_grid(5, 0) is None


_PARENTS = st.dictionaries(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9)), max_size=10)


@given(_PARENTS, st.integers(0, 9), st.integers(0, 9))
def test_a_unit_lies_below_whatever_a_walk_upwards_meets(
    parents: dict[int, int | None], unit: int, above: int
) -> None:
    met: set[int | None] = set()
    here: int | None = unit
    for _step in range(20):
        met.add(here)
        here = parents.get(here) if here is not None else None
    assert lies_below(unit, above, parents) is (above in met)


@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.sampled_from(["", *"ABCDEFGH"])))
def test_every_unit_comes_after_its_parent_unless_they_hang_in_a_circle(parents: dict[str, str]) -> None:
    order = parents_first(parents)
    assert sorted(order) == sorted(parents)
    done: set[str] = set()
    for code in order:
        circular = parents[code] in parents and parents[code] not in done
        if circular:
            assert all(parents[other] in parents for other in order[len(done) :])
            break
        done.add(code)


def test_a_forest_keeps_the_order_given_and_orphans_stand_at_the_top() -> None:
    grown = branches({1: None, 2: 1, 3: 99, 4: 1, 5: 4})
    assert grown == (
        Branch(1, (Branch(2, ()), Branch(4, (Branch(5, ()),)))),
        Branch(3, ()),
    )
    assert [len(tree) for tree in grown] == [4, 1]
