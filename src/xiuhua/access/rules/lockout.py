"""When a sign-in door stays shut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30
LOCK_MINUTES = 15
_WINDOW = timedelta(minutes=LOCK_MINUTES)


@dataclass(frozen=True)
class Attempt:
    """One try to sign in."""

    at: datetime
    succeeded: bool


def locked_until(attempts: Sequence[Attempt], *, limit: int, at: datetime) -> datetime | None:
    """Return until when no further try is heard, or None where the door is open.

    The door shuts once `limit` tries in a row have failed within 15 minutes, and opens 15 minutes after the
    last of them. A success in between starts the count anew.

    Args:
        attempts: every try of the last 15 minutes and before, oldest first.
        limit: failures in a row that shut the door.
        at: the present instant.

    Source:
        GB/T 22239-2019, 8.1.4.1 b (failed sign-ins are handled, illegal ones limited); the numbers are our
        own choice, within OWASP ASVS 4.0.3, 2.2.1 (no more than 100 failures an hour on one account).
    """
    failures: list[datetime] = []
    for attempt in attempts:
        failures = [] if attempt.succeeded else [*failures, attempt.at]
    recent = [failed for failed in failures if failed > at - _WINDOW]
    if len(recent) < limit:
        return None
    return recent[-1] + _WINDOW
