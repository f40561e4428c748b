"""Words of 回头看: samples of closed cases that are looked at again."""

from xiuhua.shared.terms import Term


class LookBackAct(Term):
    """The acts on look-backs."""

    READ = "look_back.read", "查看回头看", "Read look-backs"
    DRAW = "look_back.draw", "抽取回头看样本", "Drew a look-back"
    ASSIGN = "look_back.assign", "改派复查人员", "Assigned a revisit"
    REVISIT = "look_back.revisit", "现场复查", "Revisited"


class RoundState(Term):
    """Where a round stands."""

    OPEN = "round_open", "复查中", "Under way"
    DONE = "round_done", "已完成", "Done", "done"


class RevisitState(Term):
    """What came of looking at a closed case again."""

    TO_DO = "revisit_to_do", "待复查", "To be looked at"
    PASSED = "revisit_passed", "合格", "In order", "done"
    FAILED = "revisit_failed", "不合格", "Not in order", "late"
    UNSEEN = "revisit_unseen", "无法复查", "Could not be seen", "hold"
