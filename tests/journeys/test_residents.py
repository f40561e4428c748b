"""A resident with a telephone and no account: a snapshot, its way through the desks, and what came of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from tests.journeys.test_cases import KEEPER, Journey
from xiuhua.files.tests.conftest import picture
from xiuhua.web import shots

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = {"longitude": 120.105, "latitude": 30.255}
_SHAPE = """
from django.contrib.gis.geos import MultiPolygon, Polygon
from xiuhua.ground.models import Area
box = MultiPolygon(Polygon.from_bbox((120.10, 30.25, 120.11, 30.26)), srid=4326)
Area.objects.filter(code="990101003001001").update(shape={shape})
"""
_TELEPHONE = {
    "locale": "zh-CN", "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True,
    "geolocation": HERE, "permissions": ["geolocation"],
}  # fmt: skip


def _shaped(city: City, shape: str) -> None:
    command = [sys.executable, "-m", "xiuhua.config.cli", "manage", "shell", "--verbosity=0", "-c"]
    told = subprocess.run(
        [*command, _SHAPE.format(shape=shape)], env=city.stack.environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@pytest.fixture(scope="module")
def placed(city: City) -> Iterator[City]:
    """The city, one of whose grids lies somewhere."""
    _shaped(city, "box")
    yield city
    _shaped(city, "None")


@pytest.fixture
def telephone(placed: City, browser: Browser) -> Iterator[Page]:
    """A telephone at the residents' page."""
    context = browser.new_context(**_TELEPHONE)  # type: ignore[arg-type]  # named values of mixed types
    page = context.new_page()
    page.goto(f"{placed.url}/r")
    yield page
    context.close()


def snap(page: Page, words: str) -> None:
    """Fill in the page as a thumb does."""
    page.set_input_files(
        "[data-photos]", {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG")}
    )
    expect(page.locator("[data-thumbs] img")).to_have_count(1)
    page.get_by_label("简单说明").fill(words)
    page.get_by_role("button", name="用我的位置").click()
    expect(page.locator("[data-place]")).to_contain_text("已定位")
    page.get_by_label("问题类型").fill("暴露垃圾")
    page.wait_for_timeout(2_000)  # nobody fills it in faster: that is how programs are known


def fits(page: Page) -> bool:
    """Return whether nothing lies beyond the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_snapshot_passes_the_desks_and_its_sender_rates_what_came_of_it(
    placed: City, telephone: Page, seat: Callable[..., Page]
) -> None:
    assert fits(telephone)
    snap(telephone, "桥下一堆垃圾")
    telephone.get_by_role("button", name="发送上报").click()
    telephone.wait_for_url("**/r/*-*")
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("已收到")
    assert fits(telephone)

    journey = Journey(placed, seat)
    acceptor = journey("acceptor")
    acceptor.goto(f"{placed.url}/cases?state=case_reported&sort=-reported")
    link = acceptor.locator('#x-list a[href^="/cases/"]', has_text="暴露垃圾").first
    case = placed.url + str(link.get_attribute("href")).split("?", maxsplit=1)[0]
    for name, act, typed in (
        ("acceptor", "送核实", {}),
        ("collector", "核实属实", {}),
        ("head", "立案", {}),
        ("dispatcher", "派遣", {"unit": KEEPER}),
        ("unit", "签收", {}),
        ("unit", "反馈", {"reason": "已清运干净，地面冲洗"}),
        ("dispatcher", "反馈审核通过", {}),
        ("verifier", "核查通过", {}),
        ("head", "结案", {}),
    ):
        journey.does(name, case, act, **typed)
    telephone.reload()
    deadline = 20
    while "已处理完毕" not in telephone.content() and deadline:  # the log is sealed and its tail runs
        telephone.wait_for_timeout(250)
        telephone.reload()
        deadline -= 1
    expect(telephone.get_by_text("处理情况：已清运干净，地面冲洗")).to_be_visible()
    telephone.get_by_text("满意", exact=True).first.click()
    telephone.get_by_role("button", name="提交评价").click()
    expect(telephone.get_by_role("heading", name="您的评价")).to_be_visible()
    assert fits(telephone)


def test_what_is_written_without_a_network_is_kept_and_sent_when_it_is_back(telephone: Page) -> None:
    snap(telephone, "路灯不亮")
    telephone.reload()
    expect(telephone.get_by_label("简单说明")).to_have_value("路灯不亮")  # the draft
    snap(telephone, "路灯不亮，第三天了")
    telephone.context.set_offline(True)
    telephone.get_by_role("button", name="发送上报").click()
    expect(telephone.locator("[data-fault]")).to_contain_text("联网后自动发送")
    expect(telephone.locator("[data-queue]")).to_contain_text("1 条待传")
    telephone.context.set_offline(False)
    expect(telephone.locator("[data-queue] a")).to_have_text("打开回执")
    telephone.locator("[data-queue] a").click()
    expect(telephone.get_by_text("路灯不亮，第三天了")).to_be_visible()


def test_who_met_the_same_joins_it_and_the_map_is_drawn_only_when_asked_for(telephone: Page) -> None:
    snap(telephone, "垃圾又来了")
    asked: list[str] = []
    telephone.on("request", lambda request: asked.append(request.url))
    expect(telephone.get_by_text("我也遇到了").first).to_be_visible()
    telephone.get_by_text("我也遇到了").first.click()
    assert not any("sketch.svg" in url for url in asked)
    telephone.get_by_role("button", name="在地图上点选").click()
    expect(telephone.locator("svg.p-sketch")).to_be_visible()
    assert fits(telephone)
    telephone.get_by_role("button", name="大字").click()
    assert fits(telephone)
    telephone.get_by_role("button", name="发送上报").click()
    telephone.wait_for_url("**/r/*-*")
    expect(telephone.get_by_text("同一问题共")).to_be_visible()


@pytest.mark.slow("looks at two pages in three looks")
def test_the_residents_pages_break_no_policy_and_shut_nobody_out(
    placed: City, browser: Browser, telephone: Page
) -> None:
    snap(telephone, "看看")
    telephone.get_by_role("button", name="发送上报").click()
    telephone.wait_for_url("**/r/*-*")
    receipt = telephone.url.removeprefix(placed.url)
    looks = tuple(
        look for look in shots.LOOKS if look.name in {"phone-zh-light", "phone-en-dark", "desk-zh-light"}
    )
    taken = shots.shots_take(
        browser, base=placed.url, paths=("/r", receipt), out=None, looks=looks,
        state=telephone.context.storage_state(),
    )  # fmt: skip
    assert [f"{shot.path} {shot.look}: {finding}" for shot in taken for finding in shot.findings] == []
