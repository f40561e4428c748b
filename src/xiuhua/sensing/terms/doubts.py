"""What is doubted about a reading: words, each with its place in the bit set that a reading carries."""

from __future__ import annotations

from collections.abc import Iterable

from xiuhua.shared.terms import Term


class Doubt(Term):
    """What a flag of a reading says. The order is that of the stored bits and never changes."""

    STUCK = "stuck", "读数不变", "Stuck", "soon"
    JUMP = "jump", "突变", "Jump", "soon"
    STALE = "stale", "数据陈旧", "Stale", "soon"
    OUT_OF_RANGE = "out_of_range", "超出量程", "Out of range", "late"
    MAINTENANCE = "maintenance", "维护中", "Maintenance", "hold"
    FAULTY = "faulty", "设备报故障", "Faulty", "late"
    LATE_ARRIVAL = "late_arrival", "迟到", "Late arrival", "plain"

    @property
    def bit(self) -> int:
        """Its bit: 1, 2, 4 and so on."""
        return 1 << list(Doubt).index(self)


def flags_bits(flags: Iterable[Doubt]) -> int:
    """Return flags as the bit set that is stored."""
    return sum(flag.bit for flag in set(flags))


def flags_of_bits(bits: int) -> tuple[Doubt, ...]:
    """Return the flags of a stored bit set, in their order."""
    return tuple(flag for flag in Doubt if bits & flag.bit)


DOUBTFUL = frozenset(Doubt) - {Doubt.LATE_ARRIVAL}
"""What makes a reading doubtful: every flag but that it came late, since a late reading is as good as any."""

DOUBTFUL_BITS = flags_bits(DOUBTFUL)
"""The same as the bit set that is stored."""

UNFIT = DOUBTFUL - {Doubt.STUCK}
"""With which a rule does not judge a reading, unless it says otherwise: `flat` must see a stuck one."""
