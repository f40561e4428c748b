"""Questions about orders."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from xiuhua.cases.models import Case, Move
from xiuhua.cases.queries.reading import Columns
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.ground.queries.duties import matters
from xiuhua.orders.models import LinkMessage, Order, OrderCase, OrderContact, OrderMove
from xiuhua.orders.rules.orders import OPEN_STATES
from xiuhua.orders.terms.orders import OrderAct, OrderMeasure, OrderSource, OrderState, Satisfaction
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question

_HEAVY = ("search", "item__search", "area__shape", "area__line", "area__search")
_MOST_EARLIER = 20
_DEPTH = 10  # how often one case may have been merged on


def orders_all() -> QuerySet[Order]:
    """Return the orders that the database scope lets through, with the names that a list prints."""
    return Order.objects.select_related("item", "area").defer(*_HEAVY)


def order_get(order_id: int) -> Order:
    """Return one of the visible orders.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = orders_all().select_related("link", "version").filter(pk=order_id).first()
    if found is None:
        raise NotFound(kind="order", key=str(order_id))
    return found


def orders_numbered(order_ids: Collection[int]) -> dict[int, Order]:
    """Return the visible orders of some ids, by id."""
    return Order.objects.defer("search").in_bulk(order_ids)


def order_lock(order_id: int) -> Order:
    """Return one of the visible orders, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Order.objects.select_for_update().defer("search").filter(pk=order_id).first()
    if found is None:
        raise NotFound(kind="order", key=str(order_id))
    return found


def order_of_city(link_id: int, city_number: str) -> Order | None:
    """Return the order that a platform calls so; None where it never sent it."""
    return Order.objects.defer("search").filter(link_id=link_id, city_number=city_number).first()


def parts_of(order: Order) -> list[OrderCase]:
    """Return the matters of an order with their cases, those done again as others included."""
    rows = OrderCase.objects.filter(order=order).select_related("case", "case__unit", "case__item")
    return list(rows.defer("case__search", "case__unit__search", "case__item__search").order_by("pk"))


def case_final(case: Case) -> Case:
    """Return the case in which a matter is handled: where it was merged, the one that took it in."""
    found = case
    for _ in range(_DEPTH):
        if found.merged_into_id is None:
            return found
        found = Case.objects.select_related("unit").defer("search").get(pk=found.merged_into_id)
    return found


def case_joinable(case_id: int) -> Case | None:
    """Return a case that a matter may be joined to; None where none is in sight, or it is over."""
    rows = Case.objects.filter(pk=case_id, over_at__isnull=True)
    return rows.only("pk", "item_id", "area_code", "address").first()


def contacts_of(order: Order) -> QuerySet[OrderContact]:
    """Return the tries to reach the citizen, first to last."""
    return OrderContact.objects.filter(order=order).order_by("pk")


def tries_without_answer(order: Order) -> int:
    """Return how often nobody answered."""
    return OrderContact.objects.filter(order=order, is_callback=False, outcome="contact_no_answer").count()


def messages_of(order: Order) -> QuerySet[LinkMessage]:
    """Return what the platform above was or is to be told of an order, first to last."""
    return LinkMessage.objects.filter(order=order).order_by("pk")


def until_asked(order: Order) -> datetime | None:
    """Return until when more time was asked for, the last time."""
    row = OrderMove.objects.filter(order=order, act=OrderAct.EXTEND_ASK.value).order_by("number").last()
    return datetime.fromisoformat(row.detail["until"]) if row else None


def orders_of_phone(phone_key: str, *, but: int = 0) -> list[Order]:
    """Return the earlier orders of a number, the last first."""
    if not phone_key:
        return []
    return list(orders_all().filter(phone_key=phone_key).exclude(pk=but).order_by("-pk")[:_MOST_EARLIER])


def orders_of_cases(case_ids: Sequence[int]) -> list[int]:
    """Return the orders under way that have one of some cases, or one merged into it, as a matter."""
    own = Q(case_id__in=case_ids) | Q(case__merged_into_id__in=case_ids)
    rows = OrderCase.objects.filter(own, until=None, order__state=OrderState.PASSED.value)
    return sorted(set(rows.values_list("order_id", flat=True)))


def orders_about(case_id: int) -> list[Order]:
    """Return the orders that a case answers, with those that were merged into it: their numbers alone."""
    return _ORDER.rows(_ABOUT, {"case": case_id, "most": _MOST_EARLIER})


_ORDER = Columns(Order, only=("source",))
_ABOUT = f"""
SELECT {_ORDER.listed("matter")} FROM orders_order AS matter WHERE id IN (
    SELECT order_id FROM orders_ordercase WHERE case_id = %(case)s
    UNION ALL
    SELECT link.order_id FROM cases_case AS merged JOIN orders_ordercase AS link ON link.case_id = merged.id
    WHERE merged.merged_into_id = %(case)s)
