"""What of the loop everybody may read, and who reads it for them.

Source:
    Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2) for the span of a list and its most rows; what is
    published is our own choice, because a case of a hotline or a sensor was told to the city, not to
    everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.terms import Channel, ReportAct, Stage
from xiuhua.shared.actor import Actor, Holding

MOST_DAYS = 90
MOST_ROWS = 1_000
PUBLISHED_CHANNELS = (Channel.PUBLIC,)
_PROMISED = frozenset({Stage.HANDLE, Stage.REVIEW, Stage.CHECK, Stage.CLOSE})


@dataclass(frozen=True, kw_only=True)
class Jurisdiction:
    """A district that takes reports from apps.

    Args:
        key: its `jurisdiction_id`: a configured name, else its area code.
        area_code: where it lies.
        name: as people say it.
    """

    key: str
    area_code: str
    name: str


def jurisdiction_meant(given: str, those: Sequence[Jurisdiction]) -> Jurisdiction | None:
    """Return the jurisdiction that an id means, by name or area code; the only one where none is given.

    Source:
        GeoReport v2, jurisdiction_id: "only required if the endpoint serves multiple jurisdictions".
    """
    if not given:
        return those[0] if len(those) == 1 else None
    return next((one for one in those if given in {one.key, one.area_code}), None)


def public_reader(area_code: str) -> Actor:
    """Return who reads what is published in a jurisdiction: nobody's account, one act, one area.

    Source:
        own choice, because row-level security must keep districts apart for strangers as well.
    """
    held = Holding(role="resident", area=area_code)
    return Actor(
        name="system:open311", label="Open311", holdings=(held,), limits=frozenset({ReportAct.READ_PUBLISHED})
    )


def is_promised(stage: str) -> bool:
    """Return whether the deadline of a stage tells when a matter will be settled; a desk's own does not.

    Source:
        GeoReport v2, expected_datetime: "when the service request can be expected to be fulfilled".
    """
    return stage in _PROMISED


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when requests are asked for, both included."""

    since: datetime
    until: datetime


def span_asked(start: datetime | None, end: datetime | None, *, at: datetime) -> Span:
    """Return the span that two ends mean; where one is missing, it lies ninety days from the other, or now.

    Raises:
        ValueError: it ends before it begins, or spans more than ninety days.

    Source:
        GeoReport v2, GET service requests: "may not span more than 90 days"; the default is 90 days.
    """
    most = timedelta(days=MOST_DAYS)
    until = end or (min(start + most, at) if start else at)
    since = start or until - most
    if end is None and until < since:
        until = since
    if not timedelta(0) <= until - since <= most:
        raise ValueError(f"{since} to {until}")
    return Span(since=since, until=until)
