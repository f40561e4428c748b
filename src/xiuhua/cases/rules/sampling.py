"""回头看: how closed cases are drawn, and what the sample says of all of them.

What came back before is drawn more often: a case's weight is how much more often than on the whole cases of
its matter, at its place and of its unit came back, one factor each. The sample is drawn with chances in
proportion to the weights, and each drawn case keeps its chance, so that the share of all closed cases that
are not in order can be estimated without bias although the drawing was not even.

No chance generator is used: every case has a number of its own between 0 and 1, the SHA-256 digest of seed
and id. Who has the seed and the list draws the same sample again, on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import floor, sqrt

PRIOR_CASES = 20
"""How many cases of the common share each group begins with, so that three of three are no 100 %."""
FACTOR_LEAST, FACTOR_MOST = 0.5, 3.0
_Z_95 = 1.959963984540054  # of the standard normal distribution


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A closed case that may be drawn: its matter, place and unit as keys of the shares; empty for none."""

    case_id: int
    matter: str
    place: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Share:
    """Of how many closed cases how many came back."""

    came_back: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The shares of what came back: on the whole, and by matter, place and unit."""

    whole: Share
    matters: Mapping[str, Share]
    places: Mapping[str, Share]
    units: Mapping[str, Share]


def factor_of(group: Share | None, whole: Share) -> float:
    """Return how much more often cases of a group come back than on the whole; 1 where nothing is known.

    A group begins with `PRIOR_CASES` cases of the common share, and no factor leaves 0.5 to 3, so that no
    case is nearly never drawn and the estimate does not hang on one.

    Source:
        own choice: a beta prior's mean (additive smoothing) over the common share; bounds own choice, because
        a chance of a fiftieth makes one failed case weigh like fifty.
    """
    if group is None or not whole.closed or not whole.came_back:
        return 1.0
    common = whole.came_back / whole.closed
    smoothed = (group.came_back + PRIOR_CASES * common) / (group.closed + PRIOR_CASES)
    return min(max(smoothed / common, FACTOR_LEAST), FACTOR_MOST)


def weight_of(case: Closed, shares: Shares) -> float:
    """Return a case's weight: the product of the factors of its matter, its place and its unit.

    Source:
        own choice, because S-056 says "sample closed items" and the platform's own record of what comes back
        says where looking again is worth the way.
    """
    return (
        factor_of(shares.matters.get(case.matter), shares.whole)
        * factor_of(shares.places.get(case.place), shares.whole)
        * factor_of(shares.units.get(case.unit), shares.whole)
    )


def chances_of(weights: Mapping[int, float], size: int) -> dict[int, float]:
    """Return with which chance each case is drawn; the chances add up to the size of the sample.

    In proportion to the weights; what would exceed 1 is drawn for certain and the others share the rest.

    Args:
        weights: by case, above 0.
        size: cases to draw; all of them where there are no more.

    Source:
        Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 3.6.1: sampling with
        probabilities proportional to size, with a take-all stratum.
    """
    if size >= len(weights):
        return dict.fromkeys(weights, 1.0)
    certain: set[int] = set()
    while True:
        rest, left = sum(w for one, w in weights.items() if one not in certain), size - len(certain)
        over = {one for one, w in weights.items() if one not in certain and left * w >= rest}
        if not over:
            return {one: 1.0 if one in certain else left * w / rest for one, w in weights.items()}
        certain |= over


def number_of(seed: int, name: str) -> float:
    """Return the number between 0 and 1 that a seed and a name always have.

    Source:
        own choice: the first 52 bits of SHA-256 over `seed:name`, over 2^52; FIPS 180-4.
    """
    return int(sha256(f"{seed}:{name}".encode()).hexdigest()[:13], 16) / 16**13


def drawn(chances: Mapping[int, float], *, seed: int) -> list[int]:
    """Return the cases that are drawn, in the order of their ids.

    The cases stand in a line in the order of their numbers, each as long as its chance; a comb whose teeth
    are 1 apart, begun at the seed's own number, takes the cases it meets. Each case is met with exactly its
    chance, and as many are drawn as the chances add up to.

    Source:
        Madow, W. G., "On the theory of systematic sampling, II", Ann. Math. Statist. 20 (1949); in random
        order as Hartley and Rao (1962) have it.
    """
    line = sorted(chances, key=lambda one: (number_of(seed, str(one)), one))
    start, reached, taken = number_of(seed, "start"), 0.0, []
    for one in line:
        before, reached = reached, reached + chances[one]
        if floor(reached - start + _ROUNDING) > floor(before - start + _ROUNDING):
            taken.append(one)
    return sorted(taken)


_ROUNDING = 1e-9  # of the sum of the chances


# --- what the sample says -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A drawn case that was looked at: its chance, and whether it is not in order."""

    chance: float
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What share of all closed cases is not in order, 0 to 1, with the bounds of a 95 % interval.

    Args:
        share: the estimate; above 1 only by chance.
        low, high: bounds, within 0 and 1.
        seen, failed: how many were looked at, and how many were not in order.
        standing_for: for how many closed cases they stand.
        whole: whether every drawn case was seen; else it is provisional, and leans on those seen alone.
        worth: how many evenly drawn cases say as much, which the interval rests on.
    """

    share: float
    low: float
    high: float
    seen: int
    failed: int
    standing_for: int
    whole: bool
    worth: float


def estimated(seen: Sequence[Seen], *, closed: int, drawn_count: int) -> Estimate | None:
    """Return what a round says of all closed cases; None before anything was seen.

    Once every drawn case was seen: the sum over the failed of 1 / chance, over the number of closed cases
    (Horvitz and Thompson), which has no bias. Before: the same sum over the sum of 1 / chance of all seen
    (Hájek), as if those still to be seen were like them.

    The interval is Wilson's for as many even draws as would be as uncertain: p (1 - p) / V with the variance
    V of Hájek and Deville; Kish's effective number where none or all failed.

    Source:
        Horvitz and Thompson, J. Amer. Statist. Assoc. 47 (1952); Hájek, Asymptotic Theory of Rejective
        Sampling, Ann. Math. Statist. 35 (1964), for V as Deville (1999) writes it; Kish, Survey Sampling,
        1965, section 11.7; Wilson, J. Amer. Statist. Assoc. 22 (1927). That Wilson takes the effective
        number is own choice after Korn and Graubard (1998): it stays within 0 and 1 and says something
        where nothing failed.
    """
    if not seen or not closed:
        return None
    whole = len(seen) == drawn_count
    total = sum(1 / one.chance for one in seen if one.failed)
    share = total / closed if whole else total / sum(1 / one.chance for one in seen)
    worth = _worth(seen, closed=closed, share=share)
    low, high = _wilson(min(share, 1.0), worth)
    failed = sum(one.failed for one in seen)
    return Estimate(
        share=share, low=low, high=high, seen=len(seen), failed=failed, standing_for=closed, whole=whole,
        worth=worth,
    )  # fmt: skip


def _worth(seen: Sequence[Seen], *, closed: int, share: float) -> float:
    """Return how many even draws say as much; infinite where every closed case was drawn for certain."""
    if all(one.chance == 1 for one in seen):
        return float("inf") if len(seen) >= closed else float(len(seen))
    each = [1 / one.chance for one in seen]
    kish = sum(each) ** 2 / sum(one * one for one in each)
    variance = _variance(seen) / closed**2
    if not 0 < share < 1 or variance <= 0:
        return kish
    return min(share * (1 - share) / variance, float(closed))


def _variance(seen: Sequence[Seen]) -> float:
    """Return Hájek and Deville's variance of the estimated number of failed cases."""
    left = [1 - one.chance for one in seen]
    uncertain = sum(1 for one in left if one > 0)
    if uncertain < 2 or not sum(left):
        return 0.0
    spread = [(1 / one.chance if one.failed else 0.0) for one in seen]
    middle = sum(one * value for one, value in zip(left, spread, strict=True)) / sum(left)
    squares = sum(one * (value - middle) ** 2 for one, value in zip(left, spread, strict=True))
    return uncertain / (uncertain - 1) * squares


