"""Figures of what machines find, and of cameras: rows K-126, K-127, K-223 and K-279 to K-283."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case
from xiuhua.cases.tests.alarm_kit import SMOKE, at_shop, entered_at, followed, sends, shop_open
from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.sensing.tests.judge_kit import rule_made
from xiuhua.shared.ids import uuid7

LAST, THIS = "2026", "2027"
_EIGHTH_OF_MARCH = datetime(2027, 3, 8, 1, tzinfo=UTC)  # a Monday, nine o'clock in Shanghai


@dataclass(frozen=True)
class Read:
    """A figure as the leader reads it by API, beside what its counts open to on the page."""

    told: dict[str, Any]
    counts: tuple[int, int | None]
    opened: list[str]
    opened_below: list[str]


def read(office: Office, key: str, period: str) -> Read:
    """Read a figure, compared with the year before, and open its counts."""
    leader = office("leader")
    (told,) = leader.get("/figures", period=period, key=key, against="year")
    links = re.findall(rf'href="(/figures/{key}/records\?[^"]*)"', leader.page(f"/figures?period={period}"))
    above = next(html.unescape(link) for link in links if "side=" not in link)
    below = next((html.unescape(link) for link in links if "side=denominator" in link), "")
    return Read(
        told=told,
        counts=(told["numerator"], told["denominator"]),
        opened=everything(office, above),
        opened_below=everything(office, below) if below else [],
    )


def everything(office: Office, url: str) -> list[str]:
    """Turn over the pages of a list and return the first cells of all its rows."""
    found: list[str] = []
    while url:
        view = office("leader").client.get(url).context["view"]
        found += [row.cells[0].text for row in view.rows]
        url = view.pager.older_url
    return sorted(found)


def reported(office: Office, who: str, channel: str, number: int) -> list[int]:
    """Let somebody, or the program behind them, report so many problems, each at another door."""
    bodies = [
        report_body(channel=channel, address=f"滨河路 {nth} 号", longitude=HERE[0] + nth * 1e-5)
        for nth in range(number)
    ]
    told = office(who).post("/reports/many", {"reports": bodies})
    return [one["id"] for one in told["cases"]]


def act(office: Office, who: str, name: str, cases: list[int], **said: object) -> None:
    """Do one act on many cases, each of which takes it."""
    office.hands.go(minutes=1)
    told = office(who).post("/cases/acts", {"act": name, "cases": cases, **said})
    assert told["done"] == len(cases), told


def filed(office: Office, cases: list[int]) -> None:
    act(office, "acceptor", "accept", cases)
    act(office, "head", "file", cases)


def closed(office: Office, cases: list[int], checker: str = "verifier") -> None:
    act(office, "dispatcher", "dispatch", cases, unit_code="U-KEEPER")
    act(office, "unit", "receive", cases)
    act(office, "unit", "feed_back", cases, reason="已处置")
    act(office, "dispatcher", "feedback_pass", cases)
    act(office, checker, "check_pass", cases)
    act(office, "head", "close", cases)


def numbers(*cases: int) -> list[str]:
    return sorted(f"AJ{case:08d}" for case in cases)


def by_alarm(office: Office) -> int:
    """Let a kitchen's monitor alarm; return the case that this opened."""
    with scope_opened(("",)):
        shop_open(office.hands.at)
        rule_made(SMOKE, at=office.hands.at)
        (device,) = entered_at(office.hands.at, at_shop())
    sends(device, office.hands.at, dict.fromkeys(range(12), 2.6))
    office.hands.go(minutes=13)
    with scope_opened(("",)):
        followed(office.hands.at)
        return Case.objects.get(channel="channel_sensor").pk


