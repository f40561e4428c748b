"""The handbook through a browser: kept by one, read, searched and printed by another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City

if TYPE_CHECKING:
    from pathlib import Path

_PAGE = re.compile(rb"/Type\s*/Page\b")
_FOUND = 1  # by bllj, which begins 暴露垃圾
_A4_POINTS = re.compile(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]")


def test_a_keeper_publishes_the_reference_lines_and_a_leader_finds_and_prints_them(
    city: City, seat: Callable[..., Page], leader: Page, tmp_path: Path
) -> None:
    keeper = seat("keeper")
    keeper.goto(f"{city.url}/handbook")
    keeper.get_by_role("link", name="起草手册").click()
    keeper.get_by_label("起草方式").select_option(label="参考条目（2026 版代码）")
    keeper.get_by_role("button", name="起草").click()
    expect(keeper.get_by_role("heading", level=1)).to_contain_text("指挥手册")
    keeper.get_by_role("link", name="发布", exact=True).click()
    keeper.get_by_label("发文字号").fill("云河城管〔2026〕55号")
    keeper.get_by_role("button", name="发布").click()
    expect(keeper.locator(".x-story")).to_contain_text("发布指挥手册")

    leader.goto(f"{city.url}/handbook")
    expect(leader.get_by_text("云河城管〔2026〕55号").first).to_be_visible()
    whole = leader.locator(".x-entry").count()
    assert whole > _FOUND
    leader.get_by_label("在手册中查找").fill("bllj")
    leader.keyboard.press("Enter")
    expect(leader.locator(".x-entry")).to_have_count(_FOUND)
    expect(leader.locator(".x-entry")).to_contain_text("暴露垃圾")
    leader.get_by_role("link", name="显示全书").click()
    expect(leader.locator(".x-entry")).to_have_count(whole)
    paper = tmp_path / "book.pdf"
    leader.pdf(path=paper, prefer_css_page_size=True)
    printed = paper.read_bytes()
    pages = _PAGE.findall(printed)
    assert len(pages) > 1  # how many depends on the fonts of the machine
    assert len(_A4_POINTS.findall(printed)) in {1, len(pages)}  # said once for all of them, or by each
