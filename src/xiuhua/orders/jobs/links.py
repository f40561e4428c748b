"""What is sent to other systems, a thread for each that has something to hear: none waits for another."""

from __future__ import annotations

from functools import partial

from xiuhua.access.services import scope_opened
from xiuhua.notices.services.posting import webhook_post
from xiuhua.notices.services.threads import Threads
from xiuhua.orders.queries.links import links_due
from xiuhua.orders.services.messages import attempt_record, message_claim
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now

_AT_ONCE = 4  # systems that may keep us waiting at the same time
_IN_A_ROW = 100  # messages to one system before others get their turn


class LinkSender:
    """The threads of this process, and which links they are at."""

    def __init__(self) -> None:
        self._threads = Threads("link", at_once=_AT_ONCE)

    def round(self) -> None:
        """Put a thread to every link that has something to hear and has none yet; do not wait for them."""
        with scope_opened((EVERYWHERE,)):
            due = links_due(at=now())
        for link_id in due:
            self._threads.start(link_id, partial(link_tell, link_id))


def link_tell(link_id: int) -> None:
    """Send what waits for one link, in order, until something fails or nothing is left."""
    for _ in range(_IN_A_ROW):
        attempt = message_claim(link_id=link_id, at=now())
        if attempt is None:
            return
        outcome = webhook_post(
            url=attempt.url, secret=attempt.secret, delivery_id=attempt.message_id, body=attempt.body,
            at_s=int(now().timestamp()),
        )  # fmt: skip
        attempt_record(attempt=attempt, outcome=outcome, at=now())
        if outcome.fault is not None:
            return
