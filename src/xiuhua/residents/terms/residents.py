"""The fixed words of what residents send themselves, and of what they are answered."""

from xiuhua.shared.terms import Term


class ReceiptAct(Term):
    """What is done to the receipt that whoever told the city of a problem holds."""

    READ = "receipt.read", "查看回执", "Read receipts"
    TAKE = "receipt.take", "市民上报", "A resident reported"
    JOIN = "receipt.join", "市民附议", "A resident met it too"
    ADD = "receipt.add", "市民补充", "A resident added something"
    WITHDRAW = "receipt.withdraw", "市民撤回", "A resident took it back"
    RATE = "receipt.rate", "市民评价", "A resident rated the outcome"


class Route(Term):
    """By which way a resident is answered. What stands on the page of the receipt is always there too."""

    PAGE = "route_page", "查询页", "The page of the receipt"
    WECHAT = "route_wechat", "微信", "WeChat", "brand"
    MAIL = "route_mail", "电子邮件", "E-mail"
    SMS = "route_sms", "短信", "SMS"


class ReceiptState(Term):
    """Where a receipt stands; what the case does is the case's."""

    OPEN = "receipt_open", "跟进中", "Followed"
    WITHDRAWN = "receipt_withdrawn", "已撤回", "Taken back"
    RATED = "receipt_rated", "已评价", "Rated", "done"


class Rating(Term):
    """What a resident says of the outcome."""

    SATISFIED = "rating_satisfied", "满意", "Satisfied", "done"
    UNSATISFIED = "rating_unsatisfied", "不满意", "Not satisfied", "soon"


class AnswerKind(Term):
    """At which turn of the case a resident is told something."""

    TAKEN = "answer_taken", "已收到", "Received"
    ACCEPTED = "answer_accepted", "已受理", "Accepted"
    REFUSED = "answer_refused", "未受理", "Not taken up"
    DISPATCHED = "answer_dispatched", "已派单", "Given to a unit"
    HELD = "answer_held", "暂缓", "Held"
    JOINED = "answer_joined", "已合并办理", "Handled with another report"
    ENDED = "answer_ended", "已办结", "Settled", "done"
    REOPENED = "answer_reopened", "重新办理", "Taken up again"
    REWARD = "answer_reward", "奖励", "Reward"


class AnswerState(Term):
    """How far an answer has come on its way."""

    WAITING = "answer_waiting", "待发送", "Waiting", "soon"
    DELIVERED = "answer_delivered", "已送达", "Delivered", "done"
    FAILED = "answer_failed", "未送达", "Not delivered", "late"
    HANDED = "answer_handed", "已交短信通道", "Given to the SMS route"


class Step(Term):
    """How far a matter has come, as residents are told it."""

    RECEIVED = "step_received", "已收到", "Received"
    ACCEPTED = "step_accepted", "已受理", "Accepted"
    UNDER_WAY = "step_under_way", "处理中", "Under way"
    CHECKED = "step_checked", "核查中", "Being checked"
    SETTLED = "step_settled", "已办结", "Settled", "done"
    ASIDE = "step_aside", "未受理", "Not taken up"
