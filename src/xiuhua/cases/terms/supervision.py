"""Words of 催办 and 督办."""

from xiuhua.shared.terms import Term


class SupervisionLevel(Term):
    """How grave a supervision order is."""

    ORDINARY = "level_ordinary", "一般督办", "Ordinary"
    KEY = "level_key", "重点督办", "Important", "brand"
    LISTED = "level_listed", "挂牌督办", "Listed publicly", "hold"


class SupervisionState(Term):
    """Where a supervision order stands."""

    OPEN = "supervision_open", "待回复", "To be answered"
    REPLIED = "supervision_replied", "待销号", "Answered, to be released", "brand"
    RELEASED = "supervision_released", "已销号", "Released", "done"
    VOID = "supervision_void", "已撤销", "Withdrawn"


class SupervisionAct(Term):
    """The acts on supervision orders."""

    READ = "supervision.read", "查看督办", "Read supervision orders"
    ISSUE = "supervision.issue", "督办", "Issued a supervision order"
    REPLY = "supervision.reply", "督办回复", "Answered the order"
    REFUSE = "supervision.refuse", "退回重报", "Refused the answer"
    RELEASE = "supervision.release", "销号", "Released from the order"
    VOID = "supervision.void", "撤销督办", "Withdrew the order"
    WARN = "supervision.warn", "督办临期提醒", "Warned: the answer is soon due"
    OVERDUE = "supervision.overdue", "督办超期", "The order ran late"


class ReminderAct(Term):
    """A reminder, which changes nothing and needs no answer."""

    REMIND = "case.remind", "催办", "Reminded"
