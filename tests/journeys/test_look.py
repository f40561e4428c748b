"""The look, in a browser, under the product's policy: no violation, nothing sideways, nobody shut out."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import City
from tests.journeys.test_cases import Journey
from xiuhua.web import shots
from xiuhua.web.styleguide.pages import SPECIMENS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_GUIDE = ("/styleguide", *(f"/styleguide/{slug}" for slug in SPECIMENS))
_LOOKS = tuple(replace(look, scale=1) for look in shots.LOOKS)
_FEW = tuple(look for look in _LOOKS if look.name in {"desk-zh-light", "phone-en-dark"})


def real_pages(city: City) -> tuple[str, ...]:
    return (
        "/premises",
        f"/premises/{city.shop_id}",
        f"/premises/{city.shop_id}/rename",
        "/areas",
        "/people",
        "/people/1",
        "/people/1/hand-over",
        "/people/grid-members",
        "/units/tree",
        "/units/2",
        "/posts/1",
        "/account",
    )


def findings(
    city: City,
    browser: "Browser",
    page: "Page",
    out: "Path",
    *,
    paths: tuple[str, ...],
    looks: tuple[shots.Look, ...],
) -> list[str]:
    state = page.context.storage_state()
    taken = shots.shots_take(browser, base=city.url, paths=paths, out=out, looks=looks, state=state)
    return [f"{shot.path} {shot.look}: {finding}" for shot in taken for finding in shot.findings]


@pytest.mark.slow("photographs six pages twice, with their maps")
def test_no_page_breaks_its_policy_scrolls_sideways_or_shuts_somebody_out(
    city: City, browser: "Browser", seat: Callable[[str], "Page"], tmp_path: "Path"
) -> None:
    paths = ("/styleguide", *real_pages(city))
    assert findings(city, browser, seat("clerk"), tmp_path, paths=paths, looks=_FEW) == []


@pytest.mark.slow("reports twice and photographs ten pages twice")
def test_no_page_of_the_loop_or_of_figures_breaks_its_policy_or_shuts_somebody_out(
    city: City, browser: "Browser", seat: Callable[[str], "Page"], tmp_path: "Path"
) -> None:
    journey = Journey(city, seat)
    case, _second = (
        journey.reported(address).removeprefix(city.url) for address in ("滨河路 12 号", "云台路 3 号")
    )
    watched = (
        ("leader", ("/cases?open=1&sort=due", "/reports", "/figures", "/figures/reported/split?by=matter")),
        ("acceptor", (case, *(f"{case}/{act}" for act in ("accept", "not-accept", "push", "merge")))),
        ("keeper", ("/loop-settings/new",)),
    )
    for name, paths in watched:
        assert findings(city, browser, seat(name), tmp_path / name, paths=paths, looks=_FEW) == []


@pytest.mark.heavy
@pytest.mark.slow("photographs twenty pages in eight looks")
def test_no_look_of_any_shared_page_is_broken(
    city: City, browser: "Browser", seat: Callable[[str], "Page"], tmp_path: "Path"
) -> None:
    paths = (*_GUIDE, *real_pages(city), "/sign-in")
    assert findings(city, browser, seat("clerk"), tmp_path, paths=paths, looks=_LOOKS) == []
