"""What people are told of an order to put something right, and in which words.

Source:
    own choice, because a paper that was handed to whoever stood in the shop is easily lost: the firm hears of
    the order and of its day being over, and so does the officer, who has to look again.
"""

from __future__ import annotations

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

ORDERED, ORDERED_BY, OVERDUE, OVERDUE_BY = (
    "finding.ordered",
    "finding.ordered_by",
    "finding.overdue",
    "finding.overdue_by",
)
_TEXTS = (
    (
        *(ORDERED, NoticeKind.CASE),
        *("责令整改：{item}", "To be put right: {item}"),
        "{place}“{item}”不符合要求，{order}责令你单位在 {until} 前（含当日）整改，整改后请反馈。",
        "“{item}” is wrong at {place}; {order}: put it right by {until}, and say so when you have.",
    ),
    (
        *(ORDERED_BY, NoticeKind.CASE),
        *("已责令整改：{item}", "Ordered to be put right: {item}"),
        "{place}“{item}”，{order}，期限 {until}（含当日）。到期请复查。",
        "{place}, “{item}”, {order}, until {until}. Look again by then.",
    ),
    (
        *(OVERDUE, NoticeKind.DEADLINE),
        *("整改已逾期：{item}", "Overdue: {item}"),
        "{place}“{item}”（{order}）应在 {until} 前整改，还没有反馈。请立即整改并反馈。",
        "{place}, “{item}” ({order}) was due by {until}; nothing was said. Put it right and say so at once.",
    ),
    (
        *(OVERDUE_BY, NoticeKind.DEADLINE),
        *("整改逾期未反馈：{item}", "Overdue and not answered: {item}"),
        "{place}“{item}”（{order}）{until} 到期，单位没有反馈。请现场复查，或转为案件。",
        "{place}, “{item}” ({order}) was due by {until} unanswered. Look again, or make a case.",
    ),
)


def finding_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of a finding. An SMS takes the item and the last day."""
    return tuple(
        NoticeTemplate(
            key=key, kind=kind, title_zh=title_zh, title_en=title_en, zh=zh, en=en, sms=("item", "until")
        )
        for key, kind, title_zh, title_en, zh, en in _TEXTS
    )
