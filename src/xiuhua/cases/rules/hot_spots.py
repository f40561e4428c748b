"""Hot spots: where more problems are than elsewhere, and more than the period before.

Source:
    S-054, 问题多发道路、区域锁定: density by road, area, class and time, ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, exp, lgamma, log

from xiuhua.cases.terms.places import Verdict

ROAD_REACH_M = 40.0
"""A case lies on the nearest road, if that is no farther, metres: half an arterial road with its pavement."""
FEW = 10
"""Below so many cases in both periods together nothing is said of a change: chance alone explains most."""
FALSE_ALARMS = 0.05
"""The share of false alarms that is accepted among the places said to have changed."""
GRADES = 5
SHARE_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class SpotCount:
    """What was counted at one place.

    Args:
        key: code of the road or area.
        now, before: cases in the period, and in as many days before it.
        came_back: of those in the period, how many came back.
        length_km: of the road, where it is one with a line.
    """

    key: str
    name: str
    now: int
    before: int
    came_back: int
    length_km: float | None = None


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place with its rank and what its count says.

    Args:
        rank: 1 for most cases; places with as many share a rank.
        grade: 1 to 5, by which it is coloured: its fifth of the greatest count.
        share: of all counted cases, 0 to 1.
        rebound_share: of its cases, those that came back; None without cases.
        per_km: cases a kilometre of road; None where it has no length.
        chance: how likely so great a difference is by chance alone, 0 to 1; None where too few were counted.
    """

    count: SpotCount
    rank: int
    grade: int
    share: float
    rebound_share: float | None
    per_km: float | None
    chance: float | None
    verdict: Verdict

    @property
    def rebound_percent(self) -> float | None:
        """The share of its cases that came back, in percent."""
        return None if self.rebound_share is None else 100 * self.rebound_share

    @property
    def change(self) -> int:
        """How many more than before."""
        return self.count.now - self.count.before


def ranked(counts: Sequence[SpotCount]) -> list[Spot]:
    """Return the places with cases in the period, those with most first.

    Source:
        S-054; ties share a rank ("1224"), as league tables have it.
    """
    rows = sorted((one for one in counts if one.now), key=lambda one: (-one.now, -one.came_back, one.key))
    total, most = sum(one.now for one in rows), max((one.now for one in rows), default=0)
    chances = [difference_chance(one.now, one.before) for one in rows]
    meant = discovered([one for one in chances if one is not None])
    spots: list[Spot] = []
    for place, (one, chance) in enumerate(zip(rows, chances, strict=True), start=1):
        rank = spots[-1].rank if spots and spots[-1].count.now == one.now else place
        spots.append(
            Spot(
                count=one, rank=rank, grade=ceil(GRADES * one.now / most), share=one.now / total,
                rebound_share=one.came_back / one.now, chance=chance,
                per_km=one.now / one.length_km if one.length_km else None,
                verdict=_verdict(one, chance, meant),
            )
        )  # fmt: skip
    return spots


def _verdict(count: SpotCount, chance: float | None, meant: float) -> Verdict:
    if chance is None:
        return Verdict.FEW
    if chance > meant:
        return Verdict.USUAL
    return Verdict.MORE if count.now > count.before else Verdict.LESS


def difference_chance(now: int, before: int) -> float | None:
    """Return how likely two counts of equally long periods differ so much by chance alone; None below `FEW`.

    If both follow one Poisson rate, each case falls into either period like a coin: of n = now + before the
    first has a binomial count with p = 1/2. Two-sided: twice the smaller tail, at most 1.

    Source:
        Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series",
        Biometrika 31 (1940): the exact conditional test of two Poisson rates.
    """
    n = now + before
    if n < FEW:
        return None
    tail = sum(exp(_log_choose(n, k) - n * log(2)) for k in range(max(now, before), n + 1))
    return min(1.0, 2 * tail)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def discovered(chances: Sequence[float]) -> float:
    """Return the greatest chance at which a difference still counts, of many looked at together; -1 for none.

    With two hundred places one in a hundred looks odd by chance alone. The k-th smallest chance counts where
    it is no greater than k / m of the accepted share of false alarms; with it all that are smaller.

    Source:
        Benjamini and Hochberg, J. Roy. Statist. Soc. B 57 (1995), at 5 %.
    """
    ordered = sorted(chances)
    met = [one for k, one in enumerate(ordered, start=1) if one <= k / len(ordered) * FALSE_ALARMS]
    return met[-1] if met else -1.0


# --- the supervision list -----------------------------------------------------------------------------------


def days_before(since: date, until: date) -> tuple[date, date]:
    """Return the first and last day of the equally long span that ends the day before one begins.

    Source:
        own choice, because only equally long spans can be compared without a model of the seasons.
    """
    length = (until - since).days + 1
    return since - timedelta(days=length), since - timedelta(days=1)


def watch_met(count: int, target: int) -> bool:
    """Return whether a watched place came down as far as it should.

    Source:
        own choice: the target is the greatest number of cases that still counts as met.
    """
    return count <= target
