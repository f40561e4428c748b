"""What follows from alarms in apps above, asked by sensing's own pages and trials.

Sensing does not know cases: whoever makes them of alarms registers a `Follower` when it starts, and says
which case each alarm has and what people made of it. Without one, nothing follows.

Source:
    own choice, because a rule is as good as what people found when they went there: precision is the share of
    its decided cases that they confirmed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from xiuhua.shared.actor import Actor
from xiuhua.shared.terms import Term

SLACK_S = 1800.0
"""How far apart, seconds, an alarm and what people found may lie and still be the same trouble: a person who
reports smoke does so some minutes after it began."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """What became of one alarm.

    Args:
        number: of its case, as people say it; empty where it has none.
        url: the page of the case; empty where the reader may not see it.
        state: where the case stands.
        why_none: why an alarm that was to have a case has none, in the reader's language.
    """

    number: str = ""
    url: str = ""
    state: Term | None = None
    why_none: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What people made of cases: how many were real, how many were not, how many are still open."""

    confirmed: int = 0
    refuted: int = 0
    undecided: int = 0

    @property
    def decided(self) -> int:
        """How many somebody has decided."""
        return self.confirmed + self.refuted

    @property
    def share(self) -> float | None:
        """The precision, 0 to 1; None where nothing is decided."""
        return self.confirmed / self.decided if self.decided else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What people found at a device, and when it was so.

    Args:
        since, until: seconds since 1970; alike where only an instant is known.
        confirmed: whether it was real; None while nobody has decided.
    """

    device_id: int
    since: float
    until: float
    confirmed: bool | None


class Follower(Protocol):
    """Whoever makes cases of alarms."""

    def cases_of(self, alarm_ids: Collection[int], actor: Actor, language: str) -> Mapping[int, Followed]:
        """Return what became of some alarms; of those that nothing was to follow from, nothing."""

    def judgement_of(self, rule_id: int) -> Judgement:
        """Return what people made of the visible cases of a rule's alarms."""

    def findings(
        self, rule_id: int, matter: str, device_ids: Collection[int], since: float, until: float
    ) -> Sequence[Finding]:
        """Return what people found at some devices: of the rule's own alarms, and of their own accord.

        Of their own accord is what they reported of the same matter about the device's component or premises.
        """


_FOLLOWERS: list[Follower] = []


def follower_register(follower: Follower) -> None:
    """Let whoever makes cases of alarms answer for them; the last one to register does."""
    _FOLLOWERS[:] = [follower]


def cases_of(alarm_ids: Collection[int], actor: Actor, language: str) -> Mapping[int, Followed]:
    """Return what became of some alarms."""
    return _FOLLOWERS[0].cases_of(alarm_ids, actor, language) if _FOLLOWERS and alarm_ids else {}


def judgement_of(rule_id: int) -> Judgement:
    """Return what people made of the cases of a rule's alarms."""
    return _FOLLOWERS[0].judgement_of(rule_id) if _FOLLOWERS else Judgement()


def findings(
    rule_id: int, matter: str, device_ids: Collection[int], *, since: float, until: float
) -> Sequence[Finding]:
    """Return what people found at some devices in a span, seconds since 1970."""
    if not _FOLLOWERS or not device_ids:
        return ()
    return _FOLLOWERS[0].findings(rule_id, matter, device_ids, since, until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """A trial held against what people found.

    Args:
        raised: of the alarms that would have been raised, how many people confirmed and how many not.
        confirmed: what people confirmed in the span, and of it `met`: what an alarm would have met.
    """

    raised: Judgement
    confirmed: int
    met: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """An alarm that would have been raised; seconds since 1970, `until` None while it lasts."""

    device_id: int
    since: float
    until: float | None


def proof(raised: Iterable[Raised], found: Sequence[Finding], *, slack_s: float = SLACK_S) -> Proof:
    """Return how alarms stand to what people found: each meets what overlaps it, or lies within the slack.

    An alarm that meets several findings is confirmed by one of them; it is refuted where all that is decided
    was not so, and undecided where it meets nothing that is decided.

    Source:
        own choice: precision and recall as information retrieval has them, and how far apart both may lie.
    """
    at_device = by_device(found)
    verdicts: Counter[bool | None] = Counter()
    met: set[tuple[int, float, float]] = set()
    for alarm in raised:
        near = at_device.get(alarm.device_id, ())
        verdicts[verdict(alarm, near, slack_s=slack_s)] += 1
        met |= {_key(one) for one in near if one.confirmed and _meet(alarm, one, slack_s)}
    return Proof(
        raised=Judgement(confirmed=verdicts[True], refuted=verdicts[False], undecided=verdicts[None]),
        confirmed=len({_key(one) for one in found if one.confirmed}), met=len(met),
    )  # fmt: skip


def by_device(found: Iterable[Finding]) -> Mapping[int, Sequence[Finding]]:
    """Return findings by their device.

    Source:
        own choice, because an alarm is held only against what was found at its own device.
    """
    sorted_out: dict[int, list[Finding]] = defaultdict(list)
    for one in found:
        sorted_out[one.device_id].append(one)
    return sorted_out


def verdict(alarm: Raised, near: Iterable[Finding], *, slack_s: float = SLACK_S) -> bool | None:
    """Return whether an alarm was real by what was found at its device; None where nobody has decided.

    Source:
        own choice, as `proof` says.
    """
    said = {one.confirmed for one in near if _meet(alarm, one, slack_s)} - {None}
    return (True in said) if said else None


def _key(one: Finding) -> tuple[int, float, float]:
    return one.device_id, one.since, one.until


def _meet(alarm: Raised, finding: Finding, slack_s: float) -> bool:
    ends = float("inf") if alarm.until is None else alarm.until
    return finding.since <= ends + slack_s and finding.until >= alarm.since - slack_s
