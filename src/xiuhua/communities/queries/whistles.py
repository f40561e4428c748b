"""Questions about whistles, the calls that follow from them, and how departments came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models.functions import NullIf

from xiuhua.communities.models import Whistle, WhistleCall, WhistleLimitsVersion
from xiuhua.communities.rules.whistles import WhistleLimits
from xiuhua.communities.terms.whistles import Punctuality
from xiuhua.ground.models import Unit
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.errors import NotFound

_SHOWN = ("unit__search", "whistle__text", "whistle__result", "whistle__opinion")


def whistles_all() -> QuerySet[Whistle]:
    """Return the whistles that the database scope lets through, each with how many it calls and who came."""
    return (
        Whistle.objects.select_related("area", "lead", "case")
        .defer(
            "area__shape", "area__line", "area__search", "lead__search", "case__search", "case__description"
        )
        .annotate(
            called_count=Count("calls"),
            came_count=Count("calls", filter=Q(calls__checked_in_at__isnull=False)),
        )
    )


def whistle_get(whistle_id: int) -> Whistle:
    """Return a whistle.

    Raises:
        NotFound: there is none in scope.
    """
    found = whistles_all().filter(pk=whistle_id).first()
    if found is None:
        raise NotFound(kind="whistle", key=str(whistle_id))
    return found


def whistle_lock(whistle_id: int) -> Whistle:
    """Return a whistle, locked until the transaction ends; who changes a call locks its whistle first.

    Raises:
        NotFound: there is none in scope.
    """
    found = Whistle.objects.select_for_update().filter(pk=whistle_id).first()
    if found is None:
        raise NotFound(kind="whistle", key=str(whistle_id))
    return found


def whistle_by_client_id(client_id: UUID) -> Whistle | None:
    """Return the whistle that was raised under an id; None where there is none in scope."""
    return whistles_all().filter(client_id=client_id).first()


def calls_all() -> QuerySet[WhistleCall]:
    """Return every call in scope, with its whistle and unit."""
    return WhistleCall.objects.select_related("whistle", "unit", "whistle__area").defer(
        *_SHOWN, "whistle__area__shape", "whistle__area__line", "whistle__area__search"
    )


def calls_of(whistle: Whistle) -> list[WhistleCall]:
    """Return whom a whistle calls, the lead department first."""
    rows = WhistleCall.objects.filter(whistle=whistle).select_related("unit").defer("unit__search")
    calls = list(rows.prefetch_related("photos__file").order_by("-leads", "pk"))
    for call in calls:
        call.whistle = whistle
    return calls


def punctual(state: Punctuality, *, at: datetime) -> Q:
    """Return the condition of calls that stand so to their limit: `rules.punctuality` in SQL."""
    came = Q(checked_in_at__isnull=False)
    waits = Q(checked_in_at=None, freed_at=None)
    return {
        Punctuality.ON_TIME: came & Q(checked_in_at__lte=F("due_at")),
        Punctuality.LATE: came & Q(checked_in_at__gt=F("due_at")),
        Punctuality.FREED: Q(checked_in_at=None, freed_at__isnull=False),
        Punctuality.OVERDUE: waits & Q(due_at__lt=at),
        Punctuality.WAITING: waits & Q(due_at__gte=at),
    }[state]


def league(*, calls: QuerySet[WhistleCall], at: datetime) -> QuerySet[Unit]:
    """Return the departments that were called, each with its calls by how they stand and its mean score.

    Args:
        calls: those that count.
        at: as of when the waiting ones are judged.
    """
    counted = Q(whistle_calls__in=calls.values("pk"))

    def number(*states: Punctuality) -> Count:
        held = Q(pk__in=())
        for state in states:
            held |= punctual(state, at=at)
        return Count("whistle_calls", filter=Q(whistle_calls__in=calls.filter(held).values("pk")))

    on_time = number(Punctuality.ON_TIME)
    judged = number(Punctuality.ON_TIME, Punctuality.LATE, Punctuality.OVERDUE)
    return (
        Unit.objects.defer("search")
        .filter(pk__in=calls.values("unit_id"))
        .annotate(
            called=Count("whistle_calls", filter=counted),
            on_time=on_time,
            came_late=number(Punctuality.LATE),
            overdue=number(Punctuality.OVERDUE),
            judged=judged,
            share=ExpressionWrapper(on_time * 1.0 / NullIf(judged, 0), output_field=FloatField()),
            score=Avg("whistle_calls__score", filter=counted),
        )
    )


def limits_holding(area_code: str, *, at: datetime) -> tuple[WhistleLimits, WhistleLimitsVersion | None]:
    """Return what holds in an area at an instant: the narrowest area's latest version, else the defaults."""
    rows = WhistleLimitsVersion.objects.filter(area_code__in=area_prefixes(area_code), effective_at__lte=at)
    found = max(rows, key=lambda row: (len(row.area_code), row.effective_at, row.number), default=None)
    return (limits_of(found), found) if found else (WhistleLimits(), None)


def limits_of(version: WhistleLimitsVersion) -> WhistleLimits:
    """Return what a version says."""
    return WhistleLimits(
        ordinary=Limit(version.ordinary_amount, TimeUnit(version.ordinary_unit)),
        urgent=Limit(version.urgent_amount, TimeUnit(version.urgent_unit)),
    )


def limits_versions() -> QuerySet[WhistleLimitsVersion]:
    """Return every version ever published."""
    return WhistleLimitsVersion.objects.all()


def limits_version_get(version_id: int) -> WhistleLimitsVersion:
    """Return a version.

    Raises:
        NotFound: there is none.
    """
    found = WhistleLimitsVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotFound(kind="whistle_limits", key=str(version_id))
    return found


def limits_last_number(area_code: str) -> int:
    """Return the number of an area's latest version; 0 where it has none."""
    rows = WhistleLimitsVersion.objects.filter(area_code=area_code).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def whistle_state(whistle: Whistle) -> dict[str, str | int | None]:
    """Return the columns of a whistle that the ledger answers for."""
    return {
        "kind": whistle.kind, "state": whistle.state, "area_code": whistle.area_code,
        "lead": whistle.lead_id, "case": whistle.case_id, "score": whistle.score,
        "limit": f"{whistle.limit_amount} {whistle.limit_unit}",
        "raised_at": whistle.raised_at.astimezone(UTC).isoformat(),
    }  # fmt: skip


def whistle_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every whistle's id and what the ledger answers for, for `ledger verify`."""
    rows = Whistle.objects.defer("text", "result", "opinion", "place").order_by("pk")
    return ((row.pk, whistle_state(row)) for row in rows.iterator(chunk_size=2_000))
