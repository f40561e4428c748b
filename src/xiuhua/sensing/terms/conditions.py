"""The words of which conditions are made."""

from xiuhua.shared.terms import Term


class ConditionKind(Term):
    """What a condition asks of readings."""

    LIMIT = "limit", "阈值", "Threshold"
    DIFFERENCE = "difference", "两量之差", "Difference of two quantities"
    HELD = "held", "持续时间", "Duration"
    CHANGE = "change", "变化速率", "Rate of change"
    COUNT = "count", "窗口计数", "Count in a window"
    SILENT = "silent", "无数据", "No data"
    FLAT = "flat", "读数不变", "Flat line"
    SCHEDULE = "schedule", "时段", "Schedule"
    ALL = "all", "且", "And"
    ANY = "any", "或", "Or"
    NOT = "not", "非", "Not"


class Comparison(Term):
    """How a value stands to a limit. `on` and `off` ask of a machine's state, which is 1 or 0."""

    ABOVE = "above", "高于", "above"
    AT_LEAST = "at_least", "不低于", "at least"
    BELOW = "below", "低于", "below"
    AT_MOST = "at_most", "不高于", "at most"
    EQUAL = "equal", "等于", "equal to"
    DIFFERENT = "different", "不等于", "different from"
    ON = "on", "开启", "on"
    OFF = "off", "关闭", "off"

    @property
    def needs_limit(self) -> bool:
        """Whether it compares with a number; on and off do not."""
        return self is not Comparison.ON and self is not Comparison.OFF


class Direction(Term):
    """Which way a value changes."""

    RISES = "rises", "上升", "rises"
    FALLS = "falls", "下降", "falls"
    CHANGES = "changes", "变化", "changes"


class DayKind(Term):
    """On which days a schedule holds, as the calendar of the area says."""

    EVERY = "every", "每天", "every day"
    WORKING = "working", "工作日", "on working days"
    REST = "rest", "休息日", "on days off"
