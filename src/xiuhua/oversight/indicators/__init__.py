"""The figures of oversight.

Source:
    the bureaus' reports: 廉政教育提醒 353 人次 (K-061), 对400万以下小额工程项目建设进行监督检查 (K-062),
    纪律督查发现问题 275 个 (K-109). That a conduct problem counts once its unit was told is our own choice,
    because the row says notified.
"""

from __future__ import annotations

from xiuhua.oversight.terms.rectifications import RectifySource
from xiuhua.scenekit.indicators import (
    ALWAYS,
    PERCENT,
    FigureGroup,
    FigureUnit,
    Indicator,
    Measure,
    is_one,
    yes,
)

_G = FigureGroup.OVERSIGHT
_CONDUCT = is_one("source", RectifySource.CONDUCT.value)

INDICATORS = (
    Indicator(
        key="integrity_reminders", zh="廉政教育提醒", en="Integrity reminders",
        unit=FigureUnit.PERSON_TIMES, source_row="K-061", fact="integrity_reminder", group=_G,
        groups=("area",), numerator=Measure(where=ALWAYS, period="at"),
        formula_zh="期内登记的廉政教育提醒，按人次",
        formula_en="integrity reminders of the period, one for each person and time",
    ),
    Indicator(
        key="small_works", zh="小额工程", en="Small works", unit=FigureUnit.UNITS, source_row="K-062",
        fact="small_work", group=_G, groups=("area", "unit"),
        numerator=Measure(where=yes("below_line"), period="signed_at"),
        formula_zh="期内签订合同、金额低于小额工程限额（登记时的限额）的工程",
        formula_en="works whose contract was signed in the period for less than the line of small works as "
        "it was when they were registered",
    ),
    Indicator(
        key="conduct_problems", zh="纪律督查发现问题", en="Conduct problems notified",
        unit=FigureUnit.UNITS, source_row="K-109", fact="rectification", group=_G, groups=("area", "unit"),
        numerator=Measure(where=_CONDUCT, period="assigned_at"),
        formula_zh="期内通报交办的作风纪律督查问题",
        formula_en="conduct problems of which a unit was notified in the period",
    ),
    Indicator(
        key="rectified", zh="督查整改销号率", en="Rectified and closed", unit=PERCENT, fact="rectification",
        group=_G, groups=("area", "unit"), variant_zh="期内发现", variant_en="found in the period",
        numerator=Measure(where=yes("closed"), period="found_at"),
        denominator=Measure(where=ALWAYS, period="found_at"),
        formula_zh="期内发现的督查、审计、巡察问题中已销号的",
        formula_en="of the problems found in the period by inspections, audits and patrols, those closed",
    ),
)  # fmt: skip
