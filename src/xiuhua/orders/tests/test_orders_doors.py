"""The signed doors: who is let in, what is refused with a sentence, and what twice is once."""

from __future__ import annotations

from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.orders.models import Call, Link, LinkMessage, Order, OrderMove
from xiuhua.orders.queries.links import links_due
from xiuhua.orders.services.links import link_pause, link_resume, nonces_forget
from xiuhua.orders.tests.city_kit import Platform, order_body, wav
from xiuhua.orders.tests.orders_kit import ADMIN, Desk


def rows() -> tuple[int, int, int]:
    """Return how many orders, moves and calls there are."""
    with scope_opened(("",)):
        return Order.objects.count(), OrderMove.objects.count(), Call.objects.count()


def refusal(answer: Any) -> tuple[int, str]:
    """Return how something was refused; it always says a sentence."""
    told = answer.json()
    assert told["message"], told
    return answer.status_code, told["code"]


def test_a_forged_stale_or_strange_request_is_refused_with_a_sentence_and_leaves_nothing(desk: Desk) -> None:
    city, body = desk.city, order_body("X-1")
    before = rows()
    late, soon = (str(int(city.now().timestamp()) + shift) for shift in (-301, 301))
    for changed, why in (
        ({"secret": "guessed"}, (401, "signature_wrong")),
        ({"signature": "0" * 64}, (401, "signature_wrong")),
        ({"signature": "é"}, (401, "signature_wrong")),
        ({"key": "nobody"}, (401, "signature_wrong")),
        ({"nonce": "short"}, (401, "signature_wrong")),
        ({"at": "today"}, (401, "signature_wrong")),
        ({"at": late}, (401, "signature_stale")),
        ({"at": soon}, (401, "signature_stale")),
        ({"key": ""}, (401, "signature_missing")),
    ):
        assert refusal(city.send("/orders", body, **changed)) == why, changed
    bare = city.client.post("/api/v1/orders", body, "application/json")
    assert refusal(bare) == (401, "signature_missing")
    exchange = desk.exchange
    assert refusal(exchange.send("/orders", body)) == (401, "signature_wrong"), "a telephone sends no orders"
    assert rows() == before
    assert city.send("/orders", body).status_code == 200, "and the honest one beside them is let in"


def test_what_was_signed_for_one_address_or_body_opens_no_other(desk: Desk) -> None:
    city, body = desk.city, b'{"city_number": "X-1"}'
    signed = city.headers("POST", "/api/v1/orders", body)
    other = city.client.post("/api/v1/orders", order_body("X-2"), "application/json", headers=signed)
    assert refusal(other) == (401, "signature_wrong")
    assert refusal(city.client.get("/api/v1/orders/X-1", headers=signed)) == (401, "signature_wrong")


def test_a_request_that_comes_again_is_refused_and_an_order_that_comes_again_is_the_same(desk: Desk) -> None:
    city, body = desk.city, order_body("X-1")
    once = city.send("/orders", body, nonce="n" * 20)
    assert once.status_code == 200
    assert refusal(city.send("/orders", body, nonce="n" * 20)) == (409, "request_replayed")
    again = city.told("/orders", order_body("X-1", words="换了说法"))
    assert (again["id"], again["known"]) == (once.json()["id"], True)
    assert rows()[:2] == (1, 1)
    desk.office.hands.go(minutes=11)
    nonces_forget(at=desk.office.hands.at)
    assert refusal(city.send("/orders", body, nonce="n" * 20, at=str(int(city.now().timestamp()) - 660)))[
        1
    ] == ("signature_stale"), "what is forgotten is too old by then"


def test_a_paused_link_lets_nothing_in_until_it_is_resumed(desk: Desk) -> None:
    link_pause(link_id=desk.line.pk, actor=ADMIN, at=desk.office.hands.at)
    assert refusal(desk.city.send("/orders", order_body("X-1"))) == (403, "link_is_paused")
    link_resume(link_id=desk.line.pk, actor=ADMIN, at=desk.office.hands.at)
    assert desk.order("X-1")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": "   "}, "words"),
        ({"longitude": 10.0, "latitude": 10.0}, ""),
        ({"latitude": None}, "longitude"),
        ({"matter": "99999"}, "matter"),
        ({"reply_by": "2026-02-01T00:00:00Z"}, "reply_by"),
        ({"received_at": "2026-03-02T02:00:00Z"}, "received_at"),
        ({"received_at": "2024-03-02T02:00:00Z"}, "received_at"),
        ({"received_at": "2026-03-02T02:00:00"}, "body.new.received_at"),
        ({"city_number": "a b"}, "body.new.city_number"),
        ({"kind": "order_joke"}, "body.new.kind"),
        ({"caller_phone": "1" * 21}, "body.new.caller_phone"),
        ({"words": "x" * 2_001}, "body.new.words"),
        ({"words": "a\u0000b"}, ""),
    ],
)
def test_an_order_that_cannot_be_is_refused_beside_its_field(
    desk: Desk, changes: dict[str, object], field: str
) -> None:
    answer = desk.city.send("/orders", order_body("X-1", **changes))
    assert answer.status_code in {400, 422}, answer.content
    told = answer.json()
    assert told["message"]
    assert not field or any(name.endswith(field.removeprefix("body.")) for name in told["fields"]), told
    assert rows()[:2] == (0, 0)


