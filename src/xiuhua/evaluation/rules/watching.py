"""Who watches figures and judges deviations, and in which words people are told.

Source:
    S-078, its users are analysts: here those who read figures for a whole area and answer for them.
"""

from __future__ import annotations

from xiuhua.access.rules import Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.evaluation.terms.watches import DeviationState, WatchAct, WatchState
from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

DEVIATED = "figure.deviated"
_WATCHERS = tuple(
    dict.fromkeys(
        ("leader", "assessor", "data_admin", "shift_head", *roles_of(Family.LEADERSHIP, Family.OFFICE))
    )
)


def watch_grants() -> tuple[Grant, ...]:
    """Return the lines of the act table for watched figures."""
    acts = (WatchAct.SET.value, WatchAct.READ.value)
    return tuple(
        grant
        for role in _WATCHERS
        for grant in (
            Grant(role, acts),
            Grant(role, (WatchAct.END.value,), states=(WatchState.GOING.value,)),
            Grant(role, (WatchAct.JUDGE.value,), states=(DeviationState.OPEN.value,)),
        )
    )


def watch_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of watched figures."""
    return (
        NoticeTemplate(
            key=DEVIATED, kind=NoticeKind.PRESS, title_zh="指标异动：{figure}",
            title_en="Outside its habit: {figure_en}",
            zh="{area} {period}：{figure} {value}，按以往规律应在 {expected} 左右。请研判，编号 {number}。",
            en="{area} {period}: {figure_en} was {value_en}; its past led to expect about {expected_en}. "
            "Please judge it. Number {number}.",
            sms=("figure",),
        ),
    )  # fmt: skip