@pytest.mark.slow("a hundred cases of two years go through the hands of seven people")
@pytest.mark.proves("K-279", "K-280", "K-281", "K-282", "K-283")
def test_what_machines_found_is_counted_over_all_that_was_filed_and_held_against_last_year(
    office: Office, witness: Witness
) -> None:
    with scope_opened(("",)):
        come(office.loop, "reviewer", "曹九", Role.ALARM_REVIEWER, DISTRICT, "U-CENTRE")
    # Last year: 25 filed, 3 of them found by machines: 12.0 %. One of the three is closed only this year.
    before, by_hand = (
        reported(office, "reviewer", "channel_smart", 3),
        reported(office, "collector", "channel_collector", 22),
    )
    filed(office, before + by_hand)
    closed(office, before[:1])

    # This year: 51 filed, 8 of them found by machines: 15.7 %, as 21,880 of 139,586 are.
    office.hands.at = _EIGHTH_OF_MARCH
    closed(office, before[1:2])
    sensed = [by_alarm(office), *reported(office, "reviewer", "channel_smart", 7)]
    by_eye = reported(office, "watcher", "channel_video", 3)
    others = reported(office, "collector", "channel_collector", 40)
    filed(office, sensed + by_eye + others)
    closed(office, [*sensed[:6], *others[:10]], checker="collector")  # they came back: another checks
    refused, voided = reported(office, "reviewer", "channel_smart", 2)
    act(office, "acceptor", "accept", [refused])
    act(office, "head", "not_file", [refused], reason="误报")
    filed(office, [voided])
    act(office, "dispatcher", "void_ask", [voided], reason="树影")
    act(office, "head", "void_grant", [voided])

    one = read(office, "sensed_filed", THIS)
    assert (one.counts, one.told["unit"]) == ((8, None), "件")
    witness.figure("K-279", numerator=8, denominator=None, counted=numbers(*sensed), opened=one.opened)
    one = read(office, "sensed_closed", THIS)
    assert one.counts == (7, None), "six of this year's, and the one left over from last year"
    done = numbers(*sensed[:6], before[1])
    witness.figure("K-280", numerator=7, denominator=None, counted=done, opened=one.opened)
    one = read(office, "sensed_closure_rate", THIS)
    assert (one.counts, one.told["value"]) == ((6, 8), 75)
    assert one.opened_below == numbers(*sensed)
    witness.figure("K-281", numerator=6, denominator=8, counted=numbers(*sensed[:6]), opened=one.opened)

    this, last = (read(office, "sensed_share_of_filed", year) for year in (THIS, LAST))
    assert (this.counts, last.counts) == ((8, 51), (3, 25))
    assert (round(this.told["value"], 1), round(last.told["value"], 1)) == (15.7, 12.0)
    assert this.opened_below == numbers(*sensed, *by_eye, *others)
    for row in ("K-282", "K-283"):
        witness.figure(row, numerator=8, denominator=51, counted=numbers(*sensed), opened=this.opened)
    witness.figure("K-283", numerator=3, denominator=25, counted=numbers(*before), opened=last.opened)
    compared = this.told["compared"]
    assert (compared["period"], compared["numerator"], compared["denominator"]) == (LAST, 3, 25)
    assert compared["in_points"]
    assert compared["change"] == pytest.approx(800 / 51 - 300 / 25)  # 3.686 points; of 12.0 it would be 31 %
    page = office("leader").page(f"/figures?period={THIS}&against=year")
    assert "较 2026 年同期 +3.7 个百分点" in page
    month = office("leader").get("/figures", period="2027-03", key="sensed_share_of_filed", against="year")
    assert month[0]["compared"]["period"] == "2026-03", "a month is held against that of the year before"


def put_up(office: Office, number: int, on: str) -> str:
    """Let the keeper record a camera; return its page."""
    return office("keeper").form(
        "/cameras/new", code=f"330106000013200000{number:02d}", name=f"探头 {number:02d}", kind="dome_camera",
        mount="P-1", unit="U-CENTRE", direction_deg="", angle_deg="", range_m="", put_up_on=on, player_url="",
    )  # fmt: skip


