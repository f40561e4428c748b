"""Pages of orders: what they cost, who sees what, sheets, both languages, and districts kept apart."""

from __future__ import annotations

import pytest

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, come
from xiuhua.orders.models import Call, LinkMessage, Order, OrderContact, OrderMove
from xiuhua.orders.tests.city_kit import Platform
from xiuhua.orders.tests.orders_kit import Desk
from xiuhua.web.testing import Budget

_KEPT_APART = (Order, OrderContact, OrderMove, LinkMessage, Call)


def everything(desk: Desk) -> int:
    """Return an order with a call to its citizen, a case and messages; a telephone call stands beside it."""
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    desk.passed(order_id)
    for nth in range(2, 6):
        desk.order(f"X-{nth}", address=f"滨河路 {nth} 号")
    told = {"call_id": "c-1", "event": "ringing", "agent": "hotline", "caller_phone": "13812345678"}
    desk.exchange.told("/calls", told)
    return order_id


@pytest.mark.slow("asks each page twice")
def test_pages_cost_few_statements(desk: Desk, platform: Platform, sql_budget: Budget) -> None:
    order_id = everything(desk)
    team, agent = desk("team"), desk("hotline")
    for name, most, seat, path in (
        ("orders", 12, team, "/orders"),
        ("order", 40, team, f"/orders/{order_id}"),
        ("order board", 10, team, "/orders/board"),
        ("order pass on", 20, team, f"/orders/{order_id}/pass-on"),
        ("calls", 10, team, "/calls"),
        ("call desk", 25, agent, "/calls/desk"),
    ):
        seat.page(path)
        with sql_budget(name, most=most):
            seat.page(path)


@pytest.mark.parametrize(
    ("areas", "seen"), [((), False), (("990102",), False), (("990101004",), False), (("990101",), True)]
)
def test_a_forgotten_filter_shows_only_the_scope(
    desk: Desk, platform: Platform, areas: tuple[str, ...], *, seen: bool
) -> None:
    everything(desk)
    scope_set(areas)
    assert {model.__name__: model.objects.exists() for model in _KEPT_APART} == dict.fromkeys(
        (model.__name__ for model in _KEPT_APART), seen
    )


def test_a_list_leaves_as_a_sheet_and_is_found_by_words_and_numbers(desk: Desk) -> None:
    order_id = everything(desk)
    team = desk("team")
    sheet = team.client.get("/orders?export=csv")
    assert f"GD{order_id:08d}" in b"".join(sheet).decode("utf-8-sig")
    assert team.rows("/orders?q=X-3") == [f"GD{order_id + 2:08d}"]
    assert len(team.rows("/orders?q=占道摆摊")) == 5
    assert team.rows("/orders?state=order_passed") == [f"GD{order_id:08d}"]
    assert len(team.rows("/orders?measure=order_open&measure=order_late")) == 5


def test_what_is_due_first_stands_first(desk: Desk) -> None:
    later, sooner = desk.order("X-1"), desk.order("X-2", sign_by="2026-03-02T01:30:00Z")
    assert desk("team").rows("/orders") == [f"GD{sooner:08d}", f"GD{later:08d}"]


def test_pages_speak_english_too(desk: Desk) -> None:
    order_id = everything(desk)
    team = desk("team")
    said = team.client.get(f"/orders/{order_id}", headers={"Accept-Language": "en"}).content.decode()
    assert "Under way" in said
    assert "The citizen&#x27;s words" in said
    board = team.client.get("/orders/board", headers={"Accept-Language": "en"}).content.decode()
    assert "Response rate" in board


def test_the_case_names_its_order_and_a_unit_may_not_follow(desk: Desk) -> None:
    order_id = everything(desk)
    (case,) = desk.cases(order_id)
    assert f"GD{order_id:08d}" in desk("acceptor").page(f"/cases/{case.pk}")
    for path in (f"/orders/{order_id}", "/orders", "/calls", "/orders/board"):
        assert desk("unit").client.get(path).status_code == 403
    status, code = desk.refused(order_id, "contact", "unit", outcome="contact_reached", reason="x")
    assert (status, code) == (403, "not_permitted")


def test_a_click_on_the_map_of_an_order_writes_into_its_degrees(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    team = desk("team")

    for path in (f"/orders/{order_id}/pass-on", "/orders/new"):
        assert 'data-pick data-latitude="latitude" data-longitude="longitude"' in team.page(path)


def test_more_time_is_asked_for_until_an_instant_of_the_calendar(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.contacted(order_id)

    assert 'type="datetime-local" id="id_until"' in desk("team").page(f"/orders/{order_id}/extend-ask")


def test_an_administrator_links_a_system_sees_its_secret_once_and_pauses_it(desk: Desk) -> None:
    with scope_opened(("",)):
        come(desk.office.loop, "boss", "鲁班", Role.SYSTEM_ADMIN, DISTRICT, "U-CENTRE")
    boss = desk("boss")
    typed = {"name": "省 12345", "kind": "link_city_line", "area_code": "990101", "url": ""}
    where = boss.form("/links/new", **typed)
    shown = boss.page(where)
    assert "只显示这一次" in shown
    assert "只显示这一次" not in boss.page(where)
    boss.form(f"{where}/pause")
    assert "对接已暂停" in boss.page(where)
    boss.form(f"{where}/resume")
    wrong = boss.client.post("/links/new", {**typed, "url": "http://10.0.0.1/x"})
    assert wrong.status_code == 422
    made = boss.client.post("/api/v1/links", {**typed, "name": "另一个"}, "application/json")
    assert made.status_code == 201
    assert {"key", "secret"} <= made.json().keys()
    assert "secret" not in boss.get("/links")[0]
    assert desk("team").client.get("/links").status_code == 403
