"""The words of rules and of what may be done with them and with their alarms."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class RuleState(Term):
    """Whether a rule is judged."""

    ON = "rule_on", "启用", "On", "done"
    OFF = "rule_off", "停用", "Off", "hold"


class RuleAct(Term):
    """The acts on rules, as the ledger and the act table name them."""

    READ = "rule.read", "查看规则", "Read rules"
    CREATE = "rule.create", "编写规则", "Wrote the rule"
    PUBLISH = "rule.publish", "发布规则新版本", "Published a new version of the rule"
    ON = "rule.on", "启用规则", "Switched the rule on"
    OFF = "rule.off", "停用规则", "Switched the rule off"


class SubjectKind(Term):
    """What a device belongs to, as a rule may ask for it."""

    PREMISES = "premises", "场所", "Premises"
    COMPONENT = "component", "部件", "Components"
    VEHICLE = "vehicle", "车辆", "Vehicles"
    NOTHING = "nothing", "不归属任何对象", "Nothing registered"


class AlarmPhase(Term):
    """Where an alarm stands. In a maintenance window an open one is held: nothing about it changes."""

    FIRING = "alarm_firing", "报警中", "Firing", "late"
    HELD = "alarm_held", "检修中", "Held: maintenance", "hold"
    RECOVERING = "alarm_recovering", "恢复中", "Recovering", "soon"
    CLEARED = "alarm_cleared", "已解除", "Cleared", "done"


class AlarmAct(Term):
    """The acts on alarms; what the judge does is the system's."""

    READ = "alarm.read", "查看报警", "Read alarms"
    ACKNOWLEDGE = "alarm.acknowledge", "确认报警", "Acknowledged the alarm"
    NOTE = "alarm.note", "备注报警", "Added a note to the alarm"
    RAISE = "alarm.raise", "触发报警", "Raised the alarm"
    GRADE = "alarm.grade", "调整报警级别", "Changed the severity of the alarm"
    ESCALATE = "alarm.escalate", "报警无人确认，催办升级", "Passed the alarm up: nobody had acknowledged it"
    CLEAR = "alarm.clear", "解除报警", "Cleared the alarm"


class SimpleKind(Term):
    """What a rule written in the form asks of its quantity."""

    LIMIT = "limit", "超过或低于限值", "Beyond a limit"
    RISES = "rises", "短时上升", "Rises fast"
    FALLS = "falls", "短时下降", "Falls fast"
    COUNT = "count", "一段时间内多次超限", "Beyond a limit several times"
    SILENT = "silent", "没有数据", "No data"
    FLAT = "flat", "读数不变", "Does not change"
