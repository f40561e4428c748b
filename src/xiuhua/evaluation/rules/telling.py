"""What people are told of rankings and of what follows from them, and in which words.

Source:
    own choice, after R-01 to R-06: each notice says by which ranks, so that nobody has to ask why.
"""

from __future__ import annotations

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

RANKED, TO_INTERVIEW, INTERVIEWED, COMMENDED, OBJECTION_ANSWERED = (
    "contest.ranked",
    "contest.to_interview",
    "contest.interviewed",
    "contest.commended",
    "contest.objection_answered",
)
TO_PRINT = "contest.to_print"
LISTING_TOLD, LISTING_ANSWERED, LISTING_PUBLISHED, LISTING_REPAIRED, PAYMENT_DRAFTED = (
    "listing.told",
    "listing.answered",
    "listing.published",
    "listing.repaired",
    "payment.drafted",
)


def contest_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of contests."""
    return (
        NoticeTemplate(
            key=RANKED, kind=NoticeKind.RESULT, title_zh="{round}排名已发布",
            title_en="{round} is published",
            zh="{subject}：{result}。可打开查看每一项得分。",
            en="{subject}: {result_en}. Open it to see each item.",
            sms=("round",),
        ),
        NoticeTemplate(
            key=TO_PRINT, kind=NoticeKind.WISH, title_zh="可刊发：{round}排名公告",
            title_en="To print: the ranking of {round}",
            zh="{round}排名已发布，公告可打印、可下载 Word 文件。刊发后请登记。",
            en="{round} is published. Its announcement can be printed, or taken as a Word file. "
            "Please note where it was printed.",
            sms=("round",),
        ),
        NoticeTemplate(
            key=TO_INTERVIEW, kind=NoticeKind.PRESS, title_zh="待约谈：{subject}",
            title_en="To interview: {subject}",
            zh="按 {rule}，请{interviewer}约谈{subject}{interviewee}。依据：{round}，{ranks}。",
            en="By {rule} the {interviewer_en} interviews the {interviewee_en} of {subject}. "
            "Ground: {round}, {ranks_en}.",
            sms=("subject",),
        ),
        NoticeTemplate(
            key=INTERVIEWED, kind=NoticeKind.PRESS, title_zh="约谈通知：{round}",
            title_en="You are called in: {round}",
            zh="按 {rule}，{interviewer}将约谈{subject}{interviewee}。依据：{ranks}。编号 {number}。",
            en="By {rule} the {interviewer_en} will interview the {interviewee_en} of {subject}. "
            "Ground: {ranks_en}. Number {number}.",
            sms=("round",),
        ),
        NoticeTemplate(
            key=COMMENDED, kind=NoticeKind.RESULT, title_zh="嘉奖：{round}", title_en="Commended: {round}",
            zh="{subject}在{round}中列第 {rank} 名，予以嘉奖。",
            en="{subject} is commended: rank {rank} in {round}.",
            sms=("round",),
        ),
        NoticeTemplate(
            key=OBJECTION_ANSWERED, kind=NoticeKind.WISH, title_zh="申诉已答复：{number}",
            title_en="Your objection is answered: {number}",
            zh="{subject}的打分 {number}，申诉{state}。",
            en="{subject}, sheet {number}: {state_en}.",
            sms=("number",),
        ),
        *_listing_templates(),
    )  # fmt: skip


def _listing_templates() -> tuple[NoticeTemplate, ...]:
    return (
        NoticeTemplate(
            key=LISTING_TOLD, kind=NoticeKind.PRESS, title_zh="拟{kind}：{subject}",
            title_en="To be listed: {subject}",
            zh="{round}：{subject}得 {score} 分（界线 {line} 分），拟{kind}。"
            "{day} 前可提出异议。编号 {number}。",
            en="{round}: {subject} has {score} points (the line is {line}): {kind_en}. "
            "You may object until {day}. Number {number}.",
            sms=("kind",),
        ),
        NoticeTemplate(
            key=LISTING_ANSWERED, kind=NoticeKind.RESULT, title_zh="异议已复核：{number}",
            title_en="Your objection is answered: {number}",
            zh="{subject}{kind}的异议：{state}。", en="{subject}, {kind_en}: {state_en}.", sms=("number",),
        ),
        NoticeTemplate(
            key=LISTING_PUBLISHED, kind=NoticeKind.RESULT, title_zh="{kind}已公布：{subject}",
            title_en="Published: {subject}, {kind_en}",
            zh="{round}：{subject}{kind}，已公布，至 {until}。整改到位后可申请移出黑榜。",
            en="{round}: {subject}, {kind_en}, is published, until {until}. "
            "Ask to be taken off the black list once it is put right.",
            sms=("kind",),
        ),
        NoticeTemplate(
            key=LISTING_REPAIRED, kind=NoticeKind.RESULT, title_zh="信用修复核实：{number}",
            title_en="Looked at again: {number}",
            zh="{subject}：{state}。", en="{subject}: {state_en}.", sms=("number",),
        ),
        NoticeTemplate(
            key=PAYMENT_DRAFTED, kind=NoticeKind.WISH, title_zh="待核准奖补计算书：{number}",
            title_en="Payment sheet to approve: {number}",
            zh="{round}：{lines} 个单位，合计 {total} 元。",
            en="{round}: {lines} units, {total} yuan together.",
            sms=("number",),
        ),
    )  # fmt: skip
