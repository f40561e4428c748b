"""Messages on their way out: taken, tried, written down; whoever dies leaves theirs to the next.

At least once: a row is committed before anything is sent and is settled after. Where a process dies in
between, or the line breaks before the answer, the provider is asked first whether it has the message
(`Way.find`); one that cannot be asked gets it again under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from xiuhua.access.services import require, scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Outgoing, Route
from xiuhua.notices.queries.routes import outgoing_lock, outgoing_polled, route_get
from xiuhua.notices.rules.providers.calls import Message, Receipt
from xiuhua.notices.rules.templates import TEST, subject_page
from xiuhua.notices.rules.webhooks import pause_after
from xiuhua.notices.services.keeping import address_opened
from xiuhua.notices.services.queuing import language_of, outgoing_judge, outgoing_judged_anew, said_whole
from xiuhua.notices.services.routes import way_of
from xiuhua.notices.terms import (
    QUOTA_FAULTS,
    OutgoingAct,
    OutgoingFault,
    OutgoingState,
    RouteKind,
    RouteState,
)
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Invalid

SENDER = system("notices")
LEASE = timedelta(seconds=90)  # longer than any try takes
MOST_ATTEMPTS = 10  # the pauses before the last one add up to about an hour and a half
_POLL_PAUSE = timedelta(minutes=2)
_POLL_UNTIL = timedelta(hours=72)


@dataclass(frozen=True, kw_only=True)
class Try:
    """One message that this process holds.

    Args:
        route: the way as it was set up when the message was taken.
        uncertain: whether it may have been sent before; `tried_at` is when.
    """

    outgoing_id: int
    route: Route
    message: Message
    uncertain: bool
    tried_at: datetime | None


@transaction.atomic
def outgoing_claim(*, outgoing_id: int, at: datetime) -> Try | None:
    """Return a message that must be sent now, held for the caller; None where somebody else has it.

    Its lease is committed before the caller sends anything.
    """
    with scope_opened((EVERYWHERE,)):
        row = Outgoing.objects.select_for_update(skip_locked=True).filter(pk=outgoing_id).first()
        if row is None or row.state != OutgoingState.WAITING or row.next_at is None or row.next_at > at:
            return None
        if row.leased_until is not None and row.leased_until > at:
            return None
        route = route_get(row.route)
        if route.state == RouteState.PAUSED:
            _refuse(row, OutgoingFault.PAUSED)
            return None
        if row.fault in QUOTA_FAULTS and not outgoing_judged_anew(row=row, at=at):
            return None
        was_held = row.leased_until is not None  # by a process that died before it could say what came of it
        uncertain = was_held or row.fault == OutgoingFault.UNREACHED
        tried_at = row.tried_at
        row.leased_until, row.tried_at, row.attempts = at + LEASE, at, row.attempts + 1
        row.save(update_fields=["leased_until", "tried_at", "attempts", "fault", "segments"])
    return Try(
        outgoing_id=row.pk,
        route=route,
        message=message_of(row, route),
        uncertain=uncertain,
        tried_at=tried_at,
    )


def message_of(row: Outgoing, route: Route) -> Message:
    """Return what goes out."""
    with scope_opened((EVERYWHERE,)):
        text, words = said_whole(row)
    return Message(
        uuid=row.uuid, address=address_opened(row.address), title=row.title, text=text,
        template=row.template, words=words, url=_url(row.subject, str(route.settings.get("site", ""))),
        language=language_of(row),
    )  # fmt: skip


def _url(subject: str, site: str) -> str:
    """Return the address of a subject's page as a phone outside opens it; the inbox for others."""
    if not site:
        return ""
    found = subject_page(subject)
    try:
        path = reverse(found[0], args=(found[1],)) if found else "/notices"
    except NoReverseMatch:
        path = "/notices"
    return f"{site.rstrip('/')}{path}"


def outgoing_try(*, attempt: Try, at: datetime) -> Receipt:
    """Send a message, or find out that it was sent already. No transaction is open meanwhile."""
    way = way_of(route=attempt.route)
    if attempt.uncertain and attempt.tried_at is not None:
        found = way.find(attempt.message, sent_at=attempt.tried_at, at=at)
        if found is not None:
            return found
    return way.send(attempt.message, at=at)


@transaction.atomic
def outgoing_record(*, outgoing_id: int, receipt: Receipt, at: datetime) -> Outgoing:
    """Write down what came of a try, and let go of the message."""
    with scope_opened((EVERYWHERE,)):
        row = Outgoing.objects.select_for_update().get(pk=outgoing_id)
        row.leased_until = None
        row.provider_code = receipt.code[:80]
        row.provider_ref = receipt.ref[:120] or row.provider_ref
        if receipt.fault is None:
            _accepted(row, receipt, at=at)
        elif receipt.again and row.attempts < MOST_ATTEMPTS:
            row.fault, row.next_at = receipt.fault.value, at + pause_after(row.attempts)
        else:
            _failed(row, receipt.fault, at=at)
        row.save()
        if row.template == TEST:  # somebody sits before its page and waits: the live line names it
            entry_append(
                at=at, actor=SENDER, act=OutgoingAct.TRIED.value, subject=f"outgoing:{row.pk}",
                area=row.area_code, detail={"state": row.state, "fault": row.fault},
            )  # fmt: skip
    return row


