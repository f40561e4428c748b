"""The figures of contests, and what became of the cases filed in a period.

Source:
    K-003, K-071, K-253, K-256, K-257 and K-314 for contests; a streak is counted as it stands, whatever the
    period. What became of those filed is our own choice: closed, open and paused add up to `filed`.
"""

from __future__ import annotations

from xiuhua.cases.terms import CaseState
from xiuhua.evaluation.rules.schemes import CLEANEST, CUP, CUP_GRIDS, RACE_DISTRICTS
from xiuhua.evaluation.terms.outer_ranks import OuterRanking
from xiuhua.scenekit.indicators import (
    CASES,
    Direction,
    FigureGroup,
    FigureUnit,
    Indicator,
    Measure,
    Predicate,
    at_least,
    is_one,
    known,
    yes,
)

_GROUP, _BY = FigureGroup.CONTESTS, ("area",)

_GONE = is_one("state", CaseState.VOIDED.value, CaseState.MERGED.value)
_FILED = known("filed_at") & ~_GONE
_CLOSED = is_one("state", CaseState.CLOSED.value)
_PAUSED = is_one("state", CaseState.DEFERRED.value, CaseState.SHELVED.value)


def _cohort(key: str, name: tuple[str, str], formula: tuple[str, str], where: Predicate) -> Indicator:
    return Indicator(
        key=key, zh=name[0], en=name[1], unit=CASES, group=FigureGroup.FILING, variant_zh="期内立案的",
        variant_en="of those filed", numerator=Measure(where=where, period="filed_at"),
        formula_zh=formula[0], formula_en=formula[1],
    )  # fmt: skip


# What became of the cases filed in a period: the first three make `filed`, what is gone is left out of it.
COHORT = (
    _cohort(
        "cohort_closed", ("已结案", "Closed since"),
        (
            "期内立案的案件中，已结案的",
            "of the cases filed in the period, those closed since",
        ), _FILED & _CLOSED,
    ),
    _cohort(
        "cohort_open", ("在办", "Still open"),
        ("期内立案的案件中，尚未结案且未缓办、挂账的",
         "of the cases filed in the period, those neither closed nor paused"),
        _FILED & ~_CLOSED & ~_PAUSED,
    ),
    _cohort(
        "cohort_paused", ("缓办挂账", "Paused"),
        ("期内立案的案件中，现为缓办或挂账的",
         "of the cases filed in the period, those deferred or on the problem list"), _FILED & _PAUSED,
    ),
    _cohort(
        "cohort_gone", ("作废并案", "Voided or merged"),
        ("期内立案后作废或并案、不计入立案数的案件",
         "cases filed in the period and voided or merged since, which are not counted as filed"),
        known("filed_at") & _GONE,
    ),
    _cohort(
        "cohort_late", ("在办已超期", "Open and late"),
        ("期内立案、尚未结案的案件中，处置已超期的",
         "of the cases filed in the period and not closed, those whose handling is late"),
        _FILED & ~_CLOSED & yes("handle_late"),
    ),
)  # fmt: skip

