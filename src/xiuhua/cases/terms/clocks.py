"""Words of the clocks."""

from xiuhua.shared.terms import Term


class Signal(Term):
    """What a move does to the clock of a stage."""

    START = "start", "开始", "Starts"
    STOP = "stop", "停止", "Stops"
    HOLD = "hold", "暂停计时", "Held"
    RESUME = "resume", "继续计时", "Resumes"
    EXTEND = "extend", "延长", "Extended"
    CANCEL = "cancel", "不计", "Does not count"


class Light(Term):
    """What colour a clock shows."""

    WITHIN = "light_within", "时限内", "Within its limit"
    SOON = "light_soon", "临期", "Soon late", "soon"
    LATE = "light_late", "超期", "Late", "late"
    HELD = "light_held", "暂停", "Held", "hold"
    DONE = "light_on_time", "按期", "On time", "done"
    DONE_LATE = "light_done_late", "超期完成", "Done late", "late"
    NO_LIMIT = "light_no_limit", "无时限", "No limit"


class ClockAlert(Term):
    """What the sweep has said of a running clock, in this order."""

    NONE = "alert_none", "未提醒", "Nothing yet"
    WARNED = "alert_warned", "已提醒", "Warned", "soon"
    OVERDUE = "alert_overdue", "已超期", "Overdue", "late"
    ESCALATED = "alert_escalated", "已升级", "Escalated", "late"


class CountsFrom(Term):
    """From when a limit counts: R-09 does not say, so it is chosen."""

    DISPATCH = "dispatch", "派遣起算", "from dispatch"
    REPORT = "report", "上报起算", "from the report"
