"""The words of catering fume."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class Act(Term):
    """What may be done here; `rules/granting.py` says by whom."""

    READ = "fumes.read", "查看餐饮油烟", "Read catering fume"
    OWN = "fumes.own", "查看本店油烟", "Read one's own kitchen"
    ENTER = "fumes.enter", "登记餐饮油烟台账", "Entered a kitchen"
    LIMITS = "fumes.limits", "发布油烟限值", "Published fume limits"
    LEAD = "fumes.lead", "形成线索", "Opened a lead"
    VISIT = "fumes.visit", "现场核查", "Visited"
    SAMPLE = "fumes.sample", "登记法定采样", "Entered a certified sampling"
    FILE = "fumes.file", "立案", "Made it a case"
    LETTER = "fumes.letter", "起草告知函", "Drafted the notice"
    DEMAND = "fumes.demand", "起草整改通知书", "Drafted the demand"
    SEND = "fumes.send", "送达文书", "Handed the paper over"
    ANSWER = "fumes.answer", "回复文书", "Answered the paper"
    RECHECK = "fumes.recheck", "复查", "Checked again"
    CLOSE = "fumes.close", "办结线索", "Closed the lead"
    DROP = "fumes.drop", "撤销线索", "Dropped the lead"
    JOINT = "fumes.joint", "发起联合整治", "Called for joint action"


class SizeClass(Term):
    """How large a kitchen is, by GB 18483-2001."""

    SMALL = "fume_small", "小型", "Small"
    MEDIUM = "fume_medium", "中型", "Medium"
    LARGE = "fume_large", "大型", "Large"


class KitchenState(Term):
    """How a kitchen stands now, by its monitor."""

    ONLINE = "fume_online", "在线", "Online", "done"
    EXCEEDING = "fume_exceeding", "超标", "Above the limit", "late"
    PURIFIER_OFF = "fume_purifier_off", "净化器未开", "Purifier off", "late"
    DOUBTFUL = "fume_doubtful", "数据存疑", "In doubt", "soon"
    OFFLINE = "fume_offline", "离线", "Offline", "soon"
    UNMONITORED = "fume_unmonitored", "未装监测", "No monitor"


class ReportState(Term):
    """How the detection report of a kitchen stands."""

    VALID = "fume_report_valid", "有效", "Valid", "done"
    DUE = "fume_report_due", "30 天内到期", "Expires within 30 days", "soon"
    EXPIRED = "fume_report_expired", "已过期", "Expired", "late"
    NONE = "fume_report_none", "无报告", "No report", "late"


class Verdict(Term):
    """What a mean of some minutes says."""

    COMPLIANT = "fume_compliant", "达标", "Compliant"
    EXCEEDING = "fume_over", "超标", "Above the limit"
    PURIFIER_OFF = "fume_bypassed", "净化器未开", "Purifier off"
    IDLE = "fume_idle", "未烹饪", "Not cooking"
    UNKNOWN = "fume_unknown", "存疑", "In doubt"
    SILENT = "fume_silent", "无数据", "No reading"


class Why(Term):
    """Why nothing can be said of readings: neither compliant nor above the limit."""

    NONE = "fume_why_none", "无", "nothing"
    STUCK = (
        "fume_why_stuck",
        "读数数小时不变，疑似探头卡死",
        "The reading has not moved for hours: the probe seems stuck",
    )
    MICROGRAM = (
        "fume_why_microgram",
        "量级不符，疑似以 µg/m³ 上报而按 mg/m³ 记录",
        "Out by a thousand: it seems to send µg/m³ where mg/m³ are recorded",
    )
    NANOGRAM = (
        "fume_why_nanogram",
        "量级不符，疑似以 ng/m³ 上报而按 mg/m³ 记录",
        "Out by a million: it seems to send ng/m³ where mg/m³ are recorded",
    )
    SIGNAL = (
        "fume_why_signal",
        "净化器信号三天恒为“开”，停灶时也不变，不可采信",
        "The purifier signal has been “on” for three days, also while nobody cooked: it cannot be believed",
    )
    MAINTENANCE = "fume_why_maintenance", "监测设备维护中", "The monitor is being worked on"
    UNFIT = (
        "fume_why_unfit",
        "读数超量程、突变或设备报故障",
        "Out of range, a jump, or a fault that the device reports",
    )
    FEW = "fume_why_few", "读数不足一半", "Fewer than half of the readings came"


class LeadState(Term):
    """How far a lead has come. Colours say over, never late."""

    OPEN = "fume_lead_open", "待核查", "To be visited", "soon"
    PROVEN = "fume_lead_proven", "已查实", "Proven"
    FILED = "fume_lead_filed", "已立案", "Made a case"
    NOTICED = "fume_lead_noticed", "已告知", "Notice handed over"
    FIXED = "fume_lead_fixed", "复查合格", "Put right", "done"
    CLOSED = "fume_lead_closed", "已办结", "Closed", "done"
    REFUTED = "fume_lead_refuted", "核查不属实", "Not so"
    DROPPED = "fume_lead_dropped", "已撤销", "Dropped"


class Cause(Term):
    """What a lead began with."""

    EXCEEDING = "fume_cause_exceeding", "在线监测超标", "Above the limit online"
    PURIFIER_OFF = "fume_cause_purifier_off", "烹饪时净化器未开", "Cooking with the purifier off"
    COMPLAINT = "fume_cause_complaint", "投诉", "Complaint"
    CHECK = "fume_cause_check", "检查发现", "Found by a check"
    BY_HAND = "fume_cause_by_hand", "人工发现", "Found by somebody"


class ProofKind(Term):
    """How something was found out."""

    VISIT = "fume_proof_visit", "现场核查", "Visit"
    SAMPLING = "fume_proof_sampling", "法定采样检测", "Certified sampling"
    RECHECK = "fume_proof_recheck", "复查", "Second check"


class Found(Term):
    """What was found."""

    SO = "fume_found_so", "属实", "It is so", "late"
    NOT_SO = "fume_found_not_so", "不属实", "It is not so"
    RIGHT = "fume_found_right", "合格", "Put right", "done"
    STILL = "fume_found_still", "仍不合格", "Still wrong", "late"


class AskState(Term):
    """How something asked of a kitchen stands."""

    DRAFTED = "fume_ask_drafted", "起草中", "Being drafted"
    SENT = "fume_ask_sent", "待整改", "To be put right", "soon"
    ANSWERED = "fume_ask_answered", "已回复", "Answered"
    DONE = "fume_ask_done", "已完成", "Done", "done"
