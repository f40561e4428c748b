"""What readings of a kitchen say: compliant, above the limit, purifier off, not cooking, or not to be known.

What cannot be known is neither compliant nor above the limit: it is counted apart, with why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.scenes.fumes.terms import KitchenState, Verdict, Why

PLAUSIBLE_MG_M3 = 15.0
"""Above it no kitchen's exhaust is, cleaned or not. Own choice, as `unit_suspected` says."""
_MICROGRAM_MOST = PLAUSIBLE_MG_M3 * 1_000
REST_MG_M3 = 0.05
"""Below it nobody cooks. Own choice: the noise of a laser probe in clean air."""
HALF = 0.5
SIGNAL_HOURS = 72
_SIGNAL_LEAST, _CLOSED_LEAST = 24, 6
_STUCK, _JUMP, _STALE, _OUT, _HELD, _FAULTY = 1, 2, 4, 8, 16, 32  # the bits of sensing.terms.doubts
_UNFIT = _JUMP | _STALE | _OUT | _FAULTY


@dataclass(frozen=True, kw_only=True)
class Window:
    """What came within one window of a kitchen's monitor.

    Args:
        readings: of fume, all of them; `fit` those that nothing is held against.
        expected: how many should have come.
        mean_mg_m3: of the fit ones; None without any.
        greatest_mg_m3: of all of them, for telling a wrong unit.
        flags: what is held against any of them, as bits.
        purifier_share, fan_share: of the readings that said on; None where there is no such signal.
    """

    readings: int = 0
    fit: int = 0
    expected: int = 10
    mean_mg_m3: float | None = None
    greatest_mg_m3: float | None = None
    flags: int = 0
    purifier_share: float | None = None
    fan_share: float | None = None


@dataclass(frozen=True)
class Judged:
    """What a window says, and why nothing where it says nothing."""

    verdict: Verdict
    why: Why = Why.NONE


def unit_suspected(value_mg_m3: float) -> Why:
    """Return which unit a value seems to have been sent in, where it cannot be milligrams.

    Source:
        own choice: uncleaned exhaust of Chinese kitchens is measured at some milligrams and hardly ever above
        ten; what reads a thousand or a million times more is a unit, not a kitchen.
    """
    if value_mg_m3 <= PLAUSIBLE_MG_M3:
        return Why.NONE
    return Why.MICROGRAM if value_mg_m3 <= _MICROGRAM_MOST else Why.NANOGRAM


def window_judged(window: Window, *, limit_mg_m3: float, signal_lies: bool = False) -> Judged:
    """Return what a window says.

    Args:
        window: what came.
        limit_mg_m3: what the mean may be; at it the kitchen is compliant.
        signal_lies: whether the purifier's signal is not to be believed (`signal_lies`).

    Source:
        GB 18483-2001, 4.2 for the limit; 大气污染防治法 article 81: the purifier is to be used while somebody
        cooks. Own choice: half of the readings make a mean; a kitchen whose fan stands and whose air is clean
        does not cook and is not counted; where the fan tells nothing, clean air with the purifier off is
        taken for the same.
    """
    if not window.readings:
        return Judged(Verdict.SILENT)
    why = _doubt(window)
    if why is not Why.NONE:
        return Judged(Verdict.UNKNOWN, why)
    mean = window.mean_mg_m3 or 0.0
    purifier_on = window.purifier_share is None or window.purifier_share >= HALF
    fan_on = window.fan_share >= HALF if window.fan_share is not None else None
    if mean <= REST_MG_M3 and (fan_on is False or (fan_on is None and not purifier_on)):
        return Judged(Verdict.IDLE)
    if mean > limit_mg_m3:
        return Judged(Verdict.EXCEEDING)
    if signal_lies:
        return Judged(Verdict.UNKNOWN, Why.SIGNAL)
    return Judged(Verdict.COMPLIANT if purifier_on else Verdict.PURIFIER_OFF)


