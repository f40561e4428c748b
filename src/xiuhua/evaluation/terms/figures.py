"""The fixed words of evaluation."""

from xiuhua.shared.terms import Term


class FigureAct(Term):
    """What is done with figures, as the act table and the ledger name it."""

    READ = "figure.read", "查看指标", "Read figures"
    MONTHS = "figure.months", "设定统计月", "Set the statistical month"


class WhyNone(Term):
    """Why a figure has no value. Nought is a value."""

    NO_RECORDS = "why_no_records", "尚无任何记录", "nothing has been recorded yet"
    BEFORE_RECORDS = "why_before_records", "这一时段还没有记录", "records begin after this period"
    NOT_BEGUN = "why_not_begun", "时段尚未开始", "the period has not begun"
    NOTHING_TO_COUNT_OVER = "why_nothing_over", "分母为零", "nothing to count over"
    NOTHING_LASTED = "why_nothing_lasted", "没有可计时的案件", "no case to time"
    NO_DAY = "why_no_day", "还没有过完一天", "not one day has passed"
    NOT_COMPARED = "why_not_compared", "现状指标不作环比", "what stands now is not compared"


class Side(Term):
    """Which count of a figure its records are shown for."""

    NUMERATOR = "numerator", "分子", "Numerator"
    DENOMINATOR = "denominator", "分母", "Denominator"
    REST = "rest", "分母中未计入分子的", "Denominator without numerator"


class Against(Term):
    """With what a figure is compared."""

    BEFORE = "against_before", "环比（上一时段）", "the period before"
    YEAR = "against_year", "同比（去年同期）", "the year before"


class SplitBy(Term):
    """What figures may be split by; the groups of a split add up to the whole."""

    DISTRICT = "split_district", "区县", "District"
    STREET = "split_street", "街道", "Street"
    COMMUNITY = "split_community", "社区", "Community"
    GRID = "split_grid", "网格", "Grid"
    UNIT = "split_unit", "处置单位", "Unit"
    MATTER = "split_matter", "事项", "Matter"
    CHANNEL = "split_channel", "来源", "Channel"
    PERSON = "split_person", "人员", "Person"  # for pages that ask who may see people


class Method(Term):
    """How the next period of a figure is guessed from its past."""

    LAST = "method_last", "沿用上一时段的值", "the last value again"
    MEAN = "method_mean", "取最近六个时段的平均", "the mean of the last six"
    SEASON = "method_season", "沿用上一周期同期的值", "the value of one season ago again"
    GROWTH = (
        "method_growth",
        "同期值加上近一周期的平均增减",
        "the value of one season ago, with the mean change since",
    )


class Way(Term):
    """Which way a figure goes, where chance alone would seldom make it."""

    UP = "way_up", "上升", "rising"
    DOWN = "way_down", "下降", "falling"
    STEADY = "way_steady", "无明显趋势", "no clear trend"
