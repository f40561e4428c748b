"""What the cells of a screen come to: one scan for each fact table and split, whatever the periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xiuhua.evaluation.queries.facts import Asked
from xiuhua.evaluation.queries.figures import group_labels
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.queries.values import values_split
from xiuhua.evaluation.rules.periods import Period, period_at
from xiuhua.evaluation.rules.screens import ScreenCell
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.evaluation.terms import SplitBy
from xiuhua.scenekit.indicators import Indicator, indicator_named

_Told = Mapping[str, Mapping[tuple[str, Period], Value]]
_PLACES = 4


def cells_counted(cells: Sequence[ScreenCell], *, area: str, at: datetime) -> list[dict[str, Any]]:
    """Return the figures of a screen as JSON keeps them, all as of one instant.

    Args:
        cells: in their order.
        area: code of the area that they are counted over; empty for everything.
        at: as of when.

    Returns:
        For each cell, and for each group of a cell that is split: `id`, `key`, `group`, `label`, `period`,
        `value` rounded to four places, `numerator`, `denominator` and `why`.
    """
    months = months_for(area, at=at)
    asked = Asked(prefixes=(area,), at=at)
    wanted: dict[SplitBy | None, dict[Indicator, list[Period]]] = defaultdict(lambda: defaultdict(list))
    known = [
        (one, indicator, period_at(one.kind, at, months))
        for one in cells
        if (indicator := indicator_named(one.figure)) is not None
    ]
    for one, indicator, period in known:
        wanted[one.split_by][indicator].append(period)
    counted: dict[SplitBy | None, _Told] = {
        split: values_split(figures, asked, split=split) for split, figures in wanted.items()
    }
    names = {
        split: group_labels(split, [group for group in told if group]) for split, told in counted.items()
    }
    return [
        _cell(
            one, indicator, period, group, names[one.split_by].get(group, group), told[indicator.key, period]
        )
        for one, indicator, period in known
        for group, told in sorted(counted[one.split_by].items())
        if (indicator.key, period) in told
    ]


def _cell(
    one: ScreenCell, indicator: Indicator, period: Period, group: str, label: str, value: Value
) -> dict[str, Any]:
    return {
        "id": f"{one.figure}:{one.kind.value}:{one.split}:{group}",
        "key": one.figure, "split": one.split, "group": group, "label": label, "kind": one.kind.value,
        "zh": indicator.zh, "en": indicator.en, "unit": indicator.unit.zh,
        "unit_en": indicator.unit.en, "period": period.key,
        "value": None if value.value is None else round(value.value, _PLACES),
        "numerator": value.numerator, "denominator": value.denominator,
        "why": value.why.value if value.why else "",
    }  # fmt: skip
