"""Dust of a dock: when it is sprayed, and whether that helped.

Source:
    limits of building dust are local (DB13/2934-2019 of Hebei: PM10 80 µg/m³ over the county's mean;
    DB31/964-2016 of Shanghai: means of 15 minutes, and how often a day): the limit is a setting, the mean one
    of 15 minutes. How far it must fall is an own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiuhua.scenes.spoil.terms import DustState

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class DustRules:
    """By what dust is judged.

    Args:
        limit: of the mean, in the unit of the readings (µg/m³); the background may be taken off.
        mean_s: over how long the mean is taken.
        readings_least: so many readings make a mean; fewer say nothing.
        settle_s: how long spraying has before its effect is judged.
        fall_share: the mean must have fallen by so much, or be at the limit or below it.
    """

    limit: float = 150.0
    mean_s: float = 900.0
    readings_least: int = 3
    settle_s: float = 600.0
    fall_share: float = 0.2


DUST = DustRules()


@dataclass(frozen=True, slots=True)
class Effect:
    """What spraying did: the means before and after it, None where too few readings make none."""

    state: DustState
    before: float | None
    after: float | None


def window_mean(at_s: Floats, values: Floats, *, since_s: float, until_s: float, least: int) -> float | None:
    """Return the mean of the readings of [since, until), or None where they are too few.

    Args:
        at_s: of each reading, shape (n,), by time.
        values: of each, shape (n,).
        since_s: inside.
        until_s: outside.
        least: how many readings make a mean.

    Source:
        the module's own.
    """
    inside = values[(at_s >= since_s) & (at_s < until_s) & np.isfinite(values)]
    return float(inside.mean()) if len(inside) >= least else None


def must_spray(
    at_s: Floats, values: Floats, *, now_s: float, background: float = 0.0, rules: DustRules = DUST
) -> bool:
    """Return whether the mean of the last minutes, less the background, is above the limit.

    Source:
        the module's own.
    """
    mean = window_mean(
        at_s, values, since_s=now_s - rules.mean_s, until_s=now_s + 1e-6, least=rules.readings_least
    )
    return mean is not None and mean - background > rules.limit


def spray_effect(
    at_s: Floats, values: Floats, *, sprayed_s: float, now_s: float, background: float = 0.0,
    rules: DustRules = DUST,
) -> Effect:  # fmt: skip
    """Return what spraying from an instant on did, as of another.

    The mean before is that of `mean_s` before; the one after, of `mean_s` once it had `settle_s` to work.

    Source:
        the module's own.
    """
    before = window_mean(
        at_s, values, since_s=sprayed_s - rules.mean_s, until_s=sprayed_s, least=rules.readings_least
    )
    ready_s = sprayed_s + rules.settle_s
    if now_s < ready_s + rules.mean_s:
        return Effect(DustState.SPRAYING, before, None)
    after = window_mean(
        at_s, values, since_s=ready_s, until_s=ready_s + rules.mean_s, least=rules.readings_least
    )
    if before is None or after is None:
        return Effect(DustState.UNPROVEN, before, after)
    fell = after - background <= rules.limit or before - after >= rules.fall_share * before
    return Effect(DustState.FELL if fell else DustState.STAYED, before, after)
