"""From the clerk's page to the dock's signature, every act at its own page and the drive over a socket."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.scenekit.testkit.witness import Door, Witness
from xiuhua.scenes.spoil.jobs import days_bind
from xiuhua.scenes.spoil.models import Haul
from xiuhua.scenes.spoil.tests.haul_kit import EMPTY, FULL, page_clock, terminal, way
from xiuhua.scenes.spoil.tests.spoil_kit import (
    BERTH,
    DISTRICT,
    FIRMS,
    GATE,
    Ground,
    ground_make,
    sent,
    serves,
)
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.tests.command_kit import people_of
from xiuhua.sensing.tests.drive_kit import told
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
PLATE = "浙A10001"
OPEN = "/scenes/spoil/manifests/new"


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


@pytest.fixture(scope="module")
def ground(live_city: str) -> Ground:
    """The site, the dock and the trucks, committed; nothing is approved, no truck has a permit."""
    with scope_opened(("",)):
        return ground_make(now() - timedelta(days=2), permitted=False)


@pytest.mark.slow("speaks with a gateway")
@pytest.mark.proves("S-229")
def test_what_a_clerk_approves_and_permits_leaves_by_a_manifest_and_is_signed_for_at_the_dock(
    gateway: Gateway, ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    clerk = sign_in("permit_clerk", area=DISTRICT, person="window")
    site = sign_in("site_manager", area=DISTRICT, person="gate-keeper")
    dock = sign_in("spoil_hauler", area=DISTRICT, person="berth-keeper")
    leader = sign_in("leader", area=DISTRICT, person="leader")
    serves("gate-keeper", "site", now())
    serves("berth-keeper", "dock", now())
    device = terminal(gateway, "13908880011", PLATE)
    begins = now() - timedelta(minutes=40)
    load = {
        "site": ground.site.pk, "dock": ground.dock.pk, "plate": PLATE, "amount": "13",
        "measured_in": "loose_m3",
    }  # fmt: skip

    assert "没有有效的处置核准" in refused(site, load)
    with page_clock(begins - timedelta(hours=6)):
        approval = certified(
            clerk, "spoil_disposal", holder="site", premises="GD-1", field_volume_m3="500", field_docks="MT-1"
        )
    assert f"{PLATE} 没有有效的准运证" in refused(site, load)
    with page_clock(begins - timedelta(hours=5)):
        permit = certified(
            clerk, "spoil_transport", holder="hauler", vehicle=PLATE, field_docks="MT-1", field_routes="",
            field_hours="",
        )  # fmt: skip

    with page_clock(begins - timedelta(minutes=2)):
        url = sent(site, OPEN, **load)
    opened = site.get(url).content.decode()
    for words in ("待出场", approval, permit):
        assert words in opened, words
    with page_clock(begins + timedelta(minutes=5)):
        sent(site, f"{url}/leave", gross_kg="33000", tare_kg="15000")  # 18 t are 10 m³ in the ground
    told(gateway, device, way(begins, [(GATE, 5, FULL), (BERTH, 6, EMPTY), (GATE, 2, EMPTY)]), batch=20)
    witness.passage(
        Door.SOCKET, role="spoil_hauler", person="truck driver", acted=True, accepted=True, what="0704"
    )
    with page_clock(begins + timedelta(minutes=16)):
        sent(dock, f"{url}/arrive", gross_kg="32800", tare_kg="15000")
    with page_clock(begins + timedelta(minutes=18)):
        sent(dock, f"{url}/sign")
    assert "已消纳" in site.get("/scenes/spoil/mine/site").content.decode()

    days_bind()
    number = sole(r"LD\d{12}", leader.get("/scenes/spoil/manifests").content.decode())
    with scope_opened(("",)):
        haul = Haul.objects.get(vehicle=ground.trucks[PLATE])
    day = leader.get(f"/scenes/spoil/trucks/{haul.vehicle_id}?day={haul.on}").content.decode()
    for words in (f"{number} · ", "滨江花园工地 → 东港渣土码头", permit):
        assert words in day, words
    hauls = leader.get("/scenes/spoil/hauls").content.decode()
    assert number in hauls
    assert not any(fault in hauls for fault in ("无联单运输", "无准运证", "未到约定消纳点", "偏离"))
    page = leader.get(f"/scenes/spoil/sites/{ground.site.pk}").content.decode()
    assert approval in page
    assert "核准 500 m³，已消纳 10 m³，剩余 490 m³" in page


def sole(pattern: str, page: str) -> str:
    """Return the one thing of a kind that a page names."""
    (found,) = set(re.findall(pattern, page))
    return str(found)


def refused(client: Client, load: dict[str, object]) -> str:
    """Try to open a manifest, and return what the page says."""
    answer = client.post(OPEN, {"version": "", **load})
    assert answer.status_code in {409, 422}, answer.status_code
    return answer.content.decode()


def certified(clerk: Client, kind: str, *, holder: str, **typed: str) -> str:
    """Issue a certificate at the clerk's page, for thirty days from yesterday on, and return its number."""
    start = localtime(now()).replace(hour=0, minute=0) - timedelta(days=1)
    path = sent(
        clerk, f"/certificates/new/{kind}", party=" ".join(FIRMS[holder]), number="",
        since=f"{start:%Y-%m-%dT%H:%M}", until=f"{start + timedelta(days=30):%Y-%m-%dT%H:%M}", **typed,
    )  # fmt: skip
    return str(clerk.get(path).context["view"].code)
