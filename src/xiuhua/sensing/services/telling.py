"""Telling people of alarms that rise, grow worse or are left alone: whom the rule names, once each.

Where a rule names anybody, whoever has the device is told too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.ledger.tails import SealedEntry
from xiuhua.notices.services import NewNotice, Recipient, notice_tell
from xiuhua.sensing.models import AlarmStep
from xiuhua.sensing.queries.alarm_rules import rules_understood
from xiuhua.sensing.queries.alarms import level_said
from xiuhua.sensing.queries.holdings import users_holding
from xiuhua.sensing.queries.telling import Holder, holders_of, steps_told, users_answering
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.telling import (
    MANY,
    MOST_EACH,
    NO_NEWS,
    is_urgent,
    roles_told,
    template_for,
    words_short,
)
from xiuhua.sensing.terms import AlarmAct, Severity
from xiuhua.sensing.terms.alarms import StepKind
from xiuhua.shared.actor import system

TELLER = system("alarms_telling")
_ACTS = frozenset({AlarmAct.RAISE.value, AlarmAct.GRADE.value, AlarmAct.ESCALATE.value})


@dataclass(frozen=True, kw_only=True)
class _News:
    """A step that somebody is to be told of."""

    step: AlarmStep
    rule: JudgedRule
    leaf: int

    @property
    def kind(self) -> StepKind:
        """What happened."""
        return StepKind(self.step.kind)

    @property
    def is_urgent(self) -> bool:
        """Whether it passes quiet hours."""
        return is_urgent(self.kind, Severity(self.step.severity))


def alarms_tell(*, entries: Sequence[SealedEntry], at: datetime) -> int:
    """Tell people of sealed steps of alarms; a second time tells nobody. Returns how many notices there are.

    Runs in the transaction of the tail, which sees every area.
    """
    leaves = {one.id: one.leaf for one in entries if one.act in _ACTS and at - one.at < NO_NEWS}
    if not leaves:
        return 0
    news = list(_news(steps_told(leaves), leaves))
    roles = {role.value for one in news for role in roles_told(one.rule.tells, one.kind)}
    holders = holders_of(roles, at=at) if roles else []
    having = users_holding({one.step.alarm.device_id for one in news}) if news else {}
    told: dict[tuple[int, int, str], list[_News]] = defaultdict(list)
    for one in news:
        has_it = having.get(one.step.alarm.device_id)
        for user_id in _whom(one, holders, at) | ({has_it} if has_it is not None else set()):
            told[user_id, one.step.alarm.rule_id, template_for(one.kind)].append(one)
    return sum(
        _tell(user_id, template, some, at)
        for (user_id, _rule, template), some in sorted(told.items(), key=str)
    )


def _news(steps: Iterable[AlarmStep], leaves: dict[int, int]) -> Iterable[_News]:
    """Yield the steps whose rules name somebody."""
    steps = list(steps)
    rules = rules_understood(step.alarm for step in steps)
    for step in steps:
        rule = rules[step.alarm.version_id]
        if rule is None or rule.tells.says_nothing or not template_for(StepKind(step.kind)):
            continue
        if step.entry_id is not None:
            yield _News(step=step, rule=rule, leaf=leaves[step.entry_id])


def _whom(one: _News, holders: Sequence[Holder], at: datetime) -> set[int]:
    """Return whom a step concerns: roles over the device's area, and the unit that answers, where named."""
    area, tells = one.step.alarm.area_code, one.rule.tells
    roles = {role.value for role in roles_told(tells, one.kind)}
    found = {user_id for role, user_id, over in holders if role in roles and area.startswith(over)}
    if tells.unit and one.kind is not StepKind.ESCALATED:
        matter = one.rule.proposes.matter if one.rule.proposes else ""
        found |= set(users_answering(one.step.alarm.device, matter=matter, at=at))
    return found


def _tell(user_id: int, template: str, news: Sequence[_News], at: datetime) -> int:
    """Tell somebody of alarms of one rule: one by one while they are few, else all in one."""
    if len(news) > MOST_EACH:
        first = news[0]
        words = {**_words(first), "count": str(len(news))}
        subject = f"rule:{first.step.alarm.rule_id}"
        _notice(user_id, MANY, words, subject, first, at, urgent=any(one.is_urgent for one in news))
        return 1
    for one in news:
        subject = f"alarm:{one.step.alarm_id}"
        _notice(user_id, template, _words(one), subject, one, at, urgent=one.is_urgent)
    return len(news)


def _notice(
    user_id: int,
    template: str,
    words: dict[str, str],
    subject: str,
    one: _News,
    at: datetime,
    *,
    urgent: bool,
) -> None:
    new = NewNotice(
        to=Recipient(user_id=user_id), template=template, words=words, subject=subject,
        area=one.step.alarm.area_code, urgent=urgent, leaf=one.leaf,
    )  # fmt: skip
    notice_tell(new=new, actor=TELLER, at=at)


def _words(one: _News) -> dict[str, str]:
    step, severity = one.step, Severity(one.step.severity)
    return words_short(
        {
            "rule": step.alarm.rule.name,
            "device": step.alarm.device.name,
            "severity": severity.zh,
            "severity_en": severity.en.lower(),
            "at": f"{localtime(step.at):%Y-%m-%d %H:%M}",
            "why": level_said(one.rule, step, "zh-hans"),
            "why_en": level_said(one.rule, step, "en"),
        }
    )
