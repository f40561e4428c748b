"""Questions about telephone calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from xiuhua.access.models import User
from xiuhua.orders.models import Call, Order
from xiuhua.orders.terms.calls import CallState
from xiuhua.shared.errors import NotFound

_MOST_EARLIER = 20
_KEPT_OPEN = timedelta(minutes=30)  # how long a call that has ended may still be written down at the seat


def calls_all() -> QuerySet[Call]:
    """Return the calls that the database scope lets through."""
    return Call.objects.select_related("agent", "order", "recording").defer("order__search")


def call_get(call_id: int) -> Call:
    """Return one of the visible calls.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = calls_all().filter(pk=call_id).first()
    if found is None:
        raise NotFound(kind="call", key=str(call_id))
    return found


def call_lock(call_id: int) -> Call:
    """Return one of the visible calls, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Call.objects.select_for_update().filter(pk=call_id).first()
    if found is None:
        raise NotFound(kind="call", key=str(call_id))
    return found


def call_of_link(link_id: int, call_id: str) -> Call | None:
    """Return the call that a telephone system calls so, locked; None where it has not told of it."""
    return Call.objects.select_for_update().filter(link_id=link_id, call_id=call_id).first()


def seat_of(username: str) -> int | None:
    """Return the account of the agent that a telephone system names; None where there is none."""
    found: int | None = User.objects.filter(username=username).values_list("pk", flat=True).first()
    return found


def call_at_seat(user_id: int | None, *, at: datetime) -> Call | None:
    """Return the call that an agent has now, or has just had and not written down."""
    if user_id is None:
        return None
    rows = calls_all().filter(agent_id=user_id).order_by("-rang_at", "-pk")
    going = rows.filter(state__in=[CallState.RINGING.value, CallState.TALKING.value]).first()
    if going is not None:
        return going
    return rows.filter(state=CallState.ENDED.value, order=None, ended_at__gte=at - _KEPT_OPEN).first()


def calls_of_phone(phone_key: str, *, but: int = 0) -> list[Call]:
    """Return the earlier calls of a number, the last first."""
    if not phone_key:
        return []
    return list(calls_all().filter(phone_key=phone_key).exclude(pk=but).order_by("-pk")[:_MOST_EARLIER])


def calls_of_order(order: Order) -> list[Call]:
    """Return the calls that were written down as an order."""
    return list(Call.objects.filter(order=order).order_by("pk"))
