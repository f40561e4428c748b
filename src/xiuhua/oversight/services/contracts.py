"""市容环卫履约: a contract is checked daily by its terms, findings are deducted, a month is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.files.services import files_settle
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.ledger.services import entry_append
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.oversight.models import ContractCheck, ContractPhoto, ServiceContract, Settlement
from xiuhua.oversight.queries import contracts as queries
from xiuhua.oversight.queries.oversight_rows import StoredFile, units_in
from xiuhua.oversight.rules.contracts import (
    CHECK_STEPS,
    SETTLEMENT_STEPS,
    ContractTerm,
    month_settled,
    month_share,
    settled_from,
    version_in,
)
from xiuhua.oversight.rules.telling import CONTRACT_FOUND, CONTRACT_SETTLED
from xiuhua.oversight.services.refusals import MonthOpen, NotTheContractor, OwnCheck
from xiuhua.oversight.terms.contracts import (
    CheckAct,
    CheckState,
    ContractAct,
    SettlementAct,
    SettlementState,
)
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted
from xiuhua.web.days import midnight


@dataclass(frozen=True, kw_only=True)
class NewContract:
    """A contract as it is entered; see `ServiceContract`."""

    client_id: UUID
    name: str
    paper: str
    contractor_id: int
    since: date
    until: date
    month_fen: int
    terms: Sequence[ContractTerm]


@dataclass(frozen=True, kw_only=True)
class NewCheck:
    """A check as it is recorded.

    Args:
        term: the place of the term broken, from 0; None where nothing was found.
        version: of the terms it is a term of, by its number; those of the month are meant.
    """

    on: date
    place: str
    term: int | None = None
    version: int = 0
    times: int = 1
    text: str = ""


@transaction.atomic
def contract_enter(*, new: NewContract, actor: Actor, at: datetime) -> ServiceContract:
    """Enter a contract with its terms; entered again under the same id it is the same contract.

    Raises:
        NotPermitted: not by this actor.
        Invalid: name or terms are missing, there is no such unit, or it ends before it begins.
    """
    require(actor, ContractAct.ENTER)
    known = ServiceContract.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    unit = units_in([new.contractor_id]).get(new.contractor_id)
    wrong = (
        ("name", not new.name.strip(), "oversight_title_missing"),
        ("contractor", unit is None, "oversight_unit_unknown"),
        ("until", new.until < new.since, "oversight_contract_turned"),
        ("month", new.month_fen <= 0, "oversight_amount_wrong"),
        ("terms", not new.terms, "oversight_terms_wrong"),
    )
    fields = {key: code for key, is_wrong, code in wrong if is_wrong}
    if fields or unit is None:
        raise Invalid(fields=fields)
    areas = areas_for(actor, ContractAct.ENTER)
    row = ServiceContract.objects.create(
        client_id=new.client_id, name=new.name.strip(), paper=new.paper.strip(), contractor=unit,
        since=new.since, until=new.until, month_fen=new.month_fen,
        terms=[{"text": one.text, "fen": one.fen} for one in new.terms], entered_by=actor.name,
        recorded_at=at, area_code=unit.area_code if unit.area_code.startswith(areas) else areas[0],
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=ContractAct.ENTER.value, subject=f"service_contract:{row.pk}",
        area=row.area_code, detail={"terms": len(row.terms)}, state=queries.contract_state(row),
    )  # fmt: skip
    return row


@transaction.atomic
def contract_check(
    *, contract_id: int, new: NewCheck, photos: Sequence[StoredFile] = (), actor: Actor, at: datetime
) -> ContractCheck:
    """Record a daily check: what the term of that month says is deducted, and the contractor is told.

    Raises:
        NotFound, NotPermitted: none in scope, or not by this actor.
        Invalid: the day lies ahead, outside the contract or in a settled month, the place is missing, there
            is no such term, or the month goes by another version of the terms.
    """
    contract = queries.contract_lock(contract_id)
    require(actor, ContractAct.CHECK, contract)
    fields = {} if new.place.strip() else {"place": "oversight_words_missing"}
    if not contract.since <= new.on <= min(contract.until, localtime(at).date()):
        fields["on"] = "oversight_contract_day"
    elif queries.is_settled(contract, new.on):
        fields["on"] = "oversight_month_settled"
    held = version_in(queries.versions_of(contract), new.on)
    if new.term is not None and new.version != held.number:
        fields["term"] = "oversight_terms_other"
    elif new.term is not None and not (0 <= new.term < len(held.terms) and new.times > 0):
        fields["term"] = "oversight_terms_wrong"
    if fields:
        raise Invalid(fields=fields)
    found = new.term is not None
    row = ContractCheck.objects.create(
        contract=contract, on=new.on, at=midnight(new.on), term=new.term, times=new.times if found else 0,
        amount_fen=held.terms[new.term].fen * new.times if new.term is not None else 0,
        place=new.place.strip(), text=new.text.strip(), checked_by=actor.name, recorded_at=at, updated_at=at,
        state=(CheckState.STANDS if found else CheckState.CLEAN).value, area_code=contract.area_code,
    )  # fmt: skip
    if photos:
        files_settle(files=photos, area_code=row.area_code, actor=actor, at=at)
        ContractPhoto.objects.bulk_create(ContractPhoto(check_of=row, file=file) for file in photos)
    _check_record(row, ContractAct.CHECK.value, actor=actor, at=at)
    if found:
        contractor_tell(
            contract, CONTRACT_FOUND, row.number, subject=f"contract_check:{row.pk}", actor=actor, at=at
        )
    return row


@transaction.atomic
def check_object(*, check_id: int, text: str, actor: Actor, at: datetime) -> ContractCheck:
    """Object to a deduction, as its contractor, before the month is settled.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotTheContractor: it is another firm's.
        Invalid: nothing was said.
    """
    row = _check_standing(check_id, CheckAct.OBJECT, actor)
    _firm_check(row.contract, actor, at)
    if queries.is_settled(row.contract, row.on):
        raise NotAllowedNow(act=CheckAct.OBJECT.value, state=row.state)
    _words_check(text)
    row.state, row.objection = CheckState.OBJECTED.value, text.strip()
    return _check_moved(row, CheckAct.OBJECT, actor=actor, at=at)


@transaction.atomic
def check_answer(*, check_id: int, act: CheckAct, text: str, actor: Actor, at: datetime) -> ContractCheck:
    """Uphold or refuse an objection, and say why; never by whoever recorded the check.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnCheck: the actor recorded it.
        Invalid: nothing was said.
    """
    row = _check_standing(check_id, act, actor)
    if row.checked_by == actor.name:
        raise OwnCheck
    _words_check(text)
    row.state = (CheckState.UPHELD if act is CheckAct.UPHOLD else CheckState.REFUSED).value
    row.answer, row.answered_by = text.strip(), actor.name
    return _check_moved(row, act, actor=actor, at=at)


@transaction.atomic
def month_settle(*, contract_id: int, month: date, actor: Actor, at: datetime) -> Settlement:
    """Draw up what a month comes to by the terms that it goes by, and tell the contractor.

    Raises:
        NotFound, NotPermitted: none in scope, or not by this actor.
        MonthOpen: the contractor may still object, or an objection waits for its answer.
        Invalid: the contract does not cover the month, or it was drawn up already.
    """
    contract = queries.contract_lock(contract_id)
    require(actor, ContractAct.SETTLE, contract)
    month = month.replace(day=1)
    share = month_share(contract.since, contract.until, month)
    if share[0] == 0:
        raise Invalid(fields={"month": "oversight_contract_day"})
    pending = queries.objected(contract, month)
    if pending is not None or localtime(at).date() < settled_from(month):
        raise MonthOpen(day=settled_from(month).isoformat())
    checks = queries.deducted_of(contract, month)
    month_fen = version_in(queries.versions_of(contract), month).month_fen
    told = month_settled(month_fen, share, [one.amount_fen for one in checks])
    try:
        with transaction.atomic():
            row = Settlement.objects.create(
                contract=contract, month=month, month_fen=told.month_fen, deducted_fen=told.deducted_fen,
                payable_fen=told.payable_fen, drawn_at=at, updated_at=at, area_code=contract.area_code,
                lines=[
                    {"check": one.pk, "number": one.number, "fen": one.amount_fen} for one in checks
                ],
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid(fields={"month": "oversight_month_settled"}) from error
    _settlement_record(row, ContractAct.SETTLE.value, actor=actor, at=at)
    contractor_tell(
        contract, CONTRACT_SETTLED, row.number, subject=f"settlement:{row.pk}", actor=actor, at=at
    )
    return row


@transaction.atomic
def settlement_confirm(*, settlement_id: int, invoice: str, actor: Actor, at: datetime) -> Settlement:
    """Confirm the sheet of a month, as its contractor, with the number of the invoice.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotTheContractor: it is another firm's.
        Invalid: the invoice is missing.
    """
    row = _settlement_standing(settlement_id, SettlementAct.CONFIRM, actor)
    _firm_check(row.contract, actor, at)
    if not invoice.strip():
        raise Invalid(fields={"invoice": "oversight_words_missing"})
    row.state, row.invoice = SettlementState.CONFIRMED.value, invoice.strip()
    return _settlement_moved(row, SettlementAct.CONFIRM, actor=actor, at=at)


@transaction.atomic
def settlement_pay(*, settlement_id: int, on: date, actor: Actor, at: datetime) -> Settlement:
    """Record that a month was paid.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        Invalid: the day lies ahead.
    """
    row = _settlement_standing(settlement_id, SettlementAct.PAY, actor)
    if on > localtime(at).date():
        raise Invalid(fields={"on": "oversight_day_ahead"})
    row.state, row.paid_on = SettlementState.PAID.value, on
    return _settlement_moved(row, SettlementAct.PAY, actor=actor, at=at)


def contractor_tell(
    contract: ServiceContract, template: str, number: str, *, subject: str, actor: Actor, at: datetime
) -> None:
    """Tell everybody of the contractor; `number` is that of whatever it is about."""
    for user_id in users_of_unit(contract.contractor_id, at=at):
        notice_send(
            to=Recipient(user_id=user_id), template=template,
            words={"number": number, "contract": contract.name}, subject=subject, area=contract.area_code,
            actor=actor, at=at,
        )  # fmt: skip


def contract_seen(
    contract: ServiceContract,
    record: ServiceContract | ContractCheck | Settlement,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Let pass whoever keeps contracts, and of the contractors the one whose it is.

    Raises:
        NotPermitted, NotTheContractor: it is not theirs to read.
    """
    try:
        require(actor, ContractAct.READ, record)
    except NotPermitted:
        require(actor, ContractAct.OWN, record)
        _firm_check(contract, actor, at)


