"""The words of maintenance windows: times in which work is done on devices and rules keep quiet."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class MaintenanceState(Term):
    """Whether a window was taken back; whether it is on now the clock says."""

    SET = "maintenance_set", "已登记", "Announced", "done"
    WITHDRAWN = "maintenance_withdrawn", "已撤回", "Withdrawn", "plain"


class MaintenancePhase(Term):
    """Where a window stands at an instant."""

    NOW = "maintenance_now", "检修中", "On now", "hold"
    AHEAD = "maintenance_ahead", "未开始", "Ahead", "soon"
    PAST = "maintenance_past", "已结束", "Over", "done"
    WITHDRAWN = "maintenance_withdrawn", "已撤回", "Withdrawn", "plain"


class MaintenanceAct(Term):
    """The acts on maintenance windows, as the ledger and the act table name them."""

    READ = "maintenance.read", "查看检修窗口", "Read maintenance windows"
    DECLARE = "maintenance.declare", "登记检修窗口", "Announced the maintenance window"
    END = "maintenance.end", "提前结束检修", "Ended the maintenance early"
    WITHDRAW = "maintenance.withdraw", "撤回检修窗口", "Withdrew the maintenance window"
