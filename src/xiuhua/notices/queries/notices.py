"""Questions about what people were told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from xiuhua.access.queries import accounts, holding
from xiuhua.notices.models import Binding, Notice, NoticeRules, Preference
from xiuhua.notices.terms import RouteKind
from xiuhua.shared.errors import NotFound

BELL_CAP = 99


def notices_of(user_id: int | None) -> QuerySet[Notice]:
    """Return what an account was told."""
    return Notice.objects.filter(user_id=user_id) if user_id is not None else Notice.objects.none()


def unread_count(user_id: int) -> int:
    """Return how many notices of an account nobody has read, up to a hundred."""
    return notices_of(user_id).filter(read_at__isnull=True).order_by()[: BELL_CAP + 1].count()


def notice_get(notice_id: int, *, user_id: int | None) -> Notice:
    """Return a notice of an account.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = notices_of(user_id).filter(pk=notice_id).first()
    if found is None:
        raise NotFound(kind="notice", key=str(notice_id))
    return found


def notice_told(user_id: int | None, address: str, subject: str, template: str, leaf: int) -> Notice | None:
    """Return what a recipient was told already of a sealed act; `address` is as it is kept."""
    rows = Notice.objects.filter(subject=subject, template=template, leaf=leaf)
    named = rows.filter(user_id=user_id) if user_id is not None else rows.filter(user=None, address=address)
    return named.first()


def notices_chosen(notice_ids: Collection[int], *, user_id: int | None) -> QuerySet[Notice]:
    """Return some notices of an account."""
    return notices_of(user_id).filter(pk__in=notice_ids)


def notices_escalating(*, at: datetime, most: int) -> list[int]:
    """Return the unread notices whose next recipient is due."""
    rows = Notice.objects.filter(escalate_at__lte=at, read_at__isnull=True).order_by("escalate_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def keepers_of_routes(*, at: datetime) -> list[int]:
    """Return the active accounts of system administrators."""
    return list(
        accounts().filter(holding(("system_admin",), at=at), is_active=True).values_list("pk", flat=True)
    )


def notices_old(*, before: datetime, most: int) -> list[int]:
    """Return the notices told before an instant, the oldest first."""
    rows = Notice.objects.filter(sent_at__lt=before).order_by("sent_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def notice_lock(notice_id: int) -> Notice | None:
    """Return a notice, locked until the transaction ends; None where somebody else holds it."""
    return Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id).first()


def notice_rules() -> NoticeRules:
    """Return what holds for the whole city; the built-in rules where nobody has set any."""
    return NoticeRules.objects.first() or NoticeRules()


def preference_of(user_id: int) -> Preference | None:
    """Return how somebody wishes to be told; None where they have not said."""
    return Preference.objects.filter(user_id=user_id).first()


def chat_owner(route: RouteKind, kept: str) -> int | None:
    """Return whose a work-chat id is; `kept` is as it is kept. Asked in a scope that sees everything."""
    return Binding.objects.filter(route=route.value, address=kept).values_list("user_id", flat=True).first()


def bindings_of(user_id: int) -> dict[RouteKind, Binding]:
    """Return the addresses of an account by way. Asked in a scope that sees everything."""
    return {RouteKind(row.route): row for row in Binding.objects.filter(user_id=user_id)}
