"""Words of 确权会商."""

from xiuhua.shared.terms import Term


class ConsultationState(Term):
    """Where a monthly meeting stands."""

    AGENDA = "agenda", "拟定议程", "Agenda open"
    HELD = "held", "已召开", "Held", "done"


class QuestionState(Term):
    """Where a question of ownership stands."""

    OPEN = "question_open", "待会商", "Open"
    DECIDED = "question_decided", "已确权", "Decided", "done"
    DROPPED = "question_dropped", "已撤题", "Dropped"


class ConsultationAct(Term):
    """The acts on consultations."""

    READ = "consultation.read", "查看确权会商", "Read consultations"
    RAISE = "consultation.raise", "列入确权会商", "Put on the agenda"
    CALL = "consultation.call", "召集会商", "Called the meeting"
    DECIDE = "consultation.decide", "确权决定", "Decided who owns it"
    DROP = "consultation.drop", "撤回议题", "Dropped the question"
    CLOSE = "consultation.close", "会商纪要定稿", "Closed the minutes"
    COST = "case.cost", "登记垫付费用", "Recorded a cost"


class LoopAct(Term):
    """The acts on a city's loop settings."""

    READ = "loop.read", "查看流程设置", "Read the loop's settings"
    PUBLISH = "loop.publish", "发布流程设置", "Published the loop's settings"
