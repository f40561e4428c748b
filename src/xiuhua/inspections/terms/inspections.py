"""Words of an inspection: what was found of each thing that is looked at, and what came of the whole."""

from xiuhua.shared.terms import Term


class Verdict(Term):
    """What was found of one item."""

    KEPT = "item_kept", "符合", "Kept", "done"
    BROKEN = "item_broken", "不符合", "Not kept", "late"
    APART = "item_apart", "不适用", "Does not apply"


class InspectionResult(Term):
    """What came of the whole."""

    CLEAN = "inspection_clean", "未发现问题", "Nothing wrong", "done"
    FAULTY = "inspection_faulty", "发现问题", "Something wrong", "soon"


class InspectionAct(Term):
    """The acts on inspections, as the ledger and the act table name them."""

    READ = "inspection.read", "查看检查记录", "Read inspections"
    OWN = "inspection.own", "查看本单位检查记录", "Read own inspections"
    RECORD = "inspection.record", "登记检查", "Recorded an inspection"


class StandardAct(Term):
    """The acts on published checklists."""

    PUBLISH = "standard.publish", "发布检查标准", "Published a version of a checklist"
