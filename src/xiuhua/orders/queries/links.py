"""Questions about links and what they are still to be told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from xiuhua.orders.models import Link, LinkMessage
from xiuhua.orders.terms.links import LinkState, MessageState
from xiuhua.shared.errors import NotFound

_WAITING = Q(state=MessageState.WAITING.value)


def links_all() -> QuerySet[Link]:
    """Return every link, with how much waits to be sent."""
    waiting = Q(messages__state=MessageState.WAITING.value)
    return Link.objects.annotate(waiting_count=Count("messages", filter=waiting))


def link_get(link_id: int) -> Link:
    """Return a link.

    Raises:
        NotFound: there is none.
    """
    found = links_all().filter(pk=link_id).first()
    if found is None:
        raise NotFound(kind="link", key=str(link_id))
    return found


def link_lock(link_id: int) -> Link:
    """Return a link, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Link.objects.select_for_update().filter(pk=link_id).first()
    if found is None:
        raise NotFound(kind="link", key=str(link_id))
    return found


def link_keyed(key: str) -> Link | None:
    """Return the link that a request names."""
    return Link.objects.filter(key=key).first()


def message_first(link_id: int) -> LinkMessage | None:
    """Return what a link must be told next."""
    rows = LinkMessage.objects.filter(_WAITING, link_id=link_id)
    return rows.select_related("order").defer("order__search").order_by("pk").first()


def messages_last(link: Link, *, most: int) -> list[LinkMessage]:
    """Return what a link was told last, the latest first."""
    rows = LinkMessage.objects.filter(link=link).select_related("order").defer("order__search")
    return list(rows.order_by("-pk")[:most])


def links_due(*, at: datetime) -> list[int]:
    """Return the links that have something to hear now and that nobody is sending for."""
    head = LinkMessage.objects.filter(_WAITING, link=OuterRef("pk")).order_by("pk").values("next_at")[:1]
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    rows = Link.objects.filter(free, state=LinkState.ACTIVE.value).annotate(head_at=Subquery(head))
    return list(rows.filter(head_at__lte=at).order_by("head_at").values_list("pk", flat=True))
