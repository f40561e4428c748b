"""What is sent outside, a thread for each receiver that has something to hear: none waits for another."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from django.db import connection

from xiuhua.notices.queries.webhooks import webhooks_due
from xiuhua.notices.services import attempt_record, webhook_claim
from xiuhua.notices.services.posting import webhook_post
from xiuhua.shared.clock import now

_AT_ONCE = 8  # receivers that may keep us waiting at the same time
_IN_A_ROW = 200  # deliveries to one receiver before others get their turn
_LOG = logging.getLogger(__name__)


class Sender:
    """The threads of this process, and which webhooks they are at."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="webhook")
        self._under_way: set[int] = set()
        self._lock = Lock()

    def round(self) -> None:
        """Put a thread to every webhook that has something to tell and has none yet; do not wait for them."""
        for webhook_id in webhooks_due(at=now()):
            with self._lock:
                if webhook_id in self._under_way:
                    continue
                self._under_way.add(webhook_id)
            self._pool.submit(self._tell, webhook_id)

    def _tell(self, webhook_id: int) -> None:
        try:
            webhook_tell(webhook_id)
        except Exception:  # noqa: BLE001 — the lease ends by itself, and the next round tries again
            _LOG.exception("the webhook %s could not be told", webhook_id)
        finally:
            with self._lock:
                self._under_way.discard(webhook_id)
            connection.close()


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
