"""How large a kitchen is, what it may emit, and what a city may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xiuhua.scenes.fumes.terms import SizeClass

STOVE_POWER_1E8_J_H = 1.67
"""Heat of one base stove, 10^8 J/h: GB 18483-2001, 3.5."""
STOVE_HOOD_M2 = 1.1
"""Projection of the hood over one base stove, m²: GB 18483-2001, 3.5."""
_MEDIUM_STOVES, _LARGE_STOVES = 3, 6
_MEDIUM_POWER, _LARGE_POWER = 5.00, 10.0
_MEDIUM_HOOD, _LARGE_HOOD = 3.3, 6.6
NATIONAL_MG_M3 = 2.0
_NATIONAL_REMOVAL: Mapping[str, float] = MappingProxyType(
    {SizeClass.SMALL.value: 0.60, SizeClass.MEDIUM.value: 0.75, SizeClass.LARGE.value: 0.85}
)
_WINDOWS = (1, 5, 10, 15, 20, 30, 60)  # minutes that divide an hour


@dataclass(frozen=True, kw_only=True)
class FumeLimits:
    """What a city holds its kitchens to. The defaults are the nation's, and our own where it has none.

    Args:
        mg_m3: the greatest mean, mg/m³, by size class.
        removal_share: the least share removed, 0 to 1, by size class.
        window_minutes: over how long a mean is taken.
        letter_count: from how many exceedances a notice is sent; `letter_days`, within how many days.
        online_percent, compliant_percent: what a kitchen shall reach.
        answer_days: how many days a kitchen has to put something right.
        joint_complaints: from how many complaints within 90 days a small kitchen is a matter for several.
    """

    mg_m3: Mapping[str, float] = field(
        default_factory=lambda: {one.value: NATIONAL_MG_M3 for one in SizeClass}
    )
    removal_share: Mapping[str, float] = field(default_factory=lambda: dict(_NATIONAL_REMOVAL))
    window_minutes: int = 10
    letter_count: int = 100
    letter_days: int = 30
    online_percent: float = 80.0
    compliant_percent: float = 90.0
    answer_days: int = 15
    joint_complaints: int = 2

    def of(self, size: str) -> float:
        """Return the limit of a size class, mg/m³; of an unknown one the strictest."""
        return self.mg_m3.get(size, min(self.mg_m3.values()))


def limits_national() -> FumeLimits:
    """Return what holds where a city has chosen nothing.

    Source:
        GB 18483-2001, 4.2, table 2: 2.0 mg/m³ and 60, 75, 85 %. Rows R-19 of the register: 80 % online, 90 %
        compliant. Own choice: a mean of 10 minutes, because online monitors have no national averaging time
        and technical guides name 10 or 30; a notice from 100 exceedances in 30 days, because the bureau whose
        report row R-20 quotes sent 22 notices about 2,255 exceedances, one to 102; 15 days to put right.
    """
    return FumeLimits()


def size_class(
    *, stoves: int | None, power_1e8_j_h: float | None = None, hood_m2: float | None = None
) -> SizeClass | None:
    """Return the size class of a kitchen; None where nothing is known of it.

    Args:
        stoves: base stoves.
        power_1e8_j_h: heat of all burners together, 10^8 J/h.
        hood_m2: projection of all hoods, m².

    Source:
        GB 18483-2001, 4.1, table 1: by base stoves, or by what they are converted from. Own choice where
        several are known: the largest class, because who has the hoods of a large kitchen cooks in one.
    """
    told = (
        _class(stoves, _MEDIUM_STOVES, _LARGE_STOVES),
        _class(power_1e8_j_h, _MEDIUM_POWER, _LARGE_POWER),
        _class(hood_m2, _MEDIUM_HOOD, _LARGE_HOOD),
    )
    order = list(SizeClass)
    return max((one for one in told if one), key=order.index, default=None)


def _class(measure: float | None, medium: float, large: float) -> SizeClass | None:
    if measure is None or measure <= 0:
        return None
    if measure >= large:
        return SizeClass.LARGE
    return SizeClass.MEDIUM if measure >= medium else SizeClass.SMALL


def limits_faults(limits: FumeLimits) -> dict[str, str]:
    """Return what is wrong with a city's choice, by field: a city may be stricter than the nation, not laxer.

    Source:
        环境保护法 article 15 and GB 18483-2001: local limits must be stricter. Own choice: a mean is taken
        over minutes that divide an hour.
    """
    faults = {}
    for size in SizeClass:
        if not 0 < limits.mg_m3[size.value] <= NATIONAL_MG_M3:
            faults[f"mg_{size.name.lower()}"] = "fume_limit_laxer"
        if not _NATIONAL_REMOVAL[size.value] <= limits.removal_share[size.value] < 1:
            faults[f"removal_{size.name.lower()}"] = "fume_removal_laxer"
    if limits.window_minutes not in _WINDOWS:
        faults["window_minutes"] = "fume_window_wrong"
    for name in ("letter_count", "letter_days", "answer_days", "joint_complaints"):
        if getattr(limits, name) < 1:
            faults[name] = "fume_number_wrong"
    return faults


def limits_stored(limits: FumeLimits) -> dict[str, object]:
    """Return a city's choice as JSON; the inverse of `limits_read`.

    Source:
        own choice, because a version keeps all of it, so that a later default changes nothing of the past.
    """
    return {
        "mg_m3": dict(limits.mg_m3), "removal_share": dict(limits.removal_share),
        "window_minutes": limits.window_minutes, "letter_count": limits.letter_count,
        "letter_days": limits.letter_days, "online_percent": limits.online_percent,
        "compliant_percent": limits.compliant_percent, "answer_days": limits.answer_days,
        "joint_complaints": limits.joint_complaints,
    }  # fmt: skip


def limits_read(stored: Mapping[str, object]) -> FumeLimits:
    """Return a city's choice from its JSON; what it does not say is the nation's.

    Source:
        as `limits_stored`.
    """
    known = limits_stored(limits_national())
    return FumeLimits(**{name: stored.get(name, value) for name, value in known.items()})  # type: ignore[arg-type]  # as it was stored


def is_reached(share: float | None, percent: float) -> bool | None:
    """Return whether a rate has reached what it shall; None where it is unknown. At the target it has.

    Source:
        row R-19 of the register: online ≥ 80 %, compliant ≥ 90 %.
    """
    return None if share is None else share >= percent
