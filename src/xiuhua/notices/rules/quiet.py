"""When somebody may be told by phone or post: quiet hours, and digests.

Source:
    own choice, because a message at three in the morning teaches people to switch messages off; what is
    urgent passes, and everything stands on the page at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from xiuhua.notices.terms import Digest


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """Local hours [since, until) in which nothing leaves the house; none where both are the same.

    They may go over midnight: 22:00 to 07:00.
    """

    since: time
    until: time

    def holds(self, local: time) -> bool:
        """Return whether a local time lies in them."""
        if self.since <= self.until:
            return self.since <= local < self.until
        return local >= self.since or local < self.until


def released_at(local: datetime, quiet: QuietHours) -> datetime:
    """Return when something of a local instant may leave: at once, or when the quiet hours end.

    Args:
        local: an aware instant in the city's zone; the answer is in the same zone.
        quiet: the hours that hold for the recipient.
    """
    if not quiet.holds(local.timetz().replace(tzinfo=None)):
        return local
    return _next(local, quiet.until)


def digest_at(local: datetime, digest: Digest, *, daily_at: time) -> datetime:
    """Return when a digest tells of a local instant: at the next full hour, or at the next `daily_at`.

    What comes at that very instant waits for the next one, because the digest is being made.
    """
    if digest is Digest.AT_ONCE:
        return local
    if digest is Digest.HOURLY:
        return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return _next(local, daily_at)


def _next(local: datetime, clock: time) -> datetime:
    """Return the next instant at which a local clock shows a time, after this one."""
    today = datetime.combine(local.date(), clock, local.tzinfo)
    return today if today > local else today + timedelta(days=1)


def leaves_at(
    local: datetime, *, quiet: QuietHours, digest: Digest, daily_at: time, urgent: bool
) -> datetime:
    """Return when a notice leaves the house: an urgent one at once, others by digest, not in quiet hours."""
    if urgent:
        return local
    return released_at(digest_at(local, digest, daily_at=daily_at), quiet)
