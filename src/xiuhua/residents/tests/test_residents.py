"""Residents report without an account, and hear what became of it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Report
from xiuhua.cases.tests.loop_kit import HERE, sound
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.files.tests.conftest import bomb, picture
from xiuhua.ledger.models import Entry
from xiuhua.residents.models import Answer, Receipt
from xiuhua.residents.tests.conftest import Anybody
from xiuhua.residents.tests.resident_kit import (
    all_in,
    asked,
    case_at,
    filled,
    photo,
    receipt_at,
    snapped,
    texts,
    told,
    verified,
)
from xiuhua.shared.ids import uuid7


@pytest.mark.proves("S-034", "P-48", "P-49")
@pytest.mark.slow("a case from its report to its close, by people signed in")
def test_a_snapshot_goes_the_whole_way_and_its_sender_hears_of_every_turn(
    office: Office, anybody: Anybody
) -> None:
    resident, reporter = anybody("resident", "阿婆"), anybody("reporter", "诉求人")
    url = snapped(resident)
    case = case_at(url)
    assert all_in(texts(resident, url), ["HZ", "已收到", "路边一堆垃圾，味道很大", "滨河路 12 号对面"])

    number = office.case_read("acceptor", case)["number"]
    assert number in office("acceptor").rows("/cases?state=case_reported")
    page = office("acceptor").page(f"/cases/{case}")
    assert "公众举报" in page
    assert re.search(r'src="/files/\d+/thumb/', page) or re.search(r'src="(/files/[^"]+)"', page)

    verified(office, case)
    office("dispatcher").act(case, "dispatch", unit_code="U-KEEPER")
    told()
    assert all_in(texts(reporter, url), ["处理中", "已收到", "已受理", "已派给云河市政养护公司"])
    office("unit").act(case, "receive")
    after = office("unit").client.post(
        "/api/v1/files", {"purpose": "photo", "file": SimpleUploadedFile("后.jpg", picture("JPEG", (80, 60)))}
    )
    office("unit").act(case, "feed_back", reason="垃圾已清运，地面已冲洗", photos=[after.json()["id"]])
    office("dispatcher").act(case, "feedback_pass")
    assert "垃圾已清运" not in texts(resident, url)  # nothing is told before somebody has checked it
    office("verifier").act(case, "check_pass")
    office("head").act(case, "close")
    told()

    page = texts(reporter, url)
    assert all_in(page, ["已办结", "处理情况：垃圾已清运，地面已冲洗", "处理后", "您满意吗"])
    thumb = re.findall(r'<img src="(/r/[^"]+)"', page)
    assert len(thumb) == 2  # after handling, and their own
    assert resident.get(thumb[0])["X-Accel-Redirect"].startswith("/_files/renditions/")

    rated = resident.post(url, {"act": "rate", "rating": "rating_unsatisfied", "text": "又堆上了"})
    assert rated.status_code == 303
    assert "不满意" in texts(resident, url)
    story = office("acceptor").page(f"/cases/{case}")
    assert "又堆上了" in story
    receipts = office("complaints").page("/receipts?rating=rating_unsatisfied")
    assert receipt_at(url).number in receipts
    with scope_opened(("",)):
        kinds = list(Answer.objects.order_by("pk").values_list("kind", "state"))
        assert kinds == [
            ("answer_taken", "answer_delivered"), ("answer_accepted", "answer_delivered"),
            ("answer_dispatched", "answer_delivered"), ("answer_ended", "answer_delivered"),
        ]  # fmt: skip
        sound()


def test_a_refusal_is_told_with_its_reason_in_plain_words(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident)
    office("acceptor").act(case_at(url), "not_accept", reason="属于小区物业管理范围，请联系物业服务中心")
    told()
    page = texts(resident, url)
    assert "没有受理。原因：属于小区物业管理范围，请联系物业服务中心" in page
    told()
    with scope_opened(("",)):
        assert Answer.objects.filter(kind="answer_refused").count() == 1


@pytest.mark.proves("P-11")
def test_a_volunteer_reports_helps_with_anothers_report_and_sees_what_came_of_both(
    office: Office, anybody: Anybody
) -> None:
    woodpecker, neighbour = office("volunteer").client, office("neighbour").client
    first = snapped(woodpecker)
    near = neighbour.get("/r/near", {"longitude": f"{HERE[0] + 0.0001}", "latitude": f"{HERE[1]}"}).json()[
        "near"
    ]
    assert [(one["case"], one["matter"], one["step"]) for one in near] == [
        (case_at(first), "暴露垃圾", "已收到")
    ]
    second = snapped(neighbour, met=near[0]["case"], text="我也看到了，已经三天", matter=None)
    assert case_at(second) == case_at(first)

    page = office("acceptor").page(f"/cases/{case_at(first)}")
    assert "我也看到了，已经三天" in page
    office("acceptor").act(case_at(first), "ask_verify")
    told()
    mine = neighbour.get("/r/mine").content.decode()
    assert all_in(mine, [receipt_at(second).number])
    assert "已受理" in mine
    assert "已并入附近同一问题" in texts(neighbour, second) or "附近同一问题" in texts(neighbour, second)
    assert receipt_at(first).number in woodpecker.get("/r/mine").content.decode()
    assert anybody("resident", "过客").get("/r/mine").status_code == 302
    with scope_opened(("",)):
        assert Report.objects.filter(case=case_at(first)).count() == 2
        sound()


def test_the_same_report_sent_again_is_the_same_receipt(office: Office, anybody: Anybody) -> None:
    resident, client_id = anybody("resident", "阿婆"), str(uuid7())
    first, again = snapped(resident, client_id=client_id), snapped(resident, client_id=client_id)
    assert first == again
    with scope_opened(("",)):
        assert (Case.objects.count(), Receipt.objects.count(), Answer.objects.count()) == (1, 1, 1)


def test_what_the_script_sends_is_answered_as_json(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    assert asked(resident).json()["url"].startswith("/r/")
    refused = asked(resident, longitude=None, latitude=None)
    assert (refused.status_code, refused.json()["fields"]) == (
        422,
        {"place": "请告诉我们在哪里：使用我的位置，或在地图上点一下。"},
    )


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"longitude": None, "latitude": None}, 422, "请告诉我们在哪里"),
        ({"longitude": 10.0, "latitude": 50.0}, None, "区域"),
        ({"text": "", "matter": None, "photo": None}, 422, "请拍一张照片"),
        ({"phone": "打我电话"}, 422, "电话号码不完整"),
        ({"nickname": "bot"}, 422, "提交得太快"),
        ({"photo": [SimpleUploadedFile("病毒.jpg", b"MZ\x90\x00" + bytes(200), "image/jpeg")]}, 415, "照片"),
        ({"photo": [SimpleUploadedFile("炸弹.png", bomb(60_000, 60_000), "image/png")]}, 413, "像素"),
        ({"photo": [SimpleUploadedFile("大.jpg", picture("JPEG") + bytes(100 * 2**20))]}, 413, "MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_leaves_no_trace(
    office: Office, anybody: Anybody, wrong: dict[str, object], status: int | None, said: str
) -> None:
    resident = anybody("resident", "阿婆")
    with scope_opened(("",)):
        before = Entry.objects.count()
    for upload in wrong.get("photo") or ():  # type: ignore[attr-defined]  # a list of uploads
        upload.seek(0)
    answer = resident.post("/r", filled(**wrong))
    assert answer.status_code in ({status} if status else {400, 404, 409, 422})
    page = answer.content.decode()
    assert said in page
    assert "滨河路 12 号对面" in page  # nothing typed is lost
    with scope_opened(("",)):
        assert (Case.objects.count(), Receipt.objects.count(), Entry.objects.count()) == (0, 0, before)


def test_html_in_words_is_shown_as_words(office: Office, anybody: Anybody) -> None:
    resident, evil = anybody("resident", "阿婆"), '<script>alert(1)</script><img src=x onerror="x">'
    url = snapped(resident, text=evil, address=evil[:60], name=evil[:20])
    office("acceptor").act(case_at(url), "not_accept", reason=evil)
    told()
    for page in (
        texts(resident, url),
        office("acceptor").page(f"/cases/{case_at(url)}"),
        office("acceptor").page(f"/receipts/{receipt_at(url).pk}"),
        office("acceptor").page("/receipts/answers"),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_more_than_one_may_from_a_telephone_or_an_address_waits_an_hour(
    office: Office, anybody: Anybody
) -> None:
    resident = anybody("resident", "阿婆")
    for _ in range(5):
        snapped(resident, phone="13800001111", photo=None)
    refused = resident.post("/r", filled(phone="138-0000-1111", photo=None))
    assert refused.status_code == 429
    snapped(resident, phone="13800002222", photo=None)
    office.hands.go(minutes=61)
    snapped(resident, phone="13800001111", photo=None)


def test_a_receipt_is_found_by_its_own_address_only(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident)
    code = url.rpartition("/")[2]
    number, _dash, proof = code.partition("-")
    other = "a" if proof[0] != "a" else "b"
    for wrong in (number, f"{int(number) + 1}-{proof}", f"{number}-{other}{proof[1:]}", f"{code}x", "1-"):
        answer = resident.get(f"/r/{wrong}")
        assert answer.status_code == 404, wrong
        assert "没有这张回执" in answer.content.decode()
    stranger = snapped(Client())
    theirs = re.findall(r'<img src="(/r/[^"]+)"', texts(resident, url))[0]
    assert resident.get(theirs.replace(code, stranger.rpartition("/")[2])).status_code == 404


def test_who_takes_it_back_before_acceptance_ends_it_and_later_cannot(
    office: Office, anybody: Anybody
) -> None:
    resident = anybody("resident", "阿婆")
    url, kept = snapped(resident), snapped(resident, text="另一处", longitude=HERE[0] + 0.002)
    assert resident.post(url, {"act": "withdraw"}).status_code == 303
    assert "已撤回" in texts(resident, url)
    assert office.case_read("acceptor", case_at(url))["state"] == "case_not_accepted"
    office("acceptor").act(case_at(kept), "ask_verify")
    late = resident.post(kept, {"act": "withdraw"})
    assert late.status_code == 409
    assert "不能再撤回" in late.content.decode()
    told()
    with scope_opened(("",)):
        assert Answer.objects.filter(receipt=receipt_at(url)).count() == 1  # who left is left in peace
        sound()


def test_what_is_added_later_reaches_the_desk(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident, photo=None)
    added = resident.post(url, {"act": "add", "text": "车牌看清了，是一辆灰色货车", "photo": [photo()]})
    assert added.status_code == 303
    page = office("acceptor").page(f"/cases/{case_at(url)}")
    assert "车牌看清了，是一辆灰色货车" in page
    assert "/files/" in page
    assert resident.post(url, {"act": "add", "text": " "}).status_code == 422
    assert resident.post(url, {"act": "rate", "rating": "rating_satisfied"}).status_code == 409


def test_the_page_in_both_languages_and_its_map_need_no_account(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    page = resident.get("/r").content.decode()
    assert all_in(page, ["拍照或选择照片", "用我的位置", "暴露垃圾", "发送"])
    resident.cookies["xh_language"] = "en"
    assert "Take or choose photos" in resident.get("/r").content.decode()
    resident.cookies["xh_large"] = "1"
    assert 'class="x-large-print"' in resident.get("/r").content.decode()
    drawn = resident.get("/r/sketch.svg", {"longitude": str(HERE[0]), "latitude": str(HERE[1])})
    assert drawn["Content-Type"] == "image/svg+xml"
    assert resident.get("/r/near", {"longitude": "x"}).status_code == 422
