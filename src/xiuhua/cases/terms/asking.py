"""What a unit or a desk asks somebody else to grant."""

from xiuhua.shared.terms import Term


class AskedFor(Term):
    """What is asked for. 延期 asks for time, 缓办 and 挂账 stop the clock, the others end the case."""

    EXTEND = "extend", "延期", "More time"
    DEFER = "defer", "缓办", "Deferral"
    SHELVE = "shelve", "挂账", "The problem list"
    VOID = "void", "作废", "Voiding"
    FORCE = "force", "强制结案", "Closing by order"
    INFORM = "inform", "告知性结案", "Closing by telling why"


class AskingState(Term):
    """Where a wish stands."""

    ASKED = "asked", "待审", "Asked", "soon"
    PROPOSED = "proposed", "已提请", "Proposed", "soon"
    GRANTED = "granted", "已批准", "Granted", "done"
    REFUSED = "refused", "未批准", "Refused"
    LAPSED = "lapsed", "已失效", "Lapsed"
