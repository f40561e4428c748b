"""Residents report without an account, follow what becomes of it, add to it, take it back, rate it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.services import NewReport, Said, case_act, report_take
from xiuhua.cases.services.joining import report_join, report_photos_add
from xiuhua.cases.services.refusals import OutsideCity
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Closing, ReportAct
from xiuhua.files.services import file_store
from xiuhua.files.terms import Purpose
from xiuhua.ledger.services import entry_append
from xiuhua.notices.rules.sms import phone_read
from xiuhua.residents.models import Receipt
from xiuhua.residents.queries.receipts import (
    receipt_lock,
    receipt_of_client,
    report_of_client,
    reports_count,
    sent_lately,
)
from xiuhua.residents.queries.rows import Case, StoredFile
from xiuhua.residents.rules.codes import phone_digest, receipt_code, receipt_read, sender_digest
from xiuhua.residents.rules.limiting import PHOTOS_MOST, is_too_many
from xiuhua.residents.services.answers import answer_taken
from xiuhua.residents.services.refusals import NotOverYet, RatedAlready, ReceiptUnknown, TooLateToWithdraw
from xiuhua.residents.terms.residents import Rating, ReceiptAct, ReceiptState, Route
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid, TooManyRequests

RESIDENTS = Actor(
    name="system:residents",
    label="residents",
    holdings=(Holding(role="system"),),
    limits=frozenset(
        {
            *(ReportAct.MAKE.value, "files.store"),
            *(act.value for act in ReceiptAct),
        }
    ),
)
"""Who reports for residents without an account: nobody's account, and a few acts."""
_WITHDRAWER = replace(
    RESIDENTS, holdings=(Holding(role="acceptor"),), limits=frozenset({CaseAct.NOT_ACCEPT.value})
)
_MINUTES = 60
_HOUR_S = 60 * _MINUTES
_LONGEST = 1_000
NOT_YET = frozenset({CaseState.REPORTED})


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Whoever reports: by which way they are answered, and where they sit.

    Args:
        route, address: how they are answered; an address is an openid or a mail address.
        thread, topic: the mail that an answer answers.
        network: their network address; empty where the way has none of its own.
        holder: their account, where they are signed in.
        in_chinese: in which language they are answered.
    """

    route: Route = Route.PAGE
    address: str = ""
    thread: str = ""
    topic: str = ""
    network: str = ""
    holder: str = ""
    in_chinese: bool = True


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it came: its name there, and its bytes."""

    name: str
    content: IO[bytes] | bytes


def _secret() -> bytes:
    return str(settings.SECRET_KEY).encode()


def code_of(*, receipt_id: int) -> str:
    """Return the secret part of a receipt's address."""
    return receipt_code(receipt_id, secret=_secret())


def receipt_named(*, code: str) -> int:
    """Return the key of the receipt that an address was made for.

    Raises:
        ReceiptUnknown: it was not made here.
    """
    found = receipt_read(code, secret=_secret())
    if found is None:
        raise ReceiptUnknown
    return found


@transaction.atomic
def receipt_take(
    *, new: NewReport, sender: Sender, pictures: Sequence[Picture] = (), met_case_id: int | None = None,
    at: datetime,
) -> Receipt:  # fmt: skip
    """Take a report of somebody without an account; the same one again gives the same receipt.

    Args:
        new: what they report.
        sender: who they are.
        pictures: what they saw.
        met_case_id: an open case that they say is the same; None for a new one.
        at: when.

    Raises:
        TooManyRequests: more from there than one may within an hour.
        Invalid, OutsideCity, NotAllowedNow: as `report_take` and `report_join`.
        CityError: why a picture is not kept, as `file_store`.
    """
    known = receipt_of_client(new.client_id)
    if known is not None:
        return known
    by_sender = sender_digest(sender.network, day=f"{at:%Y%m%d}", secret=_secret()) if sender.network else ""
    by_phone = phone_digest(new.caller_phone, secret=_secret())
    counted = sent_lately(sender_digest=by_sender, phone_digest=by_phone, at=at)
    if is_too_many(by_address=counted[0], by_phone=counted[1]):
        raise TooManyRequests(seconds=_HOUR_S)
    area_code = _area_of(new)
    new = replace(new, photos=pictures_keep(pictures=pictures, area_code=area_code, at=at))
    if met_case_id is None:
        report_take(new=new, actor=RESIDENTS, at=at)
        report = report_of_client(new.client_id)
    else:
        report = report_join(case_id=met_case_id, new=new, actor=RESIDENTS, at=at)
    route = _route(sender, new)
    receipt = Receipt.objects.create(
        report=report, route=route.value, address=sender.address, thread=sender.thread,
        topic=sender.topic, holder=sender.holder, in_chinese=sender.in_chinese,
        joined=met_case_id is not None,
        sender_digest=by_sender, phone_digest=by_phone, taken_at=at, updated_at=at,
        area_code=report.area_code,
    )  # fmt: skip
    act = ReceiptAct.TAKE if met_case_id is None else ReceiptAct.JOIN
    _record(receipt, act, at=at, detail={"report": report.pk, "case": report.case_id, "route": route})
    answer_taken(receipt=receipt, at=at)
    return receipt


