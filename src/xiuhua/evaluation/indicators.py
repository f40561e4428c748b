"""The figures of contests: streaks, units ranked, problems found, interviews and awards.

Source:
    K-003, K-071, K-253, K-256, K-257 and K-314; a streak is counted as it stands, whatever the period.
"""

from __future__ import annotations

from xiuhua.evaluation.rules.schemes import CLEANEST, CLEANEST_QUARTER, CUP
from xiuhua.scenekit.indicators import Direction, FigureGroup, FigureUnit, Indicator, Measure, is_one, yes

_GROUP, _BY = FigureGroup.CONTESTS, ("area",)

INDICATORS = (
    Indicator(
        key="contest_first_streak", zh="最干净街道连续第一月数", en="Months running in first place",
        unit=FigureUnit.TIMES, source_row="K-003", fact="standing", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=is_one("contest", CLEANEST) & yes("in_first_streak")),
        formula_zh="到最近一月为止连续第一的月数；中断一月即重新计算",
        formula_en="months up to the latest ranking in which it stood first; a month without breaks it",
    ),
    Indicator(
        key="contest_excellent_streak", zh="连续优秀季度数", en="Quarters running excellent",
        unit=FigureUnit.TIMES, source_row="K-071", fact="standing", group=_GROUP, groups=_BY,
        direction=Direction.MORE,
        numerator=Measure(where=is_one("contest", CLEANEST_QUARTER) & yes("in_grade_streak")),
        formula_zh="到最近一季为止连续优秀的季度数；中断一季即重新计算",
        formula_en="quarters up to the latest ranking in which it was excellent; a quarter without breaks it",
    ),
    Indicator(
        key="cup_units", zh="洁美杯测评街道（镇）", en="Streets and towns ranked in the Cup",
        unit=FigureUnit.UNITS, source_row="K-256", fact="standing", group=_GROUP, groups=_BY,
        numerator=Measure(where=is_one("contest", CUP) & yes("ranked"), period="published_at"),
        formula_zh="期内公布的洁美杯排名中参与排名的街道（镇）",
        formula_en="streets and towns ranked in the Cup's rankings published in the period",
    ),
    Indicator(
        key="contest_problems", zh="测评发现问题", en="Problems found while scoring",
        unit=FigureUnit.PROBLEMS, source_row="K-257", fact="contest_mark", group=_GROUP, groups=_BY,
        numerator=Measure(where=yes("counted"), period="at", sums="problems"),
        formula_zh="期内现场测评发现的问题数，不含已作废的打分",
        formula_en="problems found on the spot in the period, without sheets that were struck",
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
