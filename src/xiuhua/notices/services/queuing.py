"""What leaves the house is written down first: by which way, in which words, when, at whose cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.notices.models import Notice, NoticeRules, Outgoing, Preference
from xiuhua.notices.queries.notices import bindings_of, notice_rules, preference_of
from xiuhua.notices.queries.routes import opted_out, routes_by_kind
from xiuhua.notices.rules.addresses import address_masked
from xiuhua.notices.rules.choosing import routes_for
from xiuhua.notices.rules.quiet import QuietHours, leaves_at, released_at
from xiuhua.notices.rules.settings import code_for, codes_read
from xiuhua.notices.rules.sms import QUOTA_DAYS, renewed_at, segments_of, signed
from xiuhua.notices.rules.templates import CHINESE, SAID_IN, NoticeTemplate, template_of
from xiuhua.notices.services.keeping import address_digest, address_opened, address_sealed
from xiuhua.notices.services.quotas import quota_charge
from xiuhua.notices.terms import (
    QUOTA_FAULTS,
    Digest,
    NoticeKind,
    OutgoingFault,
    OutgoingState,
    RouteKind,
    RouteState,
)
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a recipient is told: language, quiet hours, digest, and the ways that they chose by kind."""

    language: str
    quiet: QuietHours
    digest: Digest
    daily: NoticeRules
    routes: dict[str, list[str]]


def wish_of(preference: Preference | None, rules: NoticeRules) -> Wish:
    """Return how somebody is told; whoever has not said is told as the city's rules have it."""
    own = preference is not None and preference.quiet_since is not None and preference.quiet_until is not None
    since = preference.quiet_since if own and preference else rules.quiet_since
    until = preference.quiet_until if own and preference else rules.quiet_until
    assert since is not None and until is not None  # noqa: S101, PT018 - both are set or neither
    return Wish(
        language=preference.language if preference else CHINESE,
        quiet=QuietHours(since=since, until=until),
        digest=Digest(preference.digest) if preference else Digest.AT_ONCE,
        daily=rules,
        routes=dict(preference.routes) if preference else {},
    )


def outgoing_queue(
    *, notice: Notice, template: NoticeTemplate, route: RouteKind | None, address: str, unit: str,
    language: str, at: datetime,
) -> list[Outgoing]:  # fmt: skip
    """Write down by which ways a notice leaves the house; the caller's transaction commits all of it.

    `language` is that of somebody outside; an account is told in the one that it chose.
    """
    rules = notice_rules()
    if notice.user_id is None:
        assert route is not None  # noqa: S101 - somebody outside has an address
        targets = [(route, address)]
        wish = replace(wish_of(None, rules), language=language)
    else:
        wish = wish_of(preference_of(notice.user_id), rules)
        targets = list(_targets(notice, template, wish))
    return [_queued(notice, template, kind, where, wish=wish, unit=unit, at=at) for kind, where in targets]


def _targets(notice: Notice, template: NoticeTemplate, wish: Wish) -> Iterator[tuple[RouteKind, str]]:
    """Yield the ways of an account that it chose and is bound by."""
    kinds = routes_for(NoticeKind(notice.kind), wish.routes, allowed=template.routes, urgent=notice.urgent)
    if not kinds:
        return
    assert notice.user_id is not None  # noqa: S101 - the caller has looked
    with scope_opened((EVERYWHERE,)):
        bound = bindings_of(notice.user_id)
    for kind in kinds:
        if kind in bound and (address := address_opened(bound[kind].address)):
            yield kind, address


