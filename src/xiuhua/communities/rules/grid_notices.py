"""网格闭环: five states, one after the other, and what makes a step wrong.

Source:
    R-16 names the five in this order: 智能发现、抄告、整改反馈、评价、统计. Limits and scores are our own
    choice, because it gives none.
"""

from __future__ import annotations

from xiuhua.communities.terms.grid_notices import NoticeState, NoticeVerdict
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

COURSE = (
    NoticeState.FOUND,
    NoticeState.TOLD,
    NoticeState.FED_BACK,
    NoticeState.JUDGED,
    NoticeState.COUNTED,
)
PASS_SCORE = 60
_MOST = 100
USUAL_LIMIT = Limit(1, TimeUnit.WORK_DAY)


def state_after(state: NoticeState) -> NoticeState | None:
    """Return the state that follows; None after the last. No other step exists."""
    place = COURSE.index(state)
    return COURSE[place + 1] if place + 1 < len(COURSE) else None


def may_step(before: NoticeState, after: NoticeState) -> bool:
    """Return whether a notice may go from one state to another: only to the next."""
    return state_after(before) is after


def score_fault(verdict: NoticeVerdict, score: int) -> bool:
    """Return whether a score contradicts its verdict: 60 to 100 passes, 0 to 59 does not."""
    if not 0 <= score <= _MOST:
        return True
    return (score >= PASS_SCORE) is not (verdict is NoticeVerdict.PASSED)
