"""The acts on patrols."""

from xiuhua.shared.terms import Term


class PatrolAct(Term):
    """The acts on patrols, as the ledger and the act table name them."""

    READ = "patrol.read", "查看巡查", "Read patrols"
    RECORD = "patrol.record", "登记巡查", "Recorded a patrol"
