"""Words of the register of small works."""

from xiuhua.shared.terms import Term


class Procurement(Term):
    """How the contractor was found."""

    OPEN_TENDER = "procurement_open_tender", "公开招标", "Open tender"
    INVITED_TENDER = "procurement_invited_tender", "邀请招标", "Invited tender"
    CONSULTATION = "procurement_consultation", "竞争性磋商", "Competitive consultation"
    INQUIRY = "procurement_inquiry", "询价", "Inquiry of prices"
    SINGLE_SOURCE = "procurement_single_source", "单一来源", "Single source"
    OWN_CHOICE = "procurement_own_choice", "自行采购", "Chosen by the unit itself"


class WorkResult(Term):
    """What a check of a work came to."""

    CLEAN = "work_clean", "未发现问题", "Nothing found", "done"
    FAULTY = "work_faulty", "发现问题", "Something found", "late"


class WorkAct(Term):
    """What is done to small works."""

    READ = "small_work.read", "查看小额工程", "Read small works"
    REGISTER = "small_work.register", "登记小额工程", "Registered a small work"
    CHECK = "small_work.check", "检查小额工程", "Checked a small work"
    FLAG = "small_work.flag", "疑似拆分，列入预警", "Marked as a part of a split work"
