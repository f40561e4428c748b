"""Words of papers: the eight forms of the loop, and documents with a life of their own."""

from xiuhua.shared.terms import Term


class FormKind(Term):
    """The eight standard forms of the loop, in its order. The value is the last word of the address."""

    REGISTRATION = "registration", "问题登记单", "Registration of a problem"
    VERIFICATION = "verification", "问题核实单", "Verification of a problem"
    ACCEPTANCE = "acceptance", "问题反馈单", "Answer on acceptance"
    FILING = "filing", "问题立案单", "Filing of a case"
    DISPATCH = "dispatch", "任务分派单", "Assignment of a task"
    FEEDBACK = "feedback", "任务反馈单", "Feedback on a task"
    CHECK = "check", "结果核查单", "Check of the result"
    RESULT = "result", "结果反馈单", "Answer on the result"


class PaperKind(Term):
    """Documents that are numbered, or drafted by a person."""

    REPLY = "paper_reply", "答复函", "Reply"
    STATEMENT = "paper_statement", "情况说明", "Statement"
    ORDER = "paper_order", "督办单", "Supervision order"
    MINUTES = "paper_minutes", "会商纪要", "Minutes"
    NOTICE = "paper_notice", "告知函", "Notice"
    DEMAND = "paper_demand", "整改通知书", "Demand to put right"

    @property
    def sign(self) -> str:
        """The word of its kind in a document number: 督 in 云督〔2026〕12号."""
        return {
            "paper_reply": "复", "paper_statement": "情", "paper_order": "督", "paper_minutes": "会纪",
            "paper_notice": "告", "paper_demand": "改",
        }[self.value]  # fmt: skip


class PaperState(Term):
    """How far a document has come."""

    DRAFT = "paper_draft", "草稿", "Draft"
    FINAL = "paper_final", "定稿", "Final", "done"
    VOID = "paper_void", "作废", "Void"


class PaperAct(Term):
    """The acts on documents."""

    READ = "paper.read", "查看文书", "Read documents"
    DRAFT = "paper.draft", "起草文书", "Drafted a document"
    EDIT = "paper.edit", "修改文书", "Kept a version of a document"
    FINISH = "paper.finish", "文书定稿", "Made a document final"
    VOID = "paper.void", "作废文书", "Voided a document"