def _route(sender: Sender, new: NewReport) -> Route:
    """Return by which way somebody is told: by SMS where they left a mobile number and there is no other."""
    is_textable = sender.route is Route.PAGE and phone_read(new.caller_phone) is not None
    return Route.SMS if is_textable else sender.route


def _area_of(new: NewReport) -> str:
    """Return the area that a report lies in.

    Raises:
        Invalid: it says nowhere.
        OutsideCity: it lies in no area that is recorded.
    """
    if new.longitude is None and not new.area_code:
        raise Invalid(fields={"place": "receipt_place_missing"})
    spot = spot_at(place_of(new.longitude, new.latitude), area_code=new.area_code)
    if spot is None:
        raise OutsideCity(longitude=new.longitude, latitude=new.latitude, area=new.area_code)
    return spot.area_code


def pictures_keep(*, pictures: Sequence[Picture], area_code: str, at: datetime) -> tuple[StoredFile, ...]:
    """Keep pictures as photos, six at most.

    Raises:
        CityError: why one is not kept, as `file_store`.
    """
    return tuple(
        file_store(
            content=one.content, name=one.name, area_code=area_code, purpose=Purpose.PHOTO, actor=RESIDENTS,
            at=at,
        )
        for one in pictures[:PHOTOS_MOST]
    )  # fmt: skip


@transaction.atomic
def receipt_add(
    *, receipt_id: int, text: str, pictures: Sequence[Picture] = (), at: datetime
) -> tuple[Receipt, tuple[StoredFile, ...]]:
    """Add words or pictures to a report: the desks read the words in the story of the case.

    Returns:
        The receipt, and the pictures as they were kept.

    Raises:
        NotFound: there is no such receipt.
        Invalid: nothing was added.
        CityError: why a picture is not kept, as `file_store`.
    """
    receipt = receipt_lock(receipt_id)
    require(RESIDENTS, ReceiptAct.ADD, receipt)
    said = text.strip()[:_LONGEST]
    if not said and not pictures:
        raise Invalid(fields={"text": "receipt_nothing_added"})
    files = pictures_keep(pictures=pictures, area_code=receipt.area_code, at=at)
    if files:
        report_photos_add(report_id=receipt.report_id, files=files, actor=RESIDENTS, at=at)
    receipt.updated_at = at
    receipt.save(update_fields=["updated_at"])
    _record(receipt, ReceiptAct.ADD, at=at, words={"reason": said} if said else {})
    return receipt, files


@transaction.atomic
def receipt_withdraw(*, receipt_id: int, at: datetime) -> Receipt:
    """Take a report back before anybody has accepted it; a case of that report alone ends with it.

    Raises:
        NotFound: there is no such receipt.
        TooLateToWithdraw: it was accepted, is over, or was taken back already.
    """
    receipt = receipt_lock(receipt_id)
    require(RESIDENTS, ReceiptAct.WITHDRAW, receipt)
    case: Case = receipt.report.case
    if receipt.state == ReceiptState.WITHDRAWN or CaseState(case.state) not in NOT_YET:
        raise TooLateToWithdraw
    if reports_count(case.pk) == 1:
        said = Said(reason="上报人撤回")
        case_act(case_id=case.pk, act=CaseAct.NOT_ACCEPT, said=said, actor=_WITHDRAWER, at=at)
    receipt.state, receipt.updated_at = ReceiptState.WITHDRAWN.value, at
    receipt.save(update_fields=["state", "updated_at"])
    _record(receipt, ReceiptAct.WITHDRAW, at=at)
    return receipt


@transaction.atomic
def receipt_rate(*, receipt_id: int, rating: Rating, words: str, at: datetime) -> Receipt:
    """Say whether the outcome satisfies; once, and only where there is an outcome.

    Raises:
        NotFound: there is no such receipt.
        NotOverYet: the case is not closed.
        RatedAlready: it was rated.
    """
    receipt = receipt_lock(receipt_id)
    require(RESIDENTS, ReceiptAct.RATE, receipt)
    if receipt.rating:
        raise RatedAlready
    if CaseState(receipt.report.case.state) not in OVER or receipt.state == ReceiptState.WITHDRAWN:
        raise NotOverYet
    receipt.rating, receipt.rating_words, receipt.rated_at = rating.value, words.strip()[:_LONGEST], at
    receipt.state, receipt.updated_at = ReceiptState.RATED.value, at
    receipt.save(update_fields=["rating", "rating_words", "rated_at", "state", "updated_at"])
    said = {"reason": receipt.rating_words} if receipt.rating_words else {}
    _record(receipt, ReceiptAct.RATE, at=at, detail={"rating": rating.value}, words=said)
    return receipt


def _record(
    receipt: Receipt, act: ReceiptAct, *, at: datetime, detail: dict[str, int | str] | None = None,
    words: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Record an act on a receipt in the story of its case, where the desks read it."""
    entry_append(
        at=at, actor=RESIDENTS, act=act.value, subject=f"case:{receipt.report.case_id}",
        area=receipt.area_code, detail={"receipt": receipt.pk, **(detail or {})}, words=words or {},
    )  # fmt: skip


def is_closed_well(case: Case) -> bool:
    """Return whether a case was filed, handled, checked and closed: what a report needs to be called true."""
    return case.state == CaseState.CLOSED and case.closing == Closing.NORMAL and case.filed_at is not None
