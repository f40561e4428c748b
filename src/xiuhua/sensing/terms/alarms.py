"""The words of alarms."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class Severity(Term):
    """How grave an alarm is, mildest first."""

    NOTE = "note", "提示", "Note", "plain"
    MINOR = "minor", "一般", "Minor", "soon"
    MAJOR = "major", "较重", "Major", "late"
    CRITICAL = "critical", "严重", "Critical", "late"

    @property
    def rank(self) -> int:
        """Its place, 0 for the mildest."""
        return list(Severity).index(self)


class AlarmState(Term):
    """Where the judgement of a rule about a subject stands."""

    NORMAL = "normal", "正常", "Normal", "done"
    PENDING = "pending", "待定", "Pending", "soon"
    FIRING = "firing", "报警", "Firing", "late"
    RECOVERING = "recovering", "恢复中", "Recovering", "hold"


class Health(Term):
    """Whether the judgement rests on readings."""

    OK = "ok", "数据正常", "Readings good", "done"
    NO_READINGS = "no_data", "无数据", "No data", "hold"
    ERROR = "error", "数据异常", "Unfit readings", "late"


class Unknown(Term):
    """What a rule makes of a condition that readings leave open."""

    KEEP = "keep", "保持原状", "Keep the last state"
    NORMAL = "normal", "视为正常", "Take it as normal"
    ALARM = "alarm", "视为报警", "Take it as an alarm"


class StepKind(Term):
    """What happened to an alarm. The last two are not the judge's: they come from what people do."""

    RAISED = "raised", "触发", "Raised", "late"
    SEVERITY_UP = "severity_up", "升级", "More severe", "late"
    SEVERITY_DOWN = "severity_down", "降级", "Less severe", "soon"
    RECOVERING = "recovering", "开始恢复", "Recovering", "hold"
    FIRING_AGAIN = "firing_again", "再次触发", "Firing again", "late"
    FLAPPING = "flapping", "反复触发", "Flapping", "soon"
    HEALTH = "health", "数据状况变化", "Readings changed state", "hold"
    MUTED = "muted", "进入维护期", "Maintenance began", "hold"
    UNMUTED = "unmuted", "维护期结束", "Maintenance ended", "plain"
    ACKNOWLEDGED = "acknowledged", "确认", "Acknowledged", "brand"
    ESCALATED = "escalated", "催办升级", "Escalated", "late"
    CLEARED = "cleared", "解除", "Cleared", "done"
    RETIRED = (
        "retired",
        "规则换版或停用，不再判断",
        "No longer judged: the rule was changed or switched off",
        "hold",
    )
    NOTED = "noted", "备注", "Note", "plain"
