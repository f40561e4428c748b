"""Telling matters: words met, weights, confidence, explanation, by hand; the fallback without a model."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.cases.rules.matching import (
    LinearModel,
    MatterWords,
    calibration_error,
    confusions,
    matched,
    model_packed,
    model_unpacked,
    softmax,
    temperature_fitted,
    text_plain,
    top_share,
    weighed,
    word_index,
    words_matched,
    words_met,
)

VOCABULARY = {"垃圾": 0, "垃圾桶": 1, "路灯": 2}
MODEL = LinearModel(
    labels=("06042", "09001"),
    vocabulary=VOCABULARY,
    idf=np.array([1.0, 2.0, 3.0], dtype=np.float32),
    weights=np.array([[1, 0], [3, 0], [0, 2]], dtype=np.float32),
    bias=np.array([0.5, 0.0], dtype=np.float32),
    temperature=2.0,
)


def test_every_word_of_the_vocabulary_is_met_wherever_it_stands() -> None:
    assert words_met("垃圾桶满了，垃 圾遍地", VOCABULARY) == {0: 2, 1: 1}  # 垃圾 in 垃圾桶, and with a space
    assert text_plain("ＡＢ 路　灯\n") == "ab路灯"
    assert words_met("", VOCABULARY) == {}


def test_words_weigh_by_how_often_and_how_rare_and_together_have_length_1() -> None:
    rows, values = weighed({0: 2, 1: 1}, MODEL.idf)
    # (1 + ln 2) × 1 = 1.693 and 1 × 2 = 2; their length is √(1.693² + 2²) = 2.620.
    length = sqrt((1 + log(2)) ** 2 + 2**2)
    assert rows.tolist() == [0, 1]
    assert values.tolist() == pytest.approx([(1 + log(2)) / length, 2 / length])
    assert weighed({}, MODEL.idf)[1].tolist() == []


def test_a_text_is_told_with_its_confidence_and_the_words_that_spoke() -> None:
    first, second = matched(MODEL, "垃圾桶满了")
    # 垃圾 and 垃圾桶 once each: values 1/√5 and 2/√5; sums (1 + 6)/√5 + 0.5 = 3.63 and 0; half of them.
    told = exp(((1 + 2 * 3) / sqrt(5) + 0.5) / 2)
    assert (first.label, second.label) == ("06042", "09001")
    assert first.confidence == pytest.approx(told / (told + 1), rel=1e-6)
    assert first.confidence + second.confidence == pytest.approx(1)
    assert first.words == ("垃圾桶",)  # which says 垃圾 as well
    assert second.words == ()
    assert matched(MODEL, "没有认识的词") == []


def test_a_model_is_kept_as_plain_arrays_and_comes_back_the_same() -> None:
    again = model_unpacked(model_packed(MODEL))
    assert (again.labels, dict(again.vocabulary), again.temperature) == (MODEL.labels, VOCABULARY, 2.0)
    assert np.array_equal(again.weights, MODEL.weights)
    assert matched(again, "路灯") == matched(MODEL, "路灯")


def test_a_model_that_would_run_code_when_it_is_read_is_refused() -> None:
    from io import BytesIO  # noqa: PLC0415 - what stands here is the attack, not the test's tool

    kept = BytesIO()
    np.savez(kept, labels=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        model_unpacked(kept.getvalue())


# --- the fallback -------------------------------------------------------------------------------------------

INDEX = word_index(
    [
        MatterWords(
            label="06042", name="垃圾站（箱）满溢", aliases=("垃圾桶满",), conditions=("垃圾溢出容器",)
        ),
        MatterWords(label="06010", name="暴露垃圾", aliases=("垃圾没人清",), conditions=("地面有散落垃圾",)),
        MatterWords(
            label="09001", name="无照经营游商", aliases=("摆摊", "小贩"), conditions=("流动摊贩占道",)
        ),
        MatterWords(label="10002", name="架空线缆脱落", aliases=("电线掉",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "label", "word"),
    [
        ("门口垃圾桶满了好几天", "06042", "垃圾桶满"),
        ("小区路口小贩摆摊卖菜", "09001", "小贩"),
        ("电线掉下来了很危险", "10002", "电线掉"),
        ("暴露垃圾", "06010", "暴露垃圾"),
        ("流动摊贩占了半条路", "09001", "摊贩"),
    ],
)
def test_without_a_model_names_aliases_and_conditions_tell(text: str, label: str, word: str) -> None:
    first = words_matched(INDEX, text)[0]
    assert first.label == label
    assert word in first.words


def test_a_whole_name_is_surer_than_a_word_of_a_condition() -> None:
    whole, part = words_matched(INDEX, "暴露垃圾")[0], words_matched(INDEX, "地面不好走")[0]
    assert whole.confidence > 0.5 > part.confidence


@pytest.mark.parametrize(
    ("typed", "labels"), [("bllj", ["06010"]), ("BLLJ", ["06010"]), ("zz", []), ("b", [])]
)
def test_pinyin_initials_find_names(typed: str, labels: list[str]) -> None:
    assert [one.label for one in words_matched(INDEX, typed)] == labels


def test_what_says_nothing_suggests_nothing() -> None:
    assert words_matched(INDEX, "") == []
    assert words_matched(INDEX, "？！") == []
    assert words_matched(word_index([]), "垃圾") == []


@given(st.text("垃圾桶满溢暴露摆摊小贩电线掉下来a1 ，", max_size=40))
def test_confidences_are_shares_and_fall(text: str) -> None:
    for found in (words_matched(INDEX, text), matched(MODEL, text)):
        told = [one.confidence for one in found]
        assert told == sorted(told, reverse=True)
        assert all(0 <= one <= 1 for one in told)
        assert sum(told) <= 1 + 1e-9


# --- measuring ----------------------------------------------------------------------------------------------

TOLD = np.array([[0.9, 0.1, 0.0], [0.6, 0.3, 0.1], [0.2, 0.3, 0.5], [0.25, 0.35, 0.4]])
RIGHT = np.array([0, 1, 2, 0])


def test_shares_among_the_first_few_and_confusions() -> None:
    assert (top_share(TOLD, RIGHT, 1), top_share(TOLD, RIGHT, 2), top_share(TOLD, RIGHT, 3)) == (0.5, 0.75, 1)
    assert confusions(TOLD, RIGHT, ("a", "b", "c")) == [("b", "a", 1), ("a", "c", 1)]


def test_the_calibration_error_is_the_mean_gap_between_confidence_and_truth() -> None:
    # One text in each bin: |1 - 0.9|, |0 - 0.6|, |1 - 0.5|, |0 - 0.4|, a quarter each.
    assert calibration_error(TOLD, RIGHT) == pytest.approx((0.1 + 0.6 + 0.5 + 0.4) / 4)


def test_the_temperature_makes_confidence_as_high_as_truth() -> None:
    # Sums of ±1 that are right in three of four: 1 / (1 + exp(-2/T)) = 3/4 where T = 2 / ln 3 = 1.82.
    sums = np.array([[1.0, -1.0]] * 400)
    right = np.array([0, 0, 0, 1] * 100)
    assert temperature_fitted(sums, right) == pytest.approx(2 / log(3), rel=0.02)
    assert softmax(sums / (2 / log(3)))[0, 0] == pytest.approx(0.75)
