"""How months run where: the zone of the place's calendar and the statistical month that holds there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Length

from xiuhua.evaluation.models import MonthVersion
from xiuhua.evaluation.rules.periods import CALENDAR_MONTH, Months
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.shared.errors import NotFound


def months_for(area_code: str, *, at: datetime) -> Months:
    """Return how months run in an area at an instant: its zone, and its own or the calendar's months."""
    found = versions_in_force(area_code, at=at).first()
    return Months(zone=zone_of(area_code, at=at), starts_on=found.starts_on if found else CALENDAR_MONTH)


def zone_of(area_code: str, *, at: datetime) -> ZoneInfo:
    """Return the zone of a place's calendar; the installation's where nobody has published one."""
    try:
        return calendar_cached(area_code, at=at).zone
    except NotFound:
        return ZoneInfo(settings.TIME_ZONE)


def versions_in_force(area_code: str, *, at: datetime) -> QuerySet[MonthVersion]:
    """Return the versions published for an area or above it by an instant, the one that holds first."""
    return MonthVersion.objects.filter(area_code__in=area_prefixes(area_code), effective_at__lte=at).order_by(
        Length("area_code").desc(), "-effective_at", "-number"
    )


def versions_of(area_code: str) -> QuerySet[MonthVersion]:
    """Return every version of an area."""
    return MonthVersion.objects.filter(area_code=area_code)


def version_state(version: MonthVersion) -> dict[str, str | int | None]:
    """Return the columns of a version that the ledger answers for."""
    return {
        "area_code": version.area_code,
        "number": version.number,
        "starts_on": version.starts_on,
        "effective_at": version.effective_at.astimezone(UTC).isoformat(),
    }


def version_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, version_state(row)) for row in MonthVersion.objects.order_by("pk").iterator())
