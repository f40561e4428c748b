"""What recurs: asking for what is due, and writing what was asked for."""

from __future__ import annotations

from xiuhua.briefings.services.drafting import briefings_ask, briefings_write
from xiuhua.shared.clock import now

ASK_SECONDS = 60.0
WRITE_SECONDS = 5.0  # whoever asks for a briefing waits no longer than this for its writing to begin


def ask() -> None:
    """Ask for what is due."""
    briefings_ask(at=now())


def write() -> None:
    """Write what was asked for."""
    briefings_write(at=now())
