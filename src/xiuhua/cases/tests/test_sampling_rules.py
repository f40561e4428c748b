"""How closed cases are drawn and what the sample says: by hand, and for whatever weights."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.cases.rules.sampling import (
    Closed,
    Looker,
    Seen,
    Share,
    Shares,
    ToSee,
    assigned,
    chances_of,
    drawn,
    estimated,
    factor_of,
    may_look,
    number_of,
    weight_of,
)

_WHOLE = Share(came_back=50, closed=1000)  # 5 %


@pytest.mark.parametrize(
    ("group", "factor"),
    [
        (None, 1.0),
        (Share(came_back=5, closed=100), 1.0),  # (5 + 20*0.05) / (100 + 20) = 6/120 = 5 %
        (Share(came_back=11, closed=100), 2.0),  # (11 + 1) / 120 = 10 %
        (Share(came_back=0, closed=20), 0.5),  # (0 + 1) / 40 = 2.5 %
        (Share(came_back=0, closed=980), 0.5),  # (0 + 1) / 1000 = 0.1 %: kept at the least
        (Share(came_back=90, closed=100), 3.0),  # 91/120: kept at the most
        (Share(came_back=3, closed=3), 3.0),  # (3 + 1) / 23 = 17.4 %, 3.48 times: kept at the most
        (Share(came_back=1, closed=1), 40 / 21),  # (1 + 1) / 21 = 9.52 %
    ],
)
def test_a_group_weighs_by_how_much_more_often_its_cases_come_back(
    group: Share | None, factor: float
) -> None:
    assert factor_of(group, _WHOLE) == pytest.approx(factor)


def test_where_nothing_came_back_all_weigh_alike() -> None:
    nothing = Share(came_back=0, closed=500)
    assert factor_of(Share(came_back=0, closed=100), nothing) == 1.0
    assert factor_of(Share(came_back=0, closed=0), Share(came_back=0, closed=0)) == 1.0


def test_a_case_weighs_the_product_of_matter_place_and_unit() -> None:
    double, half = Share(came_back=11, closed=100), Share(came_back=0, closed=20)
    shares = Shares(whole=_WHOLE, matters={"1": double}, places={"a": double}, units={"7": half})
    assert weight_of(Closed(case_id=1, matter="1", place="a", unit="7"), shares) == pytest.approx(2.0)
    assert weight_of(Closed(case_id=2, matter="2", place="b", unit=""), shares) == 1.0


def test_chances_are_in_proportion_and_what_would_exceed_one_is_drawn_for_certain() -> None:
    # 2 of weights 1, 2, 3, 4: 2 * w / 10.
    assert chances_of({1: 1, 2: 2, 3: 3, 4: 4}, 2) == pytest.approx({1: 0.2, 2: 0.4, 3: 0.6, 4: 0.8})
    # 3 of 1, 1, 2, 8: 8 would have 3 * 8 / 12 = 2, so it is certain; 2 are left for 1, 1, 2: 2 * 2 / 4 = 1 is
    # certain too; 1 is left for 1, 1.
    assert chances_of({1: 1, 2: 1, 3: 2, 4: 8}, 3) == pytest.approx({1: 0.5, 2: 0.5, 3: 1.0, 4: 1.0})
    assert chances_of({1: 1, 2: 5}, 9) == {1: 1.0, 2: 1.0}


def test_the_number_of_a_seed_and_an_id_is_the_same_on_any_machine() -> None:
    # printf %s 7:1 | sha256sum begins with these 13 digits; over 16 ** 13.
    import hashlib  # noqa: PLC0415 - the oracle of this one test

    digits = hashlib.sha256(b"7:1").hexdigest()[:13]
    assert number_of(7, "1") == int(digits, 16) / 16**13
    assert 0 <= number_of(7, "1") < 1
    assert number_of(7, "1") != number_of(8, "1")


_weights = st.dictionaries(
    st.integers(min_value=1, max_value=10**9),
    st.floats(min_value=0.125, max_value=27, allow_nan=False),
    min_size=1,
    max_size=80,
)


@given(weights=_weights, size=st.integers(min_value=1, max_value=90))
def test_the_chances_add_up_to_the_size_and_none_is_above_one(weights: dict[int, float], size: int) -> None:
    chances = chances_of(weights, size)
    assert sum(chances.values()) == pytest.approx(min(size, len(weights)))
    assert all(0 < one <= 1 for one in chances.values())
    assert chances.keys() == weights.keys()


@given(
    weights=_weights,
    size=st.integers(min_value=1, max_value=90),
    seed=st.integers(min_value=0, max_value=2**53),
)
def test_a_sample_has_its_size_and_the_same_seed_draws_it_again(
    weights: dict[int, float], size: int, seed: int
) -> None:
    chances = chances_of(weights, size)
    sample = drawn(chances, seed=seed)
    assert len(sample) == min(size, len(weights)) == len(set(sample))
    assert set(sample) >= {one for one, chance in chances.items() if chance == 1}
    turned = dict(reversed(chances.items()))
    assert drawn(turned, seed=seed) == sample == sorted(sample)


def test_each_case_is_drawn_as_often_as_its_chance_says() -> None:
    chances = chances_of({1: 1, 2: 2, 3: 3, 4: 4, 5: 10}, 2)
    times = dict.fromkeys(chances, 0)
    for seed in range(4_000):
        for one in drawn(chances, seed=seed):
            times[one] += 1
    # Standard error of a share of 4,000 is at most 0.0079.
    assert {one: count / 4_000 for one, count in times.items()} == pytest.approx(chances, abs=0.03)


def test_the_estimate_of_horvitz_and_thompson_by_hand() -> None:
    # Of 20 closed four were drawn; two failed: 1/0.5 + 1/0.25 = 6 of 20.
    seen = [
        Seen(chance=0.5, failed=True), Seen(chance=0.25, failed=True), Seen(chance=0.2, failed=False),
        Seen(chance=0.1, failed=False),
    ]  # fmt: skip
    told = estimated(seen, closed=20, drawn_count=4)
    assert told is not None
    assert told.share == pytest.approx(0.3)
    assert (told.seen, told.failed, told.whole) == (4, 2, True)
    # 1 - chance: 0.5, 0.75, 0.8, 0.9, sum 2.95; middle = (0.5*2 + 0.75*4) / 2.95 = 4/2.95 = 1.355932;
    # squares: 0.5*0.414823 + 0.75*6.991095 + 1.7*1.838552 = 0.207412 + 5.243321 + 3.125539 = 8.576271;
    # V = 4/3 * 8.576271 / 400 = 0.028588; 0.3 * 0.7 / V = 7.3458
    assert told.worth == pytest.approx(7.3458, abs=1e-3)
    # Wilson at 0.3 of 7.3458: middle (0.3 + 3.841459/14.6916)/(1 + 3.841459/7.3458) = 0.561474/1.522946
    # = 0.368676; half 1.959964/1.522946 * sqrt(0.21/7.3458 + 3.841459/(4*53.9608)) = 1.286955*0.215577
    assert [told.low, told.high] == pytest.approx([0.0912, 0.6461], abs=1e-3)


def test_before_all_is_seen_the_estimate_leans_on_those_seen() -> None:
    told = estimated(
        [Seen(chance=0.5, failed=True), Seen(chance=0.25, failed=False)], closed=20, drawn_count=4
    )
    assert told is not None
    assert told.share == pytest.approx(2 / 6)
    assert not told.whole


def test_where_nothing_failed_the_interval_still_says_how_much_may_be_wrong() -> None:
    told = estimated([Seen(chance=0.1, failed=False)] * 30, closed=300, drawn_count=30)
    assert told is not None
    # Rule of three says 10 %; Wilson's upper bound at 0 of 30: 3.841459 / 33.841459
    assert [told.share, told.low, told.high] == pytest.approx([0, 0, 0.11351], abs=1e-4)


def test_where_everything_was_seen_nothing_is_uncertain() -> None:
    told = estimated([Seen(chance=1, failed=True), Seen(chance=1, failed=False)], closed=2, drawn_count=2)
    assert told is not None
    assert (told.share, told.low, told.high, told.worth) == (0.5, 0.5, 0.5, inf)
    assert estimated([], closed=2, drawn_count=2) is None


@settings(max_examples=30)
@given(st.data())
def test_over_many_seeds_the_estimate_has_no_bias(data: st.DataObject) -> None:
    failed = data.draw(st.sets(st.integers(min_value=1, max_value=12), min_size=1, max_size=12))
    chances = chances_of({one: float(one) for one in range(1, 13)}, 4)
    shares = []
    for seed in range(400):
        seen = [Seen(chance=chances[one], failed=one in failed) for one in drawn(chances, seed=seed)]
        told = estimated(seen, closed=12, drawn_count=4)
        assert told is not None
        shares.append(told.share)
    assert sum(shares) / len(shares) == pytest.approx(len(failed) / 12, abs=0.12)


def test_nobody_looks_at_the_own_units_work_nor_at_what_they_passed() -> None:
    case = ToSee(case_id=1, area_code="990101003001", units=frozenset({7}), passed_by="user:3")
    one = Looker(person_id=1, areas=("990101",), units=frozenset({8}), names=frozenset({"user:1"}))
    assert may_look(one, case)
    for wrong in (
        Looker(person_id=1, areas=("990101",), units=frozenset({7, 8}), names=frozenset({"user:1"})),
        Looker(person_id=1, areas=("990101",), units=frozenset({8}), names=frozenset({"user:3"})),
        Looker(person_id=1, areas=("990102",), units=frozenset({8}), names=frozenset({"user:1"})),
    ):
        assert not may_look(wrong, case)


def test_revisits_are_shared_out_evenly_and_what_nobody_may_see_waits() -> None:
    cases = [
        ToSee(case_id=one, area_code=f"99010100300{one % 2}", units=frozenset(), passed_by="")
        for one in range(1, 6)
    ] + [ToSee(case_id=9, area_code="990102", units=frozenset(), passed_by="")]
    people = [Looker(person_id=one, areas=("990101",), units=frozenset()) for one in (1, 2)]
    found = assigned(cases, people)
    assert found[9] is None
    assert sorted(list(found.values()).count(one) for one in (1, 2)) == [2, 3]
