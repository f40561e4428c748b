"""Words of the ways out of the house, and of what goes by them."""

from xiuhua.shared.terms import Term


class RouteKind(Term):
    """A way by which a notice leaves the house."""

    EMAIL = "route_email", "电子邮件", "E-mail"
    SMS = "route_sms", "短信", "SMS"
    WECOM = "route_wecom", "企业微信", "WeCom"
    DINGTALK = "route_dingtalk", "钉钉", "DingTalk"


class RouteState(Term):
    """Whether a way leads out."""

    SANDBOX = "route_sandbox", "沙箱", "Sandbox", "hold"
    ACTIVE = "route_active", "已启用", "In use", "done"
    PAUSED = "route_paused", "已停用", "Stopped", "late"


class RouteAct(Term):
    """The acts on ways, as the ledger and the act table name them."""

    READ = "route.read", "查看通知通道", "Read routes"
    CONFIGURE = "route.configure", "设置通知通道", "Set up the route"
    SANDBOX = "route.sandbox", "转入沙箱", "Put into the sandbox"
    PAUSE = "route.pause", "停用通道", "Stopped the route"
    RESUME = "route.resume", "启用通道", "Took the route into use"
    TEST = "route.test", "试发", "Sent a test"
    RULES = "route.rules", "设置静默与配额", "Set quiet hours and quotas"
    SECRET = "route.secret", "更换回执密钥", "Drew a new secret for receipts"
    QUOTA_WARN = "route.quota_warn", "配额预警", "Warned of the quota"


class OutgoingAct(Term):
    """The acts on messages that leave the house."""

    READ = "outgoing.read", "查看发送记录", "Read what was sent"
    RESEND = "outgoing.resend", "重新发送", "Sent it again"
    REVEAL = "outgoing.reveal", "查看完整接收地址", "Saw the whole address"
    FAIL = "outgoing.fail", "发送失败", "Could not be sent"
    TRIED = "outgoing.tried", "试发有了结果", "The test was tried"
    GATHER = "outgoing.gather", "生成汇总", "Made a digest"
    RECEIPT = "outgoing.receipt", "收到回执", "Got a receipt"
    OPT_OUT = "outgoing.opt_out", "登记退订", "Noted an opt-out"


class OutgoingState(Term):
    """Where a message stands."""

    WAITING = "out_waiting", "待发送", "Waiting"
    COLLECTED = "out_collected", "待汇总", "Kept for a digest", "hold"
    GATHERED = "out_gathered", "已并入汇总", "In a digest", "done"
    SANDBOXED = "out_sandboxed", "沙箱留存", "Kept in the sandbox", "hold"
    ACCEPTED = "out_accepted", "已提交", "Accepted"
    DELIVERED = "out_delivered", "已送达", "Delivered", "done"
    FAILED = "out_failed", "未送达", "Not delivered", "late"
    REFUSED = "out_refused", "未发送", "Not sent", "late"


class OutgoingFault(Term):
    """Why a message did not leave, or did not arrive."""

    QUOTA_TOTAL = "fault_quota_total", "今日短信总配额已用完", "The city's quota of today is used up"
    QUOTA_UNIT = "fault_quota_unit", "本单位今日短信配额已用完", "The unit's quota of today is used up"
    OPTED_OUT = "fault_opted_out", "对方已退订", "The recipient opted out"
    NO_TEMPLATE = "fault_no_template", "没有对应的短信模板编号", "No SMS template code is set for it"
    PAUSED = "fault_paused", "通道已停用", "The route is stopped"
    UNREACHED = "fault_unreached", "连不上服务商", "The provider was not reached"
    BUSY = "fault_busy", "服务商繁忙", "The provider is busy"
    CREDENTIALS = "fault_credentials", "凭据不被接受", "The credentials were not accepted"
    RECIPIENT = "fault_recipient", "接收地址无效", "There is no such recipient"
    ANSWER = "fault_refused", "服务商拒绝", "The provider refused it"
    UNDELIVERED = "fault_undelivered", "运营商未能送达", "The carrier could not deliver it"


QUOTA_FAULTS = frozenset({OutgoingFault.QUOTA_TOTAL, OutgoingFault.QUOTA_UNIT})
"""Those that pass by themselves: a quota begins anew every day."""
