"""A small running city for the journeys: the real programs, the real front door, a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xiuhua.config.env import ENV, ROOT
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.stack import Stack
from xiuhua.web.shots import CHROMIUM_ARGUMENTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from conftest import TestDatabases

CHROMIUM = shutil.which("chromium")
_FLAGS = [*CHROMIUM_ARGUMENTS, "--disable-background-networking"]
PASSWORD = "Embroidery-2026"


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `./xiuhua …` as somebody at a terminal without a database would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))}
    return subprocess.run(
        [str(ROOT / "xiuhua"), *words], env=kept, capture_output=True, text=True, check=False
    )


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys on one worker and in one city; those who count what lies on desks come first."""
    items.sort(key=lambda item: item.path.name != "test_workbench.py")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("journeys"))
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow("a real browser in front of six processes"))


@dataclass(frozen=True)
class City:
    """The running product and one shop in it."""

    url: str
    stack: Stack
    shop_id: int


# Run by `manage shell` in a process of its own, because this one stands on another database.
_SMALL_CITY = Path(__file__).with_name("small_city.py")


@pytest.fixture(scope="session")
def city(test_databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The product, running on its own database, with the people of the loop and two districts."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the journeys need Debian's package")
    name = f"xh_journey_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    database = {"DATABASE_URL": test_databases.clone(name), "PGPASSFILE": os.environ.get("PGPASSFILE", "")}
    places = Places(root=ROOT, var=tmp_path_factory.mktemp("var"), tools=ENV.tools.absolute())
    try:
        with Stack(places, database) as stack:
            told = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "xiuhua.config.cli",
                    "manage",
                    "shell",
                    "--verbosity=0",
                    "-c",
                    _SMALL_CITY.read_text("utf-8"),
                ],
                env=stack.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert told.returncode == 0, told.stderr
            yield City(url=stack.url, stack=stack, shop_id=int(told.stdout.split()[-1]))
    finally:
        test_databases.drop(name)


@pytest.fixture(scope="package")  # not longer: its event loop would be in the way of other tests
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of a worker."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def seat(city: City, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Seat somebody at a desk of their own: a fresh browser context, signed in by the form."""
    contexts = []

    def seated(username: str, *, password: str = PASSWORD) -> Page:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{city.url}/sign-in")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield seated
    for context in contexts:
        context.close()


@pytest.fixture
def clerk(seat: Callable[..., Page]) -> Page:
    """The clerk's desk."""
    return seat("clerk")


@pytest.fixture
def colleague(seat: Callable[..., Page]) -> Page:
    """Another clerk of the same district."""
    return seat("colleague")


@pytest.fixture
def neighbour(seat: Callable[..., Page]) -> Page:
    """A clerk of the neighbouring district."""
    return seat("neighbour")


@pytest.fixture
def leader(seat: Callable[..., Page]) -> Page:
    """A leader of the district."""
    return seat("leader")


@pytest.fixture
def stranger(city: City, browser: Browser) -> Iterator[Page]:
    """Somebody at the sign-in page."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{city.url}/sign-in")
    yield page
    context.close()
