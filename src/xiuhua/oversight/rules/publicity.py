"""Which step an article and a clue of public opinion may take.

Source:
    the register's S-172 (新闻宣传, 双微一抖) and K-112 (宣传稿件): articles planned, published, channel and
    count. The steps are our own choice: planned, written, approved by somebody else, published; a clue is
    found, handled, answered.
"""

from __future__ import annotations

from collections.abc import Mapping

from xiuhua.oversight.terms.publicity import ArticleAct, ArticleState, OpinionAct, OpinionState

_AA, _AS = ArticleAct, ArticleState
ARTICLE_STEPS: Mapping[ArticleAct, tuple[ArticleState, ...]] = {
    _AA.WRITE: (_AS.PLANNED, _AS.WRITTEN),
    _AA.APPROVE: (_AS.WRITTEN,),
    _AA.SEND_BACK: (_AS.WRITTEN,),
    _AA.PUBLISH: (_AS.APPROVED, _AS.PUBLISHED),
}
"""The states in which each act may be done; what is published may stand on further channels."""
_OA, _OS = OpinionAct, OpinionState
OPINION_STEPS: Mapping[OpinionAct, tuple[OpinionState, ...]] = {
    _OA.ASSIGN: (_OS.FOUND, _OS.ASSIGNED),
    _OA.REPORT: (_OS.FOUND, _OS.ASSIGNED),
    _OA.HANDLE: (_OS.ASSIGNED,),
    _OA.ANSWER: (_OS.FOUND, _OS.HANDLED),
}
"""The states in which each act may be done; what nobody has to handle may be answered at once."""
