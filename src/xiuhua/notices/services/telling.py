"""Telling somebody something: the one function that everybody calls, whatever way it then goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Notice
from xiuhua.notices.queries.escalations import steps_for
from xiuhua.notices.queries.notices import notice_told
from xiuhua.notices.rules.addresses import address_masked, address_read
from xiuhua.notices.rules.escalating import escalates_at
from xiuhua.notices.rules.templates import CHINESE, NoticeTemplate, template_of, words_missing
from xiuhua.notices.services.keeping import address_sealed
from xiuhua.notices.services.queuing import outgoing_queue
from xiuhua.notices.terms import NoticeAct, RecipientKind, RouteKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who is told: exactly one of these is given.

    Args:
        user_id: an account; it has the notice on its page, and by the other ways that it chose.
        phone: a mobile number of somebody outside, told by SMS.
        email: an address of somebody outside.
        work_chat: an id of a work chat with its way: `route_wecom:zhangsan`.
        unit: the code of the unit whose SMS quota is charged; empty for the city's alone.
        language: of somebody outside, where it is known; an account has said its own.
    """

    user_id: int | None = None
    phone: str = ""
    email: str = ""
    work_chat: str = ""
    unit: str = ""
    language: str = CHINESE

    def __post_init__(self) -> None:
        given = [self.user_id is not None, bool(self.phone), bool(self.email), bool(self.work_chat)]
        if given.count(True) != 1:
            raise ValueError("a recipient is named in exactly one way")

    @property
    def kind(self) -> RecipientKind:
        """What names them."""
        if self.user_id is not None:
            return RecipientKind.USER
        if self.phone:
            return RecipientKind.PHONE
        return RecipientKind.EMAIL if self.email else RecipientKind.WORK_CHAT


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """Something to be told.

    Args:
        to: who is told.
        template: the key of a registered template.
        words: what its texts need.
        subject: what it is about, `case:12`; the page leads there.
        area: the area of the subject, which bounds who can see the row; empty for none.
        urgent: passes quiet hours and digests, and is passed on where nobody reads it.
        leaf: of the sealed act that it tells of; with one, the same is told to the same recipient once only.
        origin: the notice that was not read, where this one is passed on.
    """

    to: Recipient
    template: str
    words: Mapping[str, str]
    subject: str
    area: str
    urgent: bool = False
    leaf: int | None = None
    origin: Notice | None = None


def notice_send(
    *, to: Recipient, template: str, words: Mapping[str, str], subject: str, area: str, actor: Actor,
    at: datetime, urgent: bool = False,
) -> Notice:  # fmt: skip
    """Tell somebody something, in the caller's transaction: what is rolled back was never said.

    An account has it on its page at once; every other way is taken later by `jobs`, from rows that are
    committed with this one. Who calls has been permitted by an act of their own, so nothing is asked here.
    Arguments: see `NewNotice`; `actor` caused it.

    Raises:
        ValueError: no template has this key, or a word is missing.
        Invalid: a phone number or an address that cannot be one.
    """
    new = NewNotice(to=to, template=template, words=words, subject=subject, area=area, urgent=urgent)
    return notice_tell(new=new, actor=actor, at=at)


@transaction.atomic
def notice_tell(*, new: NewNotice, actor: Actor, at: datetime) -> Notice:
    """Tell one thing, as `notice_send` does; what was told already of the same leaf is returned.

    Raises:
        ValueError, Invalid: as `notice_send`.
    """
    known = _template(new.template, new.words)
    route, address = _address(new.to)
    kept = address_sealed(address)
    if told := _told(new, kept):
        return told
    row = _row(new, known, kept, actor=actor, at=at)
    if route is not None:
        row.address_masked = address_masked(route, address)
    if (doubled := _insert(row)) is not None:
        return doubled
    outgoing_queue(
        notice=row, template=known, route=route, address=address, unit=new.to.unit, language=new.to.language,
        at=at,
    )  # fmt: skip
    detail: dict[str, JsonValue] = {
        "notice": row.pk,
        "template": known.key,
        "about": row.subject,
        "urgent": row.urgent,
    }
    entry_append(
        at=at, actor=actor, act=NoticeAct.SEND.value, subject=subject_of(row), area=row.area_code,
        detail={**detail, "step": row.step},
    )  # fmt: skip
    return row


def _told(new: NewNotice, kept: str) -> Notice | None:
    if new.leaf is None:
        return None
    return notice_told(new.to.user_id, kept, new.subject, new.template, new.leaf)


def _row(new: NewNotice, known: NoticeTemplate, kept: str, *, actor: Actor, at: datetime) -> Notice:
    row = Notice(
        to_kind=new.to.kind.value, user_id=new.to.user_id, address=kept, template=known.key,
        kind=known.kind.value, words={name: str(new.words[name]) for name in sorted(known.names)},
        subject=new.subject, area_code=new.area, urgent=new.urgent, leaf=new.leaf, sent_by=actor.name,
        sent_at=at, origin=new.origin, step=new.origin.step + 1 if new.origin else 0,
    )  # fmt: skip
    if row.urgent and row.user_id is not None:
        told = [*(told_before(new.origin) if new.origin else ()), row.user_id]
        row.escalate_at = escalates_at(steps_for(row.area_code, row.kind), told, at=at)
    return row


def subject_of(notice: Notice) -> str:
    """Return what the ledger calls a notice: the inbox that it lies in, whose page then renews itself."""
    return f"notice:{notice.pk}" if notice.user_id is None else f"inbox:{notice.user_id}"


def _template(key: str, words: Mapping[str, str]) -> NoticeTemplate:
    known = template_of(key)
    if known is None:
        raise ValueError(f"there is no template {key!r}")
    if missing := words_missing(known, words):
        raise ValueError(f"the template {key!r} needs {', '.join(missing)}")
    return known


def _address(to: Recipient) -> tuple[RouteKind | None, str]:
    """Return the way and the address of somebody outside; nothing for an account.

    Raises:
        Invalid: it cannot be an address.
    """
    if to.user_id is not None:
        return None, ""
    typed = to.phone or to.email or to.work_chat
    route, address = address_read(to.kind, typed)
    if route is None or not address:
        raise Invalid(fields={"to": f"notice_{to.kind.value}_wrong"})
    return route, address


def _insert(row: Notice) -> Notice | None:
    """Insert a row; return the one that somebody inserted meanwhile, where there is one."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if row.leaf is None:
            raise
        return notice_told(row.user_id, row.address, row.subject, row.template, row.leaf)
    return None


def told_before(notice: Notice) -> Sequence[int]:
    """Return the accounts that were told of something up to a notice, the first one first."""
    told: list[int] = []
    walked: Notice | None = notice
    while walked is not None:
        if walked.user_id is not None:
            told.insert(0, walked.user_id)
        walked = walked.origin
    return told
