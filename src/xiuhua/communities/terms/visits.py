"""Words of 城管进社区: who is when in which community, and what was done there for its people."""

from xiuhua.shared.terms import Term


class ServiceKind(Term):
    """What was done for residents."""

    ADVICE = "service_advice", "咨询", "Advice"
    ERRAND = "service_errand", "代办", "Done on their behalf"
    HOME = "service_home", "上门", "At their home"
    TEACHING = "service_teaching", "宣传", "Explaining the rules"


class SlotState(Term):
    """Whether somebody still comes."""

    OPEN = "slot_open", "在岗", "Open", "done"
    ENDED = "slot_ended", "已结束", "Ended"


class RequestState(Term):
    """Where a resident's request stands, which is handled without their leaving home."""

    ASKED = "request_asked", "待接办", "Waiting"
    TAKEN = "request_taken", "办理中", "Being done", "brand"
    DONE = "request_done", "待居民确认", "Done, to be confirmed", "soon"
    CONFIRMED = "request_confirmed", "已确认", "Confirmed", "done"


class VisitAct(Term):
    """The acts of city management in communities."""

    READ = "visit.read", "查看社区服务", "Read community service"
    SLOT_OPEN = "visit.slot_open", "安排驻点", "Arranged a service post"
    SLOT_END = "visit.slot_end", "结束驻点", "Ended a service post"
    RECORD = "visit.record", "登记服务", "Recorded a service"
    ASK = "visit.ask", "提交请求", "Asked for something"
    OWN = "visit.own", "查看本人请求", "Read own requests"
    TAKE = "visit.take", "接办", "Took it on"
    FINISH = "visit.finish", "办结", "Did it"
    CONFIRM = "visit.confirm", "确认办结", "Confirmed it"
    REOPEN = "visit.reopen", "退回重办", "Sent it back"
