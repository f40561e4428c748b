"""Words of a finding: what was not as it should be, and how it was put right."""

from xiuhua.shared.terms import Term


class FindingState(Term):
    """Where a finding stands. Being overdue is no state: it is read off the day by which it is ordered."""

    OPEN = "finding_open", "待处理", "Open", "soon"
    FIXED = "finding_fixed", "即查即改", "Put right on the spot", "done"
    ORDERED = "finding_ordered", "责令整改", "Ordered to be put right", "brand"
    ANSWERED = "finding_answered", "待复查", "To be looked at again", "soon"
    CLOSED = "finding_closed", "已整改", "Put right", "done"
    CASE = "finding_case", "已转案件", "Made a case", "hold"


class FindingAct(Term):
    """The acts on findings, as the ledger and the act table name them."""

    FIND = "finding.find", "发现问题", "Found it"
    FIX = "finding.fix", "即查即改", "Had it put right on the spot"
    ORDER = "finding.order", "责令整改", "Ordered it to be put right"
    ANSWER = "finding.answer", "整改反馈", "Said what was put right"
    RECHECK = "finding.recheck", "复查", "Looked again"
    TO_CASE = "finding.to_case", "转为案件", "Made a case of it"


class Recheck(Term):
    """What was found when somebody looked again."""

    PASSED = "recheck_passed", "已整改到位", "Put right", "done"
    FAILED = "recheck_failed", "未整改到位", "Not put right", "late"


class PaperOfOrder(Term):
    """The paper by which something is ordered to be put right, as papers number it."""

    RECTIFY = "paper_rectify", "责令改正通知书", "Order to put right"

    @property
    def sign(self) -> str:
        """The word of its kind in a document number: 责改 in 云责改〔2026〕12号."""
        return "责改"
