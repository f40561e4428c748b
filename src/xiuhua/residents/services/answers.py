"""What residents are told at each turn of their case, and keeping book of how it reached them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from xiuhua.cases.rules.telling import NO_NEWS
from xiuhua.cases.terms import CaseAct
from xiuhua.ledger.queries import SealedEntry
from xiuhua.notices.rules.sms import phone_read
from xiuhua.notices.services import NewNotice, Recipient, notice_tell
from xiuhua.residents.models import Answer, Receipt
from xiuhua.residents.queries.receipts import (
    answer_due,
    answer_lock,
    cases_with_receipts,
    move_numbered,
    receipts_of_case,
    receipts_of_reports,
    result_of,
)
from xiuhua.residents.queries.rows import Move, Notice
from xiuhua.residents.rules.codes import receipt_code
from xiuhua.residents.rules.telling import ACTS_TOLD, BY_SMS, REASONED, turn_of
from xiuhua.residents.terms.residents import AnswerKind, AnswerState, ReceiptState, Route
from xiuhua.shared.actor import system
from xiuhua.web.sentences import sentence

TELLER = system("residents_telling")
LEASE = timedelta(seconds=90)  # longer than any try takes
MOST_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)


def address_of(receipt: Receipt) -> str:
    """Return the whole address of a receipt's page, as a message carries it."""
    code = receipt_code(receipt.pk, secret=str(settings.SECRET_KEY).encode())
    return f"{settings.PUBLIC_ADDRESS}/r/{code}"


def words_made(subject: str) -> Mapping[str, str]:
    """Return the secret part of a receipt's address, for an SMS that is about to leave."""
    number = int(subject.partition(":")[2])
    return {"code": receipt_code(number, secret=str(settings.SECRET_KEY).encode())}


def said_to(receipt: Receipt, code: str, **arguments: object) -> str:
    """Return a sentence in the language of whoever holds a receipt."""
    return sentence(code, "zh-hans" if receipt.in_chinese else "en", **arguments)


def answer_taken(*, receipt: Receipt, at: datetime) -> Answer:
    """Tell whoever reported that it arrived, and under which number."""
    code = "told_met" if receipt.joined else "told_taken"
    text = said_to(receipt, code, number=receipt.number)
    return answer_keep(receipt=receipt, kind=AnswerKind.TAKEN, text=text, entry_id=None, at=at)


def answer_keep(
    *, receipt: Receipt, kind: AnswerKind, text: str, entry_id: int | None, at: datetime
) -> Answer:
    """Keep what a resident is told; by any way but the page it waits to be sent."""
    route = Route(receipt.route)
    if route is Route.SMS:
        route = Route.PAGE  # of acceptance and the end alone an SMS tells: `_answer`
    # What WeChat was answered at once need not be sent again.
    on_the_spot = route is Route.PAGE or (route is Route.WECHAT and kind is AnswerKind.TAKEN)
    return Answer.objects.create(
        receipt=receipt, kind=kind.value, text=text, entry_id=entry_id, at=at, route=route.value,
        state=(AnswerState.DELIVERED if on_the_spot else AnswerState.WAITING).value, next_at=at,
        delivered_at=at if on_the_spot else None, area_code=receipt.area_code,
    )  # fmt: skip


def answers_follow(*, entries: Sequence[SealedEntry], at: datetime) -> int:
    """Tell residents of what happened to their cases; return how many answers that makes.

    A second time changes nothing: an act tells a receipt once.
    """
    about = [(entry, _case_id(entry.subject)) for entry in entries if entry.act in ACTS_TOLD]
    held = cases_with_receipts({case_id for _, case_id in about if case_id is not None})
    told = [
        one
        for entry, case_id in about
        if case_id in held or entry.act == CaseAct.MERGED_IN  # whose reports lie in another case by now
        for one in _answers(entry, case_id, at)
    ]
    made = Answer.objects.bulk_create(told, ignore_conflicts=True)
    return len(made)


def _answers(entry: SealedEntry, case_id: int | None, at: datetime) -> list[Answer]:
    turn = turn_of(entry.act)
    if turn is None or case_id is None:
        return []
    holders = _holders(case_id, entry)
    if not holders:
        return []
    kind, code = turn
    move = move_numbered(case_id, _number(entry.detail))
    return [_answer(one, kind, code, move, case_id, entry, at) for one in holders]


