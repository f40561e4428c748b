"""A report through every post, each at its own desk, and a case through the side exits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from xiuhua.shared.clock import now

Seat = Callable[..., Page]
_PATIENCE_MS = 15_000
MATTER, KEEPER = "暴露垃圾", "云河市政养护公司"


class Journey:
    """A case on its way, and who sits at which desk."""

    def __init__(self, city: City, seat: Seat) -> None:
        self.city, self.seat, self.seats = city, seat, dict[str, Page]()
        self.latest = "", ""  # who acted last, and where they are

    def __call__(self, name: str) -> Page:
        """Return somebody's page; they sign in when they are first needed."""
        if name not in self.seats:
            self.seats[name] = self.seat(name)
            self.seats[name].set_default_timeout(_PATIENCE_MS)
        return self.seats[name]

    def reported(self, address: str) -> str:
        """Report a problem by the form and return where its case is."""
        page = self("collector")
        page.goto(f"{self.city.url}/reports/new")
        page.get_by_label("事项").first.fill(MATTER)
        page.get_by_label("问题描述").fill("沿街有垃圾")
        page.get_by_label("地址").fill(address)
        page.locator("summary", has_text="区域编码").click()
        page.get_by_label("区域编码").fill("990101003001001")
        page.get_by_role("button", name="上报问题", exact=True).click()
        page.wait_for_url("**/cases/*")
        expect(page.get_by_role("heading", level=1)).to_contain_text(MATTER)
        return page.url

    def does(self, name: str, case: str, act: str, **typed: str) -> Page:
        """Open the case, choose an act, fill in its form, and come back to the case."""
        page = self(name)
        if self.latest != (name, page.url) or page.url != case:  # somebody else may have moved it
            page.goto(case, wait_until="domcontentloaded")
        offered = page.locator(".x-acts a").filter(has_text=re.compile(rf"^\s*{act}\s*[A-Z]?\s*$")).first
        if not offered.is_visible():  # it stands in the menu of further acts
            page.locator(".x-acts summary").first.click()
        offered.click()
        for field, text in typed.items():
            page.locator(f"[name={field}]").fill(text)
        page.locator("#x-form").get_by_role("button", name=act, exact=True).click()
        page.wait_for_url(case, wait_until="domcontentloaded")
        self.latest = name, page.url
        return page

    def stands(self, page: Page, state: str) -> None:
        """See where the case stands."""
        expect(page.get_by_role("heading", level=1)).to_contain_text(state)


def test_a_report_passes_every_desk_until_it_is_closed(city: City, seat: Seat) -> None:
    journey = Journey(city, seat)
    case = journey.reported("滨河路 12 号")
    desks: tuple[tuple[str, str, str, dict[str, str]], ...] = (
        ("acceptor", "case_reported", "受理", {}),
        ("head", "case_filing", "立案", {}),
        ("dispatcher", "case_dispatching", "派遣", {"unit": KEEPER}),
        ("unit", "case_dispatched", "签收", {}),
        ("unit", "case_handling", "反馈", {"reason": "已清运干净"}),
        ("dispatcher", "case_reviewing", "反馈审核通过", {}),
        ("verifier", "case_checking", "核查通过", {}),
        ("head", "case_closing", "结案", {}),
    )
    for name, state, act, typed in desks:
        page = journey(name)
        if state != "case_handling":  # who has just signed for it has it open
            page.goto(f"{city.url}/cases?state={state}", wait_until="domcontentloaded")
            expect(page.locator(f'#x-list a[href^="{case.removeprefix(city.url)}"]').first).to_be_visible()
        journey.does(name, case, act, **typed)
    collector = journey("collector")
    collector.goto(case)
    journey.stands(collector, "已结案")
    expect(collector.get_by_text("已清运干净").first).to_be_visible()
    expect(collector.get_by_text("三个第一时间").first).to_be_visible()


def test_a_case_takes_every_side_exit_and_its_story_tells_them_all(city: City, seat: Seat) -> None:
    journey = Journey(city, seat)
    case, twin = journey.reported("泰然四路 64 号"), journey.reported("泰然四路 64 号旁")
    number = f"AJ{int(case.rpartition('/')[2]):08d}"
    journey.stands(journey.does("acceptor", twin, "合并", target=number, reason="同一处"), "已合并")
    journey.does("acceptor", case, "受理")
    journey.stands(journey.does("acceptor", case, "撤回"), "待受理")
    journey.does("acceptor", case, "受理")
    journey.does("head", case, "立案")
    journey.does("dispatcher", case, "派遣", unit=KEEPER)
    journey.stands(journey.does("unit", case, "回退", reason="请写明具体位置"), "回退待审")
    journey.stands(journey.does("dispatcher", case, "同意回退"), "待派遣")
    journey.does("dispatcher", case, "派遣", unit=KEEPER)
    journey.does("unit", case, "签收")
    journey.does("unit", case, "申请延期", reason="缺车辆", limit="1 工作日")
    journey.does("dispatcher", case, "提请延期")
    journey.does("head", case, "批准延期")
    until = (now() + timedelta(days=30)).date().isoformat()
    journey.does("unit", case, "申请缓办", reason="道路施工", until=until)
    journey.stands(journey.does("dispatcher", case, "批准缓办"), "缓办")
    journey.stands(journey.does("dispatcher", case, "恢复办理"), "处置中")
    journey.does("unit", case, "反馈", reason="已清运")
    journey.does("dispatcher", case, "反馈审核通过")
    journey.stands(journey.does("verifier", case, "返工", reason="仍有残留"), "处置中")
    page = journey("head")
    page.goto(case)
    for told in ("撤回", "回退", "批准延期", "批准缓办", "恢复办理", "返工", "仍有残留", "请写明具体位置"):
        expect(page.locator("main").get_by_text(told).first).to_be_visible()
