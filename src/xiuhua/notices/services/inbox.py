"""What somebody does with what they were told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Notice, Outgoing
from xiuhua.notices.queries.notices import notice_rules, notices_chosen, notices_of, notices_old
from xiuhua.notices.terms import NoticeAct
from xiuhua.shared.actor import EVERYWHERE, Actor
from xiuhua.shared.errors import NotFound

_AT_ONCE = 5_000


@transaction.atomic
def notices_mark(*, notice_ids: Collection[int], read: bool, actor: Actor, at: datetime) -> list[int]:
    """Mark notices as read or unread; return those that changed. What was read is passed on to nobody.

    Raises:
        NotPermitted: not by this actor.
        NotFound: none of them is theirs.
    """
    require(actor, NoticeAct.MARK)
    rows = notices_chosen(notice_ids, user_id=actor.user_id)
    own = set(rows.values_list("pk", flat=True))
    if not own:
        raise NotFound(kind="notice", key=", ".join(str(one) for one in sorted(notice_ids)[:5]))
    changing = rows.filter(read_at__isnull=read)
    changed = sorted(changing.select_for_update().values_list("pk", flat=True))
    return _marked(changed, read=read, actor=actor, at=at)


@transaction.atomic
def notices_mark_all(*, actor: Actor, at: datetime) -> list[int]:
    """Mark everything of an inbox as read; return what changed, for whoever wants it undone.

    Raises:
        NotPermitted: not by this actor.
    """
    require(actor, NoticeAct.MARK)
    rows = notices_of(actor.user_id).filter(read_at__isnull=True, sent_at__lte=at).order_by("pk")
    changed = list(rows.select_for_update().values_list("pk", flat=True)[:_AT_ONCE])
    return _marked(changed, read=True, actor=actor, at=at)


def _marked(changed: list[int], *, read: bool, actor: Actor, at: datetime) -> list[int]:
    if not changed:
        return changed
    notices_chosen(changed, user_id=actor.user_id).update(read_at=at if read else None)
    entry_append(
        at=at, actor=actor, act=NoticeAct.MARK.value, subject=f"inbox:{actor.user_id}",
        detail={"read": read, "count": len(changed), "first": changed[0], "last": changed[-1]},
    )  # fmt: skip
    return changed


@transaction.atomic
def notices_forget(*, at: datetime) -> int:
    """Forget what was told longer ago than the city keeps it, with the messages that left for it."""
    kept = timedelta(days=notice_rules().kept_days)
    with scope_opened((EVERYWHERE,)):
        ids = list(notices_old(before=at - kept, most=_AT_ONCE))
        Notice.objects.filter(origin_id__in=ids).update(origin=None)
        Outgoing.objects.filter(queued_at__lt=at - kept, notice=None, digest=None).delete()
        Notice.objects.filter(pk__in=ids).delete()
    return len(ids)
