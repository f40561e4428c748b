"""WeChat: proven by signatures, safe against what is not WeChat, and a conversation that ends in a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, ReportPhoto
from xiuhua.cases.tests.loop_kit import HERE
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry
from xiuhua.residents.jobs import answers_send, pictures_fetch
from xiuhua.residents.models import Answer, Receipt, Talk, WechatMessage
from xiuhua.residents.rules import wechat as wire
from xiuhua.residents.services import wechat_line
from xiuhua.residents.tests.conftest import Anybody
from xiuhua.residents.tests.resident_kit import JPEG, told
from xiuhua.residents.tests.wechat_kit import (
    AES_KEY,
    APP_ID,
    SENDER,
    TOKEN,
    Api,
    Wechat,
    account,
    api_running,
    message_xml,
)
from xiuhua.shared.coordinates.offsets import gcj02_of_wgs84

# The message of Tencent's own sample code of 2014 (WXBizMsgCrypt), and its signature.
SAMPLE = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2L"
    "dJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6u"
    "x5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJ"
    "pXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCz"
    "pu9GhglF2PE="
)


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    """WeChat's interfaces on this machine, and an account that knows them."""
    with api_running() as running:
        settings.WECHAT = account(api=running.url)
        wechat_line._TOKEN = wechat_line._Token()
        yield running


@pytest.fixture
def wechat(anybody: Anybody, api: Api) -> Wechat:
    """WeChat's server, in plain mode, speaking for a resident."""
    return Wechat(anybody("reporter", "微友"))


# --- the wire -----------------------------------------------------------------------------------------------


def test_the_sample_of_the_vendor_is_signed_and_opened_as_printed() -> None:
    assert wire.signature(TOKEN, "1409735669", "1320562132") == "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a"
    signed = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
    assert wire.is_signed(signed, TOKEN, "1409735669", "1320562132", SAMPLE)
    opened = wire.decrypted(SAMPLE, key=wire.aes_key(AES_KEY), app_id=APP_ID)
    assert wire.xml_read(opened) == {
        "ToUserName": "gh_10f6c3c3ac5a", "FromUserName": "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
        "CreateTime": "1409735668", "MsgType": "text", "Content": "abcdteT",
        "MsgId": "6054768590064713728",
    }  # fmt: skip


def test_the_vendors_sample_of_an_envelope_comes_out_byte_for_byte() -> None:
    made = wire.encrypted(
        "我是中文abcd123".encode(), key=wire.aes_key(AES_KEY), app_id="wxb11529c136998cb6",
        head=b"aaaabbbbccccdddd",
    )  # fmt: skip
    assert made == (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )


def test_an_envelope_for_another_account_or_with_another_end_is_none() -> None:
    key = wire.aes_key(AES_KEY)
    for broken in (SAMPLE[:-4], SAMPLE[:40], "", "###"):
        with pytest.raises(wire.WireError):
            wire.decrypted(broken, key=key, app_id=APP_ID)
    with pytest.raises(wire.WireError):
        wire.decrypted(SAMPLE, key=key, app_id="wx0000000000000000")


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>',
        b"<xml><Content><b>nested</b></Content></xml>",
        b"<xml><Content>&undefined;</Content></xml>",
        b"<xml><Content>half",
        b"\xff\xfe\x00",
        b"",
        b"<xml><Content>" + b"x" * wire.MOST_BYTES + b"</Content></xml>",
    ],
)
def test_xml_that_wants_more_than_to_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.xml_read(body)


def test_what_ends_a_cdata_section_cannot_leave_it() -> None:
    evil = "]]></Content><MsgType>x</MsgType>"
    assert wire.xml_read(wire.xml_written({"Content": evil}).encode()) == {"Content": evil}


# --- the door -----------------------------------------------------------------------------------------------


def test_the_account_is_connected_by_the_echo_of_a_signed_question(office: Office, wechat: Wechat) -> None:
    good = wechat.address(office.hands.at, echostr="7041536417")
    answer = wechat.client.get(good)
    assert (answer.status_code, answer.content) == (200, b"7041536417")
    assert answer["Content-Type"].startswith("text/plain")
    assert wechat.client.get(wechat.address(office.hands.at, echostr="1", nonce="2")).status_code == 403


@pytest.mark.parametrize("safe", [False, True])
def test_forged_stale_and_unreadable_requests_are_refused_with_a_sentence(
    office: Office, wechat: Wechat, settings: Settings, api: Api, *, safe: bool
) -> None:
    settings.WECHAT, wechat.safe = account(api=api.url, safe=safe), safe
    at, xml = office.hands.at, message_xml(MsgType="text", Content="垃圾", MsgId=1)
    for changed in ({"signature": "0" * 40}, {"nonce": "9"}, {"timestamp": "1"}):
        refused = wechat.post(at, xml, **changed)
        assert (refused.status_code, refused.content.decode()) == (403, "签名不符，请求未被采用。")
    old = wechat.post(at - timedelta(minutes=6), xml)
    assert (old.status_code, old.content.decode()) == (403, "请求的时间与现在相差太多，未被采用。")
    assert wechat.post(at, "<xml>").status_code == 400
    assert wechat.post(at, "<xml><MsgType>text</MsgType></xml>").status_code == 400
    if safe:
        assert wechat.post(at, xml, msg_signature="0" * 40).status_code == 403
        wechat.safe = False  # a plain message to an account in safe mode
        assert wechat.post(at, xml).status_code == 403
    with scope_opened(("",)):
        assert WechatMessage.objects.count() == 0


