"""A photo goes to everybody: searched by the worker, a box drawn by hand, shown to a stranger."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.test_cases import Journey

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import City

_PATIENCE_MS = 15_000


def _photo(path: Path) -> Path:
    """Keep a picture of a wall, green to the left and red to the right, and return where."""
    image = Image.new("RGB", (800, 600), "red")
    image.paste("green", (0, 0, 400, 600))
    image.save(path)
    return path


def _photographed(city: City, seat: Callable[[str], Page], photo: Path) -> tuple[str, Page]:
    """Return a case that somebody verified with a photo, and the acceptor's desk."""
    case = Journey(city, seat).reported("滨河路 21 号")
    desk = seat("acceptor")
    desk.set_default_timeout(_PATIENCE_MS)
    desk.goto(f"{case}/ask-verify")
    desk.locator("#x-form").get_by_role("button").last.click()
    desk.wait_for_url(case)
    looker = seat("verifier")
    looker.goto(f"{case}/verify-true")
    looker.locator("input[type=file]").first.set_input_files(photo)
    looker.locator("#x-form button[type=submit]").click()
    looker.wait_for_url(case)
    return case, desk


def test_a_desk_draws_over_a_photo_and_everybody_sees_the_rest(
    city: City, seat: Callable[[str], Page], browser: Browser, tmp_path: Path
) -> None:
    case, desk = _photographed(city, seat, _photo(tmp_path / "近景.jpg"))
    desk.goto(case)
    desk.get_by_role("link", name="公开…").click()
    desk.get_by_role("link", name="查找人脸和车牌").click()
    desk.locator("#x-form").get_by_role("button", name="查找", exact=True).click()
    picture = desk.locator(".x-mask-picture")
    frame = picture.bounding_box()
    assert frame is not None
    desk.mouse.move(frame["x"] + 10, frame["y"] + 10)
    desk.mouse.down()
    desk.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.9, steps=4)
    desk.mouse.up()
    expect(desk.get_by_role("listitem").filter(has_text="方框 1")).to_be_visible()
    desk.get_by_role("link", name="显示查找结果").wait_for()  # found meanwhile; what was drawn still stands
    expect(desk.get_by_role("listitem").filter(has_text="方框 1")).to_be_visible()
    desk.get_by_role("link", name="显示查找结果").click()
    expect(desk.get_by_text("待审核")).to_be_visible()
    desk.get_by_role("button", name="添加方框").click()
    width = desk.get_by_role("listitem").filter(has_text="方框 1").get_by_label("框宽")
    width.fill("600")
    width.press("Tab")
    desk.screenshot(path=tmp_path / "publish.png", full_page=True)
    desk.set_viewport_size({"width": 390, "height": 844})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    desk.screenshot(path=tmp_path / "phone.png", full_page=True)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.locator("#x-form").get_by_role("button", name="公开", exact=True).click()
    desk.wait_for_url(case)
    expect(desk.get_by_text("已公开", exact=True)).to_be_visible()

    desk.get_by_role("link", name="公开…").click()
    address = desk.get_by_role("link", name="公众看到的样子").get_attribute("href")
    stranger = browser.new_context()
    try:
        answer = stranger.request.get(f"{city.url}{address}")
        assert answer.status == 200
        shown = Image.open(io.BytesIO(answer.body()))
        red, green, blue = shown.crop((398, 300, 399, 301)).convert("RGB").tobytes()
        assert (red > 60, green > 30, blue < 40) == (True, True, True), (
            "the border is gone in one mean colour"
        )
    finally:
        stranger.close()
