"""Three sentences about a period, written from its figures: what moved, what is worst and why, what is open.

Source:
    own choice: changes of different figures are held against each other by how many times their own size they
    are, of rates by tenths of a point of a hundred; what was below ten before is left aside, because one case
    more would be a tenth of it. A street's distance is split over its matters by what each lacks to the
    reference, so that the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiuhua.evaluation.rules.tallies import Value
from xiuhua.scenekit.indicators import PERCENT, Direction, Indicator

_FEW = 10
_POINTS = 20.0  # so many points of a rate weigh as much as a count that doubled


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A figure now and before. `share` is the change in per cent of what was, None for a rate."""

    indicator: Indicator
    now: float
    before: float

    @property
    def difference(self) -> float:
        """Return how much more it is."""
        return self.now - self.before

    @property
    def share(self) -> float | None:
        """Return the change in per cent of what it was."""
        if self.indicator.unit is PERCENT or not self.before:
            return None
        return 100 * self.difference / self.before

    @property
    def weight(self) -> float:
        """Return how much it moved beside others."""
        if self.indicator.unit is PERCENT:
            return abs(self.difference) / _POINTS
        return abs(self.difference) / self.before if self.before else 0.0


def most_moved(figures: Sequence[tuple[Indicator, Value, Value | None]]) -> Moved | None:
    """Return the figure that changed most; None where none that is large enough has a past."""
    found = [
        Moved(indicator=one, now=now.value, before=before.value)
        for one, now, before in figures
        if now.value is not None and before is not None and before.value is not None
        and _is_large(before)
    ]  # fmt: skip
    moved = [one for one in found if one.difference]
    return max(moved, key=lambda one: one.weight, default=None)