def _holders(case_id: int, entry: SealedEntry) -> list[Receipt]:
    """Return whose receipts an act tells; whoever took it back is left in peace."""
    if entry.act != CaseAct.MERGED_IN:
        return [one for one in receipts_of_case(case_id) if one.state != ReceiptState.WITHDRAWN]
    move = move_numbered(case_id, _number(entry.detail))
    if move is None or not move.detail.get("taken") or move.detail.get("other") is None:
        return []  # whoever joined by themselves knows
    return receipts_of_reports(move.detail.get("reports", []))


def _answer(
    receipt: Receipt, kind: AnswerKind, code: str, move: Move | None, case_id: int, entry: SealedEntry,
    at: datetime,
) -> Answer:  # fmt: skip
    unit = (move.unit.short_name or move.unit.name) if move and move.unit else ""
    reason = move.note if move and code in REASONED else ""
    result = result_of(case_id) if kind is AnswerKind.ENDED else ""
    text = said_to(receipt, code, number=receipt.number, unit=unit, reason=reason, result=result)
    route = Route(receipt.route)
    notice = _texted(receipt, kind, entry, at) if route is Route.SMS else None
    if route is Route.SMS and notice is None:
        route = Route.PAGE
    state = AnswerState.HANDED if notice else _STATES.get(route, AnswerState.WAITING)
    return Answer(
        receipt=receipt, kind=kind.value, text=text, entry_id=entry.id, at=entry.at, route=route.value,
        state=state.value, next_at=at, delivered_at=at if route is Route.PAGE else None, notice=notice,
        area_code=receipt.area_code,
    )  # fmt: skip


_STATES = {Route.PAGE: AnswerState.DELIVERED}


def _texted(receipt: Receipt, kind: AnswerKind, entry: SealedEntry, at: datetime) -> Notice | None:
    """Tell of a turn by SMS; None where none tells of it, it is no news, or the number is no mobile's.

    `notices` waits for quiet hours to end, charges the city's quota and keeps the number encrypted; the same
    turn of the same receipt is told once.
    """
    phone = phone_read(receipt.report.caller_phone)
    if kind not in BY_SMS or phone is None or at - entry.at >= NO_NEWS:
        return None
    return notice_tell(
        new=NewNotice(
            to=Recipient(phone=phone, language="zh-hans" if receipt.in_chinese else "en"),
            template=BY_SMS[kind],
            words={"number": receipt.number, "site": settings.PUBLIC_ADDRESS},
            subject=f"receipt:{receipt.pk}", area=receipt.area_code, leaf=entry.leaf,
        ),
        actor=TELLER, at=at,
    )  # fmt: skip


def _case_id(subject: str) -> int | None:
    kind, _, number = subject.partition(":")
    return int(number) if kind == "case" and number.isdecimal() else None


def _number(detail: Mapping[str, object]) -> int:
    number = detail.get("move")
    return number if isinstance(number, int) else 0


# --- on their way -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Errand:
    """An answer on its way: what goes where."""

    answer_id: int
    route: Route
    address: str
    kind: AnswerKind
    text: str
    url: str
    number: str
    thread: str
    topic: str
    at: datetime


@transaction.atomic
def answer_claim(*, at: datetime) -> Errand | None:
    """Return an answer that must go out now, held for the caller; None where nothing is due."""
    found = answer_due(at=at)
    if found is None:
        return None
    found.leased_until = at + LEASE
    found.save(update_fields=["leased_until"])
    receipt = found.receipt
    return Errand(
        answer_id=found.pk, route=Route(found.route), address=receipt.address, kind=AnswerKind(found.kind),
        text=found.text, url=address_of(receipt), number=receipt.number, thread=receipt.thread,
        topic=receipt.topic, at=found.at,
    )  # fmt: skip


@transaction.atomic
def answer_record(*, answer_id: int, fault: str, for_good: bool = False, at: datetime) -> Answer:
    """Keep what came of a try: no fault is delivered; a fault is tried again, unless it is for good."""
    found = answer_lock(answer_id)
    found.attempts += 1
    found.leased_until, found.fault = None, fault[:200]
    if not fault:
        found.state, found.delivered_at = AnswerState.DELIVERED.value, at
    elif for_good or found.attempts >= MOST_ATTEMPTS:
        found.state = AnswerState.FAILED.value
    else:
        found.next_at = at + min(_FIRST_PAUSE * 2 ** (found.attempts - 1), _LONGEST_PAUSE)
    found.save(update_fields=["attempts", "leased_until", "fault", "state", "delivered_at", "next_at"])
    return found
