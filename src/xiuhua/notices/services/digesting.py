"""Digests: what somebody has waiting, in one message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Outgoing
from xiuhua.notices.queries.notices import notice_rules, preference_of
from xiuhua.notices.queries.routes import digest_lines, digests_due
from xiuhua.notices.rules.digests import DIGEST, Line, digest_text, digest_title
from xiuhua.notices.rules.quiet import released_at
from xiuhua.notices.rules.templates import template_of
from xiuhua.notices.services.keeping import address_opened
from xiuhua.notices.services.outgoing import SENDER
from xiuhua.notices.services.queuing import language_by, outgoing_judge, said_in, search_of, wish_of
from xiuhua.notices.terms import NoticeKind, OutgoingAct, OutgoingState, RouteKind
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.ids import uuid7


def digests_gather(*, at: datetime, most: int = 200) -> int:
    """Make one message of what each account has waiting by a way, if it is due; return how many were made."""
    with scope_opened((EVERYWHERE,)):
        due = digests_due(at=at, most=most)
    return sum(_gathered(user_id, route, at=at) for user_id, route in due)


@transaction.atomic
def _gathered(user_id: int, route: str, *, at: datetime) -> bool:
    with scope_opened((EVERYWHERE,)):
        rows = digest_lines(user_id, route, at=at)
        if not rows:
            return False
        wish = wish_of(preference_of(user_id), notice_rules())
        language = language_by(RouteKind(route), DIGEST, wish.language)
        digest = _digest(rows, language, at=at)
        digest.search = search_of(digest)
        digest.next_at = released_at(localtime(at), wish.quiet)
        outgoing_judge(row=digest, address=address_opened(digest.address), at=at)
        digest.save(force_insert=True)
        ids = [row.pk for row in rows]
        Outgoing.objects.filter(pk__in=ids).update(
            state=OutgoingState.GATHERED.value, digest=digest, next_at=None, settled_at=at
        )
        entry_append(
            at=at, actor=SENDER, act=OutgoingAct.GATHER.value, subject=f"outgoing:{digest.pk}",
            area=digest.area_code, detail={"route": route, "notices": len(rows)},
        )  # fmt: skip
    return True


def _digest(rows: Sequence[Outgoing], language: str, *, at: datetime) -> Outgoing:
    lines = [_line(row) for row in rows]
    last = rows[-1]
    return Outgoing(
        uuid=uuid7(), user_id=last.user_id, route=last.route, template=DIGEST, address=last.address,
        address_masked=last.address_masked, title=digest_title(lines, language),
        text=digest_text(lines, language), words={"count": str(len(rows))} | said_in(language),
        area_code=_common(rows), unit_code=last.unit_code, queued_at=at,
    )  # fmt: skip


def _line(row: Outgoing) -> Line:
    template = template_of(row.template)
    return Line(kind=template.kind if template else NoticeKind.SYSTEM, title=row.title)


def _common(rows: Sequence[Outgoing]) -> str:
    """Return the area that holds all of them: the longest common beginning, in whole levels of two digits."""
    codes = [row.area_code for row in rows]
    first, last = min(codes), max(codes)
    same = next((place for place, sign in enumerate(first) if last[place : place + 1] != sign), len(first))
    return first[: same if same == len(first) else same - same % 2]
