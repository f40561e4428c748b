"""Conditions as people read them, in Chinese and in English.

Source:
    own choice, because who answers for a rule must recognise it in one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xiuhua.sensing.rules.conditions.kinds import (
    All,
    AnyOf,
    Change,
    Condition,
    Count,
    Difference,
    Flat,
    Held,
    Limit,
    Named,
    Not,
    Number,
    Schedule,
    Silent,
)
from xiuhua.sensing.terms.conditions import Comparison, DayKind

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesWords:
    """What a series is called, and its unit; empty where it has none.

    Args:
        on, off: what it says by itself, Chinese and English, where it is a state and its name with "on"
            behind it would be no sentence.
    """

    zh: str
    en: str
    unit: str = ""
    on: tuple[str, str] | None = None
    off: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What sentences about a rule need to know.

    Args:
        language: Chinese for every `zh…`, else English.
        series: words for each series; its own name where it has none.
        numbers: of the profile, printed behind their names where they are known.
        usual: what they are where no area and no hours say otherwise, printed in place of their names.
    """

    language: str
    series: Mapping[str, SeriesWords] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    usual: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_chinese(self) -> bool:
        """Whether sentences are Chinese."""
        return self.language.startswith("zh")

    def name(self, series: str) -> str:
        """Return what a series is called inside a sentence."""
        words = self.series.get(series)
        if words is None:
            return series
        return words.zh if self.is_chinese else _inside_sentence(words.en)

    def state(self, series: str, compare: Comparison) -> tuple[str, str] | None:
        """Return what a series says by itself when it is on or off; None where that is no sentence."""
        words = self.series.get(series)
        if words is None:
            return None
        return {Comparison.ON: words.on, Comparison.OFF: words.off}.get(compare)

    def unit(self, series: str) -> str:
        """Return a series' unit with a space before it; empty where it has none."""
        words = self.series.get(series)
        return f" {words.unit}" if words and words.unit else ""

    def number(self, number: Number) -> str:
        """Return a number, or what the profile calls it and how much that is here."""
        if not isinstance(number, Named):
            return plain(number)
        known = f" = {plain(self.numbers[number.name])}" if number.name in self.numbers else ""
        return f"“{number.name}{known}”"

    def amount(self, number: Number, unit: str) -> str:
        """Return a number with its unit, and that it is another one in some areas or at some hours."""
        if not isinstance(number, Named) or number.name not in self.usual:
            return f"{self.number(number)}{unit}"
        usual = f"{plain(self.usual[number.name])}{unit}"
        return self.pick(f"{usual}（部分区域或时段另定）", f"{usual} (other in some areas or hours)")

    def pick(self, zh: str, en: str) -> str:
        """Return one of two wordings."""
        return zh if self.is_chinese else en


def _inside_sentence(name: str) -> str:
    """Return an English name without its capital, unless that is an abbreviation's: PM10, A-weighted."""
    return name if name[1:2] and not name[1].islower() else name[:1].lower() + name[1:]


def condition_words(
    condition: Condition,
    language: str,
    series: Mapping[str, SeriesWords] | None = None,
    numbers: Mapping[str, float] | None = None,
) -> str:
    """Return a condition as a sentence without its full stop."""
    return words_of(condition, Wording(language=language, series=series or {}, numbers=numbers or {}))


def words_of(condition: Condition, wording: Wording) -> str:
    """Return a condition in words."""
    found: Callable[[Condition, Wording], str] = _WORDS[type(condition)]
    return found(condition, wording)


def plain(number: float) -> str:
    """Return a number as people write it: 2, 2.5, 1,284."""
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def duration_words(seconds: float, wording: Wording) -> str:
    """Return a duration in the greatest unit that leaves it whole: 10 minutes, 90 seconds."""
    for unit_s, zh, en in ((_DAY_S, "天", "day"), (_HOUR_S, "小时", "hour"), (_MINUTE_S, "分钟", "minute")):
        if seconds and seconds % unit_s == 0:
            return _amount(seconds / unit_s, zh, en, wording)
    return _amount(seconds, "秒", "second", wording)


def _amount(number: float, zh: str, en: str, wording: Wording) -> str:
    text = plain(number)
    return wording.pick(f"{text} {zh}", f"{text} {en}{'' if text == '1' else 's'}")


def spaced(text: str) -> str:
    """Return a text ready for a Chinese word behind it: with a space where it ends in a digit or a unit."""
    return text if text[-1:] in "）”" or "\u4e00" <= text[-1:] <= "\u9fff" else f"{text} "


def _compared(compare: Comparison, limit: Number, unit: str, wording: Wording) -> str:
    if not compare.needs_limit:
        return wording.pick(compare.zh, f"is {compare.en}")
    return f"{compare.label(wording.language)} {wording.amount(limit, unit)}"


