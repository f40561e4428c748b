"""What is proof, when a notice is due, and what follows from a report that has expired."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from xiuhua.scenes.fumes.rules.limits import FumeLimits
from xiuhua.scenes.fumes.terms import Found, KitchenState, ProofKind, ReportState, SizeClass

REPORT_DUE_DAYS = 30
_PROOFS = frozenset({ProofKind.VISIT.value, ProofKind.SAMPLING.value})


def may_file(proofs: Collection[tuple[str, str]]) -> bool:
    """Return whether a lead may become a case: somebody was there, or an accredited body has sampled.

    Args:
        proofs: kind and finding of each.

    Source:
        行政处罚法 article 40 and 41: facts must be established, and what automatic equipment records must be
        reviewed; an online monitor is no metering device that was verified for this use, so that its value is
        a lead and never evidence by itself.
    """
    return any(kind in _PROOFS and found == Found.SO.value for kind, found in proofs)


def letter_fault(*, exceeded: int, sampled_over: bool, limits: FumeLimits) -> str | None:
    """Return why no notice is sent yet; None where one is due.

    Args:
        exceeded: how often within `limits.letter_days`.
        sampled_over: whether a certified sampling found the limit exceeded.
        limits: what the city has chosen.

    Source:
        row R-20 of the register, its threshold as `limits_national` says; own choice: what an accredited
        body has measured needs no count.
    """
    return None if sampled_over or exceeded >= limits.letter_count else "fume_letter_early"


def sampling_found(
    *, outlet_mg_m3: float, inlet_mg_m3: float | None, size: str, limits: FumeLimits
) -> tuple[Found, float | None]:
    """Return what a certified sampling found, and which share was removed; None without an inlet.

    Args:
        outlet_mg_m3: mean behind the purifier, mg/m³, at standard dry state.
        inlet_mg_m3: the same before it.
        size: the kitchen's class.
        limits: what the city has chosen.

    Source:
        GB 18483-2001, 4.2 and 6.4: above the limit, or too little removed; removal is 1 - outlet / inlet at
        equal flow.
    """
    removed = 1 - outlet_mg_m3 / inlet_mg_m3 if inlet_mg_m3 else None
    least = limits.removal_share.get(size, max(limits.removal_share.values()))
    is_over = outlet_mg_m3 > limits.of(size) or (removed is not None and removed < least)
    return (Found.SO if is_over else Found.NOT_SO), removed


def report_state(expires_on: date | None, *, on: date) -> ReportState:
    """Return how a detection report stands on a day: valid through the day that it expires on.

    Source:
        own choice, because a ledger shall warn before and not after; 30 days, as long as a laboratory takes.
    """
    if expires_on is None:
        return ReportState.NONE
    if expires_on < on:
        return ReportState.EXPIRED
    return ReportState.DUE if expires_on <= on + timedelta(days=REPORT_DUE_DAYS) else ReportState.VALID


def joint_fault(*, size: str, complaints: int, exceeded: int, state: str, limits: FumeLimits) -> str | None:
    """Return why a kitchen is no matter for several departments; None where it is.

    Args:
        size: its class.
        complaints: of the last 90 days.
        exceeded: how often its monitor was above the limit in 30 days.
        state: how it stands now.
        limits: what the city has chosen.

    Source:
        row S-243 of the register: small kitchens, complaints and the monitor together; own choice: without a
        monitor, or with one that is off or doubtful, complaints alone weigh, because nothing speaks against
        them.
    """
    if size != SizeClass.SMALL.value:
        return "fume_joint_large"
    if complaints < limits.joint_complaints:
        return "fume_joint_quiet"
    unseen = {KitchenState.UNMONITORED.value, KitchenState.OFFLINE.value, KitchenState.DOUBTFUL.value}
    wrong = {KitchenState.EXCEEDING.value, KitchenState.PURIFIER_OFF.value}
    return None if exceeded or state in unseen | wrong else "fume_joint_compliant"
