"""Vectors of the design language: how time, numbers and counts read in both languages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.web import printing

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 10, 24, 36, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (NOW, "10:24", "10:24"),
        (NOW - timedelta(days=1), "昨天 10:24", "yesterday 10:24"),
        (NOW + timedelta(days=1), "明天 10:24", "tomorrow 10:24"),
        (datetime(2026, 11, 2, 7, 5, tzinfo=SHANGHAI), "11 月 2 日 07:05", "2 Nov 07:05"),
        (datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI), "2025-12-31 23:59", "2025-12-31 23:59"),
    ],
)
def test_an_instant_reads_as_people_say_it(at: datetime, zh: str, en: str) -> None:
    said = [printing.instant_words(at, now=NOW, language=language) for language in ("zh-hans", "en")]
    assert [words.replace(printing.NBSP, " ") for words in said] == [zh, en]


def test_yesterday_is_a_matter_of_days_not_of_hours() -> None:
    shortly_after_midnight = NOW.replace(hour=0, minute=5)
    before = shortly_after_midnight - timedelta(minutes=10)
    assert printing.instant_words(before, now=shortly_after_midnight, language="zh-hans") == "昨天 23:55"


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "printed"),
    [
        (1284, 0, "", "1,284"),
        (0, 0, "", "0"),
        (9_999_999, 0, "", "9,999,999"),
        (97.56, 1, "%", "97.6%"),
        (27, 0, "cm", "27 cm"),
        (-3.4, 1, "mg/m³", "\u22123.4 mg/m³"),
        (None, 0, "cm", "—"),
    ],
)
def test_a_number_keeps_its_unit_and_nothing_known_is_not_zero(
    value: float | None, decimals: int, unit: str, printed: str
) -> None:
    said = printing.number_words(value, decimals=decimals, unit=unit)
    assert said.replace(printing.NBSP, " ") == printed


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (1_204_117, "约 120 万", "about 1.2 million"),
        (2_449, "约 2,400", "about 2,400"),
        (12_345, "约 1.2 万", "about 12,000"),
        (995_000, "约 100 万", "about 1 million"),
        (128_000_000, "约 1.3 亿", "about 130 million"),
    ],
)
def test_an_estimate_has_two_digits(number: int, zh: str, en: str) -> None:
    said = [printing.estimate_words(number, language=language) for language in ("zh-hans", "en")]
    assert [words.replace(printing.NBSP, " ") for words in said] == [zh, en]


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (6, "6 分", "6 min"),
        (130, "2 时 10 分", "2 h 10 min"),
        (120, "2 时", "2 h"),
        (185, "3 时 05 分", "3 h 05 min"),
    ],
)
def test_a_span_reads_as_clocks_say_it(minutes: int, zh: str, en: str) -> None:
    span = timedelta(minutes=minutes)
    said = [printing.duration_words(span, language=language) for language in ("zh-hans", "en")]
    assert [words.replace(printing.NBSP, " ") for words in said] == [zh, en]


def test_the_counts_behind_a_rate_stand_in_the_language_own_brackets() -> None:
    assert printing.share_words(40, 41, language="zh-hans") == "（40/41）"
    assert printing.share_words(1107, 1138, language="en") == " (1,107/1,138)"


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 11, 24), date(2026, 12, 7), "2026-11-24 – 12-07"),
        (date(2026, 12, 24), date(2027, 1, 7), "2026-12-24 – 2027-01-07"),
        (date(2026, 11, 24), date(2026, 11, 24), "2026-11-24 – 11-24"),
    ],
)
def test_a_period_says_its_year_once(since: date, until: date, said: str) -> None:
    assert printing.days_words(since, until).replace(printing.NBSP, " ") == said
