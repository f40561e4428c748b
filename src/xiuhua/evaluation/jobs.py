"""What recurs: months close, watched figures are looked at, the screens of walls are counted again."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Event

from xiuhua.access.services import scope_opened
from xiuhua.evaluation.queries.plans import screens_watched
from xiuhua.evaluation.rules.screens import LEAST_AGE_S, WATCHED_S, rest_s
from xiuhua.evaluation.services.assessments import assessments_sweep
from xiuhua.evaluation.services.closings import closings_sweep
from xiuhua.evaluation.services.screens import screen_renew
from xiuhua.evaluation.services.watches import watches_look
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.web.looping import repeat


def figures_look() -> None:
    """Look at every watched figure whose period has ended since."""
    with scope_opened(system("figures").areas):
        watches_look(at=now())


def screens_count() -> None:
    """Count every screen again that somebody has asked for lately."""
    at = now()
    with scope_opened(("",)):
        for row in screens_watched(since=at - timedelta(seconds=WATCHED_S)):
            screen_renew(key=row.key, counted_at=row.counted_at, at=now())


def screens_loop(stop: Event) -> None:
    """Count about once a second until told to stop, in a thread of its own: a screen of a city takes time.

    It rests three times as long as it has counted, up to `MOST_REST_S`: walls are never all that a machine
    has to do.
    """

    def work() -> bool:
        began = time.monotonic()
        screens_count()
        stop.wait(rest_s(time.monotonic() - began) - LEAST_AGE_S)
        return False

    repeat(stop, LEAST_AGE_S, work)


def closing_jobs() -> None:
    """Freeze what is due, take closings a step on, and let grades be final."""
    at = now()
    closings_sweep(at=at)
    assessments_sweep(at=at)
