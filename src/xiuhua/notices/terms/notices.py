"""Words of what people are told."""

from xiuhua.shared.terms import Term


class NoticeAct(Term):
    """The acts on notices, as the ledger and the act table name them."""

    READ = "notice.read", "查看通知", "Read notices"
    SEND = "notice.send", "发出通知", "Told"
    MARK = "notice.mark", "标记已读未读", "Marked as read or unread"
    PREFER = "notice.prefer", "设置通知方式", "Chose how to be told"
    BIND = "notice.bind", "绑定接收地址", "Bound an address"
    ESCALATE = "notice.escalate", "逐级提醒", "Told the next on the list"
    LIST_READ = "notice.list_read", "查看逐级提醒名单", "Read escalation lists"
    LIST_WRITE = "notice.list_write", "设置逐级提醒名单", "Set the escalation list"


class NoticeKind(Term):
    """What notices are about: what somebody chooses ways for, and what a digest groups by."""

    CASE = "notice_case", "案件到手", "Cases for me"
    DEADLINE = "notice_deadline", "时限提醒", "Deadlines"
    PRESS = "notice_press", "督办催办", "Supervision", "late"
    WISH = "notice_wish", "申请结果", "Answers to requests"
    RESULT = "notice_result", "办理结果", "Outcomes"
    REPLY = "notice_reply", "答复来件", "Replies"
    SYSTEM = "notice_system", "系统消息", "System"


class RecipientKind(Term):
    """What names the one who is told."""

    USER = "recipient_user", "账号", "Account"
    PHONE = "recipient_phone", "手机号", "Phone number"
    EMAIL = "recipient_email", "电子邮箱", "E-mail address"
    WORK_CHAT = "recipient_work_chat", "工作聊天账号", "Work-chat id"


class Digest(Term):
    """When somebody is told by other ways than the page."""

    AT_ONCE = "digest_at_once", "即时", "At once"
    HOURLY = "digest_hourly", "每小时汇总", "Once an hour"
    DAILY = "digest_daily", "每天汇总", "Once a day"
