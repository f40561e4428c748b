"""How much is borne before somebody has to wait."""

from __future__ import annotations

from dataclasses import dataclass, field

from xiuhua.sensing.rules.quantities import MOST_OWN_CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The bounds of one gateway.

    Args:
        lines: connections at a time; lines_of_address: of one network address.
        says_who_s: how long a connection may stay without a good frame of a known device.
        half_frame_s: how long half a frame is waited for.
        idle_s: how long a connection may say nothing; a device that sends rarely has four of its intervals.
        frames_s, frames_burst: good frames that a device may send a second, and at once.
        strangers_s, strangers_burst: the same, of a connection that has not said who it is.
        refused_s, refused_burst: refused frames that are kept of one device or address; all are counted.
        waiting, waiting_bytes: readings and positions that may wait to be stored, and the bytes of their
        frames; beyond it no socket is read.
        batch: of them that are stored together; gather_s: how long the first of them waits for others.
        spill_bytes: how large the file may become in which frames are kept while the database is away.
        own_codes: kinds of readings without a name in any table that one device may bring.

    Source:
        own choices. A terminal sends a position a second at most and uploads an hour's worth at once; mobile
        networks put some thousands of devices behind one address.
    """

    lines: int = 20_000
    lines_of_address: int = 4_000
    says_who_s: float = 30.0
    half_frame_s: float = 60.0
    idle_s: float = 600.0
    frames_s: float = 200.0
    frames_burst: float = 4_000.0
    strangers_s: float = 10.0
    strangers_burst: float = 60.0
    refused_s: float = 0.5
    refused_burst: float = 40.0
    waiting: int = 15_000
    waiting_bytes: int = 32 * 2**20
    batch: int = 5_000
    gather_s: float = 0.02
    spill_bytes: int = 256 * 2**20
    own_codes: int = MOST_OWN_CODES


@dataclass(slots=True)
class Bucket:
    """A measure that fills with time and is emptied by use; below zero somebody has to wait."""

    rate: float
    burst: float
    level: float = field(init=False)
    since: float = 0.0

    def __post_init__(self) -> None:
        """Begin full."""
        self.level = self.burst

    def take(self, amount: float, at: float) -> float:
        """Take some, and return the seconds until what was overdrawn is there again; 0.0 for none."""
        self.level = min(self.burst, self.level + (at - self.since) * self.rate) if self.since else self.burst
        self.since = at
        self.level -= amount
        return max(0.0, -self.level / self.rate)

    def has(self, at: float) -> bool:
        """Take one if one is there."""
        self.level = min(self.burst, self.level + (at - self.since) * self.rate) if self.since else self.burst
        self.since = at
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True
