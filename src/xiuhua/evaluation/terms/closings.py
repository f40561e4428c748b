"""The fixed words of a month's closing, and of what is objected to in it."""

from xiuhua.shared.terms import Term


class ClosingAct(Term):
    """What is done to close a statistical month, as the act table and the ledger name it."""

    READ = "closing.read", "查看月度考核", "Read closings"
    RULE = "closing.rule", "设置月度考核", "Set how months close"
    FREEZE = "closing.freeze", "冻结统计月", "Froze the month"
    OBJECT = "closing.object", "提出申诉", "Objected to a line"
    DECIDE = "closing.decide", "裁定申诉", "Decided the objection"
    NOTIFY = "closing.notify", "公示", "Put up for public notice"
    FINALISE = "closing.finalise", "定稿", "Made final"


class ClosingState(Term):
    """How far a month has come."""

    OBJECTIONS = "closing_objections", "申诉期", "Objections are taken", "soon"
    NOTICE = "closing_notice", "公示中", "Public notice", "soon"
    FINAL = "closing_final", "已定稿", "Final", "done"


class VintageKind(Term):
    """Which fixing of the figures it is."""

    FREEZE = "vintage_freeze", "冻结", "Freeze"
    NOTICE = "vintage_notice", "公示", "Public notice"
    FINAL = "vintage_final", "定稿", "Final"


class LineAbout(Term):
    """What is held against somebody on a line."""

    LATE = "line_late", "超期", "Late"
    REWORK = "line_rework", "返工", "Rework"
    RETURN = "line_return", "回退", "Return"
    WRONG = "line_wrong", "质量", "Quality"


class LineState(Term):
    """What became of an objection."""

    RAISED = "line_raised", "待裁定", "To be decided", "soon"
    UPHELD = "line_upheld", "成立，免予计入", "Upheld: does not count", "done"
    REJECTED = "line_rejected", "不成立", "Rejected"


class ChangeWhy(Term):
    """Why a record counts otherwise than in the vintage before."""

    OBJECTION = "change_objection", "申诉成立", "Objection upheld"
    LATE_RECORD = "change_late_record", "补录、更正", "Recorded late"
    MOVED_ON = "change_moved_on", "冻结后继续办理", "Moved on since"


class Band(Term):
    """The colour of a rate, with the word that stands beside it."""

    GREEN = "band_green", "优", "Excellent", "done"
    BLUE = "band_blue", "良", "Good", "brand"
    YELLOW = "band_yellow", "中", "Fair", "soon"
    RED = "band_red", "差", "Poor", "late"
