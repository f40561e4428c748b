"""Who is told of what happens to a case or a supervision order, and in which words.

Source:
    own choice, after what people of other systems miss most: to hear of a case when it becomes theirs, when
    it comes back, before it is late, and of what they asked for; and nothing of what they did themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from xiuhua.cases.terms import CaseAct, ReminderAct, SupervisionAct
from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind
from xiuhua.shared.terms import Term

NO_NEWS = timedelta(hours=24)
"""What happened longer ago is no news: an import, or a log that is read again from its beginning."""


class Whom(Enum):
    """Who is told, as the act itself says it."""

    UNIT = "unit"  # everybody of the unit that has the case, or must answer the order
    PERSON = "person"  # whoever it was given to inside the unit
    CHARGED = "charged"  # whose clock runs: a unit's people; a desk sees it on its worklist
    HEADS = "heads"  # the shift heads of the area
    ASKER = "asker"  # whoever asked for it
    REPORTERS = "reporters"  # whoever reported it
    ISSUER = "issuer"  # of an order: who issued it; where they left, the people of the issuing unit


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is told to whom; `urgent` passes quiet hours and goes on to the next of the escalation list."""

    template: str
    whom: Whom
    urgent: bool = False


_A, _S = CaseAct, SupervisionAct
TELLINGS: Mapping[Term, tuple[Telling, ...]] = {
    **dict.fromkeys((_A.DISPATCH, _A.PUSH), (Telling(template="case.dispatched", whom=Whom.UNIT),)),
    _A.ASSIGN: (Telling(template="case.assigned", whom=Whom.PERSON),),
    _A.RETURN_REFUSE: (Telling(template="case.return_refused", whom=Whom.UNIT),),
    _A.FEEDBACK_REFUSE: (Telling(template="case.feedback_refused", whom=Whom.UNIT),),
    _A.CHECK_FAIL: (Telling(template="case.rework", whom=Whom.UNIT),),
    _A.WARN: (Telling(template="case.soon_late", whom=Whom.CHARGED),),
    _A.OVERDUE: (Telling(template="case.late", whom=Whom.CHARGED),),
    _A.ESCALATE: (Telling(template="case.escalated", whom=Whom.HEADS, urgent=True),),
    **dict.fromkeys(
        (_A.EXTEND_GRANT, _A.DEFER_GRANT, _A.SHELVE_GRANT),
        (Telling(template="case.wish_granted", whom=Whom.ASKER),),
    ),
    **dict.fromkeys(
        (
            _A.EXTEND_REFUSE,
            _A.DEFER_REFUSE,
            _A.SHELVE_REFUSE,
            _A.VOID_REFUSE,
            _A.FORCE_REFUSE,
            _A.INFORM_REFUSE,
        ),
        (Telling(template="case.wish_refused", whom=Whom.ASKER),),
    ),
    **dict.fromkeys(
        (_A.VOID_GRANT, _A.FORCE_GRANT, _A.INFORM_GRANT),
        (
            Telling(template="case.wish_granted", whom=Whom.ASKER),
            Telling(template="case.over", whom=Whom.REPORTERS),
        ),
    ),
    **dict.fromkeys(
        (_A.CLOSE, _A.NOT_ACCEPT, _A.NOT_FILE), (Telling(template="case.over", whom=Whom.REPORTERS),)
    ),
    ReminderAct.REMIND: (Telling(template="case.reminded", whom=Whom.UNIT),),
    _S.ISSUE: (Telling(template="supervision.issued", whom=Whom.UNIT),),
    _S.WARN: (Telling(template="supervision.soon_late", whom=Whom.UNIT),),
    _S.OVERDUE: (
        Telling(template="supervision.late", whom=Whom.UNIT, urgent=True),
        Telling(template="supervision.unanswered", whom=Whom.ISSUER),
    ),
    _S.REPLY: (Telling(template="supervision.answered", whom=Whom.ISSUER),),
    _S.REFUSE: (Telling(template="supervision.refused", whom=Whom.UNIT),),
    **{
        act: (Telling(template=template, whom=Whom.UNIT), Telling(template=template, whom=Whom.ISSUER))
        for act, template in ((_S.RELEASE, "supervision.released"), (_S.VOID, "supervision.void"))
    },
}
"""What each act tells; an act that is not here is seen on worklists only."""
SAID = frozenset({ReminderAct.REMIND.value, _S.REFUSE.value, _S.VOID.value})
"""The acts whose words, given as the reason, are told with them."""


