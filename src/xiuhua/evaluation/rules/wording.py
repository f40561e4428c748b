"""What periods and changes are called, in Chinese and English.

Source:
    own choice, after the wording of the design language: full dates in headings, a rate's change in
    percentage points, and never a per cent of per cents.
"""

from __future__ import annotations

from xiuhua.evaluation.rules.periods import Period, PeriodKind
from xiuhua.evaluation.rules.tallies import Change
from xiuhua.scenekit.indicators import MINUTES, PERCENT, Indicator
from xiuhua.web.printing import number_words

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


def decimals_of(one: Indicator) -> int:
    """Return to how many places a figure is printed."""
    return 1 if one.unit in {PERCENT, MINUTES} else 0


def value_words(one: Indicator, value: float | None, language: str) -> str:
    """Return a figure's value with its unit: 98.2%, 1,204 件; a dash for none."""
    return number_words(value, decimals=decimals_of(one), unit=one.unit.label(language))


def period_words(period: Period, language: str) -> str:
    """Return what a period is called; a month that is not the calendar's says its days."""
    chinese = language.startswith("zh")
    named = _chinese(period) if chinese else _english(period)
    if period.kind in {PeriodKind.DAY, PeriodKind.WEEK} or period.first.day == 1:
        return named
    first, last = period.first, period.last
    if chinese:
        return f"{named}（{first.month} 月 {first.day} 日—{last.month} 月 {last.day} 日）"
    return f"{named} ({first.day} {_MONTHS[first.month - 1][:3]} – {last.day} {_MONTHS[last.month - 1][:3]})"


def _chinese(period: Period) -> str:
    year, _, rest = period.key.partition("-")
    if period.kind is PeriodKind.DAY:
        return f"{period.first.year} 年 {period.first.month} 月 {period.first.day} 日"
    if period.kind is PeriodKind.WEEK:
        return f"{year} 年第 {int(rest[1:])} 周"
    if period.kind is PeriodKind.MONTH:
        return f"{year} 年 {int(rest)} 月"
    return f"{year} 年第 {rest[1:]} 季度" if period.kind is PeriodKind.QUARTER else f"{year} 年"


def _english(period: Period) -> str:
    year, _, rest = period.key.partition("-")
    if period.kind is PeriodKind.DAY:
        return f"{period.first.day} {_MONTHS[period.first.month - 1]} {period.first.year}"
    if period.kind is PeriodKind.WEEK:
        return f"week {int(rest[1:])} of {year}"
    if period.kind is PeriodKind.MONTH:
        return f"{_MONTHS[int(rest) - 1]} {year}"
    return f"quarter {rest[1:]} of {year}" if period.kind is PeriodKind.QUARTER else year


def held_against_words(before: Period, language: str, *, is_year: bool) -> str:
    """Return what a month is held against, in few words: 上月, 去年同期; Oct to date where it runs."""
    if language.startswith("zh"):
        name = "去年" if is_year else "上月"
        return name + (("同月" if is_year else "") if before.is_whole else "同期")
    year, _, month = before.key.partition("-")
    name = _MONTHS[int(month) - 1][:3] + (f" {year}" if is_year else "")
    return name if before.is_whole else f"{name} to date"


def change_words(change: Change, *, decimals: int) -> str:
    """Return a difference with its sign; what rounds to nothing has none."""
    text = f"{abs(change.difference):,.{decimals}f}"
    if not text.strip("0.,"):
        return text
    sign = "+" if change.difference > 0 else "\u2212"
    return f"{sign}{text}"