def test_without_an_account_nobody_is_there(office: Office, anybody: Anybody) -> None:
    answer = anybody("reporter", "微友").get("/wechat/callback", {"echostr": "1"})
    assert (answer.status_code, answer.content.decode()) == (404, "没有接入微信公众号。")


def test_a_message_that_comes_again_is_answered_alike_and_used_once(office: Office, wechat: Wechat) -> None:
    at = office.hands.at
    first = wechat.text(at, "路边有垃圾", MsgId=77)
    office.hands.go(seconds=5)
    assert wechat.text(office.hands.at, "路边有垃圾", MsgId=77) == first
    with scope_opened(("",)):
        assert Talk.objects.get().text == "路边有垃圾"
        assert WechatMessage.objects.count() == 1


# --- the conversation ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("safe", [False, True])
@pytest.mark.parametrize("order", ["image place", "place text", "text image place"])
def test_a_picture_or_words_and_a_place_in_any_order_become_a_report(
    office: Office, wechat: Wechat, settings: Settings, api: Api, *, safe: bool, order: str
) -> None:
    settings.WECHAT, wechat.safe = account(api=api.url, safe=safe), safe
    said = ""
    for kind in order.split():
        at = office.hands.go(seconds=20)
        said = {
            "text": lambda at=at: wechat.text(at, "井盖不见了，很危险"),
            "image": lambda at=at: wechat.image(at),
            "place": lambda at=at: wechat.place(at, *HERE),
        }[kind]()  # fmt: skip
    with scope_opened(("",)):
        receipt = Receipt.objects.select_related("report__case").get()
    assert f"已上报，回执号 {receipt.number}" in said
    assert "https://city.example/r/" in said
    assert receipt.report.channel == "channel_wechat"
    assert receipt.report.place is not None
    assert receipt.report.place.coords == HERE
    assert receipt.report.address == "滨河路 12 号"
    if "image" in order:
        assert pictures_fetch() == 1
        with scope_opened(("",)):
            assert ReportPhoto.objects.get().report_id == receipt.report_id
            assert WechatMessage.objects.get(kind="image").picture == "picture_kept"


def test_it_asks_for_what_is_missing_and_can_be_dropped(office: Office, wechat: Wechat) -> None:
    at = office.hands.at
    assert "请发送" in wechat.say(at, MsgType="event", Event="subscribe", CreateTime=1)
    assert "请再发送位置" in wechat.image(at)
    assert wechat.text(at, "取消") == "已取消，请重新发送照片和位置。"
    assert "没有未完成" in wechat.text(at, "取消")
    assert "请再发送一张照片" in wechat.place(at, *HERE)
    assert "读不了" in wechat.say(at, MsgType="voice", MediaId="v")
    assert wechat.say(at, MsgType="event", Event="LOCATION", CreateTime=2) == ""
    assert "还没有上报过" in wechat.text(at, "进度")
    with scope_opened(("",)):
        assert Case.objects.count() == 0


def test_a_place_outside_the_city_is_said_to_be_and_another_one_will_do(
    office: Office, wechat: Wechat
) -> None:
    at = office.hands.at
    wechat.text(at, "垃圾")
    assert "区域" in wechat.place(at, 10.0, 50.0)
    assert "已上报" in wechat.place(at, *HERE)


def test_a_place_in_the_shifted_system_of_chinese_maps_is_put_where_it_is(
    office: Office, wechat: Wechat, settings: Settings, api: Api
) -> None:
    settings.WECHAT = account(api=api.url, system="gcj02")
    (x,), (y,) = gcj02_of_wgs84(np.array([HERE[0]]), np.array([HERE[1]]))
    assert abs(float(x) - HERE[0]) > 0.003  # some 400 m
    wechat.text(office.hands.at, "垃圾")
    wechat.place(office.hands.at, float(x), float(y))
    with scope_opened(("",)):
        place = Case.objects.get().place
    assert place is not None
    assert place.coords == pytest.approx(HERE, abs=2e-6)


