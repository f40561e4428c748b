"""网格闭环 through its doors: found by a machine, told, put right, judged, counted."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.tests.loop_kit import STREET
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.communities.models import GridNotice, GridNoticePhoto
from xiuhua.communities.rules.grid_notices import COURSE, may_step, score_fault
from xiuhua.communities.services.grid_notices import findings_take, notices_count
from xiuhua.communities.terms.grid_notices import NoticeState, NoticeVerdict
from xiuhua.communities.tests.community_kit import COMMUNITY, THERE, more_people, photo, upload
from xiuhua.ledger.models import Entry
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared.ids import uuid7


@pytest.fixture
def street(office: Office) -> Office:
    """The town with a noodle shop in its duty grid, and a tea house outside any."""
    more_people(office)
    shop = {
        "client_id": str(uuid7()), "code": "CS-1", "name": "老张面馆", "kind": "restaurant",
        "address": "滨河路 8 号", "area_code": COMMUNITY, **THERE,
    }  # fmt: skip
    outside = shop | {
        "client_id": str(uuid7()), "code": "CS-2", "name": "听雨茶馆", "longitude": 120.19, "latitude": 30.25,
        "area_code": STREET,
    }  # fmt: skip
    for one in (shop, outside):
        office("keeper").post("/premises", {"premises": [one]})
    return office


def found(office: Office, who: str = "machine", **changes: object) -> Told:
    """Let somebody enter a finding about the noodle shop."""
    body = {
        "client_id": str(uuid7()), "premises_code": "CS-1", "source": "found_machine", "matter": "06010",
        "text": "店外堆放杂物",
    }  # fmt: skip
    told: Told = office(who).post("/grid-notices", body | changes)
    return told


def told(office: Office, who: str = "grid") -> Told:
    """Let somebody tell the shop about a finding; it has one working day."""
    notice = found(office)
    said: Told = office(who).post(f"/grid-notices/{notice['id']}/tell", {"words": "今日内清走杂物"})
    return said


def acts(notice: int) -> list[str]:
    """Return the acts on a notice, first to last."""
    rows = Entry.objects.filter(subject=f"grid_notice:{notice}").order_by("id")
    return list(rows.values_list("act", flat=True))


@pytest.mark.slow("signs six people in")
@pytest.mark.proves("S-031", "R-16", "P-09")
def test_what_a_machine_finds_is_told_put_right_judged_and_counted_in_this_order(
    street: Office, witness: Witness
) -> None:
    office = street
    notice = found(office)
    pk, path = notice["id"], f"/grid-notices/{notice['id']}"
    judge = (f"{path}/judge", {"verdict": "verdict_passed", "score": 90})
    skipped = [office("grid").refused(*judge), office("squad").refused(f"{path}/feed-back", {"text": "已清"})]
    assert skipped == [(409, "not_allowed_now")] * 2
    link = office("grid").post(f"{path}/tell", {"words": "今日内清走杂物"})["link"]
    skipped.append(office("grid").refused(*judge))
    assert notices_count(at=office.hands.at) == 0

    shop = Client()  # without an account
    assert "今日内清走杂物" in shop.get(link).content.decode()
    answer = shop.post(link, {"text": "杂物已清走", "photos": [upload()]})
    assert answer.status_code == 200
    assert "杂物已清走" in answer.content.decode()

    seen = office("grid").page(path)
    assert "杂物已清走" in seen
    assert office("grid").post(*judge)["state"] == "notice_judged"
    assert notices_count(at=office.hands.at) == 1
    assert office("leader").get(path)["state"] == "notice_counted"
    assert acts(pk) == [f"grid_notice.{act}" for act in ("find", "tell", "feed_back", "judge", "count")]
    witness.boundary("R-16", just_before=(200, "") in skipped, at=len(acts(pk)) == len(COURSE))

    (grid,) = office("leader").get("/grid-notice-tallies", month="2026-03")
    assert (grid["grid"], grid["counted"], grid["in_time"], grid["passed"]) == ("990101003Z01", 1, 1, 1)
    assert (grid["failed"], grid["mean_score"]) == (0, 90)
    for tally in ("/grid-tallies", "/shop-tallies"):
        row = office("leader").client.get(f"{tally}?month=2026-03").context["view"].rows[0]
        opened = office("leader").client.get(next(cell.url for cell in row.cells if cell.url))
        assert [one.subject for one in opened.context["view"].rows] == [f"grid_notice:{pk}"]


def test_what_a_camera_reports_about_a_shop_is_taken_up_once(street: Office) -> None:
    office = street
    case = office("machine").report(
        channel="channel_smart", premises_code="CS-1", text="占道经营", client_id=str(uuid7())
    )["id"]
    office("machine").report(channel="channel_smart", premises_code="CS-2", client_id=str(uuid7()))
    office("collector").report(premises_code="CS-1", client_id=str(uuid7()))
    assert findings_take(at=office.hands.at) == 1  # neither outside any grid nor what no machine found
    assert findings_take(at=office.hands.at) == 0
    (notice,) = office("grid").get("/grid-notices")
    assert (notice["source"], notice["premises"], notice["state"]) == (
        "found_machine",
        "CS-1",
        "notice_found",
    )
    assert office.case_read("leader", case)["number"] in office("grid").page(f"/grid-notices/{notice['id']}")


def test_what_was_not_put_right_becomes_a_case(street: Office) -> None:
    office = street
    path = f"/grid-notices/{told(office)['id']}"
    office("squad").post(
        f"{path}/feed-back", {"text": "店主拒绝清走", "photos": [photo(office, "squad", STREET)]}
    )
    failed = {"verdict": "verdict_failed", "score": 20, "opinion": "杂物仍在"}
    assert office("squad").refused(f"{path}/judge", failed) == (403, "grid_notice_own_feedback")
    assert office("grid").refused(f"{path}/judge", failed | {"score": 60}) == (422, "invalid")
    with scope_opened(("",)):
        assert Case.objects.count() == 0
    case = office.case_read("acceptor", office("grid").post(f"{path}/judge", failed)["case"])
    assert (case["state"], case["channel"]) == ("case_reported", "channel_grid")
    assert "杂物仍在" in case["description"]


def test_the_link_is_the_shops_alone_and_answers_once(street: Office) -> None:
    office = street
    notice = told(office)
    link = notice["link"]
    assert len(link.rsplit("/", 1)[1]) == 32  # 192 bits
    assert office("leader").get(f"/grid-notices/{notice['id']}")["link"] == ""
    assert link not in office("leader").page(f"/grid-notices/{notice['id']}")
    assert link in office("grid").page(f"/grid-notices/{notice['id']}")
    assert Client().get(link[:-1] + ("a" if link[-1] != "a" else "b")).status_code == 404
    for wrong in ({"text": " "}, {"text": "已清", "photos": [upload("a.jpg"), _no_photo()]}):
        assert Client().post(link, wrong).status_code in {415, 422}
    with scope_opened(("",)):
        assert GridNotice.objects.get().state == NoticeState.TOLD
        assert GridNoticePhoto.objects.count() == 0
    assert Client().post(link, {"text": "已清"}).status_code == 200
    assert Client().post(link, {"text": "又一次"}).status_code == 409
    assert acts(notice["id"])[-1] == "grid_notice.feed_back"


def _no_photo() -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - only here

    return SimpleUploadedFile("b.jpg", b"<html>", "image/jpeg")


def test_a_finding_needs_known_premises_in_a_grid_and_the_right_post(street: Office) -> None:
    office = street
    body = {
        "client_id": str(uuid7()), "premises_code": "CS-2", "source": "found_patrol", "text": "占道",
    }  # fmt: skip
    assert office("squad").refused("/grid-notices", body) == (409, "grid_notice_no_grid")
    assert office("squad").refused("/grid-notices", body | {"premises_code": "X"}) == (422, "invalid")
    assert office("unit").refused("/grid-notices", body | {"premises_code": "CS-1"}) == (403, "not_permitted")
    with scope_opened(("",)):
        assert GridNotice.objects.count() == 0


def test_the_course_by_forms(street: Office) -> None:
    office = street
    path = office("squad").form(
        "/grid-notices/new", premises="CS-1 老张面馆", matter="暴露垃圾", text="油污", photos=[upload()]
    )
    office("squad").form(f"{path}/tell", words="清洗路面", limit="2 工作时")
    office("squad").form(f"{path}/feed-back", text="已清洗", photos=[upload()])
    office("grid").form(f"{path}/judge", verdict="verdict_passed", score=80, opinion="干净")
    page = office("leader").page(path)
    assert "清洗路面" in page
    assert "80 / 100" in page


def test_only_the_next_state_follows() -> None:
    steps = {(before, after) for before in COURSE for after in COURSE if may_step(before, after)}
    assert steps == set(pairwise(COURSE))
    assert [state.value for state in COURSE] == [
        "notice_found", "notice_told", "notice_fed_back", "notice_judged", "notice_counted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "score", "wrong"),
    [
        (NoticeVerdict.PASSED, 60, False),
        (NoticeVerdict.PASSED, 59, True),
        (NoticeVerdict.FAILED, 59, False),
        (NoticeVerdict.FAILED, 60, True),
        (NoticeVerdict.PASSED, 100, False),
        (NoticeVerdict.PASSED, 101, True),
        (NoticeVerdict.FAILED, -1, True),
    ],
)
def test_a_score_agrees_with_its_verdict(verdict: NoticeVerdict, score: int, *, wrong: bool) -> None:
    assert score_fault(verdict, score) is wrong


def test_a_late_answer_counts_as_late(street: Office) -> None:
    office = street
    notice = told(office)  # Monday, a working day: due on Tuesday
    office.hands.go(days=3)
    Client().post(notice["link"], {"text": "才清走"})
    office("grid").post(f"/grid-notices/{notice['id']}/judge", {"verdict": "verdict_passed", "score": 70})
    notices_count(at=office.hands.at + timedelta(minutes=1))
    (grid,) = office("leader").get("/grid-notice-tallies", month="2026-03")
    assert (grid["counted"], grid["in_time"]) == (1, 0)
    assert office("leader").get("/grid-notice-tallies", month="2026-04") == []
