"""What the notices follow in the sealed log."""

from xiuhua.ledger.tails import Tail
from xiuhua.notices.services import deliveries_queue

WEBHOOKS = Tail(name="notices.webhooks", batch=1_000, react=lambda entries: deliveries_queue(entries=entries))
