"""Questions about service posts, what was done for residents, and what they asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from xiuhua.cases.models import Case
from xiuhua.communities.models import ServiceRecord, ServiceRequest, ServiceSlot
from xiuhua.communities.queries.communities import communities_in
from xiuhua.communities.terms.visits import RequestState, ServiceKind, SlotState
from xiuhua.ground.models import Area
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound

_AREA = ("area__shape", "area__line", "area__search")
_PERSON = ("person__search", "person__phone")


def slots_all() -> QuerySet[ServiceSlot]:
    """Return the service posts that the database scope lets through."""
    return ServiceSlot.objects.select_related("area", "unit", "person").defer(
        *_AREA, *_PERSON, "unit__search"
    )


def slot_get(slot_id: int) -> ServiceSlot:
    """Return a service post.

    Raises:
        NotFound: there is none in scope.
    """
    found = slots_all().filter(pk=slot_id).first()
    if found is None:
        raise NotFound(kind="service_slot", key=str(slot_id))
    return found


def slot_lock(slot_id: int) -> ServiceSlot:
    """Return a service post, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = slots_all().select_for_update(of=("self",)).filter(pk=slot_id).first()
    if found is None:
        raise NotFound(kind="service_slot", key=str(slot_id))
    return found


def slot_of(area_id: int, person_id: int) -> ServiceSlot | None:
    """Return the open service post of a person in a community; None where they have none."""
    return ServiceSlot.objects.filter(
        area_id=area_id, person_id=person_id, state=SlotState.OPEN.value
    ).first()


def records_all() -> QuerySet[ServiceRecord]:
    """Return the service records that the database scope lets through."""
    rows = ServiceRecord.objects.select_related("area", "unit", "person", "case", "request")
    return rows.defer(*_AREA, *_PERSON, "unit__search", "case__search", "case__description")


def record_get(record_id: int) -> ServiceRecord:
    """Return a service record.

    Raises:
        NotFound: there is none in scope.
    """
    found = records_all().filter(pk=record_id).first()
    if found is None:
        raise NotFound(kind="service_record", key=str(record_id))
    return found


def requests_all() -> QuerySet[ServiceRequest]:
    """Return the requests that the database scope lets through."""
    rows = ServiceRequest.objects.select_related("area", "person", "case")
    return rows.defer(*_AREA, *_PERSON, "case__search", "case__description")


def requests_own(actor: Actor) -> QuerySet[ServiceRequest]:
    """Return what a resident has asked for: nobody else's."""
    return requests_all().filter(asked_by=actor.name)


def request_get(request_id: int) -> ServiceRequest:
    """Return a request.

    Raises:
        NotFound: there is none in scope.
    """
    found = requests_all().filter(pk=request_id).first()
    if found is None:
        raise NotFound(kind="service_request", key=str(request_id))
    return found


def request_lock(request_id: int) -> ServiceRequest:
    """Return a request, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = requests_all().select_for_update(of=("self",)).filter(pk=request_id).first()
    if found is None:
        raise NotFound(kind="service_request", key=str(request_id))
    return found


def request_by_client_id(client_id: UUID) -> ServiceRequest | None:
    """Return the request that was made under an id; None where there is none in scope."""
    return requests_all().filter(client_id=client_id).first()


def case_visible(case_id: int) -> bool:
    """Return whether a case is in scope."""
    return Case.objects.filter(pk=case_id).exists()


def _records_of(since: date, until: date, *conditions: Q) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(*conditions, area=OuterRef("pk"), on__gte=since, on__lt=until)


def _number(rows: QuerySet[ServiceRecord], what: Count | Sum) -> Coalesce:
    counted = rows.order_by().values("area").annotate(counted=what).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def sheet(prefixes: tuple[str, ...], *, since: date, until: date) -> QuerySet[Area]:
    """Return the communities under some codes, each with what was done there in some days: [since, until).

    A community where nothing was done stands in it with zeros: that is what the sheet is for.
    """
    told = {
        kind.value: _number(_records_of(since, until, Q(kind=kind.value)), Count("pk"))
        for kind in ServiceKind
    }
    asked = ServiceRequest.objects.filter(
        area=OuterRef("pk"), confirmed_at__date__gte=since, confirmed_at__date__lt=until,
        state=RequestState.CONFIRMED.value,
    )  # fmt: skip
    confirmed = asked.order_by().values("area").annotate(counted=Count("pk")).values("counted")
    return communities_in(prefixes).annotate(
        visits=_number(_records_of(since, until), Count("pk")),
        residents=_number(_records_of(since, until), Sum("residents")),
        confirmed=Coalesce(Subquery(confirmed, output_field=IntegerField()), 0),
        **told,
    )


def request_state(request: ServiceRequest) -> dict[str, str | int | None]:
    """Return the columns of a request that the ledger answers for."""

    def kept(at: datetime | None) -> str | None:
        return at.astimezone(UTC).isoformat() if at else None

    return {
        "state": request.state, "area_code": request.area_code, "kind": request.kind,
        "person": request.person_id, "score": request.score, "reopened": request.reopened,
        "case": request.case_id, "done_at": kept(request.done_at), "confirmed_at": kept(request.confirmed_at),
    }  # fmt: skip


def request_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every request's id and what the ledger answers for, for `ledger verify`."""
    rows = ServiceRequest.objects.defer("text", "answer", "opinion").order_by("pk")
    return ((row.pk, request_state(row)) for row in rows.iterator(chunk_size=2_000))
