"""What oversight does by itself: tell of problems whose day is over."""

from __future__ import annotations

from xiuhua.access.services import scope_opened
from xiuhua.oversight.services.telling import overdue_tell
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now


def overdue_look() -> None:
    """Tell of problems that have become overdue."""
    with scope_opened((EVERYWHERE,)):
        while overdue_tell(at=now()):
            pass
