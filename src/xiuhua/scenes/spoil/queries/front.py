"""What the front page of spoil counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db.models import Count, Q

from xiuhua.scenes.spoil.models import (
    Dock,
    DustEpisode,
    FileRecord,
    Haul,
    Manifest,
    NightPost,
    Site,
    Suspicion,
)
from xiuhua.scenes.spoil.queries.checks import hauliers_checked
from xiuhua.scenes.spoil.queries.hauls import grades_of_hauliers
from xiuhua.scenes.spoil.rules.risk import Graded
from xiuhua.scenes.spoil.terms import SuspicionState

_MOST = 500


def manifests_counted(*, since: datetime) -> dict[str, int]:
    """Return how many manifests opened since an instant stand how."""
    rows = Manifest.objects.filter(opened_at__gte=since).values_list("state").annotate(number=Count("pk"))
    return dict(rows.order_by())


def drawn(*, since: datetime) -> Iterator[tuple[Point, str, str, str, int]]:
    """Yield docks, sites and suspicions: place, how drawn, name, address name and key of each."""
    for dock in Dock.objects.select_related("premises")[:_MOST]:
        yield dock.premises.place, "done", dock.premises.name, "spoil:dock", dock.pk
    for site in Site.objects.select_related("premises")[:_MOST]:
        yield site.premises.place, "within", site.premises.name, "spoil:site", site.pk
    rows = Suspicion.objects.select_related("vehicle").filter(since_at__gte=since)
    for one in rows.exclude(state=SuspicionState.REFUTED.value)[:_MOST]:
        yield one.place, "late", one.vehicle.plate, "spoil:suspicion", one.pk


def worst(*, at: datetime, most: int = 10) -> list[tuple[int, str, Graded]]:
    """Return the hauliers with the most points a truck: key, name, grade."""
    rows = FileRecord.objects.filter(hauler__isnull=False).values_list("hauler_id", "hauler__name").distinct()
    names = dict([*rows.order_by()[:_MOST], *hauliers_checked(_MOST)])
    found = [(key, names[key], grade) for key, grade in grades_of_hauliers(list(names), at=at).items()]
    some = [one for one in found if one[2].points > 0]
    return sorted(some, key=lambda one: (-one[2].points, one[1]))[:most]


def faulty_by_day(*, since: date) -> dict[date, tuple[int, int]]:
    """Return of each day how many hauls have something wrong, and how many there were."""
    rows = Haul.objects.filter(on__gte=since).values_list("on").order_by()
    counted = rows.annotate(wrong=Count("pk", filter=Q(at_fault=True)), number=Count("pk"))
    return {on: (wrong, number) for on, wrong, number in counted}


def done_counted(*, since: datetime, until: datetime) -> dict[str, int]:
    """Return what was done within a period."""
    span = (since, until)
    suspected = Suspicion.objects.filter(found_at__range=span)
    return {
        "cases": suspected.filter(case__isnull=False).count(),
        "judged": suspected.exclude(state=SuspicionState.FOUND.value).count(),
        "records": FileRecord.objects.filter(at__range=span).count(),
        "dust": DustEpisode.objects.filter(began_at__range=span).count(),
        "posts": NightPost.objects.filter(arranged_at__range=span).count(),
    }
