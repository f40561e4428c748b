"""Looked after behind the pages: hours in which nothing came, reports that expire."""

from __future__ import annotations

from xiuhua.access.services import scope_opened
from xiuhua.scenes.fumes.services.hours import hours_close
from xiuhua.shared.clock import now


def hours_look() -> None:
    """Close the hours that have ended, and refresh what depends on the time."""
    with scope_opened(("",)):
        hours_close(at=now())
