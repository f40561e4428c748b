"""The words of links to other systems: who may knock at the signed doors, and what is sent back."""

from xiuhua.shared.terms import Term


class LinkAct(Term):
    """The acts on links."""

    READ = "link.read", "查看对接", "Read links"
    CREATE = "link.create", "新建对接", "Created the link"
    PAUSE = "link.pause", "暂停对接", "Paused the link"
    RESUME = "link.resume", "恢复对接", "Resumed the link"
    GIVE_UP = "link.give_up", "停止向对方重试", "Gave up sending"


class LinkKind(Term):
    """What stands at the other end."""

    CITY_LINE = "link_city_line", "12345 平台", "12345 platform"
    TELEPHONE = "link_telephone", "话务系统", "Telephone system"


class LinkState(Term):
    """Whether a link works."""

    ACTIVE = "link_active", "对接中", "Working"
    PAUSED = "link_paused", "对接已暂停", "Paused", "hold"
    GIVEN_UP = "link_given_up", "对接停止重试", "Given up", "late"


class MessageKind(Term):
    """What the platform above is told."""

    SIGN = "message_sign", "签收回执", "Signed for"
    CONTACT = "message_contact", "联系情况", "Citizen called"
    RETURN = "message_return", "退单申请", "Return asked for"
    EXTEND = "message_extend", "延期申请", "More time asked for"
    REPLY = "message_reply", "办结回复件", "Reply"
    CALL_BACK = "message_call_back", "回访结果", "Result of the callback"


class MessageState(Term):
    """Where a message stands."""

    WAITING = "message_waiting", "待发送", "Waiting"
    SENT = "message_sent", "已发送", "Sent", "done"
