"""What is sent outside, a thread for each receiver that has something to hear: none waits for another."""

from __future__ import annotations

from functools import partial

from xiuhua.notices.queries.webhooks import webhooks_due
from xiuhua.notices.services import attempt_record, webhook_claim
from xiuhua.notices.services.posting import webhook_post
from xiuhua.notices.services.threads import Threads
from xiuhua.shared.clock import now

_AT_ONCE = 8  # receivers that may keep us waiting at the same time
_IN_A_ROW = 200  # deliveries to one receiver before others get their turn


class Sender:
    """The threads of this process, and which webhooks they are at."""

    def __init__(self) -> None:
        self._threads = Threads("webhook", at_once=_AT_ONCE)

    def round(self) -> None:
        """Put a thread to every webhook that has something to tell and has none yet; do not wait for them."""
        for webhook_id in webhooks_due(at=now()):
            self._threads.start(webhook_id, partial(webhook_tell, webhook_id))


def webhook_tell(webhook_id: int) -> None:
    """Send what waits for one webhook, in order, until something fails or nothing is left."""
    for _ in range(_IN_A_ROW):
        attempt = webhook_claim(webhook_id=webhook_id, at=now())
        if attempt is None:
            return
        outcome = webhook_post(
            url=attempt.url, secret=attempt.secret, delivery_id=attempt.delivery_id, body=attempt.body,
            at_s=int(now().timestamp()),
        )  # fmt: skip
        attempt_record(attempt=attempt, outcome=outcome, at=now())
        if outcome.fault is not None:
            return
