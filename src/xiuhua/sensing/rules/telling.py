"""What is told of alarms, and in which words.

Source:
    own choice, because a hundred alarms in a second must not be a hundred messages: a few are told one by
    one, more of the same rule in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from xiuhua.access.terms import Role
from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind
from xiuhua.sensing.rules.alarms import Tells
from xiuhua.sensing.terms.alarms import Severity, StepKind

NO_NEWS = timedelta(hours=24)
"""What happened longer ago is no news: a log that is read again from its beginning."""
MOST_EACH = 3
"""How many alarms of a rule somebody is told of one by one, of those that rose together."""

RAISED, WORSE, PASSED_UP, MANY = "alarm.raised", "alarm.worse", "alarm.passed_up", "alarm.many"
_TEMPLATE = {
    StepKind.RAISED: RAISED,
    StepKind.SEVERITY_UP: WORSE,
    StepKind.ESCALATED: PASSED_UP,
}
_TEXTS = (
    (
        *(RAISED, NoticeKind.SYSTEM),
        *("报警：{rule} · {device}", "Alarm: {rule} · {device}"),
        *(
            "{device}：{rule}（{severity}），{at} 触发。{why}",
            "{device}: {rule} ({severity_en}), {at}. {why_en}",
        ),
    ),
    (
        *(WORSE, NoticeKind.SYSTEM),
        *("报警升级为{severity}：{rule} · {device}", "Now {severity_en}: {rule} · {device}"),
        *(
            "{device}：{rule}升级为{severity}，{at}。{why}",
            "{device}: {rule} is now {severity_en}, {at}. {why_en}",
        ),
    ),
    (
        *(PASSED_UP, NoticeKind.PRESS),
        *("报警无人确认：{rule} · {device}", "Nobody has acknowledged: {rule} · {device}"),
        "{device}：{rule}（{severity}）到 {at} 仍无人确认。{why}",
        "{device}: {rule} ({severity_en}) is not acknowledged by {at}. {why_en}",
    ),
    (
        *(MANY, NoticeKind.SYSTEM),
        *("{rule}：{count} 处同时报警", "{rule}: {count} alarms at once"),
        "规则“{rule}”下 {count} 处设备几乎同时报警，其中有{device}。请到报警列表查看。",
        "{count} devices alarm by the rule “{rule}” at about the same time; one is {device}. See the list.",
    ),
)


def alarm_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of alarms. An SMS takes the rule and the device, or how many there are.

    Source:
        own choice.
    """
    return tuple(
        NoticeTemplate(
            key=key, kind=kind, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            sms=("rule", "count") if key == MANY else ("rule", "device"),
        )
        for key, kind, title_zh, title_en, zh, en in _TEXTS
    )  # fmt: skip


def template_for(kind: StepKind) -> str:
    """Return by which template a step is told; empty for one that is not.

    Source:
        own choice: that an alarm is over stands on its page and in the story of its case.
    """
    return _TEMPLATE.get(kind, "")


def roles_told(tells: Tells, kind: StepKind) -> tuple[Role, ...]:
    """Return which roles are told of a step: a higher one when nobody has acknowledged in time.

    Source:
        own choice, as the rule itself names them.
    """
    return tells.higher or tells.roles if kind is StepKind.ESCALATED else tells.roles


def is_urgent(kind: StepKind, severity: Severity) -> bool:
    """Return whether a step passes quiet hours and digests.

    Source:
        own choice: what is critical, and what somebody should have acknowledged long ago.
    """
    return kind is StepKind.ESCALATED or severity is Severity.CRITICAL


def words_short(words: Mapping[str, str], *, most: int = 120) -> dict[str, str]:
    """Return words cut to what a message holds.

    Source:
        own choice: the page says the rest.
    """
    return {name: word[:most] for name, word in words.items()}
