"""The three rates of 接诉即办, counted in plain Python over what is known of each order.

Source:
    K-198 (signed or contacted in limit / taken), K-199 (resolved / called back), K-200 (satisfied / called
    back) and R-14 for the targets. What they leave open is own choice: an order that was rightly returned was
    never ours and counts nowhere; one that has been neither signed for nor called counts as not responded to;
    only a callback that reached the citizen is one; “neither” is not “satisfied”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xiuhua.orders.terms.orders import OrderState, Satisfaction


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What the rates look at. None where it is not known yet."""

    state: OrderState
    signed_in_time: bool | None = None
    contacted_in_time: bool | None = None
    replied: bool = False
    resolved: bool | None = None
    satisfied: Satisfaction | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it is ours."""
        return self.state is not OrderState.RETURNED

    @property
    def is_responded(self) -> bool:
        """Whether it was signed for, or its citizen called, within the limit."""
        return bool(self.signed_in_time or self.contacted_in_time)

    @property
    def is_asked_back(self) -> bool:
        """Whether a callback reached the citizen and brought an answer."""
        return self.resolved is not None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate with its two counts.

    Args:
        percent: None where nothing stands below the line.
        is_small: that fewer records stand below the line than a city trusts.
        target_percent: what R-14 asks for.
    """

    numerator: int
    denominator: int
    percent: float | None
    is_small: bool
    target_percent: int

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where nothing was counted."""
        return None if self.percent is None else self.percent >= self.target_percent


def rate_of(numerator: int, denominator: int, *, target_percent: int, sample_least: int) -> Rate:
    """Return a rate from its two counts, not rounded."""
    percent = 100 * numerator / denominator if denominator else None
    return Rate(
        numerator=numerator, denominator=denominator, percent=percent, is_small=denominator < sample_least,
        target_percent=target_percent,
    )  # fmt: skip


def counts_of(orders: Iterable[OrderFacts]) -> dict[str, int]:
    """Return how many orders each count of the board holds."""
    known = [one for one in orders if one.is_taken]
    tests: dict[str, Callable[[OrderFacts], bool]] = {
        "taken": lambda _one: True,
        "closed": lambda one: one.replied,
        "responded": lambda one: one.is_responded,
        "asked_back": lambda one: one.is_asked_back,
        "resolved": lambda one: one.resolved is True,
        "satisfied": lambda one: one.is_asked_back and one.satisfied is Satisfaction.YES,
    }
    return {name: sum(test(one) for one in known) for name, test in tests.items()}