def _accepted(row: Outgoing, receipt: Receipt, *, at: datetime) -> None:
    state = OutgoingState.SANDBOXED if receipt.kept else OutgoingState.ACCEPTED
    row.state, row.fault, row.accepted_at, row.next_at = state.value, "", at, None
    if receipt.delivered:
        row.state, row.settled_at = OutgoingState.DELIVERED.value, at
    elif row.route == RouteKind.SMS and not receipt.kept:
        row.next_at = at + _POLL_PAUSE  # when its receipt is asked for, should none come


def _failed(row: Outgoing, fault: OutgoingFault, *, at: datetime) -> None:
    row.state, row.fault, row.next_at, row.settled_at = OutgoingState.FAILED.value, fault.value, None, at
    entry_append(
        at=at, actor=SENDER, act=OutgoingAct.FAIL.value, subject=f"outgoing:{row.pk}", area=row.area_code,
        detail={"route": row.route, "fault": fault.value, "attempts": row.attempts},
    )  # fmt: skip


def _refuse(row: Outgoing, fault: OutgoingFault) -> None:
    row.state, row.fault, row.next_at = OutgoingState.REFUSED.value, fault.value, None
    row.save(update_fields=["state", "fault", "next_at"])


# --- what became of it -------------------------------------------------------------------------------------


def outgoing_settle(*, row: Outgoing, delivered: bool, code: str, at: datetime) -> bool:
    """Write down what a receipt says, in the caller's transaction; return whether it is new."""
    if row.state not in {OutgoingState.ACCEPTED.value, OutgoingState.WAITING.value}:
        return False
    row.state = (OutgoingState.DELIVERED if delivered else OutgoingState.FAILED).value
    row.fault = "" if delivered else OutgoingFault.UNDELIVERED.value
    row.provider_code, row.settled_at, row.next_at, row.leased_until = code[:80], at, None, None
    row.save()
    return True


def receipts_poll(*, at: datetime, most: int = 50) -> int:
    """Ask the provider what became of messages of which no receipt came; return how many were asked for."""
    with scope_opened((EVERYWHERE,)):
        due = outgoing_polled(at=at, most=most)
    for row in due:
        route = route_get(row.route)
        found = None
        if route.state == RouteState.ACTIVE and row.accepted_at is not None:
            found = way_of(route=route).find(message_of(row, route), sent_at=row.accepted_at, at=at)
        _polled(row.pk, found, at=at)
    return len(due)


@transaction.atomic
def _polled(outgoing_id: int, found: Receipt | None, *, at: datetime) -> None:
    with scope_opened((EVERYWHERE,)):
        row = Outgoing.objects.select_for_update().get(pk=outgoing_id)
        if row.state != OutgoingState.ACCEPTED or row.accepted_at is None:
            return
        if found is not None and (found.delivered or found.fault is OutgoingFault.UNDELIVERED):
            outgoing_settle(row=row, delivered=found.delivered, code=found.code, at=at)
            return
        waited = at - row.accepted_at
        row.next_at = at + max(waited, _POLL_PAUSE) if waited < _POLL_UNTIL else None
        row.save(update_fields=["next_at"])


# --- what administrators do --------------------------------------------------------------------------------


@transaction.atomic
def outgoing_resend(*, outgoing_id: int, actor: Actor, at: datetime) -> Outgoing:
    """Send a message once more that did not leave, did not arrive, or was kept in the sandbox.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not visible, not by this actor, not in its state.
        Invalid: the quota has no room, the recipient opted out, or the way is stopped.
    """
    row = outgoing_lock(outgoing_id)
    require(actor, OutgoingAct.RESEND, row)
    row.state, row.fault, row.attempts = OutgoingState.WAITING.value, "", 0
    row.next_at, row.leased_until, row.settled_at = at, None, None
    outgoing_judge(row=row, address=address_opened(row.address), at=at)
    if row.fault:
        raise Invalid(fields={"route": f"outgoing_{row.fault}"})
    row.save()
    entry_append(
        at=at, actor=actor, act=OutgoingAct.RESEND.value, subject=f"outgoing:{row.pk}", area=row.area_code,
        detail={"route": row.route},
    )  # fmt: skip
    return row


@transaction.atomic
def outgoing_address_reveal(*, outgoing_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Return the whole address of a message; the ledger keeps who asked, and why.

    Raises:
        NotFound, NotPermitted: not visible, not by this actor.
        Invalid: the reason is missing.
    """
    row = outgoing_lock(outgoing_id)
    require(actor, OutgoingAct.REVEAL, row)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    entry_append(
        at=at, actor=actor, act=OutgoingAct.REVEAL.value, subject=f"outgoing:{row.pk}", area=row.area_code,
        words={"reason": reason.strip()},
    )  # fmt: skip
    return address_opened(row.address)
