"""What oversight does by itself: tell of problems whose day is over, propose by the written rules."""

from __future__ import annotations

from xiuhua.access.services import scope_opened
from xiuhua.oversight.services.accountability import accountability_propose
from xiuhua.oversight.services.leaves import late_back_tell
from xiuhua.oversight.services.telling import overdue_tell
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now


def overdue_look() -> None:
    """Tell of problems that have become overdue."""
    with scope_opened((EVERYWHERE,)):
        while overdue_tell(at=now()):
            pass


def accountability_look() -> None:
    """Let the written rules propose what they find by now."""
    with scope_opened((EVERYWHERE,)):
        accountability_propose(at=now())


def late_back_look() -> None:
    """Tell of people who have not reported back from leave."""
    with scope_opened((EVERYWHERE,)):
        while late_back_tell(at=now()):
            pass
