"""Words of 吹哨报到: a community calls departments in, and they come."""

from xiuhua.shared.terms import Term


class WhistleKind(Term):
    """How pressing a whistle is; each kind has its own check-in limit."""

    ORDINARY = "whistle_ordinary", "普通哨", "Ordinary"
    URGENT = "whistle_urgent", "紧急哨", "Urgent", "late"


class WhistleState(Term):
    """Where a whistle stands."""

    CALLED = "whistle_called", "待报到", "Waiting for check-in"
    WORKING = "whistle_working", "联合处置", "Worked on together", "brand"
    CONCLUDED = "whistle_concluded", "待评价", "To be rated", "soon"
    RATED = "whistle_rated", "待销哨", "Rated", "soon"
    CLOSED = "whistle_closed", "已销哨", "Closed", "done"
    WITHDRAWN = "whistle_withdrawn", "已撤哨", "Withdrawn"


class CheckInWay(Term):
    """How a department checked in."""

    ON_THE_SPOT = "check_in_on_the_spot", "现场报到", "On the spot"
    IN_WRITING = "check_in_in_writing", "书面报到", "In writing"


class Punctuality(Term):
    """How a call stands to its limit."""

    WAITING = "call_waiting", "未到期", "Not yet due"
    OVERDUE = "call_overdue", "超时未报到", "Overdue", "late"
    ON_TIME = "call_on_time", "按时报到", "On time", "done"
    LATE = "call_late", "超时报到", "Late", "late"
    FREED = "call_freed", "已撤哨", "Freed: withdrawn"


class WhistleAct(Term):
    """The acts on whistles."""

    READ = "whistle.read", "查看吹哨", "Read whistles"
    RAISE = "whistle.raise", "吹哨", "Blew the whistle"
    CHECK_IN = "whistle.check_in", "报到", "Checked in"
    PART = "whistle.part", "填报处置结果", "Said what was done"
    CONCLUDE = "whistle.conclude", "联合处置完成", "Concluded together"
    RATE = "whistle.rate", "评价", "Rated"
    CLOSE = "whistle.close", "销哨", "Closed"
    WITHDRAW = "whistle.withdraw", "撤哨", "Withdrew the whistle"
    WARN = "whistle.warn", "报到临期提醒", "Warned: check-in soon due"
    OVERDUE = "whistle.overdue", "超时未报到", "Check-in overdue"
    LIMITS_READ = "whistle_limits.read", "查看报到时限", "Read check-in limits"
    LIMITS_PUBLISH = "whistle_limits.publish", "发布报到时限", "Published check-in limits"
