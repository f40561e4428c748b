"""The figures of 接诉即办, over the facts of orders that `evaluation` keeps.

Source:
    K-196 to K-200 and R-14. What they leave open `orders.rules.rates` says: the same holds here,
    so that the board and the figures never differ.
"""

from __future__ import annotations

from xiuhua.orders.terms.orders import OrderState, Satisfaction
from xiuhua.scenekit.indicators import (
    CASES,
    PERCENT,
    Direction,
    FigureGroup,
    Indicator,
    Measure,
    is_one,
    known,
    yes,
)

_OURS = ~is_one("state", OrderState.RETURNED.value)
_TAKEN = Measure(where=_OURS, period="received_at")
_CLOSED = Measure(where=_OURS & known("replied_at"), period="received_at")
_SIGNED_IN_TIME, _CALLED_IN_TIME = yes("signed_in_time"), yes("contacted_in_time")
_ASKED_BACK = _OURS & known("called_back_at")
_BACK = Measure(where=_ASKED_BACK, period="called_back_at")
_GROUPS = ("area", "channel")

INDICATORS = (
    Indicator(
        key="orders_taken", zh="接诉即办受理", en="Requests taken", unit=CASES, source_row="K-196",
        fact="order", group=FigureGroup.ORDERS, groups=_GROUPS, numerator=_TAKEN,
        formula_zh="期内到达的工单，不含已退单的",
        formula_en="orders that came in during the period, without those returned",
    ),
    Indicator(
        key="orders_closed", zh="接诉即办办结", en="Requests closed", unit=CASES, source_row="K-197",
        fact="order", group=FigureGroup.ORDERS, groups=_GROUPS, direction=Direction.MORE, numerator=_CLOSED,
        formula_zh="期内到达的工单中已办结回复的", formula_en="of the orders of the period, those replied to",
    ),
    Indicator(
        key="orders_closure_rate", zh="接诉即办办结率", en="Share of requests closed", unit=PERCENT,
        fact="order", group=FigureGroup.ORDERS, groups=_GROUPS, direction=Direction.MORE, numerator=_CLOSED,
        denominator=_TAKEN, variant_zh="办结/受理", variant_en="closed / taken",
        formula_zh="期内到达的工单中已办结回复的", formula_en="of the orders of the period, those replied to",
    ),
    Indicator(
        key="orders_response_rate", zh="响应率", en="Response rate", unit=PERCENT, source_row="K-198",
        fact="order", group=FigureGroup.ORDERS, groups=_GROUPS, direction=Direction.MORE,
        numerator=Measure(where=_OURS & (_SIGNED_IN_TIME | _CALLED_IN_TIME), period="received_at"),
        denominator=_TAKEN, variant_zh="按时签收或联系/受理", variant_en="signed or called in time / taken",
        formula_zh="期内到达的工单中，在时限内签收或首次联系诉求人的",
        formula_en="of the orders of the period, those signed for or first called within the limit",
    ),
    Indicator(
        key="orders_contact_rate", zh="响应率", en="Response rate", unit=PERCENT, fact="order",
        group=FigureGroup.ORDERS, groups=_GROUPS, direction=Direction.MORE,
        numerator=Measure(where=_OURS & _CALLED_IN_TIME, period="received_at"),
        denominator=_TAKEN, variant_zh="按时联系/受理", variant_en="called in time / taken",
        formula_zh="期内到达的工单中，在时限内首次联系诉求人的",
        formula_en="of the orders of the period, those whose citizen was first called within the limit",
    ),
    Indicator(
        key="orders_resolution_rate", zh="解决率", en="Resolution rate", unit=PERCENT, source_row="K-199",
        fact="order", group=FigureGroup.ORDERS, groups=_GROUPS, direction=Direction.MORE,
        numerator=Measure(where=_ASKED_BACK & yes("resolved"), period="called_back_at"), denominator=_BACK,
        variant_zh="已解决/已回访", variant_en="resolved / called back",
        formula_zh="期内回访有结果的工单中，诉求人认为已解决的",
        formula_en="of the orders whose citizen answered in the period, those said to be resolved",
    ),
    Indicator(
        key="orders_satisfaction_rate", zh="满意率", en="Satisfaction rate", unit=PERCENT,
        source_row="K-200", fact="order", group=FigureGroup.ORDERS, groups=_GROUPS,
        direction=Direction.MORE,
        numerator=Measure(
            where=_ASKED_BACK & is_one("satisfied", Satisfaction.YES.value), period="called_back_at"
        ),
        denominator=_BACK, variant_zh="满意/已回访", variant_en="satisfied / called back",
        formula_zh="期内回访有结果的工单中，诉求人表示满意的，“一般”不算满意",
        formula_en="of the orders whose citizen answered in the period, those satisfied; “neither” is not",
    ),
)  # fmt: skip