ORDER BY id LIMIT %(most)s
"""  # noqa: S608 - names of our own columns


def item_typed(typed: str) -> int | None:
    """Return the matter that somebody typed: by code, name, or initials that fit only one; else None."""
    said = typed.strip()
    head = said.split(maxsplit=1)[0] if said else ""
    exact = matters().filter(code=head).first() or matters().filter(zh=said).first()
    if exact is not None:
        return exact.pk
    asked = search_question(said)
    if not asked:
        return None
    found = matters().filter(search=SearchQuery(asked, search_type="raw", config="simple"))[:2]
    return found[0].pk if len(found) == 1 else None


# --- what the record says, for a reply ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PartEnded:
    """How one matter of an order ended, as its case records it."""

    title: str
    address: str
    unit: str
    closed: bool
    state: CaseState
    said: str
    ended_at: datetime | None


def parts_ended(order: Order) -> list[PartEnded]:
    """Return how the matters of an order ended, with what the unit, or whoever ended it, wrote."""
    return [_ended(case_final(part.case)) for part in parts_of(order) if part.until is None]


def _ended(case: Case) -> PartEnded:
    closed = case.state == CaseState.CLOSED
    rows = Move.objects.filter(case=case).exclude(note="").order_by("number")
    said = rows.filter(act=CaseAct.FEED_BACK.value).last() if closed else rows.last()
    return PartEnded(
        title=case.title, address=case.address, unit=case.unit.name if case.unit else "", closed=closed,
        state=CaseState(case.state), said=said.note if said else "", ended_at=case.over_at,
    )  # fmt: skip


# --- the board ----------------------------------------------------------------------------------------------

_OURS = ~Q(state=OrderState.RETURNED.value)
MEASURES: Mapping[OrderMeasure, Q] = {
    OrderMeasure.TAKEN: _OURS,
    OrderMeasure.CLOSED: _OURS & Q(replied_at__isnull=False),
    OrderMeasure.RESPONDED: _OURS & (Q(signed_in_time=True) | Q(contacted_in_time=True)),
    OrderMeasure.ASKED_BACK: _OURS & Q(resolved__isnull=False),
    OrderMeasure.RESOLVED: _OURS & Q(resolved=True),
    OrderMeasure.SATISFIED: _OURS & Q(resolved__isnull=False, satisfied=Satisfaction.YES.value),
    OrderMeasure.OPEN: Q(state__in=[state.value for state in OPEN_STATES]),
}
"""The counts of the board as conditions: `rules.rates.counts_of` says the same of single orders."""


def measured(measure: OrderMeasure, *, at: datetime) -> Q:
    """Return the condition that a count of the board stands for."""
    if measure is OrderMeasure.LATE:
        return MEASURES[OrderMeasure.OPEN] & Q(due_at__lt=at)
    return MEASURES[measure]


def board_counts(
    rows: QuerySet[Order], *, since: datetime, until: datetime, at: datetime
) -> dict[OrderSource, dict[OrderMeasure, int]]:
    """Return each count of the orders that came in within a span, per source; one statement."""
    counted = rows.filter(received_at__gte=since, received_at__lt=until).order_by()
    tallies = {measure.value: Count("pk", filter=measured(measure, at=at)) for measure in OrderMeasure}
    names = [measure.value for measure in OrderMeasure]
    rows_told = counted.values("source").annotate(**tallies).values_list("source", *names)
    found = {source: dict(zip(names, cells, strict=True)) for source, *cells in rows_told}
    return {
        source: {measure: found.get(source.value, {}).get(measure.value, 0) for measure in OrderMeasure}
        for source in OrderSource
    }


# --- what the ledger answers for ----------------------------------------------------------------------------


def order_state(order: Order) -> dict[str, str | int | None]:
    """Return the columns that the ledger answers for."""
    return {
        "source": order.source,
        "city_number": order.city_number,
        "area_code": order.area_code,
        "state": order.state,
        "resolved": None if order.resolved is None else int(order.resolved),
        "satisfied": order.satisfied,
        "reply_due_at": order.reply_due_at.astimezone(UTC).isoformat(),
        "replied_at": order.replied_at.astimezone(UTC).isoformat() if order.replied_at else None,
        "moves": order.moves_count,
    }


def order_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every order's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, order_state(row)) for row in Order.objects.defer("search").order_by("pk").iterator())