def test_an_order_outside_the_links_area_is_refused(desk: Desk) -> None:
    with scope_opened(("",)):
        Link.objects.filter(pk=desk.line.pk).update(area_code="990102")
    answer = desk.city.send("/orders", order_body("X-1"))
    assert answer.status_code in {403, 422}, answer.content
    assert rows()[0] == 0


def test_the_platform_reads_and_moves_only_its_own_orders(desk: Desk) -> None:
    order_id = desk.order("X-1")
    assert refusal(desk.city.send("/orders/X-2", method="GET")) == (404, "not_found")
    assert refusal(desk.city.send("/orders/X-2/acts/redo", {"reason": "x"})) == (404, "not_found")
    assert refusal(desk.city.send("/orders/X-1/acts/sign", {})) == (404, "not_found")
    assert refusal(desk.city.send("/orders/X-1/acts/dance", {})) == (404, "not_found")
    assert refusal(desk.city.send("/orders/X-1/acts/redo", {"reason": "x"}))[0] == 409
    told = desk.city.told("/orders/X-1", method="GET")
    assert (told["id"], told["state"]) == (order_id, "order_waiting")
    assert "13812345678" not in str(told)


def test_events_of_a_call_may_come_twice_or_in_any_order(desk: Desk) -> None:
    said = {"call_id": "c-1", "caller_phone": "13900001234", "agent": "hotline"}
    events = ("hung_up", "ringing", "answered", "answered", "hung_up")
    told = [desk.exchange.told("/calls", {**said, "event": event}) for event in events]
    assert told[-1]["state"] == "call_ended"
    missed = [
        desk.exchange.told("/calls", {"call_id": "c-2", "event": event}) for event in ("ringing", "hung_up")
    ]
    assert missed[-1]["state"] == "call_missed"
    assert rows()[2] == 2


def test_a_recording_is_one_of_a_call_that_is_known_and_is_kept_once(desk: Desk) -> None:
    exchange = desk.exchange
    assert refusal(exchange.send("/calls/c-1/recording", wav(), method="PUT")) == (404, "not_found")
    exchange.told("/calls", {"call_id": "c-1", "event": "ringing"})
    for content, why in (
        (b"", "files_empty"),
        (b"<html>", "files_no_recording"),
        (b"RIFF....AVI ", "files_no_recording"),
    ):
        answer = exchange.send("/calls/c-1/recording", content, method="PUT")
        assert refusal(answer)[1] == why, content
    assert exchange.send("/calls/c-1/recording", wav(), method="PUT").json()["recorded"]
    assert exchange.send("/calls/c-1/recording", wav(0.2), method="PUT").status_code == 200
    with scope_opened(("",)):
        call = Call.objects.select_related("recording").get()
        assert call.recording is not None
        assert (call.recording.media_type, call.recording.size_bytes) == ("audio/wav", len(wav()))


def test_what_the_platform_must_hear_waits_in_order_until_it_answers(desk: Desk, platform: Platform) -> None:
    platform.answer = lambda number: 503 if number < 2 else 204
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    desk.send()
    assert (platform.kinds(), platform.calls) == ([], 1), "what comes later does not overtake"
    desk.send()
    assert platform.calls == 1, "nor is it tried again at once"
    desk.office.hands.go(seconds=10)
    desk.send()
    assert (platform.kinds(), platform.calls) == ([], 2)
    desk.office.hands.go(seconds=19)
    assert links_due_in(desk) == []
    desk.office.hands.go(seconds=1)
    assert links_due_in(desk) == [desk.line.pk]
    desk.send()
    assert platform.kinds() == ["sign", "contact"]
    with scope_opened(("",)):
        assert list(LinkMessage.objects.order_by("pk").values_list("state", "attempts")) == [
            ("message_sent", 3), ("message_sent", 1)
        ]  # fmt: skip


def links_due_in(desk: Desk) -> list[int]:
    """Return which links have something to hear now."""
    with scope_opened(("",)):
        return links_due(at=desk.office.hands.at)


@pytest.mark.slow("sixteen tries")
def test_a_platform_that_never_answers_stops_the_link_and_nothing_is_lost(
    desk: Desk, platform: Platform
) -> None:
    platform.answer = lambda _number: 500
    order_id = desk.order("X-1")
    desk.act(order_id, "sign")
    for _ in range(20):
        desk.send()
        desk.office.hands.go(hours=25)
    assert platform.calls == 16
    assert Link.objects.get(pk=desk.line.pk).state == "link_given_up"
    platform.answer = lambda _number: 200
    link_resume(link_id=desk.line.pk, actor=ADMIN, at=desk.office.hands.at)
    desk.send()
    assert platform.kinds() == ["sign"]


def test_the_log_answers_for_every_order(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    while seal():
        pass
    assert [fault for fault in verify().faults if str(fault.subject).startswith("order:")] == []
    with scope_opened(("",)):
        Order.objects.filter(pk=order_id).update(state="order_archived")
    found = [str(fault.subject) for fault in verify().faults]
    assert f"order:{order_id}" in found, "a row that was changed behind its back is found"
