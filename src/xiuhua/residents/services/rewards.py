"""Rewards for verified reports by WeChat: proposed by the log, decided by a person, paid by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone, localtime

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.residents.models import Follower, Receipt, Reward, RewardRate, RewardRules
from xiuhua.residents.queries.receipts import (
    cases_with_receipts,
    is_first_report,
    receipts_of_case,
    serves,
    signers_of,
)
from xiuhua.residents.queries.rewards import (
    follower_lock,
    given_in_month,
    rate_of,
    reward_lock,
    reward_of_case,
    reward_state,
    rules_in_force,
    rules_next_number,
)
from xiuhua.residents.queries.rows import Case
from xiuhua.residents.rules.rewarding import RewardFacts, reward_judged, yuan_text
from xiuhua.residents.services.answers import answer_keep, said_to
from xiuhua.residents.services.receipts import is_closed_well
from xiuhua.residents.services.refusals import SamePerson
from xiuhua.residents.terms.residents import AnswerKind, ReceiptState, Route
from xiuhua.residents.terms.rewards import RewardAct, RewardState
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid

JUDGE = system("rewards")
_MOST_FEN = 10_000_000  # own choice: 100,000 yuan, more than any scheme pays for a report


@dataclass(frozen=True, kw_only=True)
class NewRules:
    """Rules to be published. Money in fen.

    Args:
        area_code: where they hold, with all below it.
        document_number: the notice that they come from.
        default_fen: for matters without a line.
        month_most_fen: what one person may earn in a calendar month.
        first_only: whether only the first to report earns.
        effective_at: from when.
        rates: by matter.
    """

    area_code: str
    document_number: str
    default_fen: int
    month_most_fen: int
    first_only: bool
    effective_at: datetime
    rates: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def rules_publish(*, new: NewRules, actor: Actor, at: datetime) -> RewardRules:
    """Publish a version of the rules; it is never changed, the next one follows it.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: an amount that cannot be, or a beginning in the past.
    """
    draft = RewardRules(
        number=rules_next_number(new.area_code), area_code=new.area_code,
        document_number=new.document_number.strip(), default_fen=new.default_fen,
        month_most_fen=new.month_most_fen, first_only=new.first_only, effective_at=new.effective_at,
        published_at=at, published_by=actor.name,
    )  # fmt: skip
    require(actor, RewardAct.PUBLISH, draft)
    amounts = (new.default_fen, new.month_most_fen, *new.rates.values())
    if not all(0 <= fen <= _MOST_FEN for fen in amounts):
        raise Invalid(fields={"rates": "reward_amount_wrong"})
    if new.effective_at < at:
        raise Invalid(fields={"effective_at": "reward_in_the_past"})
    draft.save(force_insert=True)
    RewardRate.objects.bulk_create(
        [RewardRate(rules=draft, item_id=item, fen=fen) for item, fen in new.rates.items()]
    )
    entry_append(
        at=at, actor=actor, act=RewardAct.PUBLISH.value, subject=f"reward_rules:{draft.pk}",
        area=draft.area_code,
        detail={
            "number": draft.number, "default_fen": draft.default_fen, "rates": len(new.rates),
            "month_most_fen": draft.month_most_fen,
        },
    )  # fmt: skip
    return draft


# --- judging ------------------------------------------------------------------------------------------------


@transaction.atomic
def reward_propose(*, case_id: int, at: datetime) -> Reward | None:
    """Judge what a settled case came to for whoever reported it by WeChat; None where nobody did.

    Once per case. The judgement is kept with its reasons, also where nothing is due.
    """
    receipts = [one for one in receipts_of_case(case_id) if one.route == Route.WECHAT]
    if not receipts or reward_of_case(case_id) is not None:
        return None
    receipt = receipts[0]
    case: Case = receipt.report.case
    if not is_closed_well(case):
        return None
    follower = follower_lock(receipt.address)
    ended_at = case.over_at or at
    month = localtime(ended_at, get_default_timezone()).date().replace(day=1)
    rules = rules_in_force(case.area_code, at=receipt.taken_at)
    judged = reward_judged(_facts(receipt, case, rules, follower, month=month))
    reward, is_new = Reward.objects.get_or_create(
        case=case,
        defaults={
            "receipt": receipt, "openid": receipt.address, "rules": rules, "fen": judged.fen,
            "reasons": [asdict(one) for one in judged.reasons], "barred": signers_of(case.pk),
            "month": month, "proposed_at": at, "updated_at": at, "area_code": case.area_code,
            "state": (RewardState.PROPOSED if judged.fen else RewardState.NOT_DUE).value,
        },
    )  # fmt: skip
    if not is_new:
        return None
    _record(reward, RewardAct.PROPOSE if judged.fen else RewardAct.DENY, actor=JUDGE, at=at)
    if not judged.fen:
        _tell(reward, "told_reward_not_due", at=at)
    return reward


def _facts(
    receipt: Receipt, case: Case, rules: RewardRules | None, follower: Follower | None, *, month: date
) -> RewardFacts:
    return RewardFacts(
        matter_fen=rate_of(rules, case.item_id) if rules else None,
        month_most_fen=rules.month_most_fen if rules else 0,
        month_fen=given_in_month(receipt.address, month),
        is_first=is_first_report(receipt.report),
        first_only=rules.first_only if rules else True,
        is_staff=bool(follower and follower.staff) or serves(receipt.report.caller_phone),
        is_withdrawn=receipt.state == ReceiptState.WITHDRAWN,
    )


# --- deciding and paying ------------------------------------------------------------------------------------


def reward_approve(*, reward_id: int, actor: Actor, at: datetime) -> Reward:
    """Approve a proposed reward: it may be paid.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such reward, not by this actor, not in its state.
        SamePerson: the actor accepted, filed, checked or closed the case.
    """
    return _decide(reward_id, RewardAct.APPROVE, RewardState.APPROVED, note="", actor=actor, at=at)


def reward_refuse(*, reward_id: int, reason: str, actor: Actor, at: datetime) -> Reward:
    """Refuse a proposed reward, with the reason.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, SamePerson: as `reward_approve`.
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": "reward_reason_missing"})
    return _decide(reward_id, RewardAct.REFUSE, RewardState.REFUSED, note=reason, actor=actor, at=at)


