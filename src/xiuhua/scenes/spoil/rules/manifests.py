"""The electronic manifest: amounts in one measure, weights that can be, and whether a chain balances.

Source:
    GB 50854-2013, table A.1-2 (土方体积折算系数表) for the swell of dug soil; 建筑垃圾管理规定
    (建设部令第139号), articles 13 and 14: transported as approved, to the place that was approved. Tolerances
    are own choices and are settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.scenes.spoil.terms import ManifestFault, MeasuredIn, WeightFault

_MINUTE_S = 60.0


@dataclass(frozen=True, kw_only=True)
class BalanceRules:
    """By what amounts are compared.

    Args:
        swell: loose volume of one volume in the ground; 1.30 by the table for ordinary soil.
        natural_t_m3: tonnes of one m³ in the ground; own choice, ordinary clay, moist.
        tolerance_share: how much less or more may arrive; own choice: two scales of class III and rain.
        written_late_s: how long after leaving a manifest may be opened; own choice, none.
        overload_share: what is let pass over the rated load; own choice, the error of an axle scale.
        most_net_kg: more than any truck holds; own choice, twice the heaviest four-axle tipper allowed
            (GB 1589-2016, 31 t of total mass).
        least_trip_s: nobody is faster from gate to dock; own choice.
        open_most: how many manifests a truck may have open.
    """

    swell: float = 1.30
    natural_t_m3: float = 1.8
    tolerance_share: float = 0.05
    written_late_s: float = 0.0
    overload_share: float = 0.05
    most_net_kg: float = 62_000.0
    least_trip_s: float = 60.0
    open_most: int = 1


BALANCE = BalanceRules()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, with what was found and what it was held against, in its sentence's unit."""

    kind: ManifestFault | WeightFault
    found: float | None = None
    limit: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What is known of a manifest and its truck, to judge it.

    Args:
        opened_s: when it was opened, seconds since 1970.
        left_s, arrived_s: when the truck left the gate and reached the dock, by its own track or by the
            scales; None for not yet or not known.
        loaded_m3, tipped_m3: as weighed at gate and dock, m³ in the ground.
        room_m3: what the dock still takes, before this load; None for a dock without a limit.
        open_others: how many other manifests of the truck are open.
        hauled_m3: what the project has hauled with this load; approved_m3: what it may.
    """

    opened_s: float
    left_s: float | None = None
    arrived_s: float | None = None
    loaded_m3: float | None = None
    tipped_m3: float | None = None
    room_m3: float | None = None
    open_others: int = 0
    hauled_m3: float | None = None
    approved_m3: float | None = None


def natural_m3(amount: float, measured_in: MeasuredIn, rules: BalanceRules = BALANCE) -> float:
    """Return an amount as m³ in the ground (自然方), not rounded.

    Raises:
        ValueError: it is not above 0.

    Source:
        the module's own.
    """
    if not amount > 0:
        raise ValueError(f"{amount} is no amount of spoil")
    match measured_in:
        case MeasuredIn.NATURAL:
            return amount
        case MeasuredIn.LOOSE:
            return amount / rules.swell
        case MeasuredIn.TONNES:
            return amount / rules.natural_t_m3


def imbalance_share(loaded_m3: float, tipped_m3: float) -> float:
    """Return by which share more (or less, below 0) arrived than left.

    Raises:
        ValueError: nothing left.

    Source:
        own choice: over what left, because the gate is weighed first.
    """
    if not loaded_m3 > 0:
        raise ValueError("nothing left the gate")
    return (tipped_m3 - loaded_m3) / loaded_m3


def weight_fault(
    gross_kg: float, tare_kg: float, rated_kg: float | None, rules: BalanceRules = BALANCE
) -> Fault | None:
    """Return why a weighing cannot be or must not; None for a good one.

    Only `OVERLOADED` can be true: such a weight counts and is flagged; the others never count.

    Args:
        gross_kg: as the scale shows.
        tare_kg: of the empty truck.
        rated_kg: what it may carry; None where that is not recorded.
        rules: what is let pass.

    Source:
        道路交通安全法, article 48: no load above the rated one; the others are plain sense.
    """
    if not (gross_kg > 0 and tare_kg > 0):
        return Fault(WeightFault.NONE, gross_kg, 0.0)
    net_kg = gross_kg - tare_kg
    if net_kg <= 0:
        return Fault(WeightFault.BELOW_TARE, gross_kg, tare_kg)
    if net_kg > rules.most_net_kg:
        return Fault(WeightFault.IMPOSSIBLE, net_kg, rules.most_net_kg)
    if rated_kg is not None and net_kg > rated_kg * (1 + rules.overload_share):
        return Fault(WeightFault.OVERLOADED, net_kg, rated_kg)
    return None


def counts(fault: Fault | None) -> bool:
    """Return whether a weighing with such a fault is an amount at all.

    Source:
        `weight_fault`.
    """
    return fault is None or fault.kind is WeightFault.OVERLOADED


def manifest_faults(written: Written, rules: BalanceRules = BALANCE) -> list[Fault]:
    """Return everything that is wrong with a manifest, by what is known so far.

    Source:
        the module's own; each acts beyond its printed parameter, not at it.
    """
    return [
        *_written_late(written, rules),
        *_crowded(written, rules),
        *_no_room(written),
        *_unbalanced(written, rules),
        *_too_quick(written, rules),
    ]


def _written_late(written: Written, rules: BalanceRules) -> Sequence[Fault]:
    if written.left_s is None or written.opened_s - written.left_s <= rules.written_late_s:
        return ()
    late = (written.opened_s - written.left_s) / _MINUTE_S
    return (Fault(ManifestFault.AFTER_TRIP, late, rules.written_late_s / _MINUTE_S),)


def _crowded(written: Written, rules: BalanceRules) -> Sequence[Fault]:
    if written.open_others + 1 <= rules.open_most:
        return ()
    return (Fault(ManifestFault.TWO_OPEN, written.open_others + 1, rules.open_most),)


def _no_room(written: Written) -> Sequence[Fault]:
    brings = written.tipped_m3 if written.tipped_m3 is not None else written.loaded_m3
    found = []
    if written.room_m3 is not None and brings is not None and brings > written.room_m3:
        found.append(Fault(ManifestFault.DOCK_FULL, brings, written.room_m3))
    if (
        written.approved_m3 is not None
        and written.hauled_m3 is not None
        and written.hauled_m3 > written.approved_m3
    ):
        found.append(Fault(ManifestFault.TOO_MUCH, written.hauled_m3, written.approved_m3))
    return found


def _unbalanced(written: Written, rules: BalanceRules) -> Sequence[Fault]:
    if written.loaded_m3 is None or written.tipped_m3 is None:
        return ()
    share = imbalance_share(written.loaded_m3, written.tipped_m3)
    if abs(share) <= rules.tolerance_share + 1e-9:  # at the printed tolerance is within it
        return ()
    kind = ManifestFault.SHORT if share < 0 else ManifestFault.SURPLUS
    return (Fault(kind, abs(share) * 100, rules.tolerance_share * 100),)


def _too_quick(written: Written, rules: BalanceRules) -> Sequence[Fault]:
    if written.left_s is None or written.arrived_s is None:
        return ()
    took = written.arrived_s - written.left_s
    if took >= rules.least_trip_s:
        return ()
    return (Fault(ManifestFault.NO_TIME, took / _MINUTE_S, rules.least_trip_s / _MINUTE_S),)


def fault_said(fault: Fault, language: str) -> str:
    """Return the sentence of a fault, its numbers with at most one decimal.

    Source:
        own choice.
    """
    numbers = {
        name: "" if value is None else f"{value:,.1f}".removesuffix(".0")
        for name, value in (("found", fault.found), ("limit", fault.limit))
    }
    return fault.kind.label(language).format(**numbers)
