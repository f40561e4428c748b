"""Questions about service contracts, their checks and what their months come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.ground.models import Person, Post
from xiuhua.ground.terms.people import PersonState
from xiuhua.oversight.models import ContractAmendment, ContractCheck, ServiceContract, Settlement
from xiuhua.oversight.queries.oversight_rows import StoredFile
from xiuhua.oversight.rules.contracts import COUNTS, ContractTerm, TermsVersion
from xiuhua.oversight.terms.contracts import CheckState
from xiuhua.shared.errors import NotFound


def _works_for(user_id: int | None, *, at: datetime, column: str) -> Q:
    """Return the condition that a user serves in the contractor of a row."""
    if user_id is None:
        return Q(pk__isnull=True)
    posts = Post.objects.filter(person__user_id=user_id, unit_id=OuterRef(column), validity__contains=at)
    people = Person.objects.filter(user_id=user_id, unit_id=OuterRef(column), state=PersonState.SERVING.value)
    return Q(Exists(posts)) | Q(Exists(people))


def contracts_all() -> QuerySet[ServiceContract]:
    """Return the contracts that the database scope lets through, with their amendments."""
    rows = ServiceContract.objects.select_related("contractor").defer("contractor__search")
    return rows.prefetch_related("amendments")


def contracts_own(user_id: int | None, *, at: datetime) -> QuerySet[ServiceContract]:
    """Return the contracts of the firm that a user serves in."""
    return contracts_all().filter(_works_for(user_id, at=at, column="contractor_id"))


def contract_get(contract_id: int) -> ServiceContract:
    """Return a contract.

    Raises:
        NotFound: there is none in scope.
    """
    found = contracts_all().filter(pk=contract_id).first()
    if found is None:
        raise NotFound(kind="service_contract", key=str(contract_id))
    return found


def contract_lock(contract_id: int) -> ServiceContract:
    """Return a contract, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = contracts_all().select_for_update(of=("self",), no_key=True).filter(pk=contract_id).first()
    if found is None:
        raise NotFound(kind="service_contract", key=str(contract_id))
    return found


def amendments_of(contract: ServiceContract) -> list[ContractAmendment]:
    """Return the amendments of a contract with their documents, by the day from which they are valid."""
    return list(contract.amendments.select_related("document").order_by("since", "number"))


def versions_of(contract: ServiceContract) -> tuple[TermsVersion, ...]:
    """Return the contract as it was made, then its amendments by the day from which they are valid."""
    later = sorted(contract.amendments.all(), key=lambda one: (one.since, one.number))
    return (_version(0, contract), *(_version(one.number, one) for one in later))


def _version(number: int, one: ServiceContract | ContractAmendment) -> TermsVersion:
    terms = tuple(ContractTerm(text=term["text"], fen=term["fen"]) for term in one.terms)
    return TermsVersion(number=number, since=one.since, month_fen=one.month_fen, terms=terms)


def is_settled_since(contract: ServiceContract, month: date) -> bool:
    """Return whether a month of a contract from one on was settled."""
    return contract.settlements.filter(month__gte=month).exists()


def is_deducted_since(contract: ServiceContract, day: date) -> bool:
    """Return whether a check of a contract from a day on found something."""
    return contract.checks.filter(on__gte=day, term__isnull=False).exists()