def _doubt(window: Window) -> Why:
    """Return why no mean can be taken."""
    if window.greatest_mg_m3 is not None:
        unit = unit_suspected(window.greatest_mg_m3)
        if unit is not Why.NONE and (window.flags & _OUT or (window.mean_mg_m3 or 0.0) > PLAUSIBLE_MG_M3):
            return unit
    if window.fit * 2 >= window.expected:
        return Why.NONE
    if window.fit == window.readings:
        return Why.FEW
    for bit, why in ((_HELD, Why.MAINTENANCE), (_STUCK, Why.STUCK), (_UNFIT, Why.UNFIT)):
        if window.flags & bit:
            return why
    return Why.FEW


@dataclass(frozen=True, kw_only=True)
class SignalHour:
    """An hour of a kitchen's signals; shares 0 to 1, None where nothing came."""

    purifier_share: float | None
    fan_share: float | None
    fume_most_mg_m3: float | None


def signal_lies(hours: Sequence[SignalHour]) -> bool:
    """Return whether a purifier's signal cannot be believed: always on, also while nobody cooks.

    Args:
        hours: of the last three days, in any order.

    Source:
        own choice, because a wire bridged to the supply gives a constant current: a day of hours or more, all
        of them on, six of them or more with the fan standing, or with clean air where the fan tells nothing.
    """
    told = [one for one in hours if one.purifier_share is not None]
    if len(told) < _SIGNAL_LEAST or any((one.purifier_share or 0.0) < 1 for one in told):
        return False
    return sum(1 for one in told if _closed(one)) >= _CLOSED_LEAST


def _closed(hour: SignalHour) -> bool:
    if hour.fan_share is not None:
        return hour.fan_share == 0
    return hour.fume_most_mg_m3 is not None and hour.fume_most_mg_m3 <= REST_MG_M3


@dataclass(frozen=True, kw_only=True)
class HourTally:
    """What the windows of an hour come to."""

    compliant: int = 0
    exceeding: int = 0
    purifier_off: int = 0
    idle: int = 0
    unknown: int = 0
    silent: int = 0
    why: Why = Why.NONE

    @property
    def valid(self) -> int:
        """How many windows say whether the kitchen is compliant."""
        return self.compliant + self.exceeding + self.purifier_off


def hour_tallied(windows: Sequence[Judged]) -> HourTally:
    """Return what the windows of an hour come to, and what most of the doubtful ones are doubted for.

    Source:
        own choice, because each window counts once and what is not known is counted by itself.
    """
    met = Counter(one.verdict for one in windows)
    doubts = Counter(one.why for one in windows if one.verdict is Verdict.UNKNOWN)
    return HourTally(
        compliant=met[Verdict.COMPLIANT], exceeding=met[Verdict.EXCEEDING],
        purifier_off=met[Verdict.PURIFIER_OFF], idle=met[Verdict.IDLE], unknown=met[Verdict.UNKNOWN],
        silent=met[Verdict.SILENT], why=doubts.most_common(1)[0][0] if doubts else Why.NONE,
    )  # fmt: skip


def hour_is_online(tally: HourTally) -> bool:
    """Return whether a monitor counts as online in an hour: something came in half of its windows or more.

    Source:
        own choice, because row K-021 counts device-hours and says nothing of a part of one.
    """
    heard = tally.valid + tally.idle + tally.unknown
    return heard > 0 and heard >= tally.silent


def state_of(latest: Judged | None, *, is_monitored: bool, is_heard: bool) -> KitchenState:
    """Return how a kitchen stands.

    Args:
        latest: its last whole window; None where there is none.
        is_monitored: whether it has a monitor in use.
        is_heard: whether that was heard of lately.

    Source:
        own choice, because an officer asks first where nothing is seen, then what is wrong.
    """
    if not is_monitored:
        return KitchenState.UNMONITORED
    if not is_heard or latest is None or latest.verdict is Verdict.SILENT:
        return KitchenState.OFFLINE
    return {
        Verdict.EXCEEDING: KitchenState.EXCEEDING,
        Verdict.PURIFIER_OFF: KitchenState.PURIFIER_OFF,
        Verdict.UNKNOWN: KitchenState.DOUBTFUL,
    }.get(latest.verdict, KitchenState.ONLINE)
