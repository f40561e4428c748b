"""Where the judgement of a rule about a subject stands, as a value that is kept with its alarm.

After a restart the state machine goes on from here. What conditions remember is not kept: readings are, and
`Live.resumed` reads the last of them again.

Source:
    own choice, because an alarm that a restart forgets is raised twice, or never cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelStanding:
    """Where a level stands; instants in seconds since 1970."""

    state: AlarmState
    since: float
    true_since: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a judgement stands after an instant; instants in seconds since 1970.

    Args:
        start: since when it has been watched.
        closed: the last instant that was judged.
        number: of the latest alarm.
        level: which level speaks for it; None for none.
        urgent_since: from when escalation counts.
        quiet_since: since when a flapping alarm has been quiet; None while it is not.
        raises: when the latest alarms were raised, as many as flapping counts.
    """

    start: float
    closed: float
    levels: tuple[LevelStanding, ...]
    state: AlarmState
    health: Health
    severity: Severity
    number: int
    level: int | None
    escalation: int
    acknowledged_by: str
    is_raised: bool
    is_flapping: bool
    is_muted: bool
    urgent_since: float
    quiet_since: float | None
    raises: tuple[float, ...]


def standing_stored(standing: Standing) -> dict[str, object]:
    """Return a standing as plain JSON."""
    found: dict[str, object] = asdict(standing)
    found["levels"] = [[level.state.value, level.since, level.true_since] for level in standing.levels]
    found["raises"] = list(standing.raises)
    return {
        key: str(one) if isinstance(one, AlarmState | Health | Severity) else one
        for key, one in found.items()
    }


def standing_read(stored: Mapping[str, object]) -> Standing:
    """Return the standing of what `standing_stored` made.

    Raises:
        KeyError, ValueError: it was not made by it.
    """
    fields = dict(stored)
    levels = fields.pop("levels")
    raises = fields.pop("raises")
    if not isinstance(levels, list) or not isinstance(raises, list):
        raise ValueError("a standing has lists of levels and of raises")  # noqa: TRY004 - of JSON, not of a caller
    words = {
        "state": AlarmState(str(fields.pop("state"))),
        "health": Health(str(fields.pop("health"))),
        "severity": Severity(str(fields.pop("severity"))),
    }
    return Standing(
        levels=tuple(
            LevelStanding(state=AlarmState(state), since=since, true_since=true_since)
            for state, since, true_since in levels
        ),
        raises=tuple(raises),
        **words,  # type: ignore[arg-type]  # JSON that we wrote
        **fields,  # type: ignore[arg-type]  # JSON that we wrote
    )
