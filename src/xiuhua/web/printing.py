"""How instants, numbers and counts read in Chinese and English. Pure: now and language come in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

NONE = "—"
NBSP = "\u00a0"
_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000
_MILLION = 1_000_000


def instant_words(at: datetime, *, now: datetime, language: str) -> str:
    """Return an instant as said today; both arguments are in the reader's zone.

    Today 10:24; 昨天 10:24; this year 11 月 22 日 10:24; otherwise 2026-11-22 10:24.

    Source:
        Own choice: the design language, wording of time.
    """
    clock = f"{at:%H:%M}"
    days = (at.date() - now.date()).days
    near = _near_day(days, chinese=_is_chinese(language))
    if near is not None:
        return f"{near}{clock}"
    if at.year != now.year:
        return f"{at:%Y-%m-%d} {clock}"
    if _is_chinese(language):
        return f"{at.month}{NBSP}月{NBSP}{at.day}{NBSP}日 {clock}"
    return f"{at.day}{NBSP}{_MONTHS[at.month - 1]} {clock}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _near_day(days: int, *, chinese: bool) -> str | None:
    words = {0: ("", ""), -1: ("昨天 ", "yesterday "), 1: ("明天 ", "tomorrow ")}
    return words[days][0 if chinese else 1] if days in words else None


def days_words(since: date, until: date) -> str:
    """Return a period of days: 2026-11-24 – 12-07; the year stands again where it is another one."""
    ends = f"{until:%m-%d}" if since.year == until.year else f"{until:%Y-%m-%d}"
    return f"{since:%Y-%m-%d}{NBSP}–{NBSP}{ends}"


def instant_iso(at: datetime, *, seconds: bool = False) -> str:
    """Return an instant as tables print it: 2026-11-22 10:24."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if seconds else f"{at:%Y-%m-%d %H:%M}"


def number_words(value: float | None, *, decimals: int = 0, unit: str = "") -> str:
    """Return a number with thousands marks, rounded here and nowhere earlier; its unit stays beside it."""
    if value is None:
        return NONE
    text = f"{value:,.{decimals}f}".replace("-", "\u2212")
    return f"{text}%" if unit == "%" else f"{text}{NBSP}{unit}" if unit else text


def estimate_words(number: int, *, language: str) -> str:
    """Return a guess in words, two digits of it: 约 120 万, about 1.2 million.

    Source:
        Own choice: two significant digits, because a planner's estimate is no better.
    """
    rounded = _two_digits(number)
    if _is_chinese(language):
        return f"约{NBSP}{_chinese_scale(rounded)}"
    if rounded >= _MILLION:
        return f"about {_plain(rounded / _MILLION)}{NBSP}million"
    return f"about {rounded:,}"


def _chinese_scale(number: int) -> str:
    if number >= _HUNDRED_MILLION:
        return f"{_plain(number / _HUNDRED_MILLION)}{NBSP}亿"
    if number >= _TEN_THOUSAND:
        return f"{_plain(number / _TEN_THOUSAND)}{NBSP}万"
    return f"{number:,}"


def _two_digits(number: int) -> int:
    step = 10 ** max(len(str(number)) - 2, 0)
    return int((number + step / 2) // step * step)


def _plain(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")


def share_words(numerator: int, denominator: int, *, language: str) -> str:
    """Return the two counts behind a rate: （40/41） or (40/41)."""
    pair = f"{numerator:,}/{denominator:,}"
    return f"（{pair}）" if _is_chinese(language) else f" ({pair})"


def duration_words(span: timedelta, *, language: str) -> str:
    """Return a span of time as clocks say it: 2 时 10 分, 2 h 10 min; below an hour minutes alone."""
    minutes = int(abs(span).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    names = ("时", "分") if _is_chinese(language) else ("h", "min")
    parts = [f"{hours:,}{NBSP}{names[0]}"] if hours else []
    parts += (
        [f"{rest:02d}{NBSP}{names[1]}" if hours else f"{rest}{NBSP}{names[1]}"] if rest or not hours else []
    )
    return " ".join(parts)


def _is_chinese(language: str) -> bool:
    return language.startswith("zh")