def _limit(condition: Limit, wording: Wording) -> str:
    said = wording.state(condition.of, condition.compare)
    if said is not None:
        return wording.pick(*said)
    compared = _compared(condition.compare, condition.limit, wording.unit(condition.of), wording)
    name = wording.name(condition.of)
    return wording.pick(f"{spaced(name)}{compared}", f"{name} {compared}")


def _difference(condition: Difference, wording: Wording) -> str:
    one, other = wording.name(condition.of), wording.name(condition.less)
    compared = _compared(condition.compare, condition.limit, wording.unit(condition.of), wording)
    if condition.absolute:
        return wording.pick(f"{one}与{other}相差{compared}", f"{one} and {other} apart by {compared}")
    return wording.pick(f"{one}减{other}{compared}", f"{one} less {other} {compared}")


def _held(condition: Held, wording: Wording) -> str:
    inner, duration = _inside(condition.what, wording), duration_words(condition.for_s, wording)
    return wording.pick(f"{spaced(inner)}持续 {duration}", f"{inner} for {duration}")


def _change(condition: Change, wording: Wording) -> str:
    name, window = wording.name(condition.of), duration_words(condition.within_s, wording)
    amount = wording.amount(condition.by, wording.unit(condition.of))
    direction = condition.direction.label(wording.language)
    return wording.pick(
        f"{name} {window}内{direction} {amount} 以上（含）",
        f"{name} {direction} by {amount} or more within {window}",
    )


def _count(condition: Count, wording: Wording) -> str:
    name, window = wording.name(condition.of), duration_words(condition.within_s, wording)
    compared = _compared(condition.compare, condition.limit, wording.unit(condition.of), wording)
    times = plain(condition.times)
    return wording.pick(
        f"{name} {window}内有 {times} 次{compared}", f"{name} {compared} in {times} readings within {window}"
    )


def _silent(condition: Silent, wording: Wording) -> str:
    name, duration = wording.name(condition.of), duration_words(condition.for_s, wording)
    return wording.pick(f"{name} {duration}无数据", f"no {name} for {duration}")


def _flat(condition: Flat, wording: Wording) -> str:
    name, duration = wording.name(condition.of), duration_words(condition.for_s, wording)
    band = f"{plain(condition.band)}{wording.unit(condition.of)}"
    if not condition.band:
        return wording.pick(f"{name} {duration}没有变化", f"{name} unchanged for {duration}")
    return wording.pick(
        f"{name} {duration}内变化不超过 {band}", f"{name} within {band} of one value for {duration}"
    )


def _schedule(condition: Schedule, wording: Wording) -> str:
    said = [
        *([] if condition.days is DayKind.EVERY else [condition.days.label(wording.language)]),
        *([_weekdays(condition.weekdays, wording)] if condition.weekdays else []),
        *([_season(condition.season, wording)] if condition.season else []),
        *([wording.pick("工作时间", "in working time")] if condition.working_time else []),
        *([_hours(condition, wording)] if condition.hours else []),
    ]
    return wording.pick(" ", ", ").join(said) or wording.pick("任何时间", "at any time")


def _weekdays(weekdays: frozenset[int], wording: Wording) -> str:
    days = sorted(weekdays)
    return wording.pick(
        f"周{'、'.join(_WEEKDAYS_ZH[day] for day in days)}",
        f"on {', '.join(_WEEKDAYS_EN[day] for day in days)}",
    )


def _season(season: tuple[tuple[int, int], tuple[int, int]], wording: Wording) -> str:
    (month, day), (last_month, last_day) = season
    return wording.pick(
        f"{month} 月 {day} 日至 {last_month} 月 {last_day} 日",
        f"from {month:02d}-{day:02d} to {last_month:02d}-{last_day:02d}",
    )


def _hours(condition: Schedule, wording: Wording) -> str:
    return wording.pick("、", ", ").join(f"{one.since:%H:%M}–{one.until:%H:%M}" for one in condition.hours)


def _all(condition: All, wording: Wording) -> str:
    return wording.pick("，且", " and ").join(_inside(part, wording) for part in condition.of)


def _any(condition: AnyOf, wording: Wording) -> str:
    return wording.pick("，或", " or ").join(_inside(part, wording) for part in condition.of)


def _not(condition: Not, wording: Wording) -> str:
    return wording.pick(
        f"并非（{words_of(condition.what, wording)}）", f"not ({words_of(condition.what, wording)})"
    )


def _inside(condition: Condition, wording: Wording) -> str:
    text = words_of(condition, wording)
    is_one = not isinstance(condition, All | AnyOf) or len(condition.of) == 1
    return text if is_one else wording.pick(f"（{text}）", f"({text})")


# Each takes its own kind of condition, which the key says.
_WORDS: dict[type, Callable[..., str]] = {
    Limit: _limit,
    Difference: _difference,
    Held: _held,
    Change: _change,
    Count: _count,
    Silent: _silent,
    Flat: _flat,
    Schedule: _schedule,
    All: _all,
    AnyOf: _any,
    Not: _not,
}
