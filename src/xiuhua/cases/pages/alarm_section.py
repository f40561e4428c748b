"""The alarms of a case on its page: why there are any, how they stand, and what a person may do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xiuhua.cases.models import AlarmCase, Case
from xiuhua.cases.queries.alarms import ended_as, links_of, steps_opening
from xiuhua.cases.rules.alarms import Recovery, recovery_of
from xiuhua.cases.rules.loop import may_move
from xiuhua.cases.terms import AlarmLink, CaseAct, CaseState
from xiuhua.sensing.queries.alarm_rules import judged_rule, series_words
from xiuhua.sensing.queries.alarms import level_said, readings_stored, step_said
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.charting import Chart, chart, limits_of
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.terms import AlarmAct, DeviceAct, RuleAct, Severity
from xiuhua.sensing.terms.tracks import TrackAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Section, Tag

_MOST = 20  # alarms that are listed; the count says how many there were
_MARGIN = timedelta(minutes=10)
_ADDRESS = {
    CaseAct.NOT_ACCEPT: "cases:act-not-accept",
    CaseAct.NOT_FILE: "cases:act-not-file",
    CaseAct.VOID_ASK: "cases:act-void-ask",
}
_BEFORE = frozenset({CaseState.REPORTED, CaseState.VERIFYING, CaseState.FILING, CaseState.DISPATCHING})


@dataclass(frozen=True, kw_only=True)
class AlarmLine:
    """An alarm of a case; addresses are empty where the reader may not go there."""

    number: str
    url: str
    severity: Tag
    link: str
    since: datetime
    ended_at: datetime | None
    is_dropped: bool


@dataclass(frozen=True, kw_only=True)
class Ending:
    """An act by which a person may end a case whose alarms are over."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class AlarmsShown:
    """The alarms of a case.

    Args:
        says: the level of the rule that the first one was raised by, in words; `why` the readings behind it.
        curve: the readings of the latest alarm.
        track_url: where the way of its vehicle on the day of the first alarm is shown; empty for no vehicle.
        recovered: whether all ended because readings came back, before anybody accepted the case.
    """

    rule: str
    rule_url: str
    version: int
    device: str
    device_url: str
    says: str
    why: str
    curve: Chart | None
    curve_label: str
    track_url: str
    lines: Sequence[AlarmLine]
    more: int
    is_firing: bool
    recovered: bool
    endings: Sequence[Ending]


def alarm_section(case: Case, actor: Actor) -> Section | None:
    """Return the alarms of a case that a machine found; None where there are none."""
    links = links_of(case)
    if not links:
        return None
    count = len(links)
    note = _("%(count)s alarms in this case") % {"count": count} if count > 1 else ""
    return Section(
        title=_("Why a sensor reported it"), template="cases/alarms_of_case.html",
        context=_shown(case, links, actor), note=note, leads=True,
    )  # fmt: skip


def _shown(case: Case, links: Sequence[AlarmCase], actor: Actor) -> AlarmsShown:
    first, last = links[0], links[-1]
    rule = _judged(first)
    step = steps_opening((first,)).get(first.pk)
    ended = [one.alarm_id for one in links if one.alarm.ended_at is not None]
    kinds = ended_as(ended) if ended else {}
    stands = recovery_of([kinds.get(one.alarm_id, "") for one in links])
    recovered = stands is Recovery.RECOVERED and CaseState(case.state) in _BEFORE
    drawn, label = _curve(last) if seams.may(actor, DeviceAct.READ, last.alarm.device) else (None, "")
    return AlarmsShown(
        rule=first.alarm.rule.name,
        rule_url=_if_may(actor, RuleAct.READ, first.alarm.rule, "sensing:rule", first.alarm.rule_id),
        version=first.alarm.version.number,
        device=first.alarm.device.name,
        device_url=_if_may(
            actor, DeviceAct.READ, first.alarm.device, "sensing:device", first.alarm.device_id
        ),
        says=level_said(rule, step, language()) if rule and step else "",
        why=step_said(rule, step, language()) if rule and step else "",
        curve=drawn,
        curve_label=label,
        track_url=_track_url(first, actor),
        lines=[_line(one, kinds, actor) for one in reversed(links[-_MOST:])],
        more=max(0, len(links) - _MOST),
        is_firing=stands is Recovery.FIRING,
        recovered=recovered,
        endings=tuple(_endings(case, actor)) if recovered else (),
    )


def _judged(link: AlarmCase) -> JudgedRule | None:
    try:
        return judged_rule(link.alarm.rule, link.alarm.version)
    except BadRule:
        return None


def _if_may(actor: Actor, act: str, subject: seams.Subject, url_name: str, pk: int) -> str:
    return reverse(url_name, args=(pk,)) if seams.may(actor, act, subject) else ""


def _track_url(link: AlarmCase, actor: Actor) -> str:
    """Return where its vehicle's day is shown; empty for no vehicle, and for who may see no tracks."""
    alarm = link.alarm
    if alarm.device.vehicle_id is None:
        return ""
    url = _if_may(actor, TrackAct.READ, alarm.device, "sensing:track", alarm.device_id)
    return f"{url}?day={localtime(alarm.since).date()}" if url else ""


def _line(link: AlarmCase, kinds: Mapping[int, str], actor: Actor) -> AlarmLine:
    alarm = link.alarm
    return AlarmLine(
        number=f"A{alarm.pk}",
        url=_if_may(actor, AlarmAct.READ, alarm, "sensing:alarm", alarm.pk),
        severity=tag_of(Severity(alarm.severity)),
        link=AlarmLink(link.link).label(language()),
        since=alarm.since,
        ended_at=alarm.ended_at,
        is_dropped=kinds.get(alarm.pk) == "retired",
    )


def _curve(link: AlarmCase) -> tuple[Chart | None, str]:
    """Return the readings of an alarm's first quantity while it lasted, and what it is called."""
    alarm, rule = link.alarm, _judged(link)
    if rule is None:
        return None, ""
    name, series = next(iter(rule.series.items()))
    since = min(alarm.readings_from, alarm.since) - _MARGIN
    until = min(now(), (alarm.ended_at or now()) + _MARGIN)
    found = readings_stored(alarm.device_id, series.quantity, since=since, until=until).readings
    good = np.isfinite(found.value)
    points = list(zip(found.at_s[good].tolist(), found.value[good].tolist(), strict=True))
    words = series_words(rule)[name]
    said = words.zh if language().startswith("zh") else words.en
    drawn = chart(
        points, since=since.timestamp(), until=until.timestamp(), gap_s=series.hold_s,
        limits=limits_of(rule, name, alarm.limits), marks=[alarm.since.timestamp()],
    )  # fmt: skip
    return drawn, f"{said} / {words.unit}" if words.unit else said


def _endings(case: Case, actor: Actor) -> Sequence[Ending]:
    """Return the acts by which this reader may end the case now, with the reason filled in."""
    query = urlencode({"reason": _("The alarm ended by itself before the case was accepted.")})
    return [
        Ending(
            label=act.label(language()),
            url=f"{reverse(_ADDRESS[act], args=(case.pk,))}?{query}",
        )
        for act in _ADDRESS
        if may_move(act, CaseState(case.state)) and not case.asked and seams.may(actor, act.value, case)
    ]
