"""Words of the webhooks."""

from xiuhua.shared.terms import Term


class WebhookAct(Term):
    """The acts on webhooks, as the ledger and the act table name them."""

    READ = "webhook.read", "查看推送", "Read webhooks"
    CREATE = "webhook.create", "新建推送", "Created the webhook"
    PAUSE = "webhook.pause", "暂停推送", "Paused the webhook"
    RESUME = "webhook.resume", "恢复推送", "Resumed the webhook"
    SEND_AGAIN = "webhook.send_again", "重新推送", "Sent again"
    GIVE_UP = "webhook.give_up", "停止重试", "Gave up"


class WebhookState(Term):
    """Whether a webhook sends."""

    ACTIVE = "webhook_active", "推送中", "Sending"
    PAUSED = "webhook_paused", "已暂停", "Paused", "hold"
    GIVEN_UP = "webhook_given_up", "已停止重试", "Given up", "late"


class DeliveryState(Term):
    """Where a delivery stands."""

    WAITING = "delivery_waiting", "待推送", "Waiting"
    DELIVERED = "delivery_delivered", "已送达", "Delivered", "done"


class DeliveryFault(Term):
    """Why a try failed."""

    NAME = "fault_name", "域名无法解析", "The host name is unknown"
    PRIVATE = "fault_private", "目标在内部网络", "The target lies in a private network"
    CONNECTION = "fault_connection", "连接失败", "No connection"
    TLS = "fault_tls", "证书校验失败", "The certificate was not accepted"
    TIMEOUT = "fault_timeout", "超时", "It took too long"
    ANSWER = "fault_answer", "对方拒收", "It was not accepted there"
