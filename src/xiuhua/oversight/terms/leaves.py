"""Words of leave and of going out of town off hours: kinds, where a request stands, what is done to it."""

from xiuhua.shared.terms import Term


class LeaveKind(Term):
    """Why somebody is away."""

    PERSONAL = "leave_personal", "事假", "Personal leave"
    SICK = "leave_sick", "病假", "Sick leave"
    ANNUAL = "leave_annual", "年休假", "Annual leave"
    OTHER = "leave_other", "其他假", "Other leave"
    OFF_HOURS = "leave_off_hours", "八小时以外外出报备", "Out of town off hours"


class LeaveState(Term):
    """Where a request stands. Being late back is no state: it is read off the day."""

    ASKED = "leave_asked", "待审批", "To be approved", "soon"
    AWAY = "leave_away", "待销假", "Away, to report back", "brand"
    BACK = "leave_back", "已销假", "Back", "done"
    REFUSED = "leave_refused", "未批准", "Refused", "late"
    WITHDRAWN = "leave_withdrawn", "已撤回", "Withdrawn"


class LeaveAct(Term):
    """The acts on leave, as the ledger and the act table name them."""

    READ = "leave.read", "查看请销假台账", "Read the register of leave"
    PRIVATE = "leave.private", "查看事由与去向", "See why and where somebody is away"
    OWN = "leave.own", "查看本人请假", "Read one's own leave"
    ASK = "leave.ask", "请假、外出报备", "Asked for leave"
    GRANT = "leave.grant", "批准", "Approved it"
    REFUSE = "leave.refuse", "不批准", "Refused it"
    WITHDRAW = "leave.withdraw", "撤回", "Withdrew it"
    RETURN = "leave.return", "销假", "Reported back"