def _is_large(value: Value) -> bool:
    over = value.denominator if value.denominator is not None else value.numerator
    return over is not None and over >= _FEW


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a distance: how many records it is made of, and which share of the whole."""

    group: str
    records: int
    share_percent: float


def explained(parts: Mapping[str, Value], *, indicator: Indicator, reference: float | None) -> Part | None:
    """Return the group that explains most of the distance between a figure and its reference.

    Args:
        parts: the figure by group: by matter, or by unit.
        indicator: which figure.
        reference: a rate to hold them against, in per cent; of a count nothing is asked.

    Returns:
        The group with the most records against the figure; None where nothing lacks, or no way is better.
    """
    lacks = {group: _lack(value, indicator, reference) for group, value in parts.items()}
    found = {group: lack for group, lack in lacks.items() if lack > 0}
    if not found:
        return None
    group = max(sorted(found), key=lambda one: found[one])
    return Part(
        group=group, records=_against(parts[group], indicator),
        share_percent=100 * found[group] / sum(found.values()),
    )  # fmt: skip


def _against(value: Value, indicator: Indicator) -> int:
    """Return how many records speak against a figure: those not counted of a rate that should be high."""
    counted, over = value.numerator or 0, value.denominator
    if over is None or indicator.direction is not Direction.MORE:
        return counted
    return over - counted


def _lack(value: Value, indicator: Indicator, reference: float | None) -> float:
    counted, over = value.numerator or 0, value.denominator
    if indicator.direction is Direction.NEITHER:
        return 0.0
    if over is None:
        return float(counted) if indicator.direction is Direction.LESS else 0.0
    if reference is None:
        return 0.0
    due = over * reference / 100
    return due - counted if indicator.direction is Direction.MORE else counted - due


def worst_first(parts: Sequence[tuple[str, Value]], *, direction: Direction) -> list[tuple[str, Value]]:
    """Return parts with a value, the worst first; of a figure with no better way the greatest first."""
    known = [(key, value, value.value) for key, value in parts if value.value is not None]
    sign = 1 if direction is Direction.MORE else -1
    return [(key, value) for key, value, amount in sorted(known, key=lambda one: (sign * one[2], one[0]))]


# --- in words -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Worst:
    """The worst part of an area, and what explains it.

    Args:
        reference: what it is held against; `is_target` whether somebody set that, else it is the whole's.
        why: the group that explains most, called `why_name`.
    """

    name: str
    value: Value
    reference: float | None
    is_target: bool
    why: Part | None
    why_name: str


@dataclass(frozen=True, kw_only=True)
class Open:
    """What is still open of a period.

    Args:
        days_left: of the period; 0 where it has ended.
        open: of the cases filed in it, how many are neither closed nor paused; None where nobody can know.
        late: of those not closed, how many are late.
        paused: how many are paused.
    """

    days_left: int
    open: int | None
    late: int
    paused: int


def amount_words(indicator: Indicator, value: float, language: str, *, decimals: int) -> str:
    """Return a value with its unit."""
    text = f"{value:,.{decimals}f}"
    return f"{text}%" if indicator.unit is PERCENT else f"{text} {indicator.unit.label(language)}"


def moved_words(moved: Moved | None, *, before: str, language: str, decimals: int) -> str:
    """Return what changed most.

    Args:
        moved: which; None where nothing did.
        before: what the period before is called.
        language: of the reader.
        decimals: to how many places the figure is printed.
    """
    zh = language.startswith("zh")
    if moved is None:
        return (
            f"与{before}相比，没有哪项指标有可比的变化。"
            if zh
            else f"No figure has changed that could be compared with {before}."
        )
    one = moved.indicator
    now = amount_words(one, moved.now, language, decimals=decimals)
    less = f"{abs(moved.difference):,.{decimals}f}"
    share = "" if moved.share is None else f"{moved.share:+.1f}%".replace("-", "\u2212")
    if zh:
        more = "高" if moved.difference > 0 else "低"
        if one.unit is PERCENT:
            return f"变化最大的是{one.name(language)}：{now}，比{before}{more} {less} 个百分点。"
        more = "多" if moved.difference > 0 else "少"
        unit = one.unit.zh
        return f"变化最大的是{one.name(language)}：{now}，比{before}{more} {less} {unit}（{share}）。"
    up = "up" if moved.difference > 0 else "down"
    if one.unit is PERCENT:
        return f"What changed most: {one.name(language)}, {now}, {up} {less} points on {before}."
    return f"What changed most: {one.name(language)}, {now}, {up} {less} ({share}) on {before}."


def worst_words(worst: Worst | None, indicator: Indicator, *, language: str, decimals: int) -> str:
    """Return who is worst, by how much, and why."""
    zh = language.startswith("zh")
    name = indicator.name(language)
    if worst is None or worst.value.value is None:
        return f"没有可以排序的{name}。" if zh else f"There is no {name.lower()} to sort by."
    value = worst.value.value
    said = amount_words(indicator, value, language, decimals=decimals)
    is_low = indicator.direction is Direction.MORE
    if zh:
        head = f"{name}{'最低' if is_low else '最高'}的是{worst.name}：{said}"
    else:
        head = f"{'Lowest' if is_low else 'Highest'} {name.lower()}: {worst.name}, {said}"
    distance = _distance_words(worst, indicator, value, zh=zh, decimals=decimals)
    return head + distance + _why_words(worst, indicator, zh=zh)


def _distance_words(worst: Worst, indicator: Indicator, value: float, *, zh: bool, decimals: int) -> str:
    if worst.reference is None or indicator.unit is not PERCENT:
        return ""
    distance = round(value, decimals) - round(worst.reference, decimals)  # of what is printed
    less, said = f"{abs(distance):,.{decimals}f}", f"{worst.reference:,.{decimals}f}%"
    if not less.strip("0.,"):
        return ""
    if zh:
        against = "目标" if worst.is_target else "全区域"
        return f"，比{against} {said} {'高' if distance > 0 else '低'} {less} 个百分点"
    against = "the target" if worst.is_target else "the whole area"
    return f", {less} points {'above' if distance > 0 else 'below'} {against} ({said})"


def _why_words(worst: Worst, indicator: Indicator, *, zh: bool) -> str:
    if worst.why is None:
        return "。" if zh else "."
    why, share = worst.why, f"{worst.why.share_percent:.0f}%"
    of = indicator.denominator is not None
    if zh:
        return f"，主要是{worst.why_name}：{why.records} 件，占{'差距' if of else '其'}的 {share}。"
    return f", mostly {worst.why_name}: {why.records}, {share} of {'the distance' if of else 'them'}."


def open_words(left: Open, *, period: str, language: str) -> str:
    """Return what of a period is not finished: days to come, cases still open, and those late."""
    zh = language.startswith("zh")
    if left.open is None:
        return f"{period}没有立案记录。" if zh else f"Nothing has been filed in {period}."
    parts = _open_chinese(left, period) if zh else _open_english(left, period)
    text = "；".join(parts) + "。" if zh else "; ".join(parts) + "."
    return text[:1].upper() + text[1:]


def _open_chinese(left: Open, period: str) -> list[str]:
    parts = [f"{period}还有 {left.days_left} 天，各项数据还会变化"] if left.days_left else []
    if not left.open and not left.paused:
        return [*parts, "期内立案的已全部结案"]
    if not left.open:
        return [*parts, f"期内立案的除 {left.paused} 件缓办挂账外已全部结案"]
    late = f"，其中 {left.late} 件处置已超期" if left.late else ""
    paused = f"，另有 {left.paused} 件缓办挂账" if left.paused else ""
    return [*parts, f"期内立案的尚有 {left.open} 件在办{late}{paused}"]


def _open_english(left: Open, period: str) -> list[str]:
    days = f"{left.days_left} more day{'s' if left.days_left > 1 else ''}"
    parts = [f"{period} has {days}, and its figures still change"] if left.days_left else []
    if not left.open and not left.paused:
        return [*parts, "every case filed in it is closed"]
    if not left.open:
        verb = "is" if left.paused == 1 else "are"
        return [*parts, f"every case filed in it is closed but {left.paused} that {verb} paused"]
    late = f", {left.late} of them late" if left.late else ""
    paused = f", {left.paused} more {'is' if left.paused == 1 else 'are'} paused" if left.paused else ""
    verb = "is" if left.open == 1 else "are"
    return [*parts, f"of the cases filed in it {left.open} {verb} still open{late}{paused}"]
