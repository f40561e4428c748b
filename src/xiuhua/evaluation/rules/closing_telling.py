"""What people are told of a month's closing and of objections, and in which words.

Source:
    own choice: each notice says until when something can still be done about it.
"""

from __future__ import annotations

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

FROZEN, NOTIFIED, FINAL, DECIDED, ASSESSED, GRADED = (
    "closing.frozen",
    "closing.notified",
    "closing.final",
    "closing.decided",
    "assessment.assessed",
    "assessment.graded",
)


def closing_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of closings and assessments."""
    return (
        NoticeTemplate(
            key=FROZEN, kind=NoticeKind.RESULT, title_zh="{period} 月度考核已冻结",
            title_en="The month {period} is frozen",
            zh="{period} 的数据已冻结。对本单位、本街道名下的记录有异议的，可在 {until} 前逐条申诉。",
            en="The figures of {period} are fixed. Object to single lines of yours until {until}.",
            sms=("period", "until"),
        ),
        NoticeTemplate(
            key=NOTIFIED, kind=NoticeKind.RESULT, title_zh="{period} 月度考核公示",
            title_en="{period} is up for public notice",
            zh="{period} 考核结果公示至 {until}，较冻结时变动 {changed} 件。",
            en="The result of {period} is up until {until}; {changed} records count otherwise than before.",
            sms=("period",),
        ),
        NoticeTemplate(
            key=FINAL, kind=NoticeKind.RESULT, title_zh="{period} 月度考核已定稿",
            title_en="{period} is final",
            zh="{period} 考核结果已定稿，较公示时变动 {changed} 件。",
            en="The result of {period} is final; {changed} records count otherwise than in the notice.",
            sms=("period",),
        ),
        NoticeTemplate(
            key=DECIDED, kind=NoticeKind.WISH, title_zh="申诉已裁定：{number}",
            title_en="Your objection is decided: {number}",
            zh="申诉 {number}：{state}。可打开查看裁定理由。",
            en="Objection {number}: {state_en}. Open it to read why.",
            sms=("number",),
        ),
        NoticeTemplate(
            key=ASSESSED, kind=NoticeKind.RESULT, title_zh="{period} 个人考核已出",
            title_en="Your assessment of {period} is there",
            zh="{post} {period}：{score}。对其中任何一条有异议的，可在 {until} 前申诉。",
            en="{post_en}, {period}: {score}. Object to any line of it until {until}.",
            sms=("period",),
        ),
        NoticeTemplate(
            key=GRADED, kind=NoticeKind.RESULT, title_zh="{period} 个人考核已定档",
            title_en="Your grade of {period} is final",
            zh="{post} {period}：{score}，{grade}。", en="{post_en}, {period}: {score}, {grade_en}.",
            sms=("period",),
        ),
    )  # fmt: skip