_CUP_FOUND = is_one("contest", CUP, CUP_GRIDS) & yes("counted") & at_least("problems", 1)
INDICATORS = (
    *COHORT,
    Indicator(
        key="contest_first_streak", zh="最干净街道连续第一月数", en="Months running in first place",
        unit=FigureUnit.TIMES, fact="standing", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=is_one("contest", CLEANEST) & yes("in_first_streak")),
        formula_zh="到最近一月为止连续第一的月数；中断一月即重新计算",
        formula_en="months up to the latest ranking in which it stood first; a month without breaks it",
    ),
    Indicator(
        key="city_first_months", zh="大整治全市排名连续第一月数", en="Months running first in the city",
        unit=FigureUnit.TIMES, source_row="K-003", fact="outer_rank", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=is_one("ranking", OuterRanking.CAMPAIGN.value) & yes("in_first_run")),
        formula_zh="到最近一次录入的月份为止，城市环境大整治全市排名连续第一的月数；缺一月即中断",
        formula_en="months up to the latest one entered in which the city's campaign ranked it first; a "
        "month without ends the run",
    ),
    Indicator(
        key="contest_excellent_streak", zh="赛马连续优秀季度数", en="Quarters running excellent",
        unit=FigureUnit.TIMES, source_row="K-071", fact="standing", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=is_one("contest", RACE_DISTRICTS) & yes("in_grade_streak")),
        formula_zh="到最近一季为止连续优秀的季度数；中断一季即重新计算",
        formula_en="quarters up to the latest ranking in which it was excellent; a quarter without breaks it",
    ),
    Indicator(
        key="cup_units", zh="洁美杯测评街道（镇）", en="Streets and towns ranked in the Cup",
        unit=FigureUnit.UNITS, source_row="K-256", fact="standing", group=_GROUP, groups=_BY,
        numerator=Measure(
            where=is_one("contest", CUP) & yes("ranked"), period="published_at", distinct="area_id"
        ),
        formula_zh="期内公布的洁美杯排名中参与排名的街道（镇），各期都参评的只计一次",
        formula_en="streets and towns ranked in the Cup's rankings published in the period, "
        "each counted once",
    ),
    Indicator(
        key="contest_problems", zh="测评发现问题", en="Problems found while scoring",
        unit=FigureUnit.PROBLEMS, fact="contest_mark", group=_GROUP, groups=_BY,
        numerator=Measure(where=yes("counted"), period="at", sums="problems"),
        formula_zh="期内现场测评发现的问题数，不含已作废的打分",
        formula_en="problems found on the spot in the period, without sheets that were struck",
    ),
    Indicator(
        key="cup_problems", zh="洁美杯发现问题", en="Problems found in the Cup",
        unit=FigureUnit.PROBLEMS, source_row="K-257", fact="contest_mark", group=_GROUP, groups=_BY,
        numerator=Measure(where=_CUP_FOUND, period="at", sums="problems"),
        formula_zh="期内洁美杯（含网格）现场测评发现的问题数，不含已作废的打分",
        formula_en="problems found on the spot for the Cup and its grids in the period, "
        "without sheets that were struck",
    ),
    Indicator(
        key="cup_problems_rectified", zh="洁美杯问题已整改", en="Problems of the Cup put right",
        unit=FigureUnit.PROBLEMS, source_row="K-257", fact="contest_mark", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=_CUP_FOUND & at_least("rectified", 1), period="at", sums="rectified"),
        formula_zh="期内洁美杯（含网格）发现的问题中，经复查已整改的",
        formula_en="of the problems found for the Cup in the period, those seen to be put right",
    ),
    Indicator(
        key="cup_rectified_rate", zh="洁美杯问题整改率", en="Share of the Cup's problems put right",
        unit=FigureUnit.PERCENT, source_row="K-257", fact="contest_mark", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=_CUP_FOUND & at_least("rectified", 1), period="at", sums="rectified"),
        denominator=Measure(where=_CUP_FOUND, period="at", sums="problems"),
        formula_zh="已整改问题 ÷ 发现问题", formula_en="problems put right ÷ problems found",
    ),
    Indicator(
        key="interviews_last_quarters", zh="季度末位约谈", en="Interviews for last places in two quarters",
        unit=FigureUnit.TIMES, source_row="K-314", fact="interview", group=_GROUP, groups=_BY,
        direction=Direction.LESS, numerator=Measure(where=is_one("rule", "R-01"), period="drafted_at"),
        formula_zh="期内因连续两个季度排名末两位而约谈的次数",
        formula_en="interviews of the period for being among the last two in two quarters running",
    ),
    Indicator(
        key="communities_awarded", zh="嘉奖社区", en="Communities commended", unit=FigureUnit.UNITS,
        source_row="K-253", fact="commendation", group=_GROUP, groups=_BY, direction=Direction.MORE,
        numerator=Measure(where=is_one("rule", "R-06+"), period="at"),
        formula_zh="期内排名前十名而获嘉奖的社区",
        formula_en="communities commended for a rank up to ten in the period",
    ),
)  # fmt: skip
