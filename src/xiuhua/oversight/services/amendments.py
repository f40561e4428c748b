"""补充协议: the terms of a contract change from a day on; what was checked and settled by then stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import ContractAmendment, ServiceContract
from xiuhua.oversight.queries import contracts as queries
from xiuhua.oversight.queries.oversight_rows import StoredFile
from xiuhua.oversight.rules.contracts import ContractTerm, holds_from, version_in
from xiuhua.oversight.rules.telling import CONTRACT_AMENDED
from xiuhua.oversight.services.contracts import contractor_tell
from xiuhua.oversight.terms.contracts import ContractAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class NewAmendment:
    """An amendment as it is entered; see `ContractAmendment`. Fee and terms are all that hold then."""

    since: date
    month_fen: int
    terms: Sequence[ContractTerm]
    reason: str
    paper: str = ""


@transaction.atomic
def contract_amend(
    *, contract_id: int, new: NewAmendment, document: StoredFile, actor: Actor, at: datetime
) -> ContractAmendment:
    """Let other fee and terms be valid from a day on, and tell the contractor.

    Raises:
        NotFound, NotPermitted: none in scope, or not by this actor.
        Invalid: nothing changes, nobody said why, terms or fee are wrong, no month of the contract would go
            by it, a later amendment is valid already, a month that would go by it is settled, or a finding of
            such a month was deducted by other terms.
    """
    contract = queries.contract_lock(contract_id)
    require(actor, ContractAct.AMEND, contract)
    if fields := _faults(contract, new):
        raise Invalid(fields=fields)
    row = ContractAmendment.objects.create(
        contract=contract, number=contract.amendments.count() + 1, since=new.since, month_fen=new.month_fen,
        terms=[{"text": one.text, "fen": one.fen} for one in new.terms], paper=new.paper.strip(),
        reason=new.reason.strip(), document=document, entered_by=actor.name, recorded_at=at,
        area_code=contract.area_code,
    )  # fmt: skip
    files_settle(files=(document,), area_code=row.area_code, actor=actor, at=at)
    entry_append(
        at=at, actor=actor, act=ContractAct.AMEND.value, subject=f"contract_amendment:{row.pk}",
        area=row.area_code, words={"reason": row.reason}, state=queries.amendment_state(row),
        detail={"contract": contract.pk, "since": row.since.isoformat(), "terms": len(row.terms)},
    )  # fmt: skip
    subject = f"service_contract:{contract.pk}"
    contractor_tell(contract, CONTRACT_AMENDED, contract.number, subject=subject, actor=actor, at=at)
    return row


def _faults(contract: ServiceContract, new: NewAmendment) -> dict[str, str]:
    """Return by field the code of what is wrong with an amendment."""
    versions = queries.versions_of(contract)
    begins = holds_from(new.since)
    found = {
        "terms": "" if new.terms else "oversight_terms_wrong",
        "month": "" if new.month_fen > 0 else "oversight_amount_wrong",
        "reason": "" if new.reason.strip() else "oversight_words_missing",
        "since": "",
    }
    if not contract.since <= new.since <= begins <= contract.until:
        found["since"] = "oversight_amendment_day"
    elif new.since < versions[-1].since:
        found["since"] = "oversight_amendment_before"
    elif queries.is_settled_since(contract, begins):
        found["since"] = "oversight_amendment_settled"
    held = version_in(versions, begins)
    differs = tuple(new.terms) != held.terms
    if not differs and held.month_fen == new.month_fen:
        found["terms"] = found["terms"] or "oversight_amendment_same"
    if differs and queries.is_deducted_since(contract, begins):
        found["since"] = found["since"] or "oversight_amendment_deducted"
    return {key: code for key, code in found.items() if code}
