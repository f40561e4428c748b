"""What two sights have in common, the score, and the reasons: worked by hand, and laws that always hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.cases.rules.resemblance import (
    LIKELY_FROM,
    POSSIBLE_FROM,
    Likeness,
    Reach,
    Sight,
    bits_apart,
    features,
    likelihood,
    likeness,
    reasons,
    resemblance,
    text_terms,
    words_shared,
)
from xiuhua.cases.terms import Kinship, Likelihood

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
REACH = Reach(metres=50, hours=24)
HERE = Sight(
    matter="06010", family="06", longitude=120.105, latitude=30.255, at=AT, texts=text_terms(["路边有垃圾"])
)


def test_words_are_compared_by_pairs_of_characters() -> None:
    # 路边有垃圾: 路边 边有 有垃 垃圾 圾. 路边垃圾成堆: 路边 边垃 垃圾 圾成 成堆 堆. Two in common.
    one, other = text_terms(["路边有垃圾"])[0], text_terms(["路边垃圾成堆"])[0]
    assert (len(one), len(other), len(one & other)) == (5, 6, 2)
    assert words_shared(one, other) == pytest.approx(2 * 2 / 11)
    assert words_shared(one, one) == 1.0
    assert words_shared(one, frozenset()) == 0.0
    assert words_shared(frozenset(), frozenset()) == 0.0


def test_a_text_that_says_next_to_nothing_is_not_compared() -> None:
    assert text_terms(["", "！", "脏"]) == ()
    assert len(text_terms(["路灯", "路灯"])) == 1  # said twice is said once


def test_photos_are_compared_by_the_bits_in_which_their_hashes_differ() -> None:
    assert bits_apart(0b1011, 0b0110) == 3
    assert bits_apart(-1, 0) == 64  # as a signed number of 64 bits is stored
    seen = likeness(replace(HERE, photo_hashes=(0, 0xFF00)), replace(HERE, photo_hashes=(0xFF01, 0xFFFFFFFF)))
    assert seen.photo_bits_apart == 1


def test_what_two_sights_have_in_common_is_said_feature_by_feature() -> None:
    # 0.0001 degrees of longitude at 30.255 degrees north: 111,320 m × cos(30.255°) × 0.0001 ≈ 9.6 m.
    other = replace(
        HERE, longitude=120.1051, at=AT + timedelta(hours=3), texts=text_terms(["路边垃圾成堆"]),
        component_id=7, callers=frozenset({"13800000000"}),
    )  # fmt: skip
    seen = likeness(replace(HERE, component_id=7, callers=frozenset({"13800000000"})), other)
    assert seen.kinship is Kinship.SAME
    assert seen.distance_m == pytest.approx(9.63, abs=0.01)
    assert seen.apart_s == 3 * 3_600
    assert seen.words_share == pytest.approx(4 / 11)
    assert (seen.photo_bits_apart, seen.one_thing, seen.same_caller) == (None, True, True)


@pytest.mark.parametrize(
    ("matter", "family", "kinship"),
    [
        ("06010", "06", Kinship.SAME),
        ("06011", "06", Kinship.FAMILY),
        ("09001", "09", Kinship.OTHER),
        ("", "", Kinship.UNKNOWN),
    ],
)
def test_matters_are_the_same_of_one_class_strange_or_unknown(
    matter: str, family: str, kinship: Kinship
) -> None:
    assert likeness(HERE, replace(HERE, matter=matter, family=family)).kinship is kinship


def test_the_score_is_the_logistic_sum_of_its_weights() -> None:
    seen = Likeness(kinship=Kinship.SAME, distance_m=12, apart_s=3 * 3_600, words_share=0.62)
    # exp(-12/50) = 0.787, exp(-3/72) = 0.959; z = -15.12 + 6.91 + 6.50 × 0.787 + 5.60 × 0.959 + 2.37 × 0.62
    near, soon = exp(-12 / 50), exp(-3 / 72)
    z = -15.12 + 6.91 + 6.50 * near + 5.60 * soon + 2.37 * 0.62
    assert resemblance(seen, reach=REACH) == pytest.approx(1 / (1 + exp(-z)))
    assert resemblance(seen, reach=REACH) == pytest.approx(0.977, abs=0.001)
    assert likelihood(resemblance(seen, reach=REACH)) is Likelihood.LIKELY


def test_the_same_matter_a_block_further_is_not_proposed_and_one_lamp_with_it_is() -> None:
    seen = Likeness(kinship=Kinship.SAME, distance_m=120, apart_s=3_600, words_share=0.3)
    assert likelihood(resemblance(seen, reach=REACH)) is None
    assert likelihood(resemblance(replace(seen, one_thing=True), reach=REACH)) is not None


def test_what_is_unknown_weighs_between_what_speaks_for_it_and_what_speaks_against() -> None:
    known = Likeness(kinship=Kinship.SAME, distance_m=5, apart_s=0, words_share=0.9)
    for unknown, against in (
        (replace(known, distance_m=None), replace(known, distance_m=1_000)),
        (replace(known, words_share=None), replace(known, words_share=0.0)),
        (replace(known, kinship=Kinship.UNKNOWN), replace(known, kinship=Kinship.OTHER)),
    ):
        scores = [resemblance(one, reach=REACH) for one in (against, unknown, known)]
        assert scores == sorted(scores)


def test_a_wider_reach_of_the_city_makes_the_same_distance_nearer() -> None:
    seen = Likeness(kinship=Kinship.SAME, distance_m=80, apart_s=3_600)
    assert resemblance(seen, reach=Reach(metres=200)) > resemblance(seen, reach=REACH)
    assert features(seen, reach=Reach(metres=0, hours=0))[3] == pytest.approx(0)  # no division by zero


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (LIKELY_FROM, Likelihood.LIKELY),
        (LIKELY_FROM - 1e-9, Likelihood.POSSIBLE),
        (POSSIBLE_FROM, Likelihood.POSSIBLE),
        (POSSIBLE_FROM - 1e-9, None),
    ],
)
def test_a_score_is_said_in_words(score: float, said: Likelihood | None) -> None:
    assert likelihood(score) is said


def test_the_reasons_say_what_the_score_saw_and_what_speaks_against_it() -> None:
    seen = Likeness(
        kinship=Kinship.SAME, distance_m=11.6, apart_s=3 * 3_600 + 600, words_share=0.62, photo_bits_apart=3,
        one_thing=True, same_caller=True,
    )  # fmt: skip
    told = [(one.code, dict(one.arguments)) for one in reasons(seen)]
    assert told == [
        ("alike_same_matter", {}), ("alike_one_thing", {}), ("alike_metres", {"metres": 12}),
        ("alike_hours", {"hours": 3}), ("alike_words", {"percent": 62}), ("alike_photo", {}),
        ("alike_caller", {}),
    ]  # fmt: skip
    strange = Likeness(kinship=Kinship.OTHER, distance_m=None, apart_s=90)
    assert [one.code for one in reasons(strange)] == ["alike_other_matter", "alike_minutes"]
    assert reasons(replace(strange, apart_s=3 * 86_400))[-1].arguments == {"days": 3}


# --- laws ---------------------------------------------------------------------------------------------------

_PLACES = st.tuples(st.floats(113.0, 113.02), st.floats(34.0, 34.02)) | st.just((None, None))
_TEXTS = st.lists(st.text("路灯不亮垃圾桶满占道井盖 ", max_size=12), max_size=3).map(text_terms)


@st.composite
def sights(draw: st.DrawFn) -> Sight:
    longitude, latitude = draw(_PLACES)
    matter = draw(st.sampled_from(["", "06010", "06011", "09001"]))
    return Sight(
        matter=matter, family=matter[:2], longitude=longitude, latitude=latitude,
        at=AT + timedelta(seconds=draw(st.integers(-(10**7), 10**7))), texts=draw(_TEXTS),
        component_id=draw(st.sampled_from([None, 1, 2])), premises_id=draw(st.sampled_from([None, 1])),
        callers=draw(st.frozensets(st.sampled_from("abc"), max_size=2)),
        photo_hashes=tuple(draw(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=2))),
    )  # fmt: skip


@given(sights(), sights())
def test_the_score_lies_between_0_and_1_and_is_the_same_both_ways(one: Sight, other: Sight) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert there == back
    assert 0 <= resemblance(there, reach=REACH) <= 1


@given(sights(), sights(), st.floats(0, 5_000), st.floats(0, 10**7), st.floats(0, 1))
def test_nearer_sooner_and_more_alike_never_lowers_the_score(
    one: Sight, other: Sight, metres: float, seconds: float, share: float
) -> None:
    seen = replace(likeness(one, other), distance_m=metres, apart_s=seconds, words_share=share)
    score = resemblance(seen, reach=REACH)
    for better in (
        replace(seen, distance_m=metres / 2),
        replace(seen, apart_s=seconds / 2),
        replace(seen, words_share=(1 + share) / 2),
        replace(seen, one_thing=True),
        replace(seen, same_caller=True),
        replace(seen, photo_bits_apart=0),
        replace(seen, kinship=Kinship.SAME),
    ):
        assert resemblance(better, reach=REACH) >= score - 1e-12


@given(sights())
def test_nothing_resembles_anything_more_than_itself(one: Sight) -> None:
    itself = resemblance(likeness(one, one), reach=REACH)
    moved = replace(one, at=one.at + timedelta(hours=5))
    assert itself >= resemblance(likeness(one, moved), reach=REACH)
