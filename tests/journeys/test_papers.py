"""Phrases picked by keyboard, and a supervision order from its issue to its release, by two people."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from tests.journeys.test_cases import KEEPER, Journey, Seat
from xiuhua.web import shots


def _handling(journey: Journey, address: str) -> str:
    """Return a case that its unit works on."""
    case = journey.reported(address)
    for name, act, typed in (
        ("acceptor", "受理", {}),
        ("head", "立案", {}),
        ("dispatcher", "派遣", {"unit": KEEPER}),
        ("unit", "签收", {}),
    ):
        journey.does(name, case, act, **typed)
    return case


def _phrase(city: City, page: Page, words: str, key: str = "") -> None:
    page.goto(f"{city.url}/phrases/new")
    page.locator("[name=words]").fill(words)
    page.locator("[name=key]").fill(key)
    page.locator("#x-form").get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"{city.url}/phrases")


def test_a_key_and_tab_writes_a_phrase_filled_from_the_case_and_a_semicolon_opens_the_menu(
    city: City, seat: Seat
) -> None:
    journey = Journey(city, seat)
    case, unit = _handling(journey, "绣衣街 8 号"), journey("unit")
    _phrase(city, unit, "{地点}的{事项}已清理。")
    _phrase(city, unit, "已派人复查。", "fc")
    watched = shots.Watched(unit)
    with unit.expect_response(lambda answer: "/api/v1/phrases" in answer.url):
        unit.goto(f"{case}/feed-back")
        unit.locator("[name=reason]").focus()
    field, menu = unit.locator("[name=reason]"), unit.locator(".x-phrases-menu")
    expect(menu).to_be_hidden()
    unit.keyboard.type("您好，dyql")
    with unit.expect_response(re.compile(r"/api/v1/phrases/\d+/uses")):
        unit.keyboard.press("Tab")
    expect(field).to_have_value("您好，绣衣街 8 号的暴露垃圾已清理。")
    expect(field).to_be_focused()
    unit.keyboard.press(";")
    expect(menu.get_by_role("option")).to_have_count(2)
    unit.keyboard.type("f")
    expect(menu.get_by_role("option")).to_have_count(1)
    unit.keyboard.press("Enter")
    expect(field).to_have_value("您好，绣衣街 8 号的暴露垃圾已清理。已派人复查。")
    expect(menu).to_be_hidden()
    unit.keyboard.press(";")
    expect(menu.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    unit.keyboard.press("ArrowDown")
    expect(menu.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    unit.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    unit.keyboard.press("Tab")  # nothing that is a key stands before it: Tab leaves the field
    expect(field).not_to_be_focused()
    unit.locator("#x-form").get_by_role("button", name="反馈", exact=True).click()
    unit.wait_for_url(case)
    expect(unit.get_by_text("绣衣街 8 号的暴露垃圾已清理。已派人复查。").first).to_be_visible()
    assert watched.complaints == []


def test_an_order_is_issued_answered_and_released_by_two_people(city: City, seat: Seat) -> None:
    journey = Journey(city, seat)
    case = _handling(journey, "绣衣街 9 号")
    leader, unit = journey("leader"), journey("unit")
    leader.goto(f"{case}/supervise")
    expect(leader.locator("[name=unit]")).to_have_value(KEEPER)
    leader.locator("#x-form").get_by_role("button", name="督办", exact=True).click()
    leader.wait_for_url(re.compile(r"/supervisions/\d+$"))
    order = leader.url
    expect(leader.get_by_role("heading", level=1)).to_contain_text("待回复")
    unit.goto(f"{city.url}/supervisions?state=supervision_open&sort=due")
    unit.locator(f'#x-list a[href^="{order.removeprefix(city.url)}"]').first.click()
    unit.get_by_role("link", name="督办回复").click()
    unit.locator("[name=reply]").fill("已于当日清理完毕，现场无残留。")
    unit.locator("#x-form").get_by_role("button", name="督办回复", exact=True).click()
    unit.wait_for_url(order)
    leader.goto(order)
    expect(leader.get_by_text("已于当日清理完毕，现场无残留。").first).to_be_visible()
    leader.get_by_role("link", name="销号", exact=True).click()
    leader.locator("#x-form").get_by_role("button", name="销号", exact=True).click()
    leader.wait_for_url(order)
    unit.reload()
    expect(unit.get_by_role("heading", level=1)).to_contain_text("已销号")
    unit.goto(f"{order}/print")
    expect(unit.locator(".x-paper-number")).to_contain_text("云督〔")
    expect(unit.locator(".x-paper-addressee")).to_have_text(f"{KEEPER}：")
