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
    from playwright.sync_api import Browser, Page

_GUIDE = ("/styleguide", *(f"/styleguide/{slug}" for slug in SPECIMENS))
_PAIRS = {"desk-zh-light", "desk-en-dark", "phone-zh-dark", "phone-en-light"}  # any two of them meet once
_LOOKS = tuple(replace(look, scale=1) for look in shots.LOOKS if look.name in _PAIRS)
_FEW = tuple(
    replace(look, scale=1) for look in shots.LOOKS if look.name in {"desk-zh-light", "phone-en-dark"}
)


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
    city: City, browser: "Browser", page: "Page", *, paths: tuple[str, ...], looks: tuple[shots.Look, ...]
) -> list[str]:
    state = page.context.storage_state()
    taken = shots.shots_take(browser, base=city.url, paths=paths, out=None, looks=looks, state=state)
    return [f"{shot.path} {shot.look}: {finding}" for shot in taken for finding in shot.findings]


@pytest.mark.heavy
@pytest.mark.slow("reports twice and looks at forty pages twice")
def test_no_page_of_the_loop_or_of_figures_breaks_its_policy_or_shuts_somebody_out(
    city: City, browser: "Browser", seat: Callable[[str], "Page"]
) -> None:
    journey = Journey(city, seat)
    case, _second = (
        journey.reported(address).removeprefix(city.url) for address in ("滨河路 12 号", "云台路 3 号")
    )
    watched = (
        ("leader", ("/cases?open=1&sort=due", "/reports", "/figures", "/figures/reported/split?by=matter")),
        ("leader", ("/hot-spots", "/supervision-list", "/look-backs", "/revisits", "/appeals", "/repeats")),
        ("leader", (f"{case}/place", case.replace("cases", "places"), "/revisits/mine")),
        ("acceptor", (case, *(f"{case}/{act}" for act in ("accept", "not-accept", "push", "merge")))),
        ("acceptor", ("/workbench", f"/workbench/{case.rpartition('/')[2]}")),
        ("keeper", ("/loop-settings/new", "/order-settings/new")),
        ("team", ("/orders", "/orders/board", "/orders/new", "/calls")),
        ("agent", ("/calls/desk",)),
        ("admin", ("/links", "/links/new")),
    )
    for name, paths in watched:
        assert findings(city, browser, seat(name), paths=paths, looks=_FEW) == []


_ROOMS = (
    ("leader", ("/whistles", "/whistle-calls", "/whistle-league", "/whistle-limits", "/grid-notices")),
    ("leader", ("/grid-tallies", "/shop-tallies", "/service-records", "/service-requests", "/service-sheet")),
    ("leader", ("/service-slots", "/staffings", "/staffings/heads", "/health-cases", "/disinfections")),
    ("leader", ("/resources", "/resource-grants", "/supervisions", "/papers", "/notices", "/me/notices")),
    ("acceptor", ("/phrases", "/phrases/new", "/receipts", "/receipts/answers", "/board", "/board/issues")),
    ("community", ("/whistles/new", "/service-records/new")),
    ("admin", ("/notices/routes", "/notices/routes/rules", "/notices/sent", "/webhooks")),
    ("head", ("/notices/escalations", "/notices/escalations/new")),
    ("head", ("/video-rounds", "/video-plans", "/video-plans/new", "/video-findings")),
    ("keeper", ("/cameras", "/cameras/new")),
)


@pytest.mark.heavy
@pytest.mark.slow("looks at forty pages twice")
@pytest.mark.parametrize(("name", "paths"), _ROOMS)
def test_no_page_of_the_ways_in_of_papers_and_of_notices_is_broken(
    city: City,
    browser: "Browser",
    seat: Callable[[str], "Page"],
    name: str,
    paths: tuple[str, ...],
) -> None:
    assert findings(city, browser, seat(name), paths=paths, looks=_FEW) == []


@pytest.mark.heavy
@pytest.mark.slow("looks at twenty pages in four looks")
def test_no_shared_page_breaks_its_policy_scrolls_sideways_or_shuts_somebody_out(
    city: City, browser: "Browser", seat: Callable[[str], "Page"]
) -> None:
    paths = (*_GUIDE, *real_pages(city), "/sign-in")
    assert findings(city, browser, seat("clerk"), paths=paths, looks=_LOOKS) == []
