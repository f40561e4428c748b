"""Questions about who is posted where, cases of epidemic control, and what was disinfected when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xiuhua.communities.models import Disinfection, HealthCase, Staffing
from xiuhua.communities.queries.communities import communities_in
from xiuhua.ground.models import Area
from xiuhua.shared.errors import NotFound

_AREA = ("area__shape", "area__line", "area__search")
_PERSON = ("person__search", "person__phone", "unit__search")


def staffings_all() -> QuerySet[Staffing]:
    """Return the postings that the database scope lets through."""
    return Staffing.objects.select_related("person", "unit", "area").defer(*_AREA, *_PERSON)


def staffing_get(staffing_id: int) -> Staffing:
    """Return a posting.

    Raises:
        NotFound: there is none in scope.
    """
    found = staffings_all().filter(pk=staffing_id).first()
    if found is None:
        raise NotFound(kind="staffing", key=str(staffing_id))
    return found


def staffing_lock(staffing_id: int) -> Staffing:
    """Return a posting, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = staffings_all().select_for_update(of=("self",)).filter(pk=staffing_id).first()
    if found is None:
        raise NotFound(kind="staffing", key=str(staffing_id))
    return found


def posted_elsewhere(person_id: int, days: tuple[date, date]) -> bool:
    """Return whether somebody is posted anywhere on some days: [first, after the last)."""
    return Staffing.objects.filter(person_id=person_id, days__overlap=days).exists()


def staffed_on(day: date) -> QuerySet[Staffing]:
    """Return who is posted on a day."""
    return staffings_all().filter(days__contains=day)


def heads_on(prefixes: Sequence[str], *, day: date) -> QuerySet[Area]:
    """Return the communities under some codes, each with how many people are posted there on a day."""
    there = Staffing.objects.filter(area=OuterRef("pk"), days__contains=day).order_by().values("area")
    heads = there.annotate(number=Count("person", distinct=True)).values("number")
    return communities_in(prefixes).annotate(heads=Coalesce(Subquery(heads, output_field=IntegerField()), 0))


def health_cases_all() -> QuerySet[HealthCase]:
    """Return the cases of epidemic control that the database scope lets through."""
    return HealthCase.objects.select_related("case", "area", "unit").defer(
        *_AREA, "unit__search", "case__search"
    )


def health_case_get(health_case_id: int) -> HealthCase:
    """Return a case of epidemic control.

    Raises:
        NotFound: there is none in scope.
    """
    found = health_cases_all().filter(pk=health_case_id).first()
    if found is None:
        raise NotFound(kind="health_case", key=str(health_case_id))
    return found


def health_case_by_client_id(client_id: object) -> HealthCase | None:
    """Return the case that was sent out under an id; None where there is none in scope."""
    return health_cases_all().filter(case__client_id=str(client_id)).first()


def disinfections_all() -> QuerySet[Disinfection]:
    """Return the disinfections that the database scope lets through."""
    return Disinfection.objects.select_related("area", "unit", "person", "case").defer(
        *_AREA, *_PERSON, "case__search", "case__description"
    )


def disinfections_last() -> QuerySet[Disinfection]:
    """Return the last disinfection of each spot: what the map shows."""
    latest = Disinfection.objects.filter(area=OuterRef("area"), spot=OuterRef("spot")).order_by("-at", "-pk")
    return disinfections_all().filter(pk=Subquery(latest.values("pk")[:1]))


def disinfection_get(disinfection_id: int) -> Disinfection:
    """Return a disinfection.

    Raises:
        NotFound: there is none in scope.
    """
    found = disinfections_all().filter(pk=disinfection_id).first()
    if found is None:
        raise NotFound(kind="disinfection", key=str(disinfection_id))
    return found
