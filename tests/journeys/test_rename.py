"""One act through every layer: a clerk renames a shop, a colleague sees it, anybody can prove it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import City, command

SHOP, OLD, NEW, REASON = "YH000001", "知味面馆", "知味小炒", "店主凭营业执照申请改名"


def _open_shop(page: Page, city: City) -> None:
    """Find the shop in the list by two characters of its name, and open it."""
    page.goto(f"{city.url}/premises")
    page.get_by_role("searchbox").first.fill("面馆")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=OLD).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(OLD)


def test_a_clerk_renames_a_shop_and_a_colleague_sees_it_change(
    city: City, clerk: Page, colleague: Page, tmp_path: Path
) -> None:
    _open_shop(clerk, city)
    _open_shop(colleague, city)

    clerk.get_by_role("link", name="改名").first.click()
    clerk.get_by_label("新名称").fill(NEW)
    clerk.get_by_label("事由").fill(REASON)
    clerk.get_by_role("button", name="改名").click()

    expect(clerk.get_by_role("heading", level=1)).to_contain_text(NEW)
    story = clerk.locator(".x-story")
    expect(story).to_contain_text(REASON)
    expect(story).to_contain_text(OLD)
    expect(story).to_contain_text("陈晓岚")

    # The colleague touches nothing: the change arrives.
    expect(colleague.get_by_role("heading", level=1)).to_contain_text(NEW, timeout=8_000)
    expect(colleague.locator(".x-story")).to_contain_text(REASON)

    with clerk.expect_download() as waiting:
        story.get_by_role("link", name="凭证").first.click()
    proof = tmp_path / "proof.json"
    waiting.value.save_as(proof)
    good = command("ledger", "verify", str(proof))
    assert good.returncode == 0, good.stdout + good.stderr

    document = json.loads(proof.read_text())
    document["entry"]["actor"] = "user:999"
    proof.write_text(json.dumps(document))
    forged = command("ledger", "verify", str(proof))
    assert forged.returncode == 1, forged.stdout + forged.stderr


def test_a_neighbouring_district_does_not_see_the_shop(city: City, neighbour: Page) -> None:
    neighbour.goto(f"{city.url}/premises")
    expect(neighbour.get_by_text("江畔小炒").first).to_be_visible()
    expect(neighbour.get_by_text(SHOP)).to_have_count(0)
    answer = neighbour.goto(f"{city.url}/premises/{city.shop_id}")
    assert answer is not None
    assert answer.status == 404


def test_a_leader_reads_but_is_told_why_renaming_is_not_offered(city: City, leader: Page) -> None:
    leader.goto(f"{city.url}/premises/{city.shop_id}")
    expect(leader.get_by_role("heading", level=1)).to_be_visible()
    expect(leader.get_by_role("link", name="改名")).to_have_count(0)
    answer = leader.goto(f"{city.url}/premises/{city.shop_id}/rename")
    assert answer is not None
    assert answer.status == 403
    expect(leader.get_by_text("安全管理员")).to_be_visible()


def test_what_was_typed_survives_a_refusal(city: City, clerk: Page) -> None:
    clerk.goto(f"{city.url}/premises/{city.shop_id}/rename")
    clerk.get_by_label("新名称").fill("新" * 81)
    clerk.get_by_label("事由").fill(REASON)
    clerk.get_by_role("button", name="改名").click()
    expect(clerk.get_by_text("不能超过 80 个字").first).to_be_visible()
    assert clerk.get_by_label("事由").input_value() == REASON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_browser_reports_no_violation_on_the_way(city: City, clerk: Page, language: str) -> None:
    complaints: list[str] = []
    clerk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    clerk.context.add_cookies([{"name": "xh_language", "value": language, "url": city.url}])
    for path in ("/premises", f"/premises/{city.shop_id}", "/areas", "/account", "/styleguide"):
        clerk.goto(city.url + path)
        clerk.wait_for_load_state("load")
    assert [text for text in complaints if "Content Security Policy" in text or "Refused" in text] == []
