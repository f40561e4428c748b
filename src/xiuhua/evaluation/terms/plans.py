"""The fixed words of targets, snapshots and screens."""

from xiuhua.shared.terms import Term


class PlanAct(Term):
    """What is done with targets, with the month's page, with snapshots and screens."""

    TARGET_SET = "target.set", "设定目标", "Target set"
    TARGET_WITHDRAW = "target.withdraw", "撤销目标", "Target withdrawn"
    OVERVIEW_CHOOSE = "overview.choose", "选定月报指标", "Figures of the month chosen"
    SNAPSHOT_FIX = "snapshot.fix", "固定数据", "Figures fixed"
    SCREEN_PUBLISH = "screen.publish", "发布大屏", "Screen published"


class TargetKind(Term):
    """How a target is written."""

    AT_LEAST = "target_at_least", "不低于", "at least"
    AT_MOST = "target_at_most", "不高于", "at most"
    GROWTH = "target_growth", "比上年提高", "up on the year before by"
    DECLINE = "target_decline", "比上年下降", "down on the year before by"


class TargetState(Term):
    """Whether a version of a target holds."""

    SET = "target_in_force", "有效", "In force", "done"
    WITHDRAWN = "target_withdrawn", "已撤销", "Withdrawn"


class Course(Term):
    """How far a target has come."""

    REACHED = "course_reached", "已达标", "Reached", "done"
    ON_COURSE = "course_on", "符合进度", "On course", "done"
    BEHIND = "course_behind", "落后", "Behind", "late"
    MISSED = "course_missed", "未达标", "Missed", "late"
    UNKNOWN = "course_unknown", "无数据", "No data"
