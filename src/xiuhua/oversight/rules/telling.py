"""What units are told of what they have to put right, and in which words.

Source:
    own choice: whoever has to put something right by a day hears of it from the platform, on the day it is
    assigned or sent back.
"""

from __future__ import annotations

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

ASSIGNED, SENT_BACK = "rectification.assigned", "rectification.sent_back"
OVERDUE, WARNED = "rectification.overdue", "warning.raised"
_TEXTS = (
    (
        *(ASSIGNED, "整改交办：{title}", "To be put right: {title}"),
        "“{title}”已交办你单位，请先报整改方案，并在 {until} 前（含当日）整改到位。",
        "“{title}” was assigned to your unit: send in a plan, and put it right by {until}.",
    ),
    (
        *(SENT_BACK, "整改退回：{title}", "Not put right yet: {title}"),
        "“{title}”核查未通过，请在 {until} 前（含当日）重新整改并报送情况。",
        "“{title}” was checked and is not put right. Put it right by {until} and say so.",
    ),
    (
        *(OVERDUE, "整改逾期：{title}", "Overdue: {title}"),
        "“{title}”应在 {until} 前（含当日）整改到位，现已逾期。",
        "“{title}” had to be put right by {until}: it is overdue.",
    ),
)


def oversight_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of a rectification. An SMS takes the title and the last day.

    Of a warning only that there is one: what it says is read under its seal.
    """
    warned = NoticeTemplate(
        key=WARNED, kind=NoticeKind.CASE, title_zh="新的廉情预警：{number}",
        title_en="New warning: {number}",
        zh="有一条新的廉情预警待核查，请登录后查看。",
        en="A warning waits to be checked. Sign in to read it.",
        sms=("number",),
    )  # fmt: skip
    told = tuple(
        NoticeTemplate(
            key=key, kind=NoticeKind.CASE, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            sms=("title", "until"),
        )
        for key, title_zh, title_en, zh, en in _TEXTS
    )  # fmt: skip
    return (*told, warned)
