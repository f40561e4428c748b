"""Where a case stands, whose desk it lies on, and how it ended."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class CaseState(Term):
    """Where a case stands. The colour of a tag says paused or over, never late: that is the clock's."""

    REPORTED = "case_reported", "待受理", "Reported"
    VERIFYING = "case_verifying", "待核实", "To be verified"
    FILING = "case_filing", "待立案", "To be filed"
    DISPATCHING = "case_dispatching", "待派遣", "To be dispatched"
    DISPATCHED = "case_dispatched", "待签收", "To be received"
    HANDLING = "case_handling", "处置中", "Being handled"
    RETURNED = "case_returned", "回退待审", "Sent back"
    REVIEWING = "case_reviewing", "反馈待审", "Feedback to review"
    CHECKING = "case_checking", "待核查", "To be checked"
    CLOSING = "case_closing", "待结案", "To be closed"
    DEFERRED = "case_deferred", "缓办", "Deferred", "hold"
    SHELVED = "case_shelved", "挂账", "On the problem list", "hold"
    CLOSED = "case_closed", "已结案", "Closed", "done"
    NOT_ACCEPTED = "case_not_accepted", "不予受理", "Not accepted"
    NOT_FILED = "case_not_filed", "不予立案", "Not filed"
    VOIDED = "case_voided", "已作废", "Voided"
    MERGED = "case_merged", "已合并", "Merged"


OVER = frozenset(
    {CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.NOT_FILED, CaseState.VOIDED, CaseState.MERGED}
)
"""The states in which nobody has anything left to do."""


class Stage(Term):
    """The stages that have a clock, in their order. Collecting the report itself has none."""

    ACCEPT = "stage_accept", "受理", "Acceptance"
    VERIFY = "stage_verify", "核实", "Verification"
    FILE = "stage_file", "立案", "Filing"
    DISPATCH = "stage_dispatch", "派遣", "Dispatch"
    HANDLE = "stage_handle", "处置", "Handling"
    REVIEW = "stage_review", "反馈审核", "Review of feedback"
    CHECK = "stage_check", "核查", "Check"
    CLOSE = "stage_close", "结案", "Closing"


class Desk(Term):
    """The posts of the loop, as the standards name them. `rules.desks` says which roles sit there."""

    COLLECTOR = "desk_collector", "监督员", "Collector"
    ACCEPTOR = "desk_acceptor", "受理员", "Acceptor"
    SHIFT_HEAD = "desk_shift_head", "值班长", "Shift head"
    DISPATCHER = "desk_dispatcher", "派遣员", "Dispatcher"
    UNIT = "desk_unit", "处置单位", "Handling unit"
    SYSTEM = "desk_system", "系统", "System"


class Closing(Term):
    """How a closed case was closed."""

    NORMAL = "closing_normal", "正常结案", "Closed after the check"
    ON_THE_SPOT = "closing_on_the_spot", "自行处置", "Solved on the spot"
    FORCED = "closing_forced", "强制结案", "Closed by order"
    INFORMED = "closing_informed", "告知性结案", "Closed by telling the caller why"


class Track(Term):
    """On which limits a case runs."""

    ORDINARY = "track_ordinary", "普通", "Ordinary"
    QUICK = "track_quick", "1315 快速响应", "1315 quick response", "brand"
    FLAT = "track_flat", "扁平化直派", "Pushed straight to the crew", "brand"