def _wilson(share: float, worth: float) -> tuple[float, float]:
    if worth == float("inf"):
        return share, share
    squared = _Z_95**2
    middle = (share + squared / (2 * worth)) / (1 + squared / worth)
    half = _Z_95 / (1 + squared / worth) * sqrt(share * (1 - share) / worth + squared / (4 * worth**2))
    return max(0.0, middle - half), min(1.0, middle + half)


# --- who goes there -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Somebody who may look again: where, and in which units they serve."""

    person_id: int
    areas: tuple[str, ...]
    units: frozenset[int]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ToSee:
    """A drawn case: where it is, whose work it was, and who passed it."""

    case_id: int
    area_code: str
    units: frozenset[int]
    passed_by: str


def may_look(looker: Looker, case: ToSee) -> bool:
    """Return whether somebody may look at a case again: neither of a unit that handled it, nor who passed it.

    Source:
        own choice after the rule of the loop that no unit checks its own work: a look-back that the same
        eyes make finds what they found.
    """
    own = bool(looker.units & case.units) or case.passed_by in looker.names
    return not own and any(case.area_code.startswith(area) for area in looker.areas)


def assigned(cases: Iterable[ToSee], lookers: Sequence[Looker]) -> dict[int, int | None]:
    """Return who looks at each case: of those who may, who has the fewest so far; None where nobody may.

    Cases are gone through by area, so that one person's lie together.

    Source:
        own choice.
    """
    load = {one.person_id: 0 for one in lookers}
    found: dict[int, int | None] = {}
    for case in sorted(cases, key=lambda one: (one.area_code, one.case_id)):
        able = [one.person_id for one in lookers if may_look(one, case)]
        chosen = min(able, key=lambda one: (load[one], one), default=None)
        found[case.case_id] = chosen
        if chosen is not None:
            load[chosen] += 1
    return found
