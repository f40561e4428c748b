"""What each post does in the loop: its acts, the clock each act stops, and what shows that one was wrong.

Only what the post itself decides is counted as its own: the clock of its own stage, and what the next post
or the outcome says of its act. Time that a case waited elsewhere is on other clocks.

Source:
    GB/T 30428.4, evaluation of posts (监督员, 受理员, 值班长, 派遣员), and the base counters that go with it
    (按时立案, 准确派遣, 按期核查 …); 处置员 beside them, because units are assessed down to the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiuhua.cases.terms import CaseAct, Stage
from xiuhua.evaluation.terms.assessments import AssessedPost

_A = CaseAct
_GONE = (_A.NOT_ACCEPT, _A.NOT_FILE, _A.VERIFY_FALSE, _A.VOID_GRANT, _A.MERGE)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """An act of a post.

    Args:
        post: whose it is.
        stage: whose clock it stops; None where none runs for it.
        wrong: the acts that show it was wrong when one of them comes later, any time.
        overturned: likewise, when one of them comes before the act is done again.
        by_redo: whether a case opened again shows it was wrong.
        judged: whether anything can show it was wrong at all.
    """

    post: AssessedPost
    stage: Stage | None = None
    wrong: tuple[CaseAct, ...] = ()
    overturned: tuple[CaseAct, ...] = ()
    by_redo: bool = False

    @property
    def judged(self) -> bool:
        """Whether anything can show that it was wrong."""
        return bool(self.wrong or self.overturned or self.by_redo)


_P = AssessedPost
DEEDS: Mapping[CaseAct, Deed] = {
    _A.OPEN: Deed(post=_P.COLLECTOR, wrong=_GONE),
    _A.SOLVE: Deed(post=_P.COLLECTOR, wrong=(_A.VOID_GRANT,)),
    _A.VERIFY_TRUE: Deed(post=_P.COLLECTOR, stage=Stage.VERIFY),
    _A.VERIFY_FALSE: Deed(post=_P.COLLECTOR, stage=Stage.VERIFY),
    _A.CHECK_PASS: Deed(post=_P.COLLECTOR, stage=Stage.CHECK, overturned=(_A.CLOSE_REFUSE,), by_redo=True),
    _A.CHECK_FAIL: Deed(post=_P.COLLECTOR, stage=Stage.CHECK),
    _A.ACCEPT: Deed(post=_P.ACCEPTOR, stage=Stage.ACCEPT, wrong=(_A.NOT_FILE, _A.VOID_GRANT)),
    _A.ASK_VERIFY: Deed(post=_P.ACCEPTOR, stage=Stage.ACCEPT),
    _A.NOT_ACCEPT: Deed(post=_P.ACCEPTOR, stage=Stage.ACCEPT),
    _A.FILE: Deed(post=_P.SHIFT_HEAD, stage=Stage.FILE, wrong=(_A.VOID_GRANT,)),
    _A.NOT_FILE: Deed(post=_P.SHIFT_HEAD, stage=Stage.FILE),
    _A.CLOSE: Deed(post=_P.SHIFT_HEAD, stage=Stage.CLOSE, by_redo=True),
    _A.CLOSE_REFUSE: Deed(post=_P.SHIFT_HEAD, stage=Stage.CLOSE),
    _A.DISPATCH: Deed(post=_P.DISPATCHER, stage=Stage.DISPATCH, overturned=(_A.RETURN_GRANT,)),
    _A.FEEDBACK_PASS: Deed(post=_P.DISPATCHER, stage=Stage.REVIEW),
    _A.FEEDBACK_REFUSE: Deed(post=_P.DISPATCHER, stage=Stage.REVIEW),
    _A.FEED_BACK: Deed(post=_P.HANDLER, stage=Stage.HANDLE, overturned=(_A.CHECK_FAIL, _A.FEEDBACK_REFUSE)),
}
"""What is counted of each post."""


def acts_of(post: AssessedPost) -> tuple[CaseAct, ...]:
    """Return the acts that are counted of a post."""
    return tuple(act for act, deed in DEEDS.items() if deed.post is post)
