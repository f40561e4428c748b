"""Every write of the notices."""

from xiuhua.notices.services.digesting import digests_gather
from xiuhua.notices.services.escalating import escalation_list_write, escalations_run
from xiuhua.notices.services.inbox import notices_forget, notices_mark, notices_mark_all
from xiuhua.notices.services.outgoing import (
    outgoing_address_reveal,
    outgoing_claim,
    outgoing_record,
    outgoing_resend,
    outgoing_try,
    receipts_poll,
)
from xiuhua.notices.services.preferring import NewPreference, chat_bind, chat_unbind, preference_write
from xiuhua.notices.services.receipts import receipt_hear, receipts_forget
from xiuhua.notices.services.sending import (
    Attempt,
    attempt_record,
    deliveries_forget,
    deliveries_queue,
    webhook_claim,
)
from xiuhua.notices.services.setting_up import (
    CityRules,
    notice_rules_write,
    opt_out,
    receipt_secret_draw,
    route_configure,
    route_pause,
    route_resume,
    route_sandbox,
    route_test,
)
from xiuhua.notices.services.signing_on import chat_kind
from xiuhua.notices.services.telling import NewNotice, Recipient, notice_send, notice_tell
from xiuhua.notices.services.webhooks import webhook_create, webhook_pause, webhook_resume, webhook_send_again

__all__ = [
    "Attempt",
    "CityRules",
    "NewNotice",
    "NewPreference",
    "Recipient",
    "attempt_record",
    "chat_bind",
    "chat_kind",
    "chat_unbind",
    "deliveries_forget",
    "deliveries_queue",
    "digests_gather",
    "escalation_list_write",
    "escalations_run",
    "notice_rules_write",
    "notice_send",
    "notice_tell",
    "notices_forget",
    "notices_mark",
    "notices_mark_all",
    "opt_out",
    "outgoing_address_reveal",
    "outgoing_claim",
    "outgoing_record",
    "outgoing_resend",
    "outgoing_try",
    "preference_write",
    "receipt_hear",
    "receipt_secret_draw",
    "receipts_forget",
    "receipts_poll",
    "route_configure",
    "route_pause",
    "route_resume",
    "route_sandbox",
    "route_test",
    "webhook_claim",
    "webhook_create",
    "webhook_pause",
    "webhook_resume",
    "webhook_send_again",
]
