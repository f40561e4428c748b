"""Handling limits as bureaus write them, read into an amount and a unit, and written back.

Source:
    the time units of a city's published handling table: 紧急工作时 counts every hour, 工作时 and 小时 only
    working hours, 工作日 and 天 working days, 紧急工作日 every day. The other words of the same meaning
    (分钟, 工作小时, 自然日, 日历日, 之内) are our own choice, because tables write them too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xiuhua.ground.terms.calendars import TimeUnit

MOST = 999
_UNITS = {
    "紧急工作分钟": TimeUnit.URGENT_MINUTE,
    "紧急工作时": TimeUnit.URGENT_HOUR,
    "紧急工作小时": TimeUnit.URGENT_HOUR,
    "紧急工作日": TimeUnit.NATURAL_DAY,
    "自然日": TimeUnit.NATURAL_DAY,
    "日历日": TimeUnit.NATURAL_DAY,
    "工作分钟": TimeUnit.WORK_MINUTE,
    "分钟": TimeUnit.WORK_MINUTE,
    "工作时": TimeUnit.WORK_HOUR,
    "工作小时": TimeUnit.WORK_HOUR,
    "小时": TimeUnit.WORK_HOUR,
    "工作日": TimeUnit.WORK_DAY,
    "天": TimeUnit.WORK_DAY,
}
_UNITS_EN = {unit.en.replace(" ", "").removesuffix("s"): unit for unit in TimeUnit}
_LIMIT = re.compile(
    rf"(?P<amount>\d{{1,3}}|[零〇一二两三四五六七八九十百]{{1,6}})个?(?P<unit>{'|'.join(_UNITS)})(?:之内|以内|内)?"
)
_LIMIT_EN = re.compile(rf"(?P<amount>\d{{1,3}})(?P<unit>{'|'.join(_UNITS_EN)})s?", re.IGNORECASE)
_BOUND = re.compile(r"季|汛|期间|视|按|待")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


@dataclass(frozen=True)
class Limit:
    """How long, and how that is counted."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True)
class Manual:
    """A limit no clock can count, in the words of the table: 种植季节15工作日."""

    reason: str


def limit_read(text: str) -> Limit | Manual:
    """Return the limit that a text says.

    Full-width and Chinese figures and spaces do not matter. What depends on a season or on circumstances is
    for a person to judge, and kept in its words.

    Raises:
        ValueError: the text is neither; 0 and more than 999 are no limits.
    """
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    found = _LIMIT.fullmatch(plain)
    if found:
        amount = _amount(found["amount"])
        if not 1 <= amount <= MOST:
            raise ValueError(f"{amount} is no limit")
        return Limit(amount, _UNITS[found["unit"]])
    if english := _LIMIT_EN.fullmatch(plain):
        amount = int(english["amount"])
        if not 1 <= amount <= MOST:
            raise ValueError(f"{amount} is no limit")
        return Limit(amount, _UNITS_EN[english["unit"].lower()])
    if _BOUND.search(plain):
        return Manual(plain)
    raise ValueError(f"{text!r} is no limit")


def limit_text(limit: Limit | Manual | None, language: str = "zh-hans") -> str:
    """Return a limit in words, `2 紧急工作时` or `2 urgent hours`; empty where there is none.

    The words of either language are read back to the same limit.
    """
    if limit is None:
        return ""
    if isinstance(limit, Manual):
        return limit.reason
    unit = limit.unit.label(language)
    is_one = limit.amount == 1 and not language.startswith("zh")
    return f"{limit.amount}\u00a0{unit.removesuffix('s') if is_one else unit}"


def _amount(figures: str) -> int:
    """Return a number written in digits, or in Chinese up to 百: 十五, 二十, 一百零五, 一五."""
    if figures.isdecimal():
        return int(figures)
    if not set(figures) & set("十百"):
        return int("".join(str(_DIGITS[sign]) for sign in figures))
    hundreds, _, rest = figures.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    return (
        100 * _figure(hundreds, default=1 if "百" in figures else 0)
        + 10 * _figure(tens.removeprefix("零"), default=1 if ten else 0)
        + _figure(ones.removeprefix("零"), default=0)
    )


def _figure(sign: str, *, default: int) -> int:
    if len(sign) > 1 or sign in {"十", "百"}:
        raise ValueError(f"{sign!r} is no figure")
    return _DIGITS[sign] if sign else default
