"""Reports by API: what opens, what is refused, and the same submission sent again."""

from __future__ import annotations

import pytest

from xiuhua.cases.models import Case, Move, Report
from xiuhua.cases.tests.door_kit import door, report_body
from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.files.models import Export, StoredFile
from xiuhua.ledger.models import Entry


def test_a_report_opens_a_case_that_waits_to_be_accepted(loop: Loop) -> None:
    answer = door(loop, "collector").post("/reports", report_body())
    assert answer.status_code == 200, answer.json()
    told = answer.json()
    assert (told["state"], told["stage"], told["late"]) == ("case_reported", "stage_accept", False)
    assert (told["unit"], told["duplicates"], told["rebound_of"], told["seen"]) == (None, [], None, 1)
    assert told["number"] == f"AJ{told['id']:08d}"
    assert told["due_at"] > told["soon_at"]


def test_a_second_report_names_the_first_as_what_may_be_the_same(loop: Loop) -> None:
    phone = door(loop, "collector")
    first = phone.post("/reports", report_body()).json()
    second = phone.post("/reports", report_body(longitude=120.1051)).json()
    assert [one["number"] for one in second["duplicates"]] == [first["number"]]
    assert 9 < second["duplicates"][0]["distance_m"] < 10  # 0.0001° of longitude at 30.255° north: 9.6 m
    other = phone.post("/reports", report_body(matter="06013")).json()
    assert other["duplicates"] == []


def test_a_report_that_is_pushed_lies_with_whoever_answers(loop: Loop) -> None:
    told = door(loop, "collector").post("/reports", report_body(push=True)).json()
    assert (told["state"], told["unit"], told["stage"]) == ("case_dispatched", "U-KEEPER", "stage_handle")


def test_the_same_report_ten_times_is_one_case(loop: Loop) -> None:
    phone, body = door(loop, "collector"), report_body()
    answers = [phone.post("/reports", body, **{"Idempotency-Key": "k"}) for _ in range(5)]
    answers += [phone.post("/reports", body) for _ in range(5)]  # a key lost on the way: the id is enough
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    counts = Case.objects.count(), Report.objects.count(), Move.objects.count()
    assert counts == (1, 1, 1)
    assert Entry.objects.filter(act="case.open").count() == 1


def test_many_are_taken_all_or_none(loop: Loop) -> None:
    phone = door(loop, "collector")
    bad = [report_body(), report_body(longitude=10, latitude=10), report_body()]
    refused = phone.post("/reports/many", {"reports": bad})
    assert (refused.status_code, refused.json()["code"]) == (422, "report_outside")
    assert refused.json()["fields"].keys() == {"reports.1"}
    assert Case.objects.count() == 0
    taken = phone.post("/reports/many", {"reports": [report_body() for _ in range(3)]}).json()["cases"]
    assert len({case["id"] for case in taken}) == 3


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"matter": "99999"}, {"matter"}),
        ({"matter": "", "text": ""}, {"text"}),
        ({"latitude": None}, {"latitude"}),
        ({"component_code": "nonsense"}, {"component_code"}),
        ({"premises_code": "nonsense"}, {"premises_code"}),
        ({"photos": [9]}, {"photos"}),
        ({"client_id": "00000000-0000-4000-8000-000000000000"}, {"new.client_id"}),
        ({"client_id": "x"}, {"new.client_id"}),
        ({"channel": "channel_pigeon"}, {"new.channel"}),
        ({"longitude": 181}, {"new.longitude"}),
        ({"reported_at": "2026-03-02T09:00:00"}, {"new.reported_at"}),
        ({"reported_at": "9999-12-31T23:59:59-12:00"}, {"new.reported_at"}),
        ({"text": "字" * 2001}, {"new.text"}),
        ({"photos": [2**63]}, {"new.photos.0"}),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    loop: Loop, changes: dict[str, object], fields: set[str]
) -> None:
    answer = door(loop, "collector").post("/reports", report_body(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["fields"].keys() == fields
    assert all(answer.json()["fields"].values())
    assert (Case.objects.count(), Report.objects.count()) == (0, 0)


def test_a_time_that_cannot_be_is_refused(loop: Loop) -> None:
    phone = door(loop, "collector")
    late = phone.post("/reports", report_body(occurred_at="2190-01-01T00:00:00Z"))
    old = phone.post("/reports", report_body(reported_at="1999-01-01T00:00:00Z"))
    assert (late.status_code, late.json()["code"]) == (422, "report_from_the_future")
    assert (old.status_code, old.json()["code"]) == (422, "report_too_old")


def test_who_may_not_report_is_told_so(loop: Loop) -> None:
    answer = door(loop, "leader").post("/reports", report_body())
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_an_id_of_a_report_out_of_sight_is_a_conflict(loop: Loop) -> None:
    body = report_body()
    assert door(loop, "upper").post("/reports", body).status_code == 200
    elsewhere = Case.objects.update(area_code="990102001")
    assert elsewhere == 1
    answer = door(loop, "collector").post("/reports", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def _stored(by: str, area: str = "990101003", **changes: object) -> StoredFile:
    values: dict[str, object] = {
        "sha256": "0" * 64, "size_bytes": 1, "media_type": "image/jpeg", "area_code": area, "stored_by": by,
        "stored_at": MONDAY,
    }  # fmt: skip
    return StoredFile.objects.create(**(values | changes))


def test_photos_come_with_a_report_only_where_they_are_ones_own_or_may_be_read(loop: Loop) -> None:
    phone, me = door(loop, "collector"), loop.actors["collector"].name
    readable, mine = _stored("user:0"), _stored(me, area="")
    case = phone.post("/reports", report_body(photos=[mine.pk, readable.pk])).json()
    assert "id" in case, case
    assert phone.get(f"/cases/{case['id']}/reports").json()[0]["photos"] == sorted([mine.pk, readable.pk])
    elsewhere, erased = _stored("user:0", area="990102001"), _stored("user:0", erased_at=MONDAY)
    for file in (elsewhere, erased):
        refused = phone.post("/reports", report_body(photos=[file.pk]))
        assert (refused.status_code, refused.json()["fields"].keys()) == (422, {"photos"})
    sheet = Export.objects.create(
        title="x", source="x", kind="xlsx", asked_by="user:0", user_id=0, areas=["990101003"],
        asked_at=MONDAY,
        state="done", file=_stored("user:0"),
    )  # fmt: skip
    assert phone.post("/reports", report_body(photos=[sheet.file_id])).status_code == 422
