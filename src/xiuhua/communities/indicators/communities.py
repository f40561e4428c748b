"""Figures of epidemic control: cases sent to communities, and people posted there.

Source:
    the counts of a bureau's report on 2020: 疫情派发案件 747 件, 下派社区执法人员 350 余名 (K-189, K-190).
    That a person posted twice counts once is our own choice, because the report counts people.
"""

from __future__ import annotations

from xiuhua.scenekit.indicators import (
    ALWAYS,
    CASES,
    PEOPLE,
    FigureGroup,
    Indicator,
    Measure,
    yes,
)

_G = FigureGroup.COMMUNITIES

INDICATORS = (
    Indicator(
        key="health_cases", zh="疫情派发案件", en="Cases of epidemic control", unit=CASES, source_row="K-189",
        fact="health_case", group=_G, groups=("area",),
        numerator=Measure(where=ALWAYS, period="dispatched_at"),
        formula_zh="期内派发到社区、村的防控案件",
        formula_en="cases of epidemic control sent to communities and villages in the period",
    ),
    Indicator(
        key="posted_people", zh="下派社区执法人员", en="People posted to communities", unit=PEOPLE,
        source_row="K-190", fact="staffing", group=_G, groups=("area",),
        variant_zh="期内下派", variant_en="posted in the period",
        numerator=Measure(where=ALWAYS, period="since_at", distinct="person_id"),
        formula_zh="期内开始下派到社区、村的人员，同一人只计一次",
        formula_en="people whose posting to a community or village began in the period, each counted once",
    ),
    Indicator(
        key="posted_people_now", zh="下派社区执法人员", en="People posted to communities", unit=PEOPLE,
        source_row="K-190", fact="staffing", group=_G, groups=("area",),
        variant_zh="期末在岗", variant_en="there at the end",
        numerator=Measure(where=yes("there"), distinct="person_id"),
        formula_zh="统计时点下派期内的人员，同一人只计一次",
        formula_en="people whose posting holds at the instant that is counted, each counted once",
    ),
)  # fmt: skip
