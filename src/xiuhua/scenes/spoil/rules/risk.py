"""How closely a haulier, a truck or a driver is watched: a grade from what stands in its file.

Source:
    own choice. Weights follow what 建筑垃圾管理规定 (建设部令第139号) calls graver: dumping, then hauling
    without approval, then spilling and leaving the way; an old record counts less, because a file should be
    able to heal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xiuhua.scenes.spoil.terms import Grade, RecordKind

_DAY_S = 86_400.0
_POINTS: Mapping[RecordKind, float] = MappingProxyType(
    {
        RecordKind.DUMPING: 12.0,
        RecordKind.SEIZED: 8.0,
        RecordKind.UNPERMITTED: 6.0,
        RecordKind.FINED: 3.0,
        RecordKind.SPILLAGE: 3.0,
        RecordKind.UNMANIFESTED: 3.0,
        RecordKind.UNCLOSED: 2.0,
        RecordKind.OVERLOADED: 2.0,
        RecordKind.OFF_ROUTE: 1.0,
        RecordKind.OUT_OF_HOURS: 1.0,
        RecordKind.EDUCATED: 0.0,
        RecordKind.CLEAN: -0.5,
    }
)


@dataclass(frozen=True, kw_only=True)
class RiskRules:
    """What a grade is made of.

    Args:
        points: of each kind of record.
        half_life_days: after so long a record counts half.
        educated_share: what is left of lighter records that an education came after.
        light_points: up to which a record is light.
        medium_from, high_from: points of one truck from which the grade is so.
        credit_most: how many points passed checks can make good.
    """

    points: Mapping[RecordKind, float] = field(default_factory=lambda: _POINTS)
    half_life_days: float = 180.0
    educated_share: float = 0.5
    light_points: float = 3.0
    medium_from: float = 3.0
    high_from: float = 10.0
    credit_most: float = 3.0


RISK = RiskRules()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One record: what it is of, and when, seconds since 1970."""

    kind: RecordKind
    at_s: float


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade with its points, and how many of them each kind of record gave, the most first."""

    grade: Grade
    points: float
    because: tuple[tuple[RecordKind, int, float], ...]


def graded(records: Iterable[FileRecord], *, at_s: float, trucks: int = 1, rules: RiskRules = RISK) -> Graded:
    """Return the grade of a file.

    Args:
        records: all of it; what lies after `at_s` does not count.
        at_s: as of when.
        trucks: how many a haulier has; its points are those of one truck. 1 for a truck or driver.
        rules: weights and steps.

    Raises:
        ValueError: it has no trucks.

    Source:
        the module's own.
    """
    if trucks < 1:
        raise ValueError("a haulier without trucks has no grade")
    known = sorted((one for one in records if one.at_s <= at_s), key=lambda one: (one.at_s, one.kind.value))
    taught_s = max((one.at_s for one in known if one.kind is RecordKind.EDUCATED), default=None)
    sums: dict[RecordKind, tuple[int, float]] = {}
    for one in known:
        weight = rules.points[one.kind] * 0.5 ** ((at_s - one.at_s) / _DAY_S / rules.half_life_days)
        if taught_s is not None and one.at_s < taught_s and 0 < rules.points[one.kind] <= rules.light_points:
            weight *= rules.educated_share
        count, points = sums.get(one.kind, (0, 0.0))
        sums[one.kind] = count + 1, points + weight
    credit = min(-sum(points for _, points in sums.values() if points < 0), rules.credit_most)
    points = max(sum(points for _, points in sums.values() if points > 0) - credit, 0.0) / trucks
    because = sorted(((kind, *sums[kind]) for kind in sums), key=lambda row: (-row[2], row[0].value))
    return Graded(grade_of(points, rules), points, tuple(because))


def grade_of(points: float, rules: RiskRules = RISK) -> Grade:
    """Return the grade of so many points of one truck.

    Source:
        the module's own.
    """
    if points >= rules.high_from:
        return Grade.HIGH
    return Grade.MEDIUM if points >= rules.medium_from else Grade.LOW