def is_contractor(contract: ServiceContract, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the firm of a contract."""
    return contracts_own(user_id, at=at).filter(pk=contract.pk).exists()


def checks_all() -> QuerySet[ContractCheck]:
    """Return the checks that the database scope lets through, with the terms that their contract had."""
    rows = ContractCheck.objects.select_related("contract", "contract__contractor")
    return rows.defer("contract__contractor__search").prefetch_related("contract__amendments")


def checks_own(user_id: int | None, *, at: datetime) -> QuerySet[ContractCheck]:
    """Return the checks of the firm that a user serves in."""
    return checks_all().filter(_works_for(user_id, at=at, column="contract__contractor_id"))


def check_get(check_id: int) -> ContractCheck:
    """Return a check.

    Raises:
        NotFound: there is none in scope.
    """
    found = checks_all().filter(pk=check_id).first()
    if found is None:
        raise NotFound(kind="contract_check", key=str(check_id))
    return found


def check_lock(check_id: int) -> ContractCheck:
    """Return a check, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = checks_all().select_for_update(of=("self",)).filter(pk=check_id).first()
    if found is None:
        raise NotFound(kind="contract_check", key=str(check_id))
    return found


def checks_of(contract: ServiceContract, month: date) -> list[ContractCheck]:
    """Return the checks of a contract in a month, first to last."""
    rows = contract.checks.filter(on__year=month.year, on__month=month.month)
    return list(rows.order_by("on", "pk"))


def photos_of(check: ContractCheck) -> list[StoredFile]:
    """Return the photos that came with a check, first to last."""
    return [one.file for one in check.photos.select_related("file").order_by("pk")]


def deducted_of(contract: ServiceContract, month: date) -> list[ContractCheck]:
    """Return the checks of a month that are deducted."""
    counted = {state.value for state in COUNTS}
    return [one for one in checks_of(contract, month) if one.state in counted]


def objected(contract: ServiceContract, month: date) -> ContractCheck | None:
    """Return a check of a month whose objection nobody has answered; None where there is none."""
    found = (one for one in checks_of(contract, month) if one.state == CheckState.OBJECTED)
    return next(found, None)


def is_settled(contract: ServiceContract, on: date) -> bool:
    """Return whether the month of a day was settled."""
    return contract.settlements.filter(month=on.replace(day=1)).exists()


def settlements_all() -> QuerySet[Settlement]:
    """Return the sheets that the database scope lets through, with the terms that their contract had."""
    rows = Settlement.objects.select_related("contract", "contract__contractor")
    return rows.defer("contract__contractor__search").prefetch_related("contract__amendments")


def settlements_own(user_id: int | None, *, at: datetime) -> QuerySet[Settlement]:
    """Return the sheets of the firm that a user serves in."""
    return settlements_all().filter(_works_for(user_id, at=at, column="contract__contractor_id"))


def settlement_get(settlement_id: int) -> Settlement:
    """Return a sheet.

    Raises:
        NotFound: there is none in scope.
    """
    found = settlements_all().filter(pk=settlement_id).first()
    if found is None:
        raise NotFound(kind="settlement", key=str(settlement_id))
    return found


def settlement_lock(settlement_id: int) -> Settlement:
    """Return a sheet, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = settlements_all().select_for_update(of=("self",)).filter(pk=settlement_id).first()
    if found is None:
        raise NotFound(kind="settlement", key=str(settlement_id))
    return found


def settlements_of(contract: ServiceContract) -> list[Settlement]:
    """Return the sheets of a contract, the latest first."""
    return list(contract.settlements.order_by("-month"))


# --- what the ledger answers for ---------------------------------------------------------------------------


def contract_state(row: ServiceContract) -> dict[str, str | int | None]:
    """Return the columns of a contract that the ledger answers for."""
    return {
        "contractor": row.contractor_id, "since": row.since.isoformat(), "until": row.until.isoformat(),
        "month_fen": row.month_fen, "area_code": row.area_code,
        "terms": ",".join(str(one["fen"]) for one in row.terms),
    }  # fmt: skip


def contract_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every contract's id and what the ledger answers for, for `ledger verify`."""
    rows = ServiceContract.objects.order_by("pk").iterator(chunk_size=2_000)
    return ((row.pk, contract_state(row)) for row in rows)


def amendment_state(row: ContractAmendment) -> dict[str, str | int | None]:
    """Return the columns of an amendment that the ledger answers for."""
    return {
        "contract": row.contract_id, "number": row.number, "since": row.since.isoformat(),
        "month_fen": row.month_fen, "terms": ",".join(str(one["fen"]) for one in row.terms),
        "document": row.document_id, "area_code": row.area_code,
    }  # fmt: skip


def amendment_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every amendment's id and what the ledger answers for, for `ledger verify`."""
    rows = ContractAmendment.objects.defer("reason").order_by("pk").iterator(chunk_size=2_000)
    return ((row.pk, amendment_state(row)) for row in rows)


def check_state(row: ContractCheck) -> dict[str, str | int | None]:
    """Return the columns of a check that the ledger answers for."""
    return {
        "contract": row.contract_id, "on": row.on.isoformat(), "term": row.term, "times": row.times,
        "amount_fen": row.amount_fen, "state": row.state, "area_code": row.area_code,
        "recorded_at": row.recorded_at.astimezone(UTC).isoformat(),
    }  # fmt: skip


def check_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every check's id and what the ledger answers for, for `ledger verify`."""
    rows = ContractCheck.objects.defer("text", "objection", "answer").order_by("pk")
    return ((row.pk, check_state(row)) for row in rows.iterator(chunk_size=2_000))


def settlement_state(row: Settlement) -> dict[str, str | int | None]:
    """Return the columns of a sheet that the ledger answers for."""
    return {
        "contract": row.contract_id, "month": row.month.isoformat(), "month_fen": row.month_fen,
        "deducted_fen": row.deducted_fen, "payable_fen": row.payable_fen, "state": row.state,
        "invoice": row.invoice, "paid_on": row.paid_on.isoformat() if row.paid_on else None,
        "checks": ",".join(str(one["check"]) for one in row.lines), "area_code": row.area_code,
    }  # fmt: skip


def settlement_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every sheet's id and what the ledger answers for, for `ledger verify`."""
    rows = Settlement.objects.order_by("pk").iterator(chunk_size=2_000)
    return ((row.pk, settlement_state(row)) for row in rows)
