"""Sentences over figures: values, changes, conditions, and what is said where nobody knows.

Source:
    GB/T 15835-2011 for numerals in running text (Arabic figures for counts and percentages); that a rate
    changes by percentage points and a count by a share of what it was, that equal printed values are 持平,
    and that an unknown value is left out with its reason and is never nought: own choice, after the wording
    of bureaus' reports (“+3.7 percentage points”, K-282).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from xiuhua.briefings.rules.declaring import Condition, Says, When
from xiuhua.briefings.rules.facts import Facts, Known, Pair
from xiuhua.scenekit.indicators import MINUTES

Piece = str | Known
_CHANGE, _BEFORE, _SOME = "change", "before", "some"
_HOURS_FROM = 180  # minutes, as `Known.printed` tells them
_TELLING = 2  # more than three times as much is told as a difference: 增长43845.7% tells nobody anything


@dataclass(frozen=True)
class Said:
    """What became of a paragraph: its pieces, and by name the figures that nobody knows, each with why."""

    pieces: tuple[Piece, ...]
    unknown: tuple[tuple[str, str], ...] = ()


def change_said(pair: Pair, *, before_name: str) -> str:
    """Return how a figure changed: 比上年上升3.7个百分点, 比上年增长12.3%, 与上年持平."""
    difference, before = pair.difference, pair.before
    if difference is None:
        return f"{before_name}无可比数据"
    if difference == 0:
        return f"与{before_name}持平"
    rose = difference > 0
    if pair.now.is_rate:
        return f"比{before_name}{'上升' if rose else '下降'}{abs(difference):.1f}个百分点"
    if pair.now.indicator.unit is MINUTES:
        longer = abs(difference)
        told = f"{longer / 60:.1f}小时" if longer >= _HOURS_FROM else f"{longer:.1f}分钟"
        return f"比{before_name}{'延长' if rose else '缩短'}{told}"
    whole = before.value if before else None
    if not whole or abs(difference) > _TELLING * abs(whole):
        way = "增加" if rose else "减少"
        return f"比{before_name}{way}{abs(difference):.{pair.now.places}f}{pair.now.indicator.unit.zh}"
    return f"比{before_name}{'增长' if rose else '下降'}{100 * abs(difference) / abs(whole):.1f}%"


def difference_said(pair: Pair) -> str:
    """Return a change for a table: +3.7个百分点, −12.3%, 持平, —."""
    difference, before = pair.difference, pair.before
    if difference is None:
        return "—"
    if difference == 0:
        return "持平"
    sign = "+" if difference > 0 else "\u2212"
    if pair.now.is_rate:
        return f"{sign}{abs(difference):.1f}个百分点"
    whole = before.value if before else None
    if pair.now.indicator.unit is MINUTES or not whole or abs(difference) > _TELLING * abs(whole):
        return f"{sign}{abs(difference):.{pair.now.places}f}"
    return f"{sign}{100 * abs(difference) / abs(whole):.1f}%"


def holds(when: When, figures: Mapping[str, Pair]) -> bool:
    """Return whether a condition holds; of what nobody knows none does."""
    pair = figures.get(when.key)
    if pair is None or pair.now.value is None:
        return False
    if when.test is Condition.KNOWN:
        return True
    if when.test is Condition.POSITIVE:
        return pair.now.value > 0
    if when.test is Condition.NOUGHT:
        return pair.now.value == 0
    difference = pair.difference
    if difference is None:
        return False
    return {
        Condition.ROSE: difference > 0, Condition.FELL: difference < 0, Condition.LEVEL: difference == 0,
        Condition.BETTER: pair.is_better is True, Condition.WORSE: pair.is_better is False,
    }[when.test]  # fmt: skip


def said(paragraph: Says, facts: Facts) -> Said | None:
    """Return what a paragraph says; None where its conditions do not hold."""
    if not all(holds(when, facts.figures) for when in paragraph.whens):
        return None
    pieces: list[Piece] = []
    unknown: dict[str, str] = {}
    for clause in paragraph.clauses:
        if _is_nought(clause, facts.figures):
            continue
        lacking = list(_lacking(clause, facts.figures))
        unknown |= dict(lacking)
        if not lacking:
            pieces += [*(["，"] if pieces else []), *_filled(clause, facts)]
    if not pieces and not unknown:
        return None
    if pieces and _uncompared(paragraph, facts):
        pieces.append(uncompared_note(facts))
    end = "：" if pieces and str(pieces[-1]).endswith("如下") else "。"
    return Said((*pieces, end) if pieces else (), tuple(unknown.items()))


def uncompared_note(facts: Facts) -> str:
    """Return what is said where nothing can be compared; a draft says it once."""
    return f"（{facts.before_name}无可比数据）"


def _uncompared(paragraph: Says, facts: Facts) -> bool:
    """Return whether changes are asked for and none is known: it is said once, not behind each figure."""
    asked = [name for clause in paragraph.clauses for name, form in _gaps(clause) if form == _CHANGE]
    known = [facts.figures[name] for name in asked if name in facts.figures]
    return bool(known) and all(pair.difference is None for pair in known)


def figures_named(clauses: Sequence[str]) -> tuple[str, ...]:
    """Return the figures that clauses name, each once."""
    found = [name for clause in clauses for name, _form in _gaps(clause) if name not in _WORDS]
    return tuple(dict.fromkeys(found))


_WORDS = frozenset({"period", "before", "area"})


def _gaps(clause: str) -> Iterator[tuple[str, str]]:
    return ((name, form or "") for _text, name, form, _how in Formatter().parse(clause) if name)


def _is_nought(clause: str, figures: Mapping[str, Pair]) -> bool:
    """Return whether a clause is about something of which there was none: 嘉奖社区0个 is no achievement."""
    return any(
        form == _SOME and (pair := figures.get(name)) is not None and pair.now.value == 0
        for name, form in _gaps(clause)
    )


def _lacking(clause: str, figures: Mapping[str, Pair]) -> Iterator[tuple[str, str]]:
    for name, form in _gaps(clause):
        if name in _WORDS:
            continue
        pair = figures.get(name)
        if pair is None:
            yield name, "没有这项指标"
            continue
        asked = pair.before if form == _BEFORE else pair.now
        if asked is None or asked.value is None:
            yield pair.now.indicator.zh, (asked.why if asked else "") or "无数据"


def _filled(clause: str, facts: Facts) -> Iterator[Piece]:
    words = {"period": facts.period_said, "before": facts.before_name, "area": facts.area_name}
    for text, name, form, _how in Formatter().parse(clause):
        pair = facts.figures.get(name or "")
        if form == _CHANGE and pair is not None and pair.difference is None:
            yield text.removesuffix("，")
            continue
        if text:
            yield text
        if name in words:
            yield words[name]
        elif pair is not None:
            if form == _CHANGE:
                yield change_said(pair, before_name=facts.before_name)
            elif form == _BEFORE and pair.before is not None:
                yield pair.before
            else:
                yield pair.now
