"""The words of work orders: 12345 工单 and those that the hotline desk writes itself."""

from xiuhua.shared.terms import Term


class OrderAct(Term):
    """What is done to orders. `rules.orders.STEPS` says from which state, and to which."""

    READ = "order.read", "查看工单", "Read orders"
    TAKE = "order.take", "工单到达", "Order came in"
    SIGN = "order.sign", "签收工单", "Signed for the order"
    CONTACT = "order.contact", "联系诉求人", "Called the citizen"
    PASS_ON = "order.pass_on", "下派", "Passed it on"
    JOIN = "order.join", "并入案件", "Joined it to a case"
    READY = "order.ready", "案件全部办结", "All its cases are over"
    REPLY = "order.reply", "办结回复", "Replied"
    CALL_BACK = "order.call_back", "回访", "Called back"
    REDO = "order.redo", "重办", "Had it done again"
    ARCHIVE = "order.archive", "归档", "Archived"
    RETURN_ASK = "order.return_ask", "申请退单", "Asked to return it"
    RETURN_GRANT = "order.return_grant", "同意退单", "Took the order back"
    RETURN_REFUSE = "order.return_refuse", "不同意退单", "Refused to take it back"
    EXTEND_ASK = "order.extend_ask", "申请工单延期", "Asked above for more time"
    EXTEND_GRANT = "order.extend_grant", "同意工单延期", "More time was given above"
    EXTEND_REFUSE = "order.extend_refuse", "不同意工单延期", "More time was refused above"
    PHONE_REVEAL = "order.phone_reveal", "查看诉求人电话", "Saw the citizen's number"
    WARN = "order.warn", "工单临期提醒", "Warned: the order is soon late"
    OVERDUE = "order.overdue", "工单超期", "The order ran late"


class OrderState(Term):
    """Where an order stands."""

    WAITING = "order_waiting", "待签收", "To be signed for"
    SIGNED = "order_signed", "待联系", "To be called"
    CONTACTED = "order_contacted", "待下派", "To be passed on"
    PASSED = "order_passed", "在办", "Under way"
    ANSWERING = "order_answering", "待回复", "To be answered"
    REPLIED = "order_replied", "待回访", "To be called back"
    CALLED_BACK = "order_called_back", "已回访", "Called back", "done"
    ARCHIVED = "order_archived", "已归档", "Archived", "done"
    RETURN_ASKED = "order_return_asked", "退单待复", "Return asked for", "hold"
    RETURNED = "order_returned", "已退单", "Returned", "hold"


class OrderKind(Term):
    """What a citizen wants."""

    CONSULT = "order_consult", "咨询", "Question"
    HELP = "order_help", "求助", "Request for help"
    COMPLAINT = "order_complaint", "投诉", "Complaint"
    REPORT = "order_report", "举报", "Report"
    SUGGESTION = "order_suggestion", "意见建议", "Suggestion"


class OrderSource(Term):
    """Through which number it came in."""

    CITY = "order_city", "12345", "12345"
    HOTLINE = "order_hotline", "960116", "960116"


class OrderClock(Term):
    """What an order has limits for."""

    SIGN = "order_clock_sign", "签收", "Signing"
    CONTACT = "order_clock_contact", "联系", "Calling"
    PASS_ON = "order_clock_pass_on", "下派", "Passing on"
    REPLY = "order_clock_reply", "回复", "Reply"


class OrderAlert(Term):
    """What has been said of the deadline that an order waits for."""

    NONE = "order_alert_none", "未提醒", "Nothing said"
    WARNED = "order_alert_warned", "已临期提醒", "Warned"
    OVERDUE = "order_alert_overdue", "已报超期", "Said to be late"


class ContactOutcome(Term):
    """What came of a call."""

    REACHED = "contact_reached", "已联系上", "Reached", "done"
    NO_ANSWER = "contact_no_answer", "无人接听", "No answer"
    WRONG_NUMBER = "contact_wrong_number", "号码有误", "Wrong number"
    REFUSED = "contact_refused", "拒绝沟通", "Would not talk"


class Satisfaction(Term):
    """What the citizen thinks of how it went."""

    YES = "satisfied_yes", "满意", "Satisfied", "done"
    NEUTRAL = "satisfied_neutral", "一般", "Neither"
    NO = "satisfied_no", "不满意", "Not satisfied", "late"


class OrderMeasure(Term):
    """The counts of the board of 接诉即办; each opens to exactly its orders."""

    TAKEN = "order_taken", "受理", "Taken"
    CLOSED = "order_closed", "办结", "Closed"
    RESPONDED = "order_responded", "按时响应", "Responded in time"
    ASKED_BACK = "order_asked_back", "已回访有结果", "Called back"
    RESOLVED = "order_resolved", "已解决", "Resolved"
    SATISFIED = "order_satisfied", "满意", "Satisfied"
    OPEN = "order_open", "未办结", "Open"
    LATE = "order_late", "超期", "Late"


class OrderVersionAct(Term):
    """What is done to the limits of orders."""

    READ = "order_version.read", "查看工单设置", "Read the settings of orders"
    PUBLISH = "order_version.publish", "发布工单设置", "Published the settings of orders"
