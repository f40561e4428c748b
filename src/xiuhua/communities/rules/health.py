"""Epidemic control: which days a posting has, how fresh a disinfection is, and what its record must hold.

Source:
    own choice, because S-064 names posts and a log and prescribes no form; the bounds of concentration are
    those that no usual agent leaves (WS/T 367-2012 speaks of 250 to 5,000 mg/L of chlorine; alcohol is
    measured in the same unit up to 850,000).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from xiuhua.communities.terms.health import Freshness

_WEEK = timedelta(days=7)
MOST_MG_L = 1_000_000.0
MOST_M2 = 10_000_000.0


def days_fault(since_on: date, until_on: date) -> dict[str, str]:
    """Return what is wrong with the first and the last day of a posting, by field."""
    return {"until_on": "service_until_wrong"} if until_on < since_on else {}


def freshness(disinfected_at: datetime, at: datetime) -> Freshness:
    """Return how long ago an area was disinfected: on the same day, within seven days, or longer ago.

    Both instants are in the area's own zone, because a day there begins at its own midnight.
    """
    if disinfected_at.date() == at.date():
        return Freshness.TODAY
    return Freshness.WEEK if at - disinfected_at <= _WEEK else Freshness.OLDER


def disinfection_fault(*, concentration_mg_l: float, size_m2: float, spot: str) -> dict[str, str]:
    """Return what is wrong with the record of a disinfection, by field."""
    fields = {}
    if not 0 < concentration_mg_l <= MOST_MG_L:
        fields["concentration_mg_l"] = "disinfection_concentration_wrong"
    if not 0 < size_m2 <= MOST_M2:
        fields["size_m2"] = "disinfection_size_wrong"
    if not spot.strip():
        fields["spot"] = "service_text_missing"
    return fields
