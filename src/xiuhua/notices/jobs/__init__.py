"""What is sent outside, and what falls due by itself."""

from xiuhua.notices.jobs.outgoing import Postman, route_send
from xiuhua.notices.jobs.webhooks import Sender, webhook_tell

__all__ = ["Postman", "Sender", "route_send", "webhook_tell"]
