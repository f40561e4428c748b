"""Figures made by hand, for rules that write about figures."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from xiuhua.briefings.rules.facts import Facts, Known, Pair
from xiuhua.evaluation.rules.periods import Months, period_read
from xiuhua.scenekit.indicators import (
    ALWAYS,
    CASES,
    MINUTES,
    PERCENT,
    Direction,
    FigureUnit,
    Indicator,
    Measure,
)

MONTHS = Months(zone=ZoneInfo("Asia/Shanghai"))


def indicator(key: str, *, unit: FigureUnit = CASES, direction: Direction = Direction.NEITHER) -> Indicator:
    """Return a declaration."""
    lasts = ("reported_at", "closed_at") if unit is MINUTES else None
    return Indicator(
        key=key, zh={"filed": "立案数", "rate": "结案率"}.get(key, key), en=key, unit=unit,
        direction=direction, numerator=Measure(where=ALWAYS, lasts=lasts),
        denominator=Measure(where=ALWAYS) if unit is PERCENT else None,
        formula_zh="期内", formula_en="in the period", source_row="K-276" if key == "filed" else "",
    )  # fmt: skip


def known(one: Indicator, value: float | None, *, period: str = "2026", why: str = "") -> Known:
    """Return a value of a period."""
    return Known(
        indicator=one, value=value, numerator=None if value is None else int(value),
        denominator=100 if one.unit is PERCENT else None, period=period, period_name=f"{period}年",
        area="990101",
        group_label="云河区", why=why or ("" if value is not None else "尚无任何记录"),
    )  # fmt: skip


def pair(
    key: str,
    now: float | None,
    before: float | None,
    *,
    unit: FigureUnit = CASES,
    direction: Direction = Direction.NEITHER,
    is_comparable: bool = True,
) -> Pair:
    """Return a figure with what it was a year before."""
    one = indicator(key, unit=unit, direction=direction)
    return Pair(now=known(one, now), before=known(one, before, period="2025"), is_comparable=is_comparable)


def facts(*pairs: Pair, **changes: object) -> Facts:
    """Return what a draft of 2026 is written from."""
    told: dict[str, object] = {
        "area": "990101", "area_name": "云河区", "period": period_read("2026", MONTHS),
        "period_name": "2026年",
        "period_said": "2026年", "before_name": "上年", "figures": {one.key: one for one in pairs},
    }  # fmt: skip
    return Facts(**(told | changes))  # type: ignore[arg-type]  # fields by name
