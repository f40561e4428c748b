"""A photo's way: brought by API, named by a report and by an act, seen by the next person."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import GRID
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.files.tests.conftest import picture
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal

_PNG = picture("PNG")


def _brought(seat: Seat, content: bytes) -> int:
    body = {"purpose": "photo", "file": SimpleUploadedFile("近景.png", content)}
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