@pytest.mark.slow("a keeper records seven cameras, a patroller marks two")
@pytest.mark.proves("K-126", "K-127")
def test_cameras_put_up_and_cameras_standing_open_to_exactly_those(office: Office, witness: Witness) -> None:
    office("keeper").form(
        "/device-places/new", code="P-1", name="滨河路立杆", kind="camera_place", state="mount_in_use",
        area_code=f"{STREET}001", longitude=str(HERE[0]), latitude=str(HERE[1]),
    )  # fmt: skip
    days = ("2025-12-31", "2026-01-01", "2026-02-14", "2026-03-02", "", "2019-06-01", "2026-01-20")
    pages = [put_up(office, number, on) for number, on in enumerate(days, start=1)]
    office("watcher").form(f"{pages[1]}/mark", to="camera_offline", reason="黑屏")
    office("watcher").form(f"{pages[6]}/mark", to="camera_dismantled", reason="道路改造")

    def names(*of: int) -> list[str]:
        return [f"探头 {number:02d}" for number in of]

    new = read(office, "cameras_put_up", "2026")
    assert (new.counts, new.told["unit"]) == ((5, None), "路")
    witness.figure(
        "K-126", numerator=5, denominator=None, counted=names(2, 3, 4, 5, 7), opened=new.opened
    )  # the fifth on the day it was recorded; the seventh was new, whatever became of it
    assert read(office, "cameras_put_up", "2026-01").opened == names(2, 7)
    assert read(office, "cameras_put_up", "2025").opened == names(1)
    standing = read(office, "cameras_standing", "2026")
    assert standing.counts == (6, None)
    witness.figure(
        "K-127", numerator=6, denominator=None, counted=names(1, 2, 3, 4, 5, 6), opened=standing.opened
    )
    row = office("leader").client.get("/figures/cameras_standing/records?period=2026").context["view"].rows[0]
    assert row.cells[0].text in office("leader").page(row.url), "each opens to its camera"
    (told,) = office("head").get(
        "/figures", period="2026", key="cameras_standing", as_of=office.hands.at.isoformat()
    )
    assert told["value"] == 6


@pytest.mark.slow("a keeper records cameras and a shop")
@pytest.mark.proves("K-223")
def test_places_whose_cameras_see_shops_open_to_exactly_those(office: Office, witness: Witness) -> None:
    keeper = office("keeper")
    for number, longitude in enumerate((HERE[0], HERE[0] + 0.01, HERE[0] + 0.02), start=1):
        keeper.form(
            "/device-places/new", code=f"P-{number}", name=f"立杆 {number}", kind="camera_place",
            state="mount_in_use", area_code=f"{STREET}001", longitude=str(longitude), latitude=str(HERE[1]),
        )  # fmt: skip

    def camera(number: int, mount: str) -> str:
        """Record a camera that looks eastward for a hundred metres; return its page."""
        return keeper.form(
            "/cameras/new", code=f"330106000013200000{number:02d}", name=f"探头 {number:02d}",
            kind="dome_camera", mount=mount, unit="U-CENTRE", direction_deg="90", angle_deg="60",
            range_m="100", put_up_on="2026-01-01", player_url="",
        )  # fmt: skip

    pages = [camera(1, "P-1"), camera(2, "P-1"), camera(3, "P-2"), camera(4, "P-3")]
    assert read(office, "camera_points_shops", "2026").told["value"] == 0
    for code, longitude in (("C-1", HERE[0] + 0.0005), ("C-2", HERE[0] + 0.0105)):
        keeper.post(
            "/premises",
            {"premises": [{
                "client_id": str(uuid7()), "code": code, "name": f"商户 {code}", "kind": "shop",
                "address": "滨河路", "area_code": f"{STREET}001", "longitude": longitude, "latitude": HERE[1],
            }]},
        )  # fmt: skip
    found = read(office, "camera_points_shops", "2026")
    assert (found.counts, found.told["unit"]) == ((2, None), "个")  # two cameras at the first are one place
    witness.figure("K-223", numerator=2, denominator=None, counted=["立杆 1", "立杆 2"], opened=found.opened)
    office("watcher").form(f"{pages[2]}/mark", to="camera_dismantled", reason="道路改造")
    assert read(office, "camera_points_shops", "2026").opened == ["立杆 1"]
