"""Words of accountability: what fails again and again, where a proposal stands, and what is done about it."""

from xiuhua.shared.terms import Term


class FaultKind(Term):
    """What a unit did again."""

    LATE = "fault_late", "处置超期", "Late"
    REWORK = "fault_rework", "核查不过、返工", "Sent back for rework"
    SHIRKED = "fault_shirked", "推诿退件（回退未获同意）", "Refused what was its own"
    URGED = "fault_urged", "被催办", "Had to be urged"


class AccountState(Term):
    """Where a proposal stands."""

    PROPOSED = "account_proposed", "待核实", "To be looked into", "soon"
    HEARING = "account_hearing", "听取申辩", "Being heard", "brand"
    DECIDED = "account_decided", "已追责", "Decided", "late"
    DROPPED = "account_dropped", "不予追责", "Dropped", "done"


class AccountForm(Term):
    """What was decided."""

    REMIND = "account_remind", "提醒", "Reminder"
    CHECK = "account_check", "责令检查", "Written self-examination"
    CRITICISE = "account_criticise", "通报批评", "Public criticism"
    TRANSFER = "account_transfer", "调离岗位", "Transfer from the post"
    PURSUE = "account_pursue", "移送问责", "Handed over for formal accountability"


class AccountAct(Term):
    """The acts on accountability, as the ledger and the act table name them."""

    READ = "accountability.read", "查看责任追究", "Read the register of accountability"
    OWN = "accountability.own", "查看涉及本单位的责任追究", "Read what is held against the own unit"
    PROPOSE = "accountability.propose", "按办法提出", "Proposed by the rule"
    HEAR = "accountability.hear", "告知并听取申辩", "Told whom it is about, to be heard"
    STATE = "accountability.state", "陈述申辩", "Stated the case"
    DECIDE = "accountability.decide", "作出追责决定", "Decided"
    DROP = "accountability.drop", "不予追责", "Dropped it"


class AccountRuleAct(Term):
    """What is done to the written rule."""

    PUBLISH = "accountability_rule.publish", "发布责任追究办法", "Published the rule of accountability"