def test_what_comes_within_ten_minutes_is_added_and_later_begins_anew(office: Office, wechat: Wechat) -> None:
    wechat.text(office.hands.at, "垃圾")
    wechat.place(office.hands.at, *HERE)
    assert "已补充到 HZ" in wechat.text(office.hands.go(minutes=2), "还有一个旧沙发")
    assert "已补充到 HZ" in wechat.image(office.hands.go(minutes=2))
    assert pictures_fetch() == 1
    assert "请再发送位置" in wechat.text(office.hands.go(minutes=11), "另一件事")
    with scope_opened(("",)):
        assert ReportPhoto.objects.count() == 1
        case = Case.objects.get().pk
    assert "还有一个旧沙发" in office("acceptor").page(f"/cases/{case}")


def test_a_picture_that_is_none_is_refused_and_one_that_is_late_is_fetched_again(
    office: Office, wechat: Wechat, api: Api
) -> None:
    api.media["evil"] = ("image/jpeg", b"MZ" + bytes(100))
    api.media["huge"] = ("image/jpeg", JPEG + bytes(wechat_line.PICTURE_BYTES))
    for media_id in ("evil", "huge", "gone", "media-1"):
        wechat.image(office.hands.at, media_id)
    wechat.place(office.hands.at, *HERE)
    assert pictures_fetch() == 4
    with scope_opened(("",)):
        found = dict(WechatMessage.objects.filter(kind="image").values_list("media_id", "picture"))
    assert found == {
        "evil": "picture_refused", "huge": "picture_refused", "gone": "picture_refused",
        "media-1": "picture_kept",
    }  # fmt: skip


# --- answers ------------------------------------------------------------------------------------------------


def _reported(office: Office, wechat: Wechat) -> int:
    wechat.text(office.hands.at, "路边垃圾")
    wechat.place(office.hands.at, *HERE)
    with scope_opened(("",)):
        return Case.objects.latest("pk").pk


def test_answers_go_out_by_message_then_by_template_and_failures_are_kept(
    office: Office, wechat: Wechat, api: Api, settings: Settings
) -> None:
    settings.WECHAT = account(api=api.url, template="TPL1")
    case = _reported(office, wechat)
    office("acceptor").act(case, "ask_verify")
    told()
    assert answers_send() == 1
    assert [(one["touser"], one["msgtype"]) for one in api.said] == [(SENDER, "text")]
    assert "已受理，正派人到现场核实" in api.said[0]["text"]["content"]

    api.errcodes = [45015]  # the 48 hours are over
    office("collector").act(case, "verify_false", reason="现场没有垃圾")
    office("head").act(case, "not_file", reason="经核实现场已清理")
    told()
    assert answers_send() == 1
    (template,) = api.templates
    assert (template["template_id"], template["touser"]) == ("TPL1", SENDER)
    assert set(template) == {"touser", "template_id", "url", "data"}
    assert template["url"].startswith("https://city.example/r/")
    assert template["data"]["thing2"]["value"] == "未受理"
    with scope_opened(("",)):
        assert set(Answer.objects.values_list("state", flat=True)) == {"answer_delivered"}


def test_a_try_that_fails_is_made_again_and_one_for_good_is_not(
    office: Office, wechat: Wechat, api: Api
) -> None:
    case = _reported(office, wechat)
    office("acceptor").act(case, "ask_verify")
    told()
    api.errcodes = [-1]
    assert answers_send() == 1
    with scope_opened(("",)):
        waiting = Answer.objects.get(kind="answer_accepted")
        assert (waiting.state, waiting.attempts, waiting.fault) == ("answer_waiting", 1, "errcode -1")
    assert answers_send() == 0  # not before its pause is over
    office.hands.go(seconds=31)
    assert answers_send() == 1
    assert len(api.said) == 1

    office("collector").act(case, "verify_true")
    office("head").act(case, "file")
    office("dispatcher").act(case, "dispatch", unit_code="U-KEEPER")
    told()
    api.errcodes = [43004]  # no longer a follower
    assert answers_send() == 1
    with scope_opened(("",)):
        gone = Answer.objects.get(kind="answer_dispatched")
        assert (gone.state, gone.fault) == ("answer_failed", "errcode 43004")


def test_a_token_that_has_ended_is_asked_for_anew_once(office: Office, wechat: Wechat, api: Api) -> None:
    case = _reported(office, wechat)
    office("acceptor").act(case, "ask_verify")
    told()
    assert answers_send() == 1
    api.tokens = 5  # somebody else asked for one: ours is void
    office("collector").act(case, "verify_true")
    office("head").act(case, "file")
    office("dispatcher").act(case, "dispatch", unit_code="U-KEEPER")
    told()
    assert answers_send() == 1
    assert (api.tokens, len(api.said)) == (6, 2)


def test_whoever_asks_hears_how_it_stands(office: Office, wechat: Wechat) -> None:
    case = _reported(office, wechat)
    assert "已收到" in wechat.text(office.hands.at, "进度")
    office("acceptor").act(case, "ask_verify")
    assert "已受理" in wechat.text(office.hands.at, "进度")
    assert "还没有奖励结果" in wechat.text(office.hands.at, "奖励")
    with scope_opened(("",)):
        assert Entry.objects.filter(act="receipt.take").count() == 1
