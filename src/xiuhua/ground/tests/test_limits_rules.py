"""Limits as tables write them, read and written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.ground.rules.limits import MOST, Limit, Manual, limit_read, limit_text
from xiuhua.ground.terms.calendars import TimeUnit

# The four lines of the standards note, word for word, and minutes: what is written, and how it is counted.
WRITTEN = {
    "紧急工作时": TimeUnit.URGENT_HOUR,
    "紧急工作日": TimeUnit.NATURAL_DAY,
    "小时": TimeUnit.WORK_HOUR,
    "工作时": TimeUnit.WORK_HOUR,
    "天": TimeUnit.WORK_DAY,
    "工作日": TimeUnit.WORK_DAY,
    "自然日": TimeUnit.NATURAL_DAY,
    "分钟": TimeUnit.WORK_MINUTE,
    "紧急工作分钟": TimeUnit.URGENT_MINUTE,
}
_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """Return a number below 100 in Chinese, written the plain way: 15 十五, 20 二十, 34 三十四."""
    tens, ones = divmod(number, 10)
    return (
        (_DIGITS[tens] if tens > 1 else "")
        + ("十" if tens else "")
        + (_DIGITS[ones] if ones or not tens else "")
    )


@given(st.integers(1, MOST), st.sampled_from(sorted(WRITTEN)), st.sampled_from(["", " ", "\u3000", "\u00a0"]))
def test_every_amount_and_unit_is_read_with_any_space_and_width(amount: int, unit: str, space: str) -> None:
    wide = str(amount).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    for figures in (str(amount), wide):
        assert limit_read(f"{space}{figures}{space}{unit}{space}") == Limit(amount, WRITTEN[unit])


@given(st.integers(1, 99), st.sampled_from(sorted(WRITTEN)))
def test_chinese_numbers_are_read(amount: int, unit: str) -> None:
    assert limit_read(f"{chinese(amount)}个{unit}内") == Limit(amount, WRITTEN[unit])


@given(st.integers(1, MOST), st.sampled_from(TimeUnit))
def test_what_is_written_is_read_back(amount: int, unit: TimeUnit) -> None:
    assert limit_read(limit_text(Limit(amount, unit))) == Limit(amount, unit)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("30分钟", Limit(30, TimeUnit.WORK_MINUTE)),
        ("30工作分钟", Limit(30, TimeUnit.WORK_MINUTE)),
        ("10紧急工作分钟", Limit(10, TimeUnit.URGENT_MINUTE)),
        ("十五个分钟之内", Limit(15, TimeUnit.WORK_MINUTE)),
    ],
)
def test_minutes_are_working_time_unless_they_are_urgent(text: str, limit: Limit) -> None:
    assert limit_read(text) == limit


@pytest.mark.parametrize("text", ["种植季节15工作日", "汛期 2 小时", "视天气情况而定", "采暖季内3天"])
def test_what_a_season_binds_is_left_to_a_person_in_its_words(text: str) -> None:
    read = limit_read(text)
    assert read == Manual(text.replace(" ", ""))
    assert limit_read(limit_text(read)) == read


@pytest.mark.parametrize(
    "text",
    ["", "0天", "1000天", "2-4小时", "半天", "立即", "工作日", "-3天", "3.5小时", "十十天", "3天3小时"],
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"limit|figure"):
        limit_read(text)


@given(st.text(max_size=20))
def test_any_text_is_a_limit_a_persons_judgement_or_refused(text: str) -> None:
    try:
        read = limit_read(text)
    except ValueError:
        return
    assert isinstance(read, Limit | Manual)


@pytest.mark.parametrize(
    ("limit", "zh", "en"),
    [
        (Limit(2, TimeUnit.URGENT_HOUR), "2\u00a0紧急工作时", "2\u00a0urgent hours"),
        (Limit(10, TimeUnit.URGENT_MINUTE), "10\u00a0紧急工作分钟", "10\u00a0urgent minutes"),
        (Limit(1, TimeUnit.WORK_MINUTE), "1\u00a0工作分钟", "1\u00a0working minute"),
        (Limit(1, TimeUnit.WORK_DAY), "1\u00a0工作日", "1\u00a0working day"),
        (None, "", ""),
    ],
)
def test_a_limit_in_words(limit: Limit | None, zh: str, en: str) -> None:
    assert (limit_text(limit, "zh-hans"), limit_text(limit, "en")) == (zh, en)


@given(st.integers(1, MOST), st.sampled_from(list(TimeUnit)))
def test_what_is_printed_in_english_is_read_back_to_the_same_limit(amount: int, unit: TimeUnit) -> None:
    limit = Limit(amount, unit)
    assert limit_read(limit_text(limit, "en")) == limit
    assert limit_read(limit_text(limit, "en").upper()) == limit


def test_english_limits_have_bounds_too() -> None:
    for wrong in ("0 working days", "1000 days", "2 dayss", "two days", "5 work"):
        with pytest.raises(ValueError, match="no limit"):
            limit_read(wrong)
