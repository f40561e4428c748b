"""A community blows the whistle, a department checks in, settles it, and is rated: by mouse and keys."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City

Seat = Callable[..., Page]
_PATIENCE_MS = 15_000


def does(page: Page, whistle: str, act: str, **typed: str) -> None:
    """Open a whistle, choose an act, fill in its form, and come back."""
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(whistle, wait_until="domcontentloaded")
    page.locator(".x-acts a").filter(has_text=re.compile(rf"^\s*{act}\s*$")).first.click()
    for field, text in typed.items():
        control = page.locator(f"[name={field}]")
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)
    page.locator("#x-form").get_by_role("button", name=act, exact=True).click()
    page.wait_for_url(whistle, wait_until="domcontentloaded")


def test_a_whistle_from_the_community_to_its_rating(city: City, seat: Seat) -> None:
    community, unit = seat("community"), seat("unit")
    community.set_default_timeout(_PATIENCE_MS)
    community.goto(f"{city.url}/whistles/new")
    for field, text in (
        ("title", "地下室积水"), ("text", "三号楼地下室积水"),
        ("lead", "云河市政养护公司"), ("address", "三号楼"),
    ):  # fmt: skip
        community.locator(f"[name={field}]").fill(text)
    community.locator("#x-form").get_by_role("button", name="吹哨", exact=True).click()
    community.wait_for_url(re.compile(r"/whistles/\d+$"))
    whistle = community.url
    expect(community.get_by_role("heading", level=1)).to_contain_text("地下室积水")
    does(unit, whistle, "报到", way="check_in_in_writing", reason="抢修队已出发")
    does(unit, whistle, "填报处置结果", text="积水抽干")
    does(unit, whistle, "联合处置完成", result="已恢复")
    community.goto(whistle)
    community.locator(".x-acts a").filter(has_text=re.compile(r"^\s*评价\s*$")).first.click()
    for control in community.locator("[name^=score]").all():
        control.fill("5")
    community.locator("#x-form").get_by_role("button", name="评价", exact=True).click()
    community.wait_for_url(whistle)
    does(community, whistle, "销哨")
    expect(community.locator("main")).to_contain_text("已销哨")
    unit.goto(f"{city.url}/whistle-league")
    expect(unit.locator("main")).to_contain_text("云河市政养护公司")
