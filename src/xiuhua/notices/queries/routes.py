"""Questions about ways out of the house, and about what goes by them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from xiuhua.access.services import scope_opened
from xiuhua.notices.models import OptOut, Outgoing, Route, SmsUse
from xiuhua.notices.terms import OutgoingState, RouteKind
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import NotFound


def routes_all() -> QuerySet[Route]:
    """Return every way that was set up."""
    return Route.objects.all()


def routes_by_kind() -> dict[RouteKind, Route]:
    """Return each way; one that nobody has set up is a sandbox."""
    known = {RouteKind(route.kind): route for route in Route.objects.all()}
    return {kind: known.get(kind) or Route(kind=kind.value) for kind in RouteKind}


def route_get(kind: str) -> Route:
    """Return a way by its kind; one that nobody has set up is a sandbox.

    Raises:
        NotFound: there is no such kind.
    """
    if kind not in RouteKind.__members__.values():
        raise NotFound(kind="route", key=kind)
    return Route.objects.filter(kind=kind).first() or Route(kind=kind)


def route_numbered(route_id: int) -> Route:
    """Return a way by its number.

    Raises:
        NotFound: there is none.
    """
    found = Route.objects.filter(pk=route_id).first()
    if found is None:
        raise NotFound(kind="route", key=str(route_id))
    return found


def opted_out(kind: RouteKind, digest: str) -> bool:
    """Return whether whoever has an address wishes not to be written to by a way."""
    return OptOut.objects.filter(route=kind.value, digest=digest).exists()


def outgoing_all() -> QuerySet[Outgoing]:
    """Return everything that left the house, or did not."""
    return Outgoing.objects.select_related("user").defer("search")


def outgoing_of(kind: str) -> QuerySet[Outgoing]:
    """Return what went by one way, the latest first."""
    return outgoing_all().filter(route=kind).order_by("-queued_at", "-pk")


def outgoing_about(subject: str) -> list[Outgoing]:
    """Return what people outside were sent about something, first to last."""
    rows = outgoing_all().filter(notice__subject=subject, user=None)
    return list(rows.order_by("queued_at", "pk"))


def outgoing_get(outgoing_id: int) -> Outgoing:
    """Return one message.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = outgoing_all().filter(pk=outgoing_id).first()
    if found is None:
        raise NotFound(kind="outgoing", key=str(outgoing_id))
    return found


def outgoing_lock(outgoing_id: int) -> Outgoing:
    """Return one message, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Outgoing.objects.select_for_update().filter(pk=outgoing_id).first()
    if found is None:
        raise NotFound(kind="outgoing", key=str(outgoing_id))
    return found


def outgoing_polled(*, at: datetime, most: int) -> list[Outgoing]:
    """Return the accepted messages whose receipts must be asked for now."""
    rows = Outgoing.objects.filter(state=OutgoingState.ACCEPTED.value, next_at__lte=at)
    return list(rows.order_by("next_at", "pk")[:most])


def outgoing_by_uuid(uuids: Collection[UUID]) -> dict[UUID, Outgoing]:
    """Return messages by their ids, locked until the transaction ends, always in the same order."""
    rows = Outgoing.objects.select_for_update().filter(uuid__in=uuids).order_by("pk")
    return {row.uuid: row for row in rows}


def digests_due(*, at: datetime, most: int) -> list[tuple[int, str]]:
    """Return whose digest is due by which way."""
    rows = Outgoing.objects.filter(state=OutgoingState.COLLECTED.value, next_at__lte=at)
    return list(rows.order_by("user_id", "route").values_list("user_id", "route").distinct()[:most])


def digest_lines(user_id: int, route: str, *, at: datetime) -> list[Outgoing]:
    """Return what goes into a digest, locked until the transaction ends, in the order it came."""
    rows = Outgoing.objects.select_for_update(skip_locked=True).filter(
        state=OutgoingState.COLLECTED.value, next_at__lte=at, user_id=user_id, route=route
    )
    return list(rows.order_by("queued_at", "pk"))


def outgoing_waiting(*, at: datetime, most: int = 1_000) -> dict[str, list[int]]:
    """Return by way the messages that must be sent now and that nobody is sending; urgent ones first."""
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    with scope_opened((EVERYWHERE,)):
        rows = Outgoing.objects.filter(free, state=OutgoingState.WAITING.value, next_at__lte=at)
        found = list(rows.order_by("-urgent", "next_at", "pk").values_list("route", "pk")[:most])
    waiting: dict[str, list[int]] = {}
    for route, pk in found:
        waiting.setdefault(route, []).append(pk)
    return waiting


def sms_use_on(on: date) -> dict[str, int]:
    """Return the SMS segments charged on a day, by unit code; in all under the empty one."""
    return dict(SmsUse.objects.filter(on=on).values_list("unit_code", "used"))
