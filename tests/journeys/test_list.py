"""Finding and taking away: search, filter, live news, export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City


def test_a_filtered_list_leaves_as_a_sheet_with_what_was_seen(
    city: City, clerk: Page, tmp_path: Path
) -> None:
    clerk.goto(f"{city.url}/premises?q=书店")
    expect(clerk.get_by_text("旧书店").first).to_be_visible()
    clerk.locator("summary", has_text="导出").click()
    with clerk.expect_download() as waiting:
        clerk.get_by_role("link", name="文本表格").click()
    sheet = tmp_path / "premises.csv"
    waiting.value.save_as(sheet)
    text = sheet.read_text("utf-8-sig")
    assert "旧书店" in text
    assert "YH000001" not in text  # the other shop was filtered away
    assert "LJ000001" not in text  # and the other district never was there


def test_the_keyboard_finds_the_search_and_opens_a_row(city: City, clerk: Page) -> None:
    clerk.goto(f"{city.url}/premises")
    clerk.keyboard.press("/")
    expect(clerk.get_by_role("searchbox").first).to_be_focused()
    clerk.keyboard.press("Control+k")
    clerk.keyboard.type("书店")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url("**/search?q=*")
    expect(clerk.get_by_role("link", name="旧书店")).to_be_visible()
    clerk.goto(f"{city.url}/premises?q=书店")
    clerk.keyboard.press("j")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("旧书店")


def test_the_keyboard_goes_from_one_record_of_a_list_to_the_next(city: City, clerk: Page) -> None:
    clerk.goto(f"{city.url}/premises?sort=code")
    first, second = (link.get_attribute("href") for link in clerk.locator("#x-list .x-row-link").all()[:2])
    clerk.locator("#x-list .x-row-link").first.click()
    clerk.wait_for_url(f"**{first}")
    clerk.keyboard.press("j")
    clerk.wait_for_url(f"**{second}?from=*")
    clerk.keyboard.press("k")
    clerk.wait_for_url(f"**{first}?from=*")
    expect(clerk.get_by_role("link", name="前一件")).to_have_count(0)


def test_nothing_found_offers_the_way_back(city: City, clerk: Page) -> None:
    clerk.goto(f"{city.url}/premises?q=没有这样的店")
    clerk.get_by_role("link", name="清除条件").first.click()
    expect(clerk.get_by_text("旧书店").first).to_be_visible()


def test_pages_do_not_scroll_sideways_on_a_phone(city: City, seat: Callable[..., Page]) -> None:
    page = seat("clerk")
    for width in (390, 720):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (
            "/premises",
            f"/premises/{city.shop_id}",
            f"/premises/{city.shop_id}/rename",
            "/areas",
            "/exports",
        ):
            page.goto(city.url + path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} px wide on {width}"
