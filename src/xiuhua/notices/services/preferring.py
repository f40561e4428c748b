"""How somebody wishes to be told, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import IntegrityError, transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Binding, Preference
from xiuhua.notices.rules.addresses import CHATS, address_masked, route_address_read
from xiuhua.notices.services.keeping import address_sealed
from xiuhua.notices.terms import Digest, NoticeAct, NoticeKind, RouteKind
from xiuhua.shared.actor import EVERYWHERE, Actor
from xiuhua.shared.errors import CityError, Invalid


class ChatBoundElsewhere(CityError):
    """A work-chat id is another account's already."""

    code = "chat_bound_elsewhere"
    http_status = 409


@dataclass(frozen=True, kw_only=True)
class NewPreference:
    """How somebody wishes to be told.

    Args:
        routes: the ways for each kind.
        digest: at once, or gathered.
        quiet_since, quiet_until: both, or neither for the city's.
        language: of what leaves the house.
        addresses: mobile number and e-mail address by way; an empty one is taken away.
    """

    routes: Mapping[NoticeKind, Sequence[RouteKind]]
    digest: Digest
    quiet_since: time | None
    quiet_until: time | None
    language: str
    addresses: Mapping[RouteKind, str]


@transaction.atomic
def preference_write(*, new: NewPreference, actor: Actor, at: datetime) -> Preference:
    """Keep how somebody wishes to be told.

    Raises:
        NotPermitted: not by this actor.
        Invalid: one of two hours is missing, or an address is none.
    """
    require(actor, NoticeAct.PREFER)
    assert actor.user_id is not None  # noqa: S101 - a page asks for somebody signed in
    wrong = {}
    if (new.quiet_since is None) != (new.quiet_until is None):
        wrong["quiet_until"] = "notice_quiet_half"
    read = {route: route_address_read(route, text) for route, text in new.addresses.items() if text.strip()}
    wrong |= {route.value: f"notice_{route.value}_wrong" for route, text in read.items() if text is None}
    if wrong:
        raise Invalid(fields=wrong)
    routes = {kind.value: [route.value for route in ways] for kind, ways in new.routes.items()}
    values = {
        "routes": routes, "digest": new.digest.value, "quiet_since": new.quiet_since,
        "quiet_until": new.quiet_until, "language": new.language, "updated_at": at,
    }  # fmt: skip
    row, _made = Preference.objects.update_or_create(user_id=actor.user_id, defaults=values)
    with scope_opened((EVERYWHERE,)):
        for route in new.addresses:
            _bind(actor.user_id, route, read.get(route), at=at)
    entry_append(
        at=at, actor=actor, act=NoticeAct.PREFER.value, subject=f"user:{actor.user_id}",
        detail={"digest": new.digest.value, "addresses": sorted(route.value for route in read)},
    )  # fmt: skip
    return row


def _bind(user_id: int, route: RouteKind, address: str | None, *, at: datetime) -> None:
    if address is None:
        Binding.objects.filter(user_id=user_id, route=route.value).delete()
        return
    Binding.objects.update_or_create(
        user_id=user_id, route=route.value,
        defaults={
            "address": address_sealed(address), "address_masked": address_masked(route, address),
            "bound_at": at,
        },
    )  # fmt: skip


@transaction.atomic
def chat_bind(*, route: RouteKind, chat_id: str, actor: Actor, at: datetime) -> None:
    """Bind the work-chat id that somebody has just shown to be theirs to their account.

    Raises:
        NotPermitted: not by this actor.
        ChatBoundElsewhere: it is another account's.
    """
    require(actor, NoticeAct.BIND)
    assert actor.user_id is not None  # noqa: S101 - a page asks for somebody signed in
    assert route in CHATS  # noqa: S101 - no other way signs anybody on
    try:
        with transaction.atomic(), scope_opened((EVERYWHERE,)):
            _bind(actor.user_id, route, chat_id, at=at)
    except IntegrityError as taken:
        raise ChatBoundElsewhere from taken
    entry_append(
        at=at, actor=actor, act=NoticeAct.BIND.value, subject=f"user:{actor.user_id}",
        detail={"route": route.value},
    )  # fmt: skip


@transaction.atomic
def chat_unbind(*, route: RouteKind, actor: Actor, at: datetime) -> None:
    """Take the work-chat id from an account: it neither hears by it nor signs on with it.

    Raises:
        NotPermitted: not by this actor.
    """
    require(actor, NoticeAct.BIND)
    assert actor.user_id is not None  # noqa: S101 - a page asks for somebody signed in
    with scope_opened((EVERYWHERE,)):
        _bind(actor.user_id, route, None, at=at)
    entry_append(
        at=at, actor=actor, act=NoticeAct.BIND.value, subject=f"user:{actor.user_id}",
        detail={"route": route.value, "unbound": True},
    )  # fmt: skip
