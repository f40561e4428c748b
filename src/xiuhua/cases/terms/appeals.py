"""Words of 申诉: a unit objects to what is held against it."""

from xiuhua.shared.terms import Term


class AppealAct(Term):
    """The acts on appeals."""

    READ = "appeal.read", "查看申诉", "Read appeals"
    MAKE = "appeal.make", "提出申诉", "Appealed"
    WITHDRAW = "appeal.withdraw", "撤回申诉", "Withdrew the appeal"
    FIRST = "appeal.first", "申诉初审", "First review of the appeal"
    SECOND = "appeal.second", "申诉复审", "Second review of the appeal"


class AppealState(Term):
    """Where an appeal stands."""

    MADE = "appeal_made", "待初审", "To be reviewed first", "soon"
    REVIEWED = "appeal_reviewed", "待复审", "To be reviewed again", "soon"
    UPHELD = "appeal_upheld", "申诉成立", "Upheld", "done"
    REFUSED = "appeal_refused", "申诉不成立", "Refused"
    WITHDRAWN = "appeal_withdrawn", "已撤回", "Withdrawn"


class AppealAbout(Term):
    """What is objected to."""

    LATE = "appeal_late", "超期", "Lateness"
    RETURN = "appeal_return", "回退", "A return"
    REWORK = "appeal_rework", "返工", "A rework"
    SCORE = "appeal_score", "扣分", "A score"