_TEXTS: tuple[tuple[str, NoticeKind, str, str, str, str], ...] = (
    (
        *("case.dispatched", NoticeKind.CASE),
        *("{number} 派给本单位：{title}", "{number} is your unit’s: {title}"),
        "{number}“{title}”，{place}。{due}请签收。",
        "{number} “{title}”, {place}. {due_en}Please receive it.",
    ),
    (
        *("case.assigned", NoticeKind.CASE),
        *("{number} 派给您：{title}", "{number} is yours: {title}"),
        "{number}“{title}”，{place}。{due}",
        "{number} “{title}”, {place}. {due_en}",
    ),
    (
        *("case.return_refused", NoticeKind.CASE),
        *("{number} 回退未获同意：{title}", "{number} stays with your unit: {title}"),
        "{number}“{title}”的回退没有获得同意，仍由本单位办理。{due}",
        "The return of {number} “{title}” was refused; it stays with your unit. {due_en}",
    ),
    (
        *("case.feedback_refused", NoticeKind.CASE),
        *("{number} 反馈被退回：{title}", "{number}: the feedback was refused: {title}"),
        "{number}“{title}”的反馈没有通过审核，请补办后再反馈。{due}",
        "The feedback on {number} “{title}” was refused. Do what is missing, feed back again. {due_en}",
    ),
    (
        *("case.rework", NoticeKind.CASE),
        *("{number} 核查未通过，返工：{title}", "{number} failed the check: {title}"),
        "{number}“{title}”，{place}，核查未通过，请返工。时限继续计算。{due}",
        "{number} “{title}”, {place}, failed the check and comes back. Its clock goes on. {due_en}",
    ),
    (
        *("case.soon_late", NoticeKind.DEADLINE),
        *("{number} 快要超期：{title}", "{number} is soon late: {title}"),
        "{number}“{title}”，{place}。{due}",
        "{number} “{title}”, {place}. {due_en}",
    ),
    (
        *("case.late", NoticeKind.DEADLINE),
        *("{number} 已超期：{title}", "{number} is late: {title}"),
        "{number}“{title}”，{place}，已经超期。{due}",
        "{number} “{title}”, {place}, is late. {due_en}",
    ),
    (
        *("case.escalated", NoticeKind.PRESS),
        *("{number} 超期升级：{title}", "{number} is late and passed up: {title}"),
        "{number}“{title}”，{place}，超期后仍未办理，请督办。{due}",
        "{number} “{title}”, {place}, is late and nobody has moved. Press for it. {due_en}",
    ),
    (
        *("case.reminded", NoticeKind.PRESS),
        *("{number} 催办：{title}", "{number}, a reminder: {title}"),
        "{number}“{title}”，{place}，催办：{said}。{due}",
        "{number} “{title}”, {place}. A reminder: {said}. {due_en}",
    ),
    (
        *("supervision.issued", NoticeKind.PRESS),
        *("{number} 督办本单位：{title}", "{number}, an order to your unit: {title}"),
        "{level} {number}“{title}”。{due}请在到期前回复。",
        "{level_en}: {number} “{title}”. {due_en}Your unit must answer by then.",
    ),
    (
        *("supervision.soon_late", NoticeKind.PRESS),
        *("{number} 督办快要到期：{title}", "{number}: an answer is soon due: {title}"),
        "{number}“{title}”还没有回复。{due}",
        "{number} “{title}” is not answered yet. {due_en}",
    ),
    (
        *("supervision.late", NoticeKind.PRESS),
        *("{number} 督办回复超期：{title}", "{number}: the answer is late: {title}"),
        "{number}“{title}”的回复已经超期，请立即回复。{due}",
        "The answer to {number} “{title}” is late. Answer now. {due_en}",
    ),
    (
        *("supervision.unanswered", NoticeKind.PRESS),
        *("{number} 到期没有回复：{title}", "{number} was not answered in time: {title}"),
        "{unit}没有按时回复 {number}“{title}”。{due}",
        "{unit} has not answered {number} “{title}” in time. {due_en}",
    ),
    (
        *("supervision.answered", NoticeKind.PRESS),
        *("{number} 已回复，待销号：{title}", "{number} is answered: {title}"),
        "{unit}已回复 {number}“{title}”，请审看后销号或退回重报。",
        "{unit} has answered {number} “{title}”. Release it, or refuse the answer.",
    ),
    (
        *("supervision.refused", NoticeKind.PRESS),
        *("{number} 回复被退回：{title}", "{number}: the answer was refused: {title}"),
        "{number}“{title}”的回复被退回：{said}。{due}请重新回复。",
        "The answer to {number} “{title}” was refused: {said}. {due_en}Answer again.",
    ),
    (
        *("supervision.released", NoticeKind.PRESS),
        *("{number} 已销号：{title}", "{number} is released: {title}"),
        "{number}“{title}”已经销号，{unit}不需要再回复。",
        "{number} “{title}” is released; nothing more is asked of {unit}.",
    ),
    (
        *("supervision.void", NoticeKind.PRESS),
        *("{number} 已撤销：{title}", "{number} was withdrawn: {title}"),
        "{number}“{title}”已经撤销：{said}。{unit}不需要再回复。",
        "{number} “{title}” was withdrawn: {said}. Nothing is asked of {unit}.",
    ),
    (
        *("case.wish_granted", NoticeKind.WISH),
        *("{number} 的申请有结果：{act}", "{number}: {act_en}"),
        "您就 {number}“{title}”提出的申请：{act}。{due}",
        "What you asked for on {number} “{title}”: {act_en}. {due_en}",
    ),
    (
        *("case.wish_refused", NoticeKind.WISH),
        *("{number} 的申请有结果：{act}", "{number}: {act_en}"),
        "您就 {number}“{title}”提出的申请：{act}。{due}",
        "What you asked for on {number} “{title}”: {act_en}. {due_en}",
    ),
    (
        *("case.over", NoticeKind.RESULT),
        *("您上报的 {number} 有结果：{act}", "What you reported, {number}: {act_en}"),
        "{number}“{title}”，{place}，处理结果：{act}。",
        "{number} “{title}”, {place}: {act_en}.",
    ),
)


def case_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of a case or an order. An SMS takes the number, and the title or the act."""
    return tuple(
        NoticeTemplate(
            key=key, kind=kind, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            sms=("number", "act") if "{act}" in zh else ("number", "title"),
        )
        for key, kind, title_zh, title_en, zh, en in _TEXTS
    )  # fmt: skip
