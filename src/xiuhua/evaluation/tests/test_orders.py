"""Figures of 接诉即办, from orders that came in by their doors: rows K-196 to K-200; as they were then."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.orders.services.orders import writing
from xiuhua.orders.tests.orders_kit import Desk, desk_open
from xiuhua.scenekit.testkit.witness import Witness

PERIOD = "2026-03"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Desk]:
    """The desk of orders, on a Monday at nine by a clock that the test sets."""
    yield from desk_open(monkeypatch, witness)


def opened(desk: Desk, key: str, side: str) -> list[str]:
    """Return what a count opens to by the link that the page of figures prints."""
    links = re.findall(
        rf'href="(/figures/{key}/records\?[^"]*)"', desk("leader").page(f"/figures?period={PERIOD}")
    )
    wanted = next(html.unescape(link) for link in links if ("side=denominator" in link) == (side == "below"))
    return sorted(desk("leader").rows(wanted))


def numbers(*orders: int) -> list[str]:
    """Return orders by their numbers, in order."""
    return sorted(f"GD{order:08d}" for order in orders)


def answered(desk: Desk, order: int, resolved: bool, satisfied: str) -> None:  # noqa: FBT001 - read as a table
    """Let an order be signed, called, answered and asked back."""
    desk.contacted(order)
    desk.act(order, "reply", reason="已答复")
    desk.act(order, "call_back", resolved=resolved, satisfied=satisfied, reason="电话回访")


@pytest.mark.slow("two people lead seven orders")
@pytest.mark.proves("K-196", "K-197", "K-198", "K-199", "K-200")
def test_requests_taken_and_closed_and_the_three_rates_open_to_exactly_their_orders(
    desk: Desk, witness: Witness
) -> None:
    happy, unhappy, neither = (
        desk.order(f"X-{nth}", kind="order_consult", received_at="2026-03-02T00:59:00Z") for nth in range(3)
    )
    answered(desk, happy, resolved=True, satisfied="satisfied_yes")
    answered(desk, unhappy, resolved=False, satisfied="satisfied_no")
    answered(desk, neither, resolved=True, satisfied="satisfied_neutral")
    replied, waiting, returned = desk.order("X-4"), desk.order("X-5"), desk.order("X-6")
    desk.contacted(replied)
    desk.act(replied, "reply", reason="已答复")
    desk.act(returned, "return_ask", reason="不属于城管职责")
    desk.city.told("/orders/X-6/acts/return_grant", {})
    desk.office.hands.go(hours=7)  # the last one is signed for too late
    desk.act(waiting, "sign")
    taken, closed = (
        numbers(happy, unhappy, neither, replied, waiting),
        numbers(happy, unhappy, neither, replied),
    )
    back = numbers(happy, unhappy, neither)
    table = (
        ("K-196", "orders_taken", (5, None, 5), taken, None),
        ("K-197", "orders_closed", (4, None, 4), closed, None),
        ("K-198", "orders_response_rate", (4, 5, 80), closed, taken),
        ("K-199", "orders_resolution_rate", (2, 3, pytest.approx(200 / 3)), numbers(happy, neither), back),
        ("K-200", "orders_satisfaction_rate", (1, 3, pytest.approx(100 / 3)), numbers(happy), back),
    )
    for row, key, said, counted, below in table:
        (told,) = desk("leader").get("/figures", period=PERIOD, key=key)
        assert (told["numerator"], told["denominator"], told["value"]) == said, key
        if below is not None:
            assert opened(desk, key, "below") == below, key
        witness.figure(
            row, numerator=told["numerator"], denominator=told["denominator"], counted=counted,
            opened=opened(desk, key, "above"),
        )  # fmt: skip
    board = desk("leader").page("/orders/board?days=year")
    assert "样本偏少" in board
    for measure, orders in (("order_taken", taken), ("order_closed", closed), ("order_responded", closed)):
        link = next(
            html.unescape(link) for link in re.findall(r'href="(/orders\?[^"]*)"', board) if measure in link
        )
        assert sorted(desk("leader").rows(link)) == orders, measure
    by_channel = desk("leader").get("/figures", period=PERIOD, key="orders_taken", by="channel")
    assert [(one["scope"].rpartition("channel:")[2], one["value"]) for one in by_channel] == [
        ("channel_city_line", 5)
    ]


@pytest.mark.slow("two people lead an order, and it is looked back at")
def test_a_figure_as_of_then_is_what_it_was_before_the_order_was_done_again(
    desk: Desk, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "entry_append", recording.entry_append)
    order_id = desk.order("X-1", kind="order_consult")
    answered(desk, order_id, resolved=False, satisfied="satisfied_no")
    then = desk.office.hands.at
    desk.act(order_id, "redo", reason="没说清楚")
    desk.office.hands.go(minutes=5)

    def counts(key: str, as_of: datetime | None = None) -> tuple[int | None, int | None]:
        asked = {"as_of": as_of.isoformat()} if as_of else {}
        (told,) = desk("leader").get("/figures", period=PERIOD, key=key, **asked)
        return told["numerator"], told["denominator"]

    assert counts("orders_closed") == (0, None)
    assert counts("orders_closed", then) == (1, None)
    assert counts("orders_resolution_rate") == (0, 0)
    assert counts("orders_resolution_rate", then) == (0, 1)
    assert counts("orders_response_rate", then - timedelta(minutes=10)) == (None, None), "before any record"
