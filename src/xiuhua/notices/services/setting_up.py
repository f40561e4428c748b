"""What the system administrator does to ways out of the house, and to what holds for the whole city."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import NoticeRules, OptOut, Outgoing, Route
from xiuhua.notices.queries.notices import notice_rules
from xiuhua.notices.queries.routes import route_get
from xiuhua.notices.rules.addresses import address_masked, route_address_read
from xiuhua.notices.rules.quiet import QuietHours, released_at
from xiuhua.notices.rules.settings import WANTED, settings_wrong
from xiuhua.notices.rules.templates import TEST, template_of
from xiuhua.notices.services.keeping import address_digest, address_sealed, secret_sealed
from xiuhua.notices.services.queuing import outgoing_judge, search_of
from xiuhua.notices.terms import (
    QUOTA_FAULTS,
    OutgoingAct,
    OutgoingState,
    RouteAct,
    RouteKind,
    RouteState,
)
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7


def _route_lock(kind: str) -> Route:
    """Return a way, locked until the transaction ends; made where nobody has touched it yet.

    Raises:
        NotFound: there is no such kind.
    """
    route_get(kind)
    Route.objects.bulk_create([Route(kind=kind)], ignore_conflicts=True)
    return Route.objects.select_for_update().get(kind=kind)


@transaction.atomic
def route_configure(*, kind: str, given: Mapping[str, str], secret: str, actor: Actor, at: datetime) -> Route:
    """Keep what a provider asks for; an empty secret leaves the one that is kept.

    Raises:
        NotFound, NotPermitted: no such way, not by this actor.
        Invalid: something is missing or cannot be used.
    """
    route = _route_lock(kind)
    require(actor, RouteAct.CONFIGURE, route)
    known = RouteKind(kind)
    wanted = {one.name: given.get(one.name, "").strip() for one in WANTED[known]}
    wrong = settings_wrong(known, wanted, private=settings.WEBHOOKS_PRIVATE)
    if not secret and not route.secret and known is not RouteKind.EMAIL:
        wrong |= {"secret": "route_setting_missing"}
    if wrong:
        raise Invalid(fields=wrong)
    changed = sorted(name for name, value in wanted.items() if route.settings.get(name, "") != value)
    route.settings = wanted
    if secret:
        route.secret = secret_sealed(secret)
    route.token, route.token_until, route.updated_at = "", None, at
    route.save()
    detail: dict[str, JsonValue] = {"changed": changed, "secret": bool(secret)}
    _record(route, RouteAct.CONFIGURE, actor=actor, at=at, detail=detail)
    return route


def route_sandbox(*, kind: str, actor: Actor, at: datetime) -> Route:
    """Keep what goes by a way instead of sending it.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such way, not by this actor, not in its state.
    """
    return _turn(kind, RouteAct.SANDBOX, RouteState.SANDBOX, actor, at)


def route_pause(*, kind: str, actor: Actor, at: datetime) -> Route:
    """Send nothing by a way; what would go by it is refused, and says why.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `route_sandbox`.
    """
    return _turn(kind, RouteAct.PAUSE, RouteState.PAUSED, actor, at)


@transaction.atomic
def route_resume(*, kind: str, actor: Actor, at: datetime) -> Route:
    """Take a way into use.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `route_sandbox`.
        Invalid: it is not set up.
    """
    route = _route_lock(kind)
    require(actor, RouteAct.RESUME, route)
    if settings_wrong(RouteKind(kind), route.settings, private=settings.WEBHOOKS_PRIVATE):
        raise Invalid(fields={"route": "route_not_set_up"})
    return _turn(kind, RouteAct.RESUME, RouteState.ACTIVE, actor, at)


@transaction.atomic
def _turn(kind: str, act: RouteAct, to: RouteState, actor: Actor, at: datetime) -> Route:
    route = _route_lock(kind)
    require(actor, act, route)
    before, route.state, route.updated_at = route.state, to.value, at
    route.save(update_fields=["state", "updated_at"])
    _record(route, act, actor=actor, at=at, detail={"before": before, "after": to.value})
    return route


@transaction.atomic
def receipt_secret_draw(*, kind: str, actor: Actor, at: datetime) -> str:
    """Draw a new secret by which receipts are believed; it is returned once, the old one is void.

    Raises:
        NotFound, NotPermitted: no such way, not by this actor.
    """
    route = _route_lock(kind)
    require(actor, RouteAct.SECRET, route)
    drawn = secrets.token_urlsafe(32)
    route.receipt_secret, route.updated_at = secret_sealed(drawn), at
    route.save(update_fields=["receipt_secret", "updated_at"])
    _record(route, RouteAct.SECRET, actor=actor, at=at)
    return drawn


@transaction.atomic
def route_test(*, kind: str, address: str, actor: Actor, at: datetime) -> Outgoing:
    """Send a test by a way; its page shows what became of it.

    Raises:
        NotFound, NotPermitted: no such way, not by this actor.
        Invalid: no address of this way, or the message was refused: the quota, an opt-out.
    """
    route = _route_lock(kind)
    require(actor, RouteAct.TEST, route)
    known = RouteKind(kind)
    bare = route_address_read(known, address)
    if bare is None:
        raise Invalid(fields={"address": "route_address_wrong"})
    template = template_of(TEST)
    assert template is not None  # noqa: S101 - `apps` registers it
    row = Outgoing(
        uuid=uuid7(), user_id=actor.user_id, route=kind, template=TEST, address=address_sealed(bare),
        address_masked=address_masked(known, bare), title=template.title({}, "zh"),
        text=template.text({}, "zh"), queued_at=at, next_at=at, urgent=True,
    )  # fmt: skip
    row.search = search_of(row)
    outgoing_judge(row=row, address=bare, at=at)
    if row.fault:
        raise Invalid(fields={"address": f"outgoing_{row.fault}"})
    row.save(force_insert=True)
    route.tested_at = at
    route.save(update_fields=["tested_at"])
    _record(route, RouteAct.TEST, actor=actor, at=at)
    return row


@dataclass(frozen=True, kw_only=True)
class CityRules:
    """What holds for the whole city, as somebody typed it."""

    quiet_since: time
    quiet_until: time
    daily_at: time
    sms_daily_total: int
    sms_daily_unit: int
    kept_days: int


@transaction.atomic
def notice_rules_write(*, new: CityRules, actor: Actor, at: datetime) -> NoticeRules:
    """Set the quiet hours, the hour of digests, the quotas and how long notices are kept.

    Raises:
        NotPermitted: not by this actor.
        Invalid: the unit's quota is above the city's.
    """
    NoticeRules.objects.bulk_create([NoticeRules()], ignore_conflicts=True)
    rules = NoticeRules.objects.select_for_update().get()
    require(actor, RouteAct.RULES, rules)
    if new.sms_daily_unit > new.sms_daily_total:
        raise Invalid(fields={"sms_daily_unit": "notice_quota_above"})
    before = {name: str(getattr(rules, name)) for name in CityRules.__dataclass_fields__}
    for name in CityRules.__dataclass_fields__:
        setattr(rules, name, getattr(new, name))
    rules.updated_at = at
    rules.save()
    _released(before, new, at=at)
    after = {name: str(getattr(new, name)) for name in before}
    changed = {name: f"{before[name]} > {after[name]}" for name in before if before[name] != after[name]}
    entry_append(at=at, actor=actor, act=RouteAct.RULES.value, subject="route:rules", detail=changed)
    return notice_rules()


def _released(before: Mapping[str, str], new: CityRules, *, at: datetime) -> None:
    """Let what waited for a quota be tried as soon as nothing is quiet, where a quota was raised."""
    if all(int(before[name]) >= getattr(new, name) for name in ("sms_daily_total", "sms_daily_unit")):
        return
    quiet = QuietHours(since=new.quiet_since, until=new.quiet_until)
    waiting = Outgoing.objects.filter(state=OutgoingState.WAITING.value, fault__in=QUOTA_FAULTS)
    waiting.update(next_at=released_at(localtime(at), quiet))


@transaction.atomic
def opt_out(*, kind: str, address: str, actor: Actor, at: datetime) -> None:
    """Write to an address by a way no more: somebody asked for that.

    Raises:
        NotFound, NotPermitted: no such way, not by this actor.
        Invalid: it is no address of this way.
    """
    route = _route_lock(kind)
    require(actor, OutgoingAct.OPT_OUT, route)
    bare = route_address_read(RouteKind(kind), address)
    if bare is None:
        raise Invalid(fields={"address": "route_address_wrong"})
    OptOut.objects.bulk_create(
        [OptOut(route=kind, digest=address_digest(bare), since=at)], ignore_conflicts=True
    )
    _record(route, OutgoingAct.OPT_OUT, actor=actor, at=at)


def _record(
    route: Route, act: RouteAct | OutgoingAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, JsonValue] | None = None,
) -> None:  # fmt: skip
    entry_append(
        at=at,
        actor=actor,
        act=act.value,
        subject=f"route:{route.pk}",
        detail={"kind": route.kind, **(detail or {})},
    )
