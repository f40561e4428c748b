"""Clocks in words: a span of time, and one that runs towards its deadline."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiuhua.web.parts import Clock
from xiuhua.web.printing import NBSP

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_NUMBER_AND_UNIT = re.compile(r"(?<=[0-9]) ")


def span_words(seconds: float) -> str:
    """Return a span by its two greatest units: 2 时 10 分. A number and its unit never part."""
    return _NUMBER_AND_UNIT.sub(NBSP, _span_words(seconds))


def _span_words(seconds: float) -> str:
    whole = int(abs(seconds))
    days, hours, minutes = whole // _DAY, whole % _DAY // _HOUR, whole % _HOUR // _MINUTE
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if whole < _MINUTE:
        return _("less than 1 min")
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return ngettext("%(minutes)s min", "%(minutes)s min", minutes) % {"minutes": minutes}


def clock_running(due_at: datetime, soon_at: datetime | None, at: datetime, *, label: str = "") -> Clock:
    """Return a clock that runs: how much is left, or by how much it ran over."""
    left = (due_at - at).total_seconds()
    if left < 0:
        said = _("%(span)s over") % {"span": span_words(left)}
        return Clock(label=label, text=said, state="late", until=due_at)
    soon = soon_at is not None and at >= soon_at
    said = _("%(span)s left") % {"span": span_words(left)}
    return Clock(label=label, text=said, state="soon" if soon else "within", until=due_at)
