"""Questions about rewards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from xiuhua.residents.models import Follower, Reward, RewardRate, RewardRules
from xiuhua.residents.terms.rewards import RewardState
from xiuhua.shared.errors import NotFound

_COUNTED = (RewardState.PROPOSED, RewardState.APPROVED, RewardState.PAID)


def rewards_all() -> QuerySet[Reward]:
    """Return the rewards that the database scope lets through."""
    rows = Reward.objects.select_related("case__item", "rules", "receipt")
    return rows.defer("case__search", "case__description", "case__item__search")


def reward_get(reward_id: int) -> Reward:
    """Return one of the visible rewards.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = rewards_all().filter(pk=reward_id).first()
    if found is None:
        raise NotFound(kind="reward", key=str(reward_id))
    return found


def reward_lock(reward_id: int) -> Reward:
    """Return one of the visible rewards, locked until the transaction ends.

    Raises:
        NotFound: as `reward_get`.
    """
    found = Reward.objects.select_for_update().filter(pk=reward_id).first()
    if found is None:
        raise NotFound(kind="reward", key=str(reward_id))
    return found


def reward_of_case(case_id: int) -> Reward | None:
    """Return what a case came to; None where nothing was judged."""
    return Reward.objects.filter(case=case_id).first()


def rewards_of_receipt(receipt_id: int) -> list[Reward]:
    """Return what a receipt came to."""
    return list(Reward.objects.filter(receipt=receipt_id).order_by("pk"))


def given_in_month(openid: str, month: date) -> int:
    """Return what somebody has been given in a month, fen: proposed, approved or paid."""
    rows = Reward.objects.filter(openid=openid, month=month, state__in=[one.value for one in _COUNTED])
    return rows.aggregate(total=Sum("fen"))["total"] or 0


def follower_lock(openid: str) -> Follower | None:
    """Return who has an openid, locked, so that two cases of one person are judged one after the other."""
    return Follower.objects.select_for_update().filter(openid=openid).first()


def rules_all() -> QuerySet[RewardRules]:
    """Return every published version."""
    return RewardRules.objects.order_by("-effective_at", "-number")


def rules_get(rules_id: int) -> RewardRules:
    """Return one version.

    Raises:
        NotFound: there is none.
    """
    found = RewardRules.objects.filter(pk=rules_id).first()
    if found is None:
        raise NotFound(kind="reward_rules", key=str(rules_id))
    return found


def rules_in_force(area_code: str, *, at: datetime) -> RewardRules | None:
    """Return the version that holds in an area: of the narrowest area the latest; None for none."""
    above = Q()
    for length in range(len(area_code) + 1):
        above |= Q(area_code=area_code[:length])
    rows = list(RewardRules.objects.filter(above, effective_at__lte=at))
    return max(rows, key=lambda one: (len(one.area_code), one.effective_at, one.number), default=None)


def rates_of(rules: RewardRules) -> list[RewardRate]:
    """Return the lines of a version, by matter."""
    return list(RewardRate.objects.filter(rules=rules).select_related("item").order_by("item__code"))


def rate_of(rules: RewardRules, item_id: int | None) -> int:
    """Return what a matter earns under a version, fen."""
    found = RewardRate.objects.filter(rules=rules, item=item_id).values_list("fen", flat=True).first()
    return rules.default_fen if found is None else found


def rules_next_number(area_code: str) -> int:
    """Return the number of the next version of an area."""
    last = RewardRules.objects.filter(area_code=area_code).order_by("-number").first()
    return last.number + 1 if last else 1


def sums_by_state() -> dict[str, tuple[int, int]]:
    """Return per state how many rewards there are and what they come to, fen."""
    rows = Reward.objects.order_by("state").values("state").annotate(count=Count("pk"), total=Sum("fen"))
    return {row["state"]: (row["count"], row["total"]) for row in rows}


def reward_state(reward: Reward) -> dict[str, str | int]:
    """Return what the ledger vouches for of a reward."""
    return {
        "case": reward.case_id, "fen": reward.fen, "state": reward.state, "voucher": reward.voucher,
        "receipt": reward.receipt_id,
    }  # fmt: skip


def reward_states() -> Iterator[tuple[int, dict[str, str | int]]]:
    """Yield what the ledger vouches for of every reward."""
    for reward in Reward.objects.order_by("pk").iterator():
        yield reward.pk, reward_state(reward)