def _firm_check(contract: ServiceContract, actor: Actor, at: datetime) -> None:
    if not queries.is_contractor(contract, user_id=actor.user_id, at=at):
        raise NotTheContractor


def _words_check(text: str) -> None:
    if not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})


def _check_standing(check_id: int, act: CheckAct, actor: Actor) -> ContractCheck:
    row = queries.check_lock(check_id)
    require(actor, act, row)
    if CheckState(row.state) not in CHECK_STEPS[act]:
        raise NotAllowedNow(act=act.value, state=row.state)
    return row


def _check_moved(row: ContractCheck, act: CheckAct, *, actor: Actor, at: datetime) -> ContractCheck:
    row.updated_at = at
    row.save(update_fields=["state", "objection", "answer", "answered_by", "updated_at"])
    _check_record(row, act.value, actor=actor, at=at)
    return row


def _check_record(row: ContractCheck, act: str, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"contract_check:{row.pk}", area=row.area_code,
        detail={"state": row.state, "amount_fen": row.amount_fen}, state=queries.check_state(row),
    )  # fmt: skip


def _settlement_standing(settlement_id: int, act: SettlementAct, actor: Actor) -> Settlement:
    row = queries.settlement_lock(settlement_id)
    require(actor, act, row)
    if SettlementState(row.state) not in SETTLEMENT_STEPS[act]:
        raise NotAllowedNow(act=act.value, state=row.state)
    return row


def _settlement_moved(row: Settlement, act: SettlementAct, *, actor: Actor, at: datetime) -> Settlement:
    row.updated_at = at
    row.save(update_fields=["state", "invoice", "paid_on", "updated_at"])
    _settlement_record(row, act.value, actor=actor, at=at)
    return row


def _settlement_record(row: Settlement, act: str, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"settlement:{row.pk}", area=row.area_code,
        detail={"state": row.state, "payable_fen": row.payable_fen}, state=queries.settlement_state(row),
    )  # fmt: skip
