"""What the terms of a contract say, what a finding costs, and what a month comes to.

Source:
    the register's S-153 (市容环卫高质量履约: contract terms, daily checks, deduction, invoice). Neither terms
    nor amounts are printed: both are each contract's own. That a month is paid in full without findings, not
    below nothing, by days where the contract covers a part of it, and not before every objection is answered,
    is our own choice. So is which terms a month goes by: those valid on its first day, for all of its checks
    and its fee; an amendment that becomes valid within a month is counted from the next month on, so
    that no month has two fees nor one finding two prices. The month that a contract begins in goes by the
    contract as it was made.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, DecimalException

from xiuhua.oversight.terms.contracts import CheckAct, CheckState, SettlementAct, SettlementState

FEN = 100
_MOST_TERMS, _MOST_FEN = 60, 10**14  # the fee of a month has as many digits
OBJECT_DAYS = 3
"""For so many days after a month the contractor may still object; then it can be settled."""
CHECK_STEPS: Mapping[CheckAct, tuple[CheckState, ...]] = {
    CheckAct.OBJECT: (CheckState.STANDS,),
    CheckAct.UPHOLD: (CheckState.OBJECTED,),
    CheckAct.REFUSE: (CheckState.OBJECTED,),
}
"""The states in which each act may be done."""
SETTLEMENT_STEPS: Mapping[SettlementAct, tuple[SettlementState, ...]] = {
    SettlementAct.CONFIRM: (SettlementState.DRAWN,),
    SettlementAct.PAY: (SettlementState.CONFIRMED,),
}
"""The states in which each act may be done."""
COUNTS = frozenset({CheckState.STANDS, CheckState.OBJECTED, CheckState.REFUSED})
"""The states in which a finding is deducted, as long as nothing else is decided."""


@dataclass(frozen=True, kw_only=True)
class ContractTerm:
    """One term: what it says, and what each finding against it costs, fen."""

    text: str
    fen: int


@dataclass(frozen=True, kw_only=True)
class Month:
    """What a month comes to, fen."""

    month_fen: int
    deducted_fen: int
    payable_fen: int


@dataclass(frozen=True, kw_only=True)
class TermsVersion:
    """What a contract says at one time.

    Args:
        number: 0 for the contract as it was made, then that of the amendment.
        since: the day from which it is valid.
        month_fen: what a month is paid before deductions, fen.
    """

    number: int
    since: date
    month_fen: int
    terms: tuple[ContractTerm, ...]


@dataclass(frozen=True, kw_only=True)
class TermChange:
    """A term that an amendment changed; fen before or after is None where there was or is no such term."""

    text: str
    before_fen: int | None
    after_fen: int | None


def holds_from(since: date) -> date:
    """Return the first day of the first month that goes by an amendment valid from a day."""
    return since if since.day == 1 else (since.replace(day=1) + timedelta(days=32)).replace(day=1)


def version_in(versions: Sequence[TermsVersion], day: date) -> TermsVersion:
    """Return the version that the month of a day goes by.

    Args:
        versions: the contract as it was made, then its amendments by the day from which they are valid.
        day: any day of the month.
    """
    held = [one for one in versions[1:] if holds_from(one.since) <= day]
    return held[-1] if held else versions[0]


def terms_changed(before: Sequence[ContractTerm], after: Sequence[ContractTerm]) -> tuple[TermChange, ...]:
    """Return what became of each term that is not as before: those of before first, then the new ones."""
    old, new = _placed(before), _placed(after)
    return tuple(
        TermChange(text=key[0], before_fen=old.get(key), after_fen=new.get(key))
        for key in (*old, *(key for key in new if key not in old))
        if old.get(key) != new.get(key)
    )


def _placed(terms: Sequence[ContractTerm]) -> dict[tuple[str, int], int]:
    """Return what each term costs, by its text and how often the same text stands before it."""
    found: dict[tuple[str, int], int] = {}
    for one in terms:
        nth = sum(text == one.text for text, _nth in found)
        found[one.text, nth] = one.fen
    return found


def terms_told(terms: Sequence[ContractTerm]) -> str:
    """Return terms as somebody types them; the inverse of `terms_read`."""
    return "\n".join(f"{one.text} | {one.fen // FEN}.{one.fen % FEN:02d}" for one in terms)


def terms_read(text: str) -> tuple[ContractTerm, ...] | None:
    """Return the terms that somebody typed, one a line as `term | yuan`; None where one cannot be read."""
    terms = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        said, found, yuan = line.replace("｜", "|").rpartition("|")
        try:
            fen = Decimal(yuan.strip()) * FEN
        except DecimalException:  # no number, or one beyond all numbers
            return None
        if not found or not said.strip() or not fen.is_finite() or not 0 < fen < _MOST_FEN or fen != int(fen):
            return None
        terms.append(ContractTerm(text=said.strip(), fen=int(fen)))
    return tuple(terms) if 0 < len(terms) <= _MOST_TERMS else None


def month_share(since: date, until: date, month: date) -> tuple[int, int]:
    """Return how many days of a month a contract covers, and how many the month has; both ends count."""
    days = monthrange(month.year, month.month)[1]
    first, last = max(since, month), min(until, month.replace(day=days))
    return max((last - first).days + 1, 0), days


def month_settled(month_fen: int, share: tuple[int, int], deductions_fen: Sequence[int]) -> Month:
    """Return what a month comes to: its share of the fee without the deductions, never below nothing."""
    due_fen = month_fen * share[0] // share[1]
    deducted_fen = min(sum(deductions_fen), due_fen)
    return Month(month_fen=due_fen, deducted_fen=deducted_fen, payable_fen=due_fen - deducted_fen)


def settled_from(month: date) -> date:
    """Return the first day on which a month can be settled."""
    return month.replace(day=monthrange(month.year, month.month)[1]) + timedelta(days=OBJECT_DAYS + 1)
