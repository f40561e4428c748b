"""Messages on their way out, a thread for each way: a provider that keeps us waiting holds up no other."""

from __future__ import annotations

from functools import partial

from xiuhua.notices.queries.routes import outgoing_waiting
from xiuhua.notices.services.digesting import digests_gather
from xiuhua.notices.services.escalating import escalations_run
from xiuhua.notices.services.outgoing import outgoing_claim, outgoing_record, outgoing_try, receipts_poll
from xiuhua.notices.services.threads import Threads
from xiuhua.notices.terms import RouteKind
from xiuhua.shared.clock import now

_IN_A_ROW = 100  # messages of one way before it looks anew


class Postman:
    """The threads of this process, and which ways they are at."""

    def __init__(self) -> None:
        self._threads = Threads("outgoing", at_once=len(RouteKind))

    def round(self) -> None:
        """Make the digests that are due, pass on what nobody read, put a thread to every way with work."""
        at = now()
        digests_gather(at=at)
        escalations_run(at=at)
        for route in outgoing_waiting(at=at):
            self._threads.start(route, partial(route_send, route))

    def poll(self) -> None:
        """Ask for receipts that did not come; not in the way of anything else."""
        self._threads.start("receipts", lambda: receipts_poll(at=now()))


def route_send(route: str) -> int:
    """Send what waits for one way; return how many messages were tried."""
    tried = 0
    for outgoing_id in outgoing_waiting(at=now()).get(route, [])[:_IN_A_ROW]:
        attempt = outgoing_claim(outgoing_id=outgoing_id, at=now())
        if attempt is None:
            continue
        receipt = outgoing_try(attempt=attempt, at=now())
        outgoing_record(outgoing_id=outgoing_id, receipt=receipt, at=now())
        tried += 1
    return tried
