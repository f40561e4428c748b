"""When a browser first paints a page of the whole product, on a line and a processor that are slowed down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from xiuhua.config.env import ENV, ROOT
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.stack import Stack
from xiuhua.web.shots import browser_opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ViewportSize

_DESK: ViewportSize = {"width": 1440, "height": 900}
_PAINTED_MS = 20_000
_QUIET_MS = 4_000
# The first paint with content, ms from the start of the navigation; None until there is one.
_FIRST_PAINT = """() => {
    const [entry] = performance.getEntriesByName('first-contentful-paint');
    return entry ? entry.startTime : null;
}"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """How slow a browser is made, by Chromium's own throttling.

    Args:
        latency_ms: added to every request.
        kbit_s: down; a quarter of it up.
        slower: how many times slower the processor is.

    Source:
        Lighthouse 12, `core/config/constants.js`: `desktopDense4G` 40 ms and 10,240 kbit/s; `mobileSlow4G`
        150 ms and 1,638.4 kbit/s with a processor four times slower.
    """

    name: str
    latency_ms: int
    kbit_s: float
    slower: int

    def hold(self, context: BrowserContext) -> None:
        """Make the first page of a context this slow."""
        session = context.new_cdp_session(context.pages[0])
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False, "latency": self.latency_ms, "downloadThroughput": self.kbit_s * 1000 / 8,
                "uploadThroughput": self.kbit_s * 1000 / 8 / 4,
            },
        )  # fmt: skip
        session.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})


DESK = Line(name="desk", latency_ms=40, kbit_s=10_240, slower=1)
SLOW = Line(name="slow", latency_ms=150, kbit_s=1_638.4, slower=4)


@contextmanager
def city_running(database: Mapping[str, str]) -> Iterator[Stack]:
    """Run the whole product on a database while a block runs."""
    with TemporaryDirectory() as folder:
        places = Places(root=ROOT, var=Path(folder), tools=ENV.tools.absolute())
        with Stack(places, database) as stack:
            yield stack


@dataclass(frozen=True, kw_only=True)
class Painted:
    """First paints of one page, ms: with nothing kept from before, and of the same browser again."""

    first_ms: Sequence[float]
    again_ms: Sequence[float]


def painted(url: str, path: str, *, who: str, password: str, line: Line, times: int) -> Painted:
    """Open a page as somebody who has signed in, some times in new browsers and then again in each."""
    first: list[float] = []
    again: list[float] = []
    with browser_opened() as browser:
        state = _signed_in(browser, url, who, password)
        for _ in range(times):
            context = browser.new_context(viewport=_DESK, locale="zh-CN", storage_state=state)  # type: ignore[arg-type]  # what it gave
            try:
                page = context.new_page()
                line.hold(context)
                for kept in (first, again):
                    page.goto(f"{url}{path}", wait_until="commit")
                    page.wait_for_function(_FIRST_PAINT, timeout=_PAINTED_MS)
                    kept.append(float(page.evaluate(_FIRST_PAINT)))
                    page.wait_for_load_state("load")
                    page.wait_for_timeout(_QUIET_MS)  # or the map being drawn is in its way
            finally:
                context.close()
    return Painted(first_ms=first, again_ms=again)


def _signed_in(browser: Browser, url: str, who: str, password: str) -> object:
    """Return the cookies of somebody who signed in by the form."""
    context = browser.new_context(viewport=_DESK, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(f"{url}/sign-in")
        page.get_by_label("用户名").fill(who)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda reached: "sign-in" not in reached)
        return context.storage_state()
    finally:
        context.close()
