"""What a verified report earns, and why. Money in fen.

Source:
    own choice after S-035 (微信有奖举报), which says report, verify, ledger and payout, and nothing of the
    rules: the amounts and the monthly ceiling
    are the published version's; that nobody who serves the city earns, and
    nobody twice for one case, keeps public money from being earned by whoever decides about it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RewardFacts:
    """What is known of a report whose case has ended well.

    Args:
        matter_fen: what its matter earns under the rules in force; None where no rules are in force.
        month_most_fen: what a person may earn in a month.
        month_fen: what this person has been given in this month already.
        is_first: whether nobody reported the case earlier.
        first_only: whether the rules ask for that.
        is_staff: whether the person serves the city.
        is_withdrawn: whether the report was taken back.
    """

    matter_fen: int | None
    month_most_fen: int
    month_fen: int
    is_first: bool
    first_only: bool
    is_staff: bool
    is_withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One step of a judgement: the code of its sentence, and its numbers in fen."""

    code: str
    fen: int = 0
    most_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a report earns, fen, 0 for nothing; and why, in the order in which it was decided."""

    fen: int
    reasons: tuple[Reason, ...]


def reward_judged(facts: RewardFacts) -> Judged:
    """Return what a report earns. The first thing against it decides; else the rate, cut at the ceiling."""
    against = _against(facts)
    if against:
        return Judged(fen=0, reasons=(Reason(code=against),))
    rate = facts.matter_fen or 0
    left = max(facts.month_most_fen - facts.month_fen, 0)
    verified = Reason(code="reward_verified")
    base = Reason(code="reward_rate", fen=rate)
    if rate == 0:
        return Judged(fen=0, reasons=(verified, Reason(code="reward_no_rate")))
    if rate <= left:
        return Judged(fen=rate, reasons=(verified, base))
    cut = Reason(code="reward_ceiling", fen=facts.month_fen, most_fen=facts.month_most_fen)
    return Judged(fen=left, reasons=(verified, base, cut))


def _against(facts: RewardFacts) -> str:
    if facts.matter_fen is None:
        return "reward_no_rules"
    if facts.is_withdrawn:
        return "reward_withdrawn"
    if facts.is_staff:
        return "reward_staff"
    if facts.first_only and not facts.is_first:
        return "reward_not_first"
    return ""


def yuan_text(fen: int) -> str:
    """Return an amount as people read it: 1,200.00.

    Source:
        ux.md §10: money as 1,200.00 元.
    """
    return f"{fen // 100:,}.{fen % 100:02d}"
