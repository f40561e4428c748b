"""Words of warnings: what became of one, and what is done to it."""

from xiuhua.shared.terms import Term


class WarningState(Term):
    """Where a warning stands."""

    RAISED = "warning_raised", "待接办", "To be taken up", "soon"
    TAKEN = "warning_taken", "核查中", "Being checked", "brand"
    CHECKED = "warning_checked", "待办结", "Checked", "brand"
    CLOSED = "warning_closed", "已办结", "Closed", "done"


class WarningResult(Term):
    """What the check of a warning came to. The share of `TRUE` among all is the precision of its rule."""

    TRUE = "warning_true", "属实", "True", "late"
    EXPLAINED = "warning_explained", "有合理解释", "Explained", "done"
    RULE_WRONG = "warning_rule_wrong", "规则误报", "The rule was wrong", "hold"


class WarningAct(Term):
    """The acts on warnings, as the ledger and the act table name them."""

    READ = "warning.read", "查看廉情预警", "Read integrity warnings"
    RAISE = "warning.raise", "发出预警", "Raised it"
    TAKE = "warning.take", "接办", "Took it up"
    CHECK = "warning.check", "核查", "Checked it"
    ORDER = "warning.order", "责令改正", "Ordered it to be put right"
    CLOSE = "warning.close", "办结", "Closed it"


class RuleAct(Term):
    """What is done to the rules that warn."""

    PUBLISH = "warning_rule.publish", "修改预警规则", "Changed a rule of warnings"
