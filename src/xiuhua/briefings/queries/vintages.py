"""On which fixing of a month's figures a circular stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.briefings.rules.facts import Basis
from xiuhua.briefings.terms import BriefingKind
from xiuhua.evaluation.models import Vintage
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.closings import ALL, STREET, UNIT, closing_of, vintages_of
from xiuhua.evaluation.queries.figures import CountedFigure
from xiuhua.evaluation.rules.periods import PeriodKind
from xiuhua.evaluation.rules.tallies import Tally, Value, value_of
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.closings import ClosingState, VintageKind

_DIGEST_SAID = 12
_LINES = {None: ALL, SplitBy.UNIT: UNIT, SplitBy.STREET: STREET}
_Counts = tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The vintage that a paper stands on, None for the records themselves; and what it says of that."""

    vintage: Vintage | None = None
    basis: Basis | None = None
    counts: Mapping[tuple[str, str, str], _Counts] = field(default_factory=dict)

    def value(self, one: CountedFigure, by: SplitBy | None) -> Value | None:
        """Return what the vintage holds of a figure; None where it does not hold it."""
        kind = _LINES.get(by)
        found = self.counts.get((kind, one.group, one.indicator.key)) if kind else None
        if found is None or found[0] is None:
            return None
        tallies = tuple(Tally(number=number or 0) for number in found)
        return value_of(one.indicator, tallies[: len(one.indicator.measures)])


def standing_on(kind: BriefingKind, question: FigureQuestion, *, as_of: datetime) -> Standing:
    """Return what the monthly circular of a month stands on, as far as was fixed by an instant.

    The final vintage where there is one; before that the records, which may still change, and the paper says
    so. No other kind of paper stands on a vintage.
    """
    if kind is not BriefingKind.MONTHLY or question.period.kind is not PeriodKind.MONTH:
        return Standing()
    month = period_words(question.period, "zh-hans").replace(" ", "")
    closing = closing_of(question.area, question.period.key)
    known = [one for one in vintages_of(closing) if one.made_at <= as_of] if closing else []
    if closing is None or not known:
        text = f"{month}尚未冻结，本通报按起草时的记录计算，补录和申诉裁定后可能变动。"
        return Standing(basis=Basis(text=text, is_final=False))
    last = known[-1]
    if last.kind != VintageKind.FINAL.value:
        stage = {
            VintageKind.FREEZE.value: ClosingState.OBJECTIONS,
            VintageKind.NOTICE.value: ClosingState.NOTICE,
        }
        text = (
            f"{month}考核数据{stage[last.kind].zh}（第{last.number}版），本通报按起草时的记录计算，"
            "定稿后以定稿为准。"
        )
        return Standing(basis=Basis(text=text, is_final=False))
    text = (
        f"本通报以{month}考核定稿（第{last.number}版）为准，记录截至{_said(last.as_of)}，"
        f"版本摘要{last.digest[:_DIGEST_SAID]}。"
    )
    return Standing(vintage=last, basis=Basis(text=text, is_final=True), counts=_counts_of(last))


def _counts_of(vintage: Vintage) -> dict[tuple[str, str, str], _Counts]:
    return {
        (line["kind"], line["code"], key): (counts[0], counts[1])
        for line in vintage.lines
        for key, counts in line["figures"].items()
    }


def _said(at: datetime) -> str:
    here = localtime(at)
    return f"{here.year}年{here.month}月{here.day}日{here.hour}时{here.minute:02}分"
