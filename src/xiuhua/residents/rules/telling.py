"""What residents are told of a case: few steps in plain words, and at which turns they hear of it.

Source:
    own choice, because the seventeen states of the loop are the desks' business: a resident wants to know
    whether somebody has it, who, and how it ended. What is said stands in `sentences.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.notices.rules.templates import Maker, NoticeTemplate
from xiuhua.notices.terms import NoticeKind, RouteKind
from xiuhua.residents.terms.residents import AnswerKind, Step

STEPS = (Step.RECEIVED, Step.ACCEPTED, Step.UNDER_WAY, Step.CHECKED, Step.SETTLED)
_STATES: Mapping[CaseState, Step] = MappingProxyType(
    {
        CaseState.REPORTED: Step.RECEIVED,
        CaseState.VERIFYING: Step.ACCEPTED,
        CaseState.FILING: Step.ACCEPTED,
        CaseState.DISPATCHING: Step.ACCEPTED,
        CaseState.DISPATCHED: Step.UNDER_WAY,
        CaseState.HANDLING: Step.UNDER_WAY,
        CaseState.RETURNED: Step.ACCEPTED,
        CaseState.REVIEWING: Step.CHECKED,
        CaseState.CHECKING: Step.CHECKED,
        CaseState.CLOSING: Step.CHECKED,
        CaseState.DEFERRED: Step.UNDER_WAY,
        CaseState.SHELVED: Step.UNDER_WAY,
        CaseState.CLOSED: Step.SETTLED,
        CaseState.NOT_ACCEPTED: Step.ASIDE,
        CaseState.NOT_FILED: Step.ASIDE,
        CaseState.VOIDED: Step.ASIDE,
        CaseState.MERGED: Step.RECEIVED,
    }
)
_TURNS: Mapping[str, tuple[AnswerKind, str]] = MappingProxyType(
    {
        CaseAct.ASK_VERIFY: (AnswerKind.ACCEPTED, "told_verifying"),
        CaseAct.ACCEPT: (AnswerKind.ACCEPTED, "told_accepted"),
        CaseAct.NOT_ACCEPT: (AnswerKind.REFUSED, "told_not_accepted"),
        CaseAct.NOT_FILE: (AnswerKind.REFUSED, "told_not_filed"),
        CaseAct.VOID_GRANT: (AnswerKind.REFUSED, "told_voided"),
        CaseAct.DISPATCH: (AnswerKind.DISPATCHED, "told_dispatched"),
        CaseAct.PUSH: (AnswerKind.DISPATCHED, "told_dispatched"),
        CaseAct.DEFER_GRANT: (AnswerKind.HELD, "told_deferred"),
        CaseAct.SHELVE_GRANT: (AnswerKind.HELD, "told_shelved"),
        CaseAct.MERGED_IN: (AnswerKind.JOINED, "told_joined"),
        CaseAct.CLOSE: (AnswerKind.ENDED, "told_closed"),
        CaseAct.FORCE_GRANT: (AnswerKind.ENDED, "told_closed_by_order"),
        CaseAct.INFORM_GRANT: (AnswerKind.ENDED, "told_closed_telling_why"),
        CaseAct.REDO: (AnswerKind.REOPENED, "told_redone"),
    }
)


def step_of(state: CaseState) -> Step:
    """Return the step that a state of the loop is to a resident."""
    return _STATES[state]


def turn_of(act: str) -> tuple[AnswerKind, str] | None:
    """Return what a resident hears at an act: the kind of answer and the code of its sentence."""
    return _TURNS.get(act)


ACTS_TOLD = frozenset(_TURNS)
REASONED = frozenset(
    {
        *("told_not_accepted", "told_not_filed", "told_voided", "told_deferred", "told_shelved"),
        "told_closed_telling_why",
    }
)
"""The sentences that carry the reason that the desk wrote: it is written for whoever reported."""


# --- by SMS -------------------------------------------------------------------------------------------------

BY_SMS: Mapping[AnswerKind, str] = MappingProxyType(
    {
        AnswerKind.ACCEPTED: "residents.accepted",
        AnswerKind.REFUSED: "residents.refused",
        AnswerKind.ENDED: "residents.ended",
    }
)
"""The turns of which an SMS tells, each with its template: acceptance and the end. The page has them all."""
_TEXTS = (
    (
        BY_SMS[AnswerKind.ACCEPTED],
        *("{number} 已受理", "{number} was accepted"),
        "您反映的问题（{number}）已受理，查看进度：{site}/r/{code}",
        "What you reported ({number}) was accepted. Follow it: {site}/r/{code}",
    ),
    (
        BY_SMS[AnswerKind.REFUSED],
        *("{number} 未受理", "{number} was not taken up"),
        "您反映的问题（{number}）未能受理，原因请看：{site}/r/{code}",
        "What you reported ({number}) was not taken up. The reason: {site}/r/{code}",
    ),
    (
        BY_SMS[AnswerKind.ENDED],
        *("{number} 已办结", "{number} is settled"),
        "您反映的问题（{number}）已办结，查看结果并评价：{site}/r/{code}",
        "What you reported ({number}) is settled. See it, and rate it: {site}/r/{code}",
    ),
)


def sms_templates(maker: Maker) -> tuple[NoticeTemplate, ...]:
    """Return what residents are told by SMS.

    Neither a unit's nor a desk's own words go by SMS: a provider sends approved texts, and its console keeps
    them. The secret part of the address, which `maker` makes of `receipt:12`, lies in no table of ours.
    """
    return tuple(
        NoticeTemplate(
            key=key, kind=NoticeKind.REPLY, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            routes=frozenset({RouteKind.SMS}), sms=("number", "code"), made=("code",), maker=maker,
        )
        for key, title_zh, title_en, zh, en in _TEXTS
    )  # fmt: skip
