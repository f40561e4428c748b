"""What units are told of what they have to put right, and in which words.

Source:
    own choice: whoever has to put something right by a day hears of it from the platform, on the day it is
    assigned or sent back.
"""

from __future__ import annotations

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

WITHDRAWN = "rectification.withdrawn"
ASSIGNED, SENT_BACK = "rectification.assigned", "rectification.sent_back"
OVERDUE, WARNED = "rectification.overdue", "warning.raised"
ACCOUNT_PROPOSED, ACCOUNT_HEARD = "accountability.proposed", "accountability.heard"
ACCOUNT_DECIDED, ACCOUNT_DROPPED = "accountability.decided", "accountability.dropped"
LEAVE_ASKED, LEAVE_ANSWERED, LEAVE_LATE = "leave.asked", "leave.answered", "leave.late"
OPINION_ASSIGNED = "opinion.assigned"
_OPINION = (
    *(OPINION_ASSIGNED, "舆情交办：{title}", "Public opinion to handle: {title}"),
    "“{title}”已交办你单位，请在 {until} 前（含当日）报送处置情况。",
    "“{title}” was assigned to your unit: say by {until} what was done.",
)
CONTRACT_FOUND, CONTRACT_SETTLED = "contract.found", "contract.settled"
CONTRACT_AMENDED = "contract.amended"
_CONTRACT = (
    (
        *(CONTRACT_FOUND, "履约检查扣款：{number}", "Deducted: {number}"),
        "“{contract}”检查发现问题，已按条款扣款，如有异议可申诉。",
        "A check of “{contract}” found something and deducted what the term says. You may object.",
    ),
    (
        *(CONTRACT_SETTLED, "履约结算单：{number}", "Settled: {number}"),
        "“{contract}”的月度结算单已生成，请确认并填报发票号码。",
        "A month of “{contract}” was settled: confirm it and give the number of the invoice.",
    ),
    (
        *(CONTRACT_AMENDED, "合同补充协议：{number}", "Contract amended: {number}"),
        "“{contract}”登记了补充协议，承包费或考核条款有变，请查看合同页。",
        "“{contract}” was amended: fee or terms change, see the page of the contract.",
    ),
)
_LEAVE = (
    (
        *(LEAVE_ASKED, "请假、外出报备：{number}", "Leave: {number}"),
        "{kind} {number} 已提交，至 {until}，请查看。",
        "{number} was handed in, until {until}.",
    ),
    (
        *(LEAVE_ANSWERED, "请假审批结果：{number}", "Your leave was answered: {number}"),
        "{kind} {number} 已审批，请登录查看；批准的请在 {until} 后及时销假。",
        "{number} was answered. If it is approved, report back after {until}.",
    ),
    (
        *(LEAVE_LATE, "逾期未销假：{number}", "Not reported back: {number}"),
        "{kind} {number} 已于 {until} 到期，尚未销假。",
        "{number} ended on {until}, and nobody has reported back.",
    ),
)
_ACCOUNT = (
    (
        *(ACCOUNT_PROPOSED, "责任追究待核实：{number}", "Accountability to look into: {number}"),
        "按责任追究办法，某单位同类问题反复发生，请核实 {number}。",
        "By the rule a unit failed again in like matters: look into {number}.",
    ),
    (
        *(ACCOUNT_HEARD, "请陈述申辩：{number}", "State your case: {number}"),
        "责任追究 {number} 涉及你或你单位，可在 {until}（含当日）前陈述申辩。",
        "{number} is about you or your unit. You may state the case until {until}.",
    ),
    (
        *(ACCOUNT_DECIDED, "责任追究决定：{number}", "Decided: {number}"),
        "责任追究 {number} 已作出决定，请登录查看。",
        "{number} was decided. Sign in to read it.",
    ),
    (
        *(ACCOUNT_DROPPED, "不予追责：{number}", "Dropped: {number}"),
        "责任追究 {number} 经核实不予追责。",
        "{number} was looked into and dropped.",
    ),
)
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
        *(WITHDRAWN, "整改撤销：{title}", "Withdrawn: {title}"),
        "“{title}”已撤销，原定 {until} 前的整改不再要求。",
        "“{title}” was withdrawn; nothing has to be put right by {until}.",
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
    heard = tuple(
        NoticeTemplate(
            key=key, kind=NoticeKind.CASE, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            sms=("number", "until") if key == ACCOUNT_HEARD else ("number",),
        )
        for key, title_zh, title_en, zh, en in _ACCOUNT
    )  # fmt: skip
    leave = tuple(
        NoticeTemplate(
            key=key, kind=NoticeKind.CASE, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            sms=("number", "until"),
        )
        for key, title_zh, title_en, zh, en in _LEAVE
    )  # fmt: skip
    key, title_zh, title_en, zh, en = _OPINION
    opinion = NoticeTemplate(
        key=key,
        kind=NoticeKind.CASE,
        title_zh=title_zh,
        title_en=title_en,
        zh=zh,
        en=en,
        sms=("title", "until"),
    )
    contract = tuple(
        NoticeTemplate(
            key=key, kind=NoticeKind.CASE, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            sms=("number", "contract"),
        )
        for key, title_zh, title_en, zh, en in _CONTRACT
    )  # fmt: skip
    return (*told, warned, *heard, *leave, opinion, *contract)
