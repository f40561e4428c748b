"""A photo's way: brought by API, named by a report and by an act, seen by the next person."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import DISTRICT, GRID, HERE
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.files.models import PhotoFacts, PublicPhoto, StoredFile
from xiuhua.files.queries import file_address
from xiuhua.files.services import masks_find
from xiuhua.files.tests.conftest import exif, picture
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal

_PNG = picture("PNG")


def _brought(seat: Seat, content: bytes, **said: str) -> int:
    body = {"purpose": "photo", "file": SimpleUploadedFile("近景.png", content), **said}
    answer = seat.client.post("/api/v1/files", body)
    assert answer.status_code == 200, answer.json()
    return int(answer.json()["id"])


@pytest.mark.slow("a case from its report to its feedback, by people signed in")
def test_photos_brought_by_api_go_with_a_report_and_an_act_and_are_seen_by_another_person(
    office: Office,
) -> None:
    collector, unit, acceptor = office("collector"), office("unit"), office("acceptor")
    before = _brought(collector, _PNG)
    case = collector.report(photos=[before])["id"]
    office.dispatched(case, "U-KEEPER")
    unit.act(case, "receive")
    after = _brought(unit, _PNG + b"\1")
    unit.act(case, "feed_back", reason="已清理", photos=[after])

    with scope_opened(("",)):
        number = Case.objects.get(pk=case).number
        marks = dict(PhotoFacts.objects.values_list("file_id", "mark"))
    assert marks == {
        before: f"滨河路 12 号 · {number} · 监督员",
        after: f"滨河路 12 号 · {number} · 云河市政养护公司",
    }

    page = acceptor.page(f"/cases/{case}")
    shown = re.findall(r'src="(/files/(\d+)/[^"]+)"', page)
    assert [int(number) for _address, number in shown] == [before, after]
    for address, _number in shown:
        assert acceptor.client.get(address)["X-Accel-Redirect"].startswith("/_files/")


def test_a_photo_brought_for_the_whole_district_goes_to_the_street_of_its_case(office: Office) -> None:
    photo = _brought(office("collector"), _PNG)
    assert office("grid").refused("/reports", report_body(photos=[photo])) == (422, "invalid")
    case = office("collector").report(photos=[photo])["id"]
    street = office("street")
    (shown,) = re.findall(r'src="(/files/[^"]+)"', street.page(f"/cases/{case}"))
    assert street.client.get(shown).status_code == 200
    office("grid").report(photos=[photo])  # who may read it may name it too
    with scope_opened(("",)):
        assert list(Entry.objects.filter(act="files.settle").values_list("subject", "area")) == [
            (f"file:{photo}", GRID)
        ]
        while seal():
            pass
        assert [fault for fault in verify().faults if str(fault.subject).startswith("file:")] == []


def _taken(at: datetime, east_degrees: float = 0.0) -> bytes:
    """Return a photo taken at an instant, so far east of the place that reports name."""
    spot = {1: "N", 2: (HERE[1], 0.0, 0.0), 3: "E", 4: (HERE[0] + east_degrees, 0.0, 0.0)}
    wall = {0x9003: f"{at.astimezone(UTC):%Y:%m:%d %H:%M:%S}", 0x9011: "+00:00"}
    return picture(exif=exif({0x0110: "ALN-AL00"}, wall, spot))


def test_what_a_photo_says_of_itself_stands_beside_it_with_what_contradicts_the_report(
    office: Office,
) -> None:
    collector, acceptor = office("collector"), office("acceptor")
    honest = _brought(collector, _taken(office.hands.at - timedelta(minutes=5)))
    odd = _brought(collector, _taken(office.hands.at - timedelta(days=3), 0.01))
    case = collector.report(photos=[honest, odd])["id"]
    page = acceptor.page(f"/cases/{case}")
    assert page.count("ALN-AL00") == 2
    assert re.findall(r"距上报地点 (\d+) 米", page) == ["0", "962"]  # cos 30.255° · 111,320 m · 0.01
    for doubt in ("拍摄地点与上报地点不符", "拍摄时间过早"):
        assert page.count(doubt) == 1, doubt
        assert page.index(doubt) > page.index("962 米")


def test_originals_are_for_the_desks_that_weigh_them_and_the_rest_look_at_pictures(office: Office) -> None:
    collector, acceptor = office("collector"), office("acceptor")
    photo = _brought(collector, _taken(office.hands.at))
    case = collector.report(photos=[photo])["id"]
    (original,) = re.findall(r'href="(/files/\d+/[^/]+/[^"/]+)">原件', acceptor.page(f"/cases/{case}"))
    with scope_opened(("",)):
        file = StoredFile.objects.get(pk=photo)
    assert acceptor.client.get(original)["X-Accel-Redirect"].endswith(file.sha256[2:])

    dispatcher = office("dispatcher")
    page = dispatcher.page(f"/cases/{case}")
    assert "原件" not in page
    (shown,) = re.findall(r'href="(/files/\d+/view/[^"]+)"', page)
    assert "/renditions/" in dispatcher.client.get(shown)["X-Accel-Redirect"]
    actor = dispatcher.client.get(f"/cases/{case}").wsgi_request.actor  # type: ignore[attr-defined]  # set by the middleware
    denied = dispatcher.client.get(file_address(file, actor=actor, at=office.hands.at))
    assert denied.status_code == 403


@pytest.mark.slow("a case from its report to its feedback, by people signed in")
def test_near_and_far_before_and_after_stand_side_by_side(office: Office) -> None:
    collector, unit = office("collector"), office("unit")
    far, near = (_brought(collector, _PNG, shot=shot) for shot in ("photo_far", "photo_near"))
    case = collector.report(photos=[far, near])["id"]
    page = collector.page(f"/cases/{case}")
    assert _pairs(page) == [[str(near), str(far)]]
    assert page.index("处置前 · 近景") < page.index("处置前 · 远景")

    office.dispatched(case, "U-KEEPER")
    unit.act(case, "receive")
    for content, said in ((b"", "空"), (b"<html>", "不是照片"), (picture()[:-40], "不完整或已损坏")):
        form = unit.client.get(f"/cases/{case}/feed-back")
        sent = {"version": form.context["view"].version, "reason": "已清理"}
        refused = unit.client.post(
            f"/cases/{case}/feed-back", {**sent, "photo_near": SimpleUploadedFile("a.jpg", content)}
        )
        assert refused.status_code in {413, 415, 422}
        assert said in refused.content.decode()
    photo = [SimpleUploadedFile(f"{name}.jpg", picture()) for name in "ab"]
    unit.form(f"/cases/{case}/feed-back", reason="已清理", photo_near=photo)
    page = collector.page(f"/cases/{case}")
    with scope_opened(("",)):
        one, other = PhotoFacts.objects.filter(mark__endswith="云河市政养护公司").order_by("pk")
    assert {one.shot, other.shot} == {"photo_near"}
    assert _pairs(page) == [[str(near), str(one.pk)], [str(other.pk)], [str(far)]]
    assert "处置后 · 近景" in page
    assert "没有可对比的照片" in page


def test_a_photo_more_asks_the_database_no_more(office: Office) -> None:
    collector, acceptor = office("collector"), office("acceptor")
    asked = []
    for count in (1, 1, 4):  # the first time, whoever looks is looked up
        photos = [_brought(collector, _taken(office.hands.at)) for _ in range(count)]
        case = collector.report(photos=photos, longitude=None, latitude=None, area_code=GRID)["id"]
        with CaptureQueriesContext(connection) as caught:
            page = acceptor.page(f"/cases/{case}")
        assert page.count("/thumb/") == count
        asked.append(len(caught))
    assert asked[1] == asked[2]


def _pairs(page: str) -> list[list[str]]:
    """Return the files that stand in each pair."""
    pairs = re.findall(r'<ul class="x-photos x-photo-pair">(.*?)</ul>', page, re.DOTALL)
    return [re.findall(r'src="/files/(\d+)/thumb/', pair) for pair in pairs]


@pytest.mark.slow("a report, a desk that decides, and a stranger who reads")
def test_a_photo_that_a_desk_publishes_is_read_by_every_app_with_its_covered_part_gone(
    office: Office, client: Client, settings: Settings
) -> None:
    settings.OPEN311_JURISDICTIONS = {"yunhe.gov.cn": DISTRICT}
    acceptor = office("acceptor")
    photo = _brought(acceptor, _PNG)
    case = acceptor.report(channel="channel_public", photos=[photo])["id"]

    def told() -> str | None:
        (one,) = client.get(f"/open311/v2/requests/AJ{case:08d}.json").json()
        address: str | None = one["media_url"]
        return address

    assert told() is None
    with scope_opened(("",)):
        assert PublicPhoto.objects.get().state == "public_looking"
    masks_find(file_id=photo, at=office.hands.at)
    page = acceptor.page(f"/cases/{case}")
    assert "待审核" in page
    (decide,) = re.findall(r'href="(/files/\d+/publish\?back=/cases/\d+)"', page)
    box = [{"left": 0, "top": 0, "wide": 900, "high": 900, "what": "masked_plate"}]
    acceptor.form(decide, boxes=json.dumps(box))
    address = told()
    assert address is not None
    shown = client.get(address.removeprefix("http://testserver"))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "/renditions/" in shown["X-Accel-Redirect"]
    assert "已公开" in acceptor.page(f"/cases/{case}")
