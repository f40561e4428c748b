"""How sure an order is: what stands beside a published score as advice, and never changes it.

Source:
    own choice: the spread of the sheets of a month says how far a score may be off by which places were
    sampled (standard error of a stratified mean: months are the strata); scores of few sheets lie nearer the
    mean of all than they look (empirical Bayes, Efron and Morris 1975, with the variance between subjects
    estimated by moments); two scores are apart where their difference is more than 1.645 times its own
    standard error (nine times in ten, both ways). Only marks vary so: figures and deductions are counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from xiuhua.evaluation.rules.ranking import FULL, Item, Sample
from xiuhua.evaluation.terms.contests import ItemKind

APART = 1.645  # standard errors of a difference: a two-sided 90 % interval


@dataclass(frozen=True, kw_only=True)
class Sureness:
    """What is said beside one score.

    Args:
        score: as published.
        error: its standard error in points; None where a month has one sheet only, or nothing is marked.
        shrunk: the score drawn to the mean of all, the more the larger its error.
        best, worst: between which ranks it stands if only differences beyond the error count.
    """

    score: float
    error: float | None
    shrunk: float | None
    best: int
    worst: int


def error_of(items: Sequence[Item], samples: Sequence[Sample], months: Sequence[str]) -> float | None:
    """Return the standard error of the marked part of a score, in points; None where it cannot be told.

    A sheet that stands for several points is one look with that weight.
    """
    marked = [item for item in items if item.kind is ItemKind.MARK]
    if not marked or not months:
        return None
    variance = 0.0
    for month in months:
        found = [one for one in samples if one.month == month]
        if len(found) < 2:
            return None
        totals = [
            (sum(float(one.points.get(item.key, 0)) * item.weight / FULL for item in marked), one.count)
            for one in found
        ]
        variance += _error_squared(totals) / len(months) ** 2
    return sqrt(variance)


def _error_squared(totals: Sequence[tuple[float, int]]) -> float:
    """Return the squared standard error of a weighted mean."""
    whole = sum(weight for _total, weight in totals)
    mean = sum(total * weight for total, weight in totals) / whole
    shares = [weight / whole for _total, weight in totals]
    spread = sum(
        share * share * (total - mean) ** 2 for (total, _), share in zip(totals, shares, strict=True)
    )
    return spread * len(totals) / (len(totals) - 1)


def sureness_of(scores: Mapping[str, float], errors: Mapping[str, float | None]) -> dict[str, Sureness]:
    """Return by subject what is said beside its score; without an error the rank stands as it is."""
    between = _between(scores, errors)
    mean = sum(scores.values()) / len(scores) if scores else 0.0
    found: dict[str, Sureness] = {}
    for code, score in scores.items():
        error = errors.get(code)
        shrunk = None
        if error is not None and between is not None:
            share = between / (between + error * error) if between + error * error > 0 else 1.0
            shrunk = mean + share * (score - mean)
        above = sum(_apart(other, score, errors.get(key), error) for key, other in scores.items())
        below = sum(_apart(score, other, error, errors.get(key)) for key, other in scores.items())
        found[code] = Sureness(
            score=score, error=error, shrunk=shrunk, best=1 + above, worst=len(scores) - below
        )
    return found


def _apart(higher: float, lower: float, its: float | None, others: float | None) -> bool:
    error = sqrt((its or 0.0) ** 2 + (others or 0.0) ** 2)
    return higher - lower > APART * error


def _between(scores: Mapping[str, float], errors: Mapping[str, float | None]) -> float | None:
    """Return the variance between subjects beyond their errors, by moments; None of fewer than three."""
    held = [code for code in scores if errors.get(code) is not None]
    if len(held) < 3:
        return None
    mean = sum(scores[code] for code in held) / len(held)
    spread = sum((scores[code] - mean) ** 2 for code in held) / (len(held) - 1)
    noise = sum((errors[code] or 0.0) ** 2 for code in held) / len(held)
    return max(spread - noise, 0.0)
