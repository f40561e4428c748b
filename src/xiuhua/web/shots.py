"""Photographs of pages, and what no page may do: break its policy, scroll sideways, shut somebody out.

Development only: it needs Chromium and the packages of requirements for tests. The checks are used by the
browser tests as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = "/usr/bin/chromium"
# WebGL by software, so that maps are drawn on a machine without a graphics card; all else without WebGL,
# because a pretended card takes the processor longer than none.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization", "--disable-gpu-compositing",
    "--disable-dev-shm-usage", "--hide-scrollbars",
    # The address bar's suggestions are a page of their own, rendered for each window that nobody types into.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup",
)  # fmt: skip
_AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
_SERIOUS = {"serious", "critical"}
_NARROW = (390, 720)  # a phone, and a desk at 200 %
_SETTLE_MS = 250
_MAP_MS = 8_000


@dataclass(frozen=True)
class Look:
    """How a page is photographed."""

    name: str
    width: int
    height: int
    scale: int
    language: str
    theme: str


DESK, PHONE = ("desk", 1440, 900, 1), ("phone", 390, 844, 2)
LOOKS = tuple(
    Look(f"{name}-{language.partition('-')[0]}-{theme}", width, height, scale, language, theme)
    for name, width, height, scale in (DESK, PHONE)
    for language in ("zh-hans", "en")
    for theme in ("light", "dark")
)


@dataclass
class Watched:
    """A page with the complaints that its browser has made."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.complaints.append(f"console: {text}")


@contextmanager
def browser_opened() -> Iterator[Browser]:
    """Open Chromium for the time of a block."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a package of development

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def look_opened(
    browser: Browser, base: str, look: Look, *, state: Any = None
) -> BrowserContext:  # playwright's own
    """Return a browser context that sees pages in a look; `state` carries a session that was signed in."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        device_scale_factor=look.scale,
        locale="zh-CN" if look.language.startswith("zh") else "en-GB",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
        storage_state=state,
    )
    cookies = {"xh_theme": look.theme, "xh_language": look.language}
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    return context


def sign_in(page: Page, base: str, username: str, password: str) -> None:
    """Sign in through the form, as a person does."""
    page.goto(f"{base}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state("load")
    if "/sign-in" in page.url:
        raise RuntimeError(f"{username} could not sign in: {page.inner_text('main')}")


def settle(page: Page) -> None:
    """Wait for fonts and maps, so that two photographs of one page are alike."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    if page.locator(".x-map[data-map]:visible").count():
        page.wait_for_selector(".x-map[data-ready]", timeout=_MAP_MS)
    page.wait_for_timeout(_SETTLE_MS)


def sideways(page: Page) -> list[str]:
    """Return what makes a page scroll sideways at a phone's width and at 200 % of a desk."""
    before, found = page.viewport_size, []
    for width in _NARROW:
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate(_WIDE)
        found += [f"sideways at {width}: {what}" for what in wide]
    if before:
        page.set_viewport_size(before)
    return found


_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const panes = document.querySelectorAll('.x-main, .x-object-scroll, .x-guide-body, .x-rows');
  const scrolls = [document.documentElement, ...panes]
    .filter((pane) => pane.scrollWidth > pane.clientWidth + 1).map((pane) => pane.className || pane.tagName);
  const out = [...document.querySelectorAll('main *')].filter((one) => {
    const box = one.getBoundingClientRect();
    const strip = one.closest('.x-tabs, .x-neighbours, .x-book-contents'); // these scroll by themselves
    const apart = strip || one.closest('.x-map, .x-sr, svg, details:not([open])');
    return box.width > 0 && box.right > width + 1 && !apart;
  }).slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  return [...scrolls, ...out];
}"""


def accessibility(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical."""
    page.evaluate(_AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"
    )
    return [
        f"axe {rule['impact']} {rule['id']}: {node['html'][:160]} {_why(node)}"
        for rule in found
        if rule["impact"] in _SERIOUS
        for node in rule["nodes"][:4]
    ]


def _why(node: dict[str, Any]) -> str:  # axe's own shape
    return " / ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])[:200]


@dataclass(frozen=True)
class Shot:
    """One look at a page, its photograph if one was taken, and what is wrong with it."""

    path: str
    look: str
    file: str
    findings: tuple[str, ...]


def shots_take(
    browser: Browser,
    *,
    base: str,
    paths: Sequence[str],
    out: Path | None,
    looks: Sequence[Look] = LOOKS,
    state: Any = None,
) -> Iterator[Shot]:  # the state is playwright's own
    """Check pages in each look, and photograph them into a folder; without one, only what is broken is told.

    One window visits all pages of a look: Chromium takes longer to open a window than to show a page.
    """
    if out:
        out.mkdir(parents=True, exist_ok=True)
    for look in looks:
        context = look_opened(browser, base, look, state=state)
        watched = Watched(context.new_page())
        for path in paths:
            yield _shot(watched, base=base, path=path, look=look, out=out)
        context.close()


def _shot(watched: Watched, *, base: str, path: str, look: Look, out: Path | None) -> Shot:
    page = watched.page
    watched.complaints.clear()
    page.goto(f"{base}{path}")
    settle(page)
    file = ""
    if out:
        file = str(out / f"{path.strip('/').replace('/', '-') or 'home'}-{look.name}.png")
        page.screenshot(path=file)
    findings = (*accessibility(page), *sideways(page), *watched.complaints)
    return Shot(path, look.name, file, findings)


def signed_in_state(browser: Browser, base: str, username: str, password: str) -> Any:  # playwright's own
    """Return the storage of a browser after signing in."""
    context = browser.new_context()
    sign_in(context.new_page(), base, username, password)
    state = context.storage_state()
    context.close()
    return state


def report(shots: Sequence[Shot]) -> str:
    """Return what was found, as JSON for machines."""
    return json.dumps([shot.__dict__ for shot in shots], ensure_ascii=False, indent=1)
