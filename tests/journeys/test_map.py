"""The map as a clerk uses it: found, clicked, measured, shared, printed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from xiuhua.web import shots

pytestmark = pytest.mark.slow("draws a map by software")

_SHOP_AT = "120.100000,30.250000"
_LAMP_AT = "120.110000,30.250000"
# A degree of the meridian at 30.25 degrees, by the series of the WGS84 ellipsoid: 110,859 m. So 0.01:
_NORTH_M = 1_108.6


def opened(page: Page, city: City, query: str = "") -> None:
    page.goto(f"{city.url}/map{query}")
    page.wait_for_selector(".x-map[data-ready]", timeout=20_000)


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".x-map-stage").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_clerk_finds_a_shop_and_a_shared_link_shows_it_to_a_colleague(
    city: City, clerk: Page, colleague: Page
) -> None:
    watched = shots.Watched(clerk)
    opened(clerk, city)
    clerk.get_by_role("searchbox", name="在地图上搜索").fill("知味")
    clerk.get_by_role("button", name="知味面馆").click()
    panel = clerk.get_by_role("region", name="这里有什么")
    expect(panel.get_by_role("heading", name="知味面馆")).to_be_visible()
    expect(panel.get_by_text("YH000001")).to_be_visible()
    clerk.wait_for_url(re.compile("object=premises"))
    link = clerk.locator("[data-map-share]").get_attribute("data-copy") or ""
    opened(colleague, city, "?" + link.partition("?")[2])
    seen = colleague.get_by_role("region", name="这里有什么")
    expect(seen.get_by_role("heading", name="知味面馆")).to_be_visible()
    seen.get_by_role("link", name="打开详情").click()
    expect(colleague.get_by_role("heading", level=1)).to_contain_text("知味面馆")
    assert watched.complaints == []


def test_a_click_says_what_lies_there_and_enter_does_the_same(city: City, clerk: Page) -> None:
    opened(clerk, city, f"?at={_SHOP_AT},17&layers=premises,areas")
    panel = clerk.get_by_role("region", name="这里有什么")
    clerk.mouse.click(*middle(clerk))
    expect(panel.get_by_role("heading", level=2)).to_be_visible()
    expect(panel.get_by_text("也在这里")).to_be_visible()  # two shops stand on one point
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()
    clerk.locator(".maplibregl-canvas").focus()
    clerk.keyboard.press("Enter")
    expect(panel.get_by_role("heading", level=2)).to_be_visible()


def test_a_click_on_a_lamp_names_who_keeps_it_and_why(city: City, clerk: Page) -> None:
    opened(clerk, city, f"?at={_LAMP_AT},18&layers=components")
    clerk.mouse.click(*middle(clerk))
    panel = clerk.get_by_role("region", name="这里有什么")
    expect(panel.get_by_role("heading", name="路灯")).to_be_visible()
    expect(panel.get_by_role("heading", name="谁负责这里")).to_be_visible()
    expect(panel.get_by_text("执法三中队").first).to_contain_text("养护")


def test_a_neighbour_neither_finds_nor_opens_what_lies_elsewhere(
    city: City, clerk: Page, neighbour: Page
) -> None:
    opened(neighbour, city, f"?object=premises:{city.shop_id}&at={_SHOP_AT},17")
    panel = neighbour.get_by_role("region", name="这里有什么")
    expect(panel).to_be_visible()
    expect(panel.get_by_text("知味面馆")).to_have_count(0)
    opened(
        clerk, city, f"?object=premises:{city.shop_id}"
    )  # the very same link, for somebody of the district
    expect(clerk.get_by_role("heading", name="知味面馆")).to_be_visible()


def test_a_measured_distance_is_right_within_one_percent(city: City, clerk: Page) -> None:
    opened(clerk, city, f"?at={_SHOP_AT},14&layers=areas")
    clerk.get_by_role("button", name="测距离").click()
    canvas = clerk.locator(".maplibregl-canvas")
    canvas.focus()
    clerk.keyboard.press("Enter")
    clerk.mouse.click(*north_of_middle(clerk, 0.01, zoom=14))
    said = clerk.locator("[data-map-figure]")
    expect(said).to_have_text(re.compile(r"^1\.\d\d km$"))
    metres = 1000 * float((said.text_content() or "0").split()[0])
    assert abs(metres - _NORTH_M) / _NORTH_M < 0.01
    clerk.get_by_role("button", name="退回一点").click()
    expect(said).to_have_text("0.0 m")


def north_of_middle(page: Page, degrees: float, *, zoom: int) -> tuple[float, float]:
    """Return where a place north of the middle stands on the screen: Mercator's scale."""
    x, y = middle(page)
    pixels_a_degree = 512 * 2**zoom / 360
    return x, y - degrees * pixels_a_degree / 0.86378  # cos(30.255 degrees)


def test_layers_are_switched_and_the_address_keeps_them(city: City, clerk: Page) -> None:
    opened(clerk, city)
    clerk.get_by_text("更多图层").click()
    clerk.get_by_label("责任网格").check()
    clerk.get_by_role("checkbox", name="部件").uncheck()
    clerk.wait_for_url(re.compile(r"layers=cases,(\w+,)*premises,areas,duty_grids"))
    clerk.reload()
    expect(clerk.get_by_label("责任网格")).to_be_checked()
    expect(clerk.get_by_role("checkbox", name="部件")).not_to_be_checked()


def test_the_map_breaks_no_policy_shuts_nobody_out_and_fits_a_phone(
    city: City, browser: object, seat: Callable[[str], Page]
) -> None:
    looks = tuple(look for look in shots.LOOKS if look.name in {"desk-zh-light", "phone-en-dark"})
    state = seat("clerk").context.storage_state()
    paths = ("/map", f"/map?object=premises:{city.shop_id}", "/premises?mode=map")
    taken = shots.shots_take(browser, base=city.url, paths=paths, out=None, looks=looks, state=state)  # type: ignore[arg-type]  # playwright's own
    assert [f"{shot.path} {shot.look}: {finding}" for shot in taken for finding in shot.findings] == []
