"""What a unit or a desk asks somebody else to grant."""

from xiuhua.shared.terms import Term


class AskedFor(Term):
    """What is asked for. 延期 asks for time, 缓办 and 挂账 stop the clock, the others end the case."""

    EXTEND = "ask_extend", "延期", "More time"
    DEFER = "ask_defer", "缓办", "Deferral"
    SHELVE = "ask_shelve", "挂账", "The problem list"
    VOID = "ask_void", "作废", "Voiding"
    FORCE = "ask_force", "强制结案", "Closing by order"
    INFORM = "ask_inform", "告知性结案", "Closing by telling why"


class AskingState(Term):
    """Where a wish stands."""

    ASKED = "asking_asked", "待审", "Asked", "soon"
    PROPOSED = "asking_proposed", "已提请", "Proposed", "soon"
    GRANTED = "asking_granted", "已批准", "Granted", "done"
    REFUSED = "asking_refused", "未批准", "Refused"
    LAPSED = "asking_lapsed", "已失效", "Lapsed"
