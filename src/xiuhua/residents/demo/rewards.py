"""Rewards of the demo district: the rules, and what became of what the log proposed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.residents.models import Receipt, Reward, RewardRules
from xiuhua.residents.services.rewards import (
    NewRules,
    follower_mark_staff,
    reward_approve,
    reward_give_back,
    reward_pay,
    reward_propose,
    reward_refuse,
    rules_publish,
)
from xiuhua.residents.terms.rewards import RewardState

_JUDGE, _CASHIER, _PUBLISHER = "team", "finance", "cityoffice"
_RATES_FEN = {"06010": 3_000, "06011": 5_000, "06042": 2_000, "07001": 2_000, "06035": 2_000}
_DEFAULT_FEN, _MONTH_MOST_FEN = 1_000, 6_000
# What becomes of each, in the order in which people wrote; the last ones wait.
_COURSES = (
    "paid", "paid", "staff", "paid", "returned", "approved", "", "", "refused", "approved", "", "",
)  # fmt: skip
_REFUSED, _RETURNED = "照片与现场不符，不予奖励。", "收款账户姓名不符，银行退回。"


@transaction.atomic
def reward_rules_told(crew: Crew) -> int:
    """Publish the rules under which the demo's reports are rewarded; once."""
    with scope_opened((HOME,)):
        if RewardRules.objects.filter(area_code=HOME).exists():
            return 0
    at = crew.ago(60, 9)
    new = NewRules(
        area_code=HOME, document_number=f"云河城管委〔{at:%Y}〕6号", default_fen=_DEFAULT_FEN,
        month_most_fen=_MONTH_MOST_FEN, first_only=True, effective_at=at + timedelta(days=1),
        rates={crew.items[code]: fen for code, fen in _RATES_FEN.items()},
    )  # fmt: skip
    with crew.acting(_PUBLISHER) as actor:
        rules_publish(new=new, actor=actor, at=at)
    return 1


def reward_decided(receipt: Receipt, crew: Crew, *, number: int, at: datetime) -> None:
    """Judge what a report by WeChat came to, as the log does, and let people decide it and pay."""
    with scope_opened(("",)):
        reward = reward_propose(case_id=receipt.report.case_id, at=at)
    course = _COURSES[number % len(_COURSES)]
    decided_at = at + timedelta(hours=20)
    if reward is None or reward.state != RewardState.PROPOSED or not course or decided_at > crew.until:
        return
    if course in {"refused", "staff"}:
        _turned_down(reward, course, crew, at=decided_at)
        return
    with crew.acting(_JUDGE) as actor:
        reward_approve(reward_id=reward.pk, actor=actor, at=decided_at)
    if course != "approved":
        _paid(reward, course, crew, number=number, at=decided_at + timedelta(hours=26))


def _turned_down(reward: Reward, course: str, crew: Crew, *, at: datetime) -> None:
    with crew.acting(_JUDGE) as actor:
        if course == "staff":
            reason = "举报人为环卫作业单位工作人员，按规则不予奖励。"
            reward_refuse(reward_id=reward.pk, reason=reason, actor=actor, at=at)
            follower_mark_staff(reward_id=reward.pk, actor=actor, at=at)
        else:
            reward_refuse(reward_id=reward.pk, reason=_REFUSED, actor=actor, at=at)


def _paid(reward: Reward, course: str, crew: Crew, *, number: int, at: datetime) -> None:
    if at > crew.until:
        return
    with crew.acting(_CASHIER) as actor:
        reward_pay(reward_id=reward.pk, voucher=f"PZ-{at:%Y}-{number + 101:04d}", actor=actor, at=at)
        back_at = at + timedelta(hours=30)
        if course == "returned" and back_at <= crew.until:
            reward_give_back(reward_id=reward.pk, reason=_RETURNED, actor=actor, at=back_at)