def _queued(
    notice: Notice, template: NoticeTemplate, kind: RouteKind, address: str, *, wish: Wish, unit: str,
    at: datetime,
) -> Outgoing:  # fmt: skip
    digest = wish.digest if notice.user_id is not None else Digest.AT_ONCE
    due = leaves_at(
        localtime(at), quiet=wish.quiet, digest=digest, daily_at=wish.daily.daily_at, urgent=notice.urgent
    )
    collected = digest is not Digest.AT_ONCE and not notice.urgent
    language = language_by(kind, template.key, wish.language)
    row = Outgoing(
        uuid=uuid7(), notice=notice, user_id=notice.user_id, route=kind.value, template=template.key,
        address=address_sealed(address), address_masked=address_masked(kind, address),
        title=template.title(notice.words, language)[:200],
        text=template.text(notice.words, language),
        words={name: notice.words[name] for name in template.sms if name not in template.made}
        | said_in(language),
        subject=notice.subject,
        area_code=notice.area_code, unit_code=unit, urgent=notice.urgent, queued_at=at, next_at=due,
        state=(OutgoingState.COLLECTED if collected else OutgoingState.WAITING).value,
    )  # fmt: skip
    row.search = search_of(row)
    if not collected:
        outgoing_judge(row=row, address=address, at=at)
    row.save(force_insert=True)
    return row


def said_whole(row: Outgoing) -> tuple[str, Mapping[str, str]]:
    """Return the text and the words of a message as they leave, with what lies in no table made anew.

    Asked in a scope that sees the notice.
    """
    template = template_of(row.template)
    if template is None or template.maker is None or row.notice is None:
        return row.text, {name: word for name, word in row.words.items() if name != SAID_IN}
    words = {**row.notice.words, **template.maker(row.subject)}
    return template.text(words, language_of(row)), {name: words[name] for name in template.sms}


def language_by(kind: RouteKind, template: str, wished: str) -> str:
    """Return the language in which a message goes by a way: the one wished for, if the way has a text of it.

    An SMS provider in use that has approved no English text is sent the Chinese one, rather than nothing.
    """
    if wished.startswith("zh") or kind is not RouteKind.SMS:
        return wished
    route = routes_by_kind()[kind]
    codes = codes_read(str(route.settings.get("codes", "")))
    lacks = route.state == RouteState.ACTIVE and code_for(codes, template, wished) is None
    return CHINESE if lacks else wished


def said_in(language: str) -> dict[str, str]:
    """Return what a message keeps beside its words of its language: nothing where it is Chinese."""
    return {} if language.startswith("zh") else {SAID_IN: language}


def language_of(row: Outgoing) -> str:
    """Return the language that a message is written in."""
    return str(row.words.get(SAID_IN, CHINESE))


def search_of(row: Outgoing) -> str:
    """Return the search column of a message."""
    return search_lexemes(f"{row.title} {row.address_masked} {row.subject}")


def outgoing_judge(*, row: Outgoing, address: str, at: datetime) -> None:
    """Refuse what must not or cannot leave, and charge an SMS to its quotas; changes the row in memory.

    What a quota has no room for waits until it begins anew, `QUOTA_DAYS` at most.
    """
    kind = RouteKind(row.route)
    route = routes_by_kind()[kind]
    fault = None
    if opted_out(kind, address_digest(address)):
        fault = OutgoingFault.OPTED_OUT
    elif route.state == RouteState.PAUSED:
        fault = OutgoingFault.PAUSED
    elif kind is RouteKind.SMS:
        text, _words = said_whole(row)
        row.segments = segments_of(signed(text, signature=str(route.settings.get("signature", ""))))
        fault = quota_charge(segments=row.segments, unit_code=row.unit_code, at=at)
    if fault is not None and fault in QUOTA_FAULTS and at - row.queued_at < QUOTA_DAYS:
        row.fault, row.next_at = fault.value, _anew_at(row, at=at)
    elif fault is not None:
        row.state, row.fault, row.next_at = OutgoingState.REFUSED.value, fault.value, None


def _anew_at(row: Outgoing, *, at: datetime) -> datetime:
    """Return when a message is tried again that no quota had room for: the next day, not in quiet hours."""
    day = renewed_at(localtime(at))
    if row.urgent:
        return day
    preference = preference_of(row.user_id) if row.user_id is not None else None
    return released_at(day, wish_of(preference, notice_rules()).quiet)


def outgoing_judged_anew(*, row: Outgoing, at: datetime) -> bool:
    """Charge a message that waited for its quota; return whether it may leave now, else keep why not."""
    row.fault = ""
    outgoing_judge(row=row, address=address_opened(row.address), at=at)
    if row.fault:
        row.save(update_fields=["state", "fault", "next_at", "segments"])
    return not row.fault
