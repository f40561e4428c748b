"""The workbench under the hands of its people: keys alone, news that move nothing, a faster colleague."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from xiuhua.shared.ids import uuid7

Seat = Callable[..., Page]
REPORTS = 20
_PATIENCE_MS = 15_000
_houses = count(1)


def _reported(city: City, collector: Page, times: int, *, matter: str = "暴露垃圾") -> list[str]:
    """Send reports by the form of a collector, each of another house; return where their cases are."""
    collector.goto(f"{city.url}/reports/new")
    token = collector.locator("[name=csrfmiddlewaretoken]").first.input_value()
    found = []
    for _ in range(times):
        house = next(_houses)
        answer = collector.request.post(
            f"{city.url}/reports/new",
            form={
                "csrfmiddlewaretoken": token,
                "once": str(uuid7()),
                "matter": matter,
                "channel": "channel_collector",
                "track": "track_ordinary",
                "text": f"沿街有垃圾，第 {house} 处",
                "address": f"云台路 {house} 号",
                "area_code": "990101003001001",
                "longitude": "120.110000",
                "latitude": "30.250000",
            },
            headers={"Referer": f"{city.url}/reports/new"},
            max_redirects=0,
        )
        assert answer.status == 303, answer.text()[:500]
        found.append(answer.headers["location"])
    return found


def _desk(page: Page, city: City, path: str = "/workbench") -> Page:
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"{city.url}{path}", wait_until="domcontentloaded")
    expect(page.locator("#x-desk-title")).to_be_visible()
    return page


def _open(page: Page) -> str:
    return page.locator("#x-object").get_attribute("data-id") or ""


def _entered(page: Page) -> str:
    """Press Enter once the case that is open has been looked at, and wait until another one is open."""
    before = _open(page)
    page.wait_for_timeout(260)  # a glance: what was shown for less is not accepted
    page.keyboard.press("Enter")
    page.wait_for_function("(id) => document.querySelector('#x-object')?.dataset.id !== id", arg=before)
    return before


def _emptied(page: Page) -> tuple[int, float]:
    """Do the suggested act on all that waits by Enter alone; return how many, and seconds for each."""
    times, since = page.locator("#x-desk-list .x-desk-row").count(), time.monotonic()
    done = [_entered(page) for _ in range(times - 1)]
    assert len(set(done)) == times - 1
    page.wait_for_timeout(260)
    page.keyboard.press("Enter")
    expect(page.locator("#x-desk-list .x-desk-row")).to_have_count(0)
    return times, (time.monotonic() - since) / times


@pytest.mark.slow("twenty reports pass three desks in a browser")
def test_twenty_ordinary_reports_are_dispatched_by_enter_alone(city: City, seat: Seat) -> None:
    _reported(city, seat("collector"), REPORTS)
    for name, act in (("acceptor", "受理"), ("head", "立案"), ("dispatcher", "派遣")):
        page = _desk(seat(name), city)
        expect(page.locator("[data-key=Enter]")).to_contain_text(act)
        done, seconds = _emptied(page)
        assert done >= REPORTS
        assert seconds < 5, f"{name} waited {seconds:.1f} s for each"
        print(f"{name}: {done} reports, one key and {seconds:.2f} s each")  # noqa: T201 - told in docs/performance.md
    unit = _desk(seat("unit"), city)
    assert unit.locator("#x-desk-list .x-desk-row").count() >= REPORTS


@pytest.mark.slow("a browser, two colleagues and the live line")
def test_focus_scroll_and_typed_text_survive_what_happens_meanwhile(city: City, seat: Seat) -> None:
    collector = seat("collector")
    _reported(city, collector, 3)
    page = _desk(seat("acceptor"), city)
    expect(page.locator(".x-live[data-state=live]")).to_be_attached()
    case, first_row = _open(page), page.locator("#x-desk-list .x-desk-row").first
    top = first_row.bounding_box()
    page.locator(".x-desk-scroll").evaluate("(pane) => { pane.scrollTop = 120; }")
    page.keyboard.press("x")
    opinion = page.locator("#x-desk-form [name=reason]")
    expect(opinion).to_be_focused()
    page.keyboard.type("不属于城市管理事项j")  # letters go into the text, not to the desk
    _reported(city, collector, 2)
    expect(page.locator("[data-desk-news]")).to_contain_text("新到 2 件")
    expect(page.locator("#x-desk-list .x-desk-row")).to_have_count(3)
    dispatcher = seat("dispatcher")
    dispatcher.goto(f"{city.url}/cases/{case}/void-ask")
    dispatcher.locator("[name=reason]").fill("重复上报")
    dispatcher.locator("#x-form button[type=submit]").click()
    dispatcher.wait_for_url(f"**/cases/{case}")
    expect(page.locator("#x-object")).to_contain_text("重复上报")
    assert _open(page) == case
    assert first_row.bounding_box() == top, "no row moved"
    expect(opinion).to_be_focused()
    expect(opinion).to_have_value("不属于城市管理事项j")
    assert page.locator(".x-desk-scroll").evaluate("(pane) => pane.scrollTop") == 120
    page.keyboard.press("Control+Enter")  # the form was opened on what has moved since
    expect(page.locator("#x-desk-form .x-summary")).to_be_visible()
    expect(page.locator("#x-desk-form [name=reason]")).to_have_value("不属于城市管理事项j")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#x-desk-list .x-desk-row")).to_have_count(5)
    expect(page.locator("[data-desk-news]")).to_be_hidden()
    assert _open(page) == case


def test_a_colleague_takes_it_first_and_enter_is_refused_with_a_sentence_and_the_fresh_case(
    city: City, seat: Seat
) -> None:
    (case,) = _reported(city, seat("collector"), 1)
    number = case.rpartition("/")[2]
    acceptor = seat("acceptor")
    acceptor.route("**/events*", lambda route: route.abort())  # the news do not reach this desk in time
    page = _desk(acceptor, city, f"/workbench/{number}")
    dispatcher = seat("dispatcher")
    dispatcher.goto(f"{city.url}{case}/void-ask")
    dispatcher.locator("[name=reason]").fill("重复上报")
    dispatcher.locator("#x-form button[type=submit]").click()
    dispatcher.wait_for_url(f"**{case}")
    page.wait_for_timeout(260)
    page.keyboard.press("Enter")
    refused = page.locator("#x-object [role=alert]")
    expect(refused).to_contain_text(f"AJ{int(number):08d}")
    assert _open(page) == number
    expect(page.locator("#x-object")).to_contain_text("重复上报")
    expect(page.locator("#x-object h1")).to_contain_text("待受理")


def test_what_was_done_is_taken_back_and_keys_do_nothing_while_somebody_types(city: City, seat: Seat) -> None:
    _reported(city, seat("collector"), 2)
    page = _desk(seat("acceptor"), city, "/workbench?list=reported")
    rows = page.locator("#x-desk-list .x-desk-row:not(.x-gone)")
    before = rows.count()
    first = _entered(page)
    expect(page.locator(".x-desk-toast")).to_contain_text("受理")
    expect(rows).to_have_count(before - 1)
    expect(page.locator("#x-desk-title")).to_be_focused()
    page.keyboard.press("z")
    expect(page.locator("#x-object")).to_have_attribute("data-id", first)
    expect(rows).to_have_count(before)
    page.keyboard.press("j")
    page.wait_for_function("(id) => document.querySelector('#x-object')?.dataset.id !== id", arg=first)
    second = _open(page)
    page.keyboard.press("/")
    page.keyboard.type("jkz")
    page.wait_for_timeout(200)
    assert _open(page) == second
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(page.locator("#x-object")).to_have_attribute("data-id", first)
    page.reload(wait_until="domcontentloaded")
    expect(page.locator("#x-object")).to_have_attribute("data-id", first)


def test_rows_that_are_ticked_are_accepted_at_once_and_all_of_them_taken_back(city: City, seat: Seat) -> None:
    _reported(city, seat("collector"), 3)
    page = _desk(seat("acceptor"), city, "/workbench?list=reported")
    rows = page.locator("#x-desk-list .x-desk-row:not(.x-gone)")
    before = rows.count()
    ticks = page.locator(".x-desk-tick input")
    rows.nth(before - 3).hover()  # a tick is there once the pointer is
    expect(ticks.nth(before - 3)).to_be_visible()
    ticks.nth(before - 3).check(force=True)
    ticks.nth(before - 1).click(modifiers=["Shift"], force=True)
    expect(page.locator("[data-desk-ticked]")).to_have_text("3")
    page.locator("#x-desk-bulk").get_by_role("button", name="受理", exact=True).click()
    expect(rows).to_have_count(before - 3)
    expect(page.locator(".x-desk-toast")).to_contain_text("受理 3 件")
    page.locator("[data-desk-undo]").click()
    expect(rows).to_have_count(before)


def test_the_map_beside_the_case_has_its_pin_in_the_middle(city: City, seat: Seat) -> None:
    _reported(city, seat("collector"), 1)
    desk = _desk(seat("acceptor"), city)
    desk.locator(".x-desk-row a.x-desk-link").last.click()
    expect(desk.locator("#x-object")).to_have_attribute("data-id", re.compile(r"\d+"))
    pin = desk.locator("#x-desk-map .maplibregl-marker")
    expect(pin).to_be_visible()
    desk.wait_for_timeout(600)  # it glides there
    place, here = desk.locator("#x-desk-map .x-map").bounding_box(), pin.bounding_box()
    assert place is not None
    assert here is not None
    middle = place["x"] + place["width"] / 2
    assert abs(here["x"] + here["width"] / 2 - middle) < here["width"], (place, here)


def test_the_map_on_another_screen_follows_the_open_case(city: City, seat: Seat) -> None:
    _reported(city, seat("collector"), 2)
    desk = _desk(seat("acceptor"), city, "/workbench?screen=list")
    expect(desk.locator("#x-desk-map")).to_have_count(0)
    other = desk.context.new_page()
    other.goto(f"{city.url}/workbench/map?follow=1", wait_until="domcontentloaded")
    here = _open(desk)
    desk.keyboard.press("j")
    desk.wait_for_function("(id) => document.querySelector('#x-object')?.dataset.id !== id", arg=here)
    expect(other.locator("#x-desk-follow")).to_have_attribute("data-shown", _open(desk))


def test_a_phone_shows_one_pane_at_a_time_and_the_address_says_which(city: City, seat: Seat) -> None:
    _reported(city, seat("collector"), 1)
    page = seat("acceptor")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{city.url}/workbench", wait_until="domcontentloaded")
    expect(page.locator("#x-desk-list")).to_be_visible()
    expect(page.locator("#x-desk-case")).to_be_hidden()
    page.locator(".x-desk-link").first.click()
    expect(page.locator("#x-desk-case")).to_be_visible()
    expect(page.locator("#x-desk-list")).to_be_hidden()
    assert page.url.rpartition("/")[2].partition("?")[0].isdecimal()
    page.reload(wait_until="domcontentloaded")
    expect(page.locator("#x-desk-case")).to_be_visible()
    page.locator("[data-desk-back]").click()
    expect(page.locator("#x-desk-list")).to_be_visible()
