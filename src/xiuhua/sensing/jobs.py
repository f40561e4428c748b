"""What is looked after behind the pages: how devices stand, rules, and the days that are written to next."""

from __future__ import annotations

from xiuhua.access.services import scope_opened
from xiuhua.sensing.services.devices import liveness_refresh
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.services.partitions import days_make_ahead
from xiuhua.shared.clock import now


def liveness_look() -> None:
    """Write down which devices are late, silent or faulty by now."""
    with scope_opened(("",)):
        liveness_refresh(at=now())


def days_make() -> None:
    """Make the partitions of the coming days."""
    days_make_ahead(at=now())


def rules_judge() -> None:
    """Judge what came since the last time, and every timer that is due."""
    with scope_opened(("",)):
        alarms_judge(at=now())
