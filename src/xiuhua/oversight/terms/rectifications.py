"""Words of rectification: who found something, where it stands, and what is done about it."""

from xiuhua.shared.terms import Term


class RectifySource(Term):
    """Who found it."""

    CENTRAL = "rectify_central", "中央生态环保督察", "Central environmental inspection"
    PROVINCIAL = "rectify_provincial", "省级生态环保督察", "Provincial environmental inspection"
    SUPERVISION = "rectify_supervision", "大督察", "Supervision"
    CONDUCT = "rectify_conduct", "作风纪律督查", "Conduct inspection"
    AUDIT = "rectify_audit", "审计", "Audit"
    PATROL = "rectify_patrol", "巡察回头看", "Patrol look-back"
    LAW = "rectify_law", "数字化执法监督", "Supervision of enforcement"


class RectifyState(Term):
    """Where it stands. Being overdue is no state: it is read off the day."""

    FOUND = "rectify_found", "待交办", "To be assigned", "soon"
    ASSIGNED = "rectify_assigned", "待报方案", "Plan is due", "brand"
    PLANNED = "rectify_planned", "整改中", "Being put right", "brand"
    ANSWERED = "rectify_answered", "待核查", "To be checked", "soon"
    CLOSED = "rectify_closed", "已销号", "Closed", "done"
    WITHDRAWN = "rectify_withdrawn", "已撤销", "Withdrawn"


class TaskAct(Term):
    """What is done to supervision tasks."""

    READ = "supervision_task.read", "查看督查任务", "Read supervision tasks"
    SET = "supervision_task.set", "布置督查任务", "Set a supervision task"


class RectifyAct(Term):
    """The acts on it, as the ledger and the act table name them."""

    READ = "rectification.read", "查看整改清单", "Read rectification lists"
    OWN = "rectification.own", "查看本单位整改", "Read what the own unit has to put right"
    ENTER = "rectification.enter", "登记问题", "Entered it"
    ASSIGN = "rectification.assign", "交办", "Assigned it"
    PLAN = "rectification.plan", "报送整改方案", "Sent in the plan"
    ANSWER = "rectification.answer", "报送整改情况", "Sent in the evidence"
    CLOSE = "rectification.close", "核查销号", "Checked and closed it"
    SEND_BACK = "rectification.send_back", "退回再改", "Sent it back"
    WITHDRAW = "rectification.withdraw", "撤销", "Withdrew it"
