"""Rules tried on stored readings: what they would have raised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiuhua.sensing.models import Device, Rule, RuleVersion
from xiuhua.sensing.queries.alarm_rules import devices_watched, subject_of
from xiuhua.sensing.queries.alarms import series_stored
from xiuhua.sensing.rules.alarms import AlarmStep
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.following import Finding, Raised, findings
from xiuhua.sensing.rules.trying import Episode, episodes, tried

DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a rule would have raised about a device.

    Args:
        readings: how many of its readings were looked at.
    """

    device: Device
    readings: int
    steps: Sequence[AlarmStep]
    episodes: Sequence[Episode]


def devices_tried(row: Rule, version: RuleVersion) -> list[Device]:
    """Return the visible devices that a version of a rule would be tried on: those it would watch."""
    return list(devices_watched(row, version))


def rule_tried(
    rule: JudgedRule, devices: Sequence[Device], *, since: datetime, until: datetime
) -> Iterator[Tried]:
    """Yield what a rule would have raised about each of some devices, one after another.

    Raises:
        BadRule: a device lacks something that the rule needs.
        NotFound: the rule has a schedule, and no calendar holds in a device's area.
    """
    for device in devices:
        subject = subject_of(rule, device, at=until, since=since)
        series = series_stored(rule, device.pk, since=since, until=until)
        # As the judge does: before its first reading the device may not have been there.
        starts = [float(one.at_s[0]) for one in series.values() if len(one.at_s)]
        start = min(starts, default=since.timestamp())
        steps = tried(rule, subject, series, start=start, until=until.timestamp())
        yield Tried(
            device=device,
            readings=sum(len(one.at_s) for one in series.values()),
            steps=steps,
            episodes=episodes(steps),
        )


def raised_of(one: Tried) -> list[Raised]:
    """Return the alarms that would have been raised about a device, as they are held against findings."""
    return [
        Raised(device_id=one.device.pk, since=episode.since, until=episode.until) for episode in one.episodes
    ]


def rule_findings(
    row: Rule, rule: JudgedRule, devices: Sequence[Device], *, since: datetime, until: datetime
) -> Sequence[Finding]:
    """Return what people found at the devices that a rule is tried on, in the same span."""
    matter = rule.proposes.matter if rule.proposes else ""
    ids = [one.pk for one in devices]
    return findings(row.pk, matter, ids, since=since.timestamp(), until=until.timestamp())