@transaction.atomic
def _decide(
    reward_id: int, act: RewardAct, to: RewardState, *, note: str, actor: Actor, at: datetime
) -> Reward:
    reward = reward_lock(reward_id)
    require(actor, act, reward)
    if actor.name in reward.barred:
        raise SamePerson
    reward.state, reward.note = to.value, note.strip()[:200]
    reward.decided_at, reward.decided_by, reward.updated_at = at, actor.name, at
    reward.save(update_fields=["state", "note", "decided_at", "decided_by", "updated_at"])
    _record(reward, act, actor=actor, at=at, words={"reason": note.strip()} if note.strip() else {})
    code = "told_reward_approved" if to is RewardState.APPROVED else "told_reward_refused"
    _tell(reward, code, at=at)
    return reward


@transaction.atomic
def reward_pay(*, reward_id: int, voucher: str, actor: Actor, at: datetime) -> Reward:
    """Record that a reward was paid, under the number of the payment's paper, which is used once.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `reward_approve`.
        SamePerson: the actor approved it.
        Invalid: no number, or one that was used.
    """
    reward = reward_lock(reward_id)
    require(actor, RewardAct.PAY, reward)
    if actor.name == reward.decided_by:
        raise SamePerson
    number = voucher.strip()[:60]
    if not number:
        raise Invalid(fields={"voucher": "reward_voucher_missing"})
    if Reward.objects.filter(voucher=number).exclude(pk=reward.pk).exists():
        raise Invalid(fields={"voucher": "reward_voucher_used"})
    reward.state, reward.voucher, reward.note = RewardState.PAID.value, number, ""
    reward.paid_at, reward.paid_by, reward.updated_at = at, actor.name, at
    reward.save(update_fields=["state", "voucher", "note", "paid_at", "paid_by", "updated_at"])
    _record(reward, RewardAct.PAY, actor=actor, at=at, words={"voucher.after": number})
    _tell(reward, "told_reward_paid", at=at)
    return reward


@transaction.atomic
def reward_give_back(*, reward_id: int, reason: str, actor: Actor, at: datetime) -> Reward:
    """Record that a payout came back; it can be paid again under another number.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `reward_approve`.
        Invalid: no reason.
    """
    reward = reward_lock(reward_id)
    require(actor, RewardAct.GIVE_BACK, reward)
    if not reason.strip():
        raise Invalid(fields={"reason": "reward_reason_missing"})
    before = reward.voucher
    reward.state, reward.voucher, reward.note = RewardState.RETURNED.value, "", reason.strip()[:200]
    reward.updated_at = at
    reward.save(update_fields=["state", "voucher", "note", "updated_at"])
    words = {"reason": reason.strip(), "voucher.before": before}
    _record(reward, RewardAct.GIVE_BACK, actor=actor, at=at, words=words)
    _tell(reward, "told_reward_returned", at=at)
    return reward


@transaction.atomic
def follower_mark_staff(*, reward_id: int, actor: Actor, at: datetime) -> Follower | None:
    """Mark whoever a reward is for as serving the city: later reports of theirs earn nothing.

    Raises:
        NotFound, NotPermitted: as `reward_approve`.
    """
    reward = reward_lock(reward_id)
    require(actor, RewardAct.MARK_STAFF, reward)
    follower = follower_lock(reward.openid)
    if follower is None:
        return None
    follower.staff = True
    follower.save(update_fields=["staff"])
    _record(reward, RewardAct.MARK_STAFF, actor=actor, at=at)
    return follower


def _record(
    reward: Reward, act: RewardAct, *, actor: Actor, at: datetime, words: Mapping[str, str] | None = None
) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"reward:{reward.pk}", area=reward.area_code,
        detail={"case": reward.case_id, "fen": reward.fen, "state": reward.state}, words=words or {},
        state=reward_state(reward),
    )  # fmt: skip


def _tell(reward: Reward, code: str, *, at: datetime) -> None:
    receipt = reward.receipt
    text = said_to(receipt, code, number=receipt.number, amount=yuan_text(reward.fen), reason=reward.note)
    answer_keep(receipt=receipt, kind=AnswerKind.REWARD, text=text, entry_id=None, at=at)


def rewards_follow(*, case_ids: Sequence[int], at: datetime) -> None:
    """Judge the cases that were closed."""
    held = cases_with_receipts(case_ids)
    for case_id in case_ids:
        if case_id in held:
            reward_propose(case_id=case_id, at=at)
