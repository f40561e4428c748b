"""Quiet hours, digests, SMS, quotas, escalation, addresses, signatures: by hand, and by oracles."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.notices.rules.addresses import address_masked, email_read
from xiuhua.notices.rules.choosing import routes_for
from xiuhua.notices.rules.digests import Line, digest_text, grouped
from xiuhua.notices.rules.escalating import Step, escalates_at, lines_read, list_for, next_step
from xiuhua.notices.rules.providers import aliyun, dingtalk, wecom
from xiuhua.notices.rules.providers.calls import Answered, Message
from xiuhua.notices.rules.quiet import QuietHours, digest_at, leaves_at, released_at
from xiuhua.notices.rules.sealing import sealed, unsealed
from xiuhua.notices.rules.settings import WANTED, codes_read, settings_wrong
from xiuhua.notices.rules.sms import fits, length_of, phone_read, segments_of, signed, warns
from xiuhua.notices.rules.templates import NoticeTemplate, template_register
from xiuhua.notices.terms import Digest, NoticeKind, OutgoingFault, RouteKind

ZONE = ZoneInfo("Asia/Shanghai")
NIGHTLY = QuietHours(since=time(22), until=time(7))


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=ZONE)


# --- quiet hours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (local(2, 21, 59, 59), local(2, 21, 59, 59)),  # a second before
        (local(2, 22), local(3, 7)),  # the very second they begin: the next morning
        (local(2, 23, 30), local(3, 7)),
        (local(3, 0), local(3, 7)),  # after midnight it is the same morning
        (local(3, 6, 59, 59), local(3, 7)),
        (local(3, 7), local(3, 7)),  # the very second they end
        (local(3, 12), local(3, 12)),
    ],
)
def test_quiet_hours_over_midnight(at: datetime, leaves: datetime) -> None:
    assert released_at(at, NIGHTLY) == leaves


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = QuietHours(since=time(12), until=time(14))
    assert released_at(local(2, 13), noon) == local(2, 14)
    assert released_at(local(2, 14), noon) == local(2, 14)
    assert released_at(local(2, 3), QuietHours(since=time(9), until=time(9))) == local(2, 3)


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 29, 30, 59]))


@given(clocks, clocks, st.integers(0, 3 * 24 * 60 - 1))
def test_quiet_hours_are_what_walking_minute_by_minute_finds(since: time, until: time, minute: int) -> None:
    def in_quiet(at: datetime) -> bool:
        begins, ends, now = (one.hour * 60 + one.minute for one in (since, until, at.time()))
        return (ends - begins) % 1440 > 0 and (now - begins) % 1440 < (ends - begins) % 1440

    at = local(2, 0) + timedelta(minutes=minute)
    walked = at
    while in_quiet(walked):
        walked += timedelta(minutes=1)
    assert released_at(at, QuietHours(since=since, until=until)) == walked


def test_an_urgent_notice_passes_and_others_wait_for_digest_and_morning() -> None:
    at = local(2, 21, 30)

    def leaves(digest: Digest, *, urgent: bool) -> datetime:
        return leaves_at(at, quiet=NIGHTLY, digest=digest, daily_at=time(8, 30), urgent=urgent)

    assert leaves(Digest.DAILY, urgent=True) == at
    assert leaves(Digest.HOURLY, urgent=False) == local(3, 7)  # 22:00 is quiet
    assert leaves(Digest.DAILY, urgent=False) == local(3, 8, 30)


@pytest.mark.parametrize(
    ("at", "digest", "told"),
    [
        (local(2, 8, 29, 59), Digest.DAILY, local(2, 8, 30)),
        (local(2, 8, 30), Digest.DAILY, local(3, 8, 30)),  # that one is being made
        (local(2, 10, 0), Digest.HOURLY, local(2, 11)),
        (local(2, 10, 59, 59), Digest.HOURLY, local(2, 11)),
        (local(2, 23, 15), Digest.HOURLY, local(3, 0)),
        (local(2, 10, 5), Digest.AT_ONCE, local(2, 10, 5)),
    ],
)
def test_when_a_digest_tells(at: datetime, digest: Digest, told: datetime) -> None:
    assert digest_at(at, digest, daily_at=time(8, 30)) == told


def test_a_digest_names_what_presses_first_and_counts_the_rest() -> None:
    lines = [Line(kind=NoticeKind.CASE, title=f"案件 {n}") for n in range(7)]
    lines += [Line(kind=NoticeKind.PRESS, title="督办一件")]
    assert digest_text(lines, "zh-hans") == (
        "督办催办（1）\n· 督办一件\n案件到手（7）\n"
        "· 案件 0\n· 案件 1\n· 案件 2\n· 案件 3\n· 案件 4\n· 另有 2 条"
    )
    assert digest_text(lines[-1:], "en") == "Supervision (1)\n· 督办一件"


@given(st.lists(st.builds(Line, kind=st.sampled_from(NoticeKind), title=st.sampled_from("abcdefg"))))
def test_a_digest_loses_no_notice(lines: list[Line]) -> None:
    found = grouped(lines)
    assert {group.kind: group.count for group in found} == dict(Counter(line.kind for line in lines))
    for group in found:
        assert set(group.titles) <= {line.title for line in lines if line.kind is group.kind}


# --- SMS --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "segments"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (150, 3), (201, 3), (202, 4)]
)
def test_segments_of_an_sms(length: int, segments: int) -> None:
    assert segments_of("字" * length) == segments


def test_signature_counts_and_so_do_both_halves_of_an_emoji() -> None:
    text = signed("字" * 66, signature="绣花")  # 【绣花】 is four
    assert (length_of(text), segments_of(text)) == (70, 1)
    assert length_of("😀") == 2
    assert segments_of("字" * 69 + "😀") == 2


@given(st.text(max_size=400))
def test_segments_cover_the_text_and_no_more(text: str) -> None:
    text = text.encode("utf-16", "ignore").decode("utf-16")
    length, found = length_of(text), segments_of(text)
    assert found == (1 if length <= 70 else math.ceil(length / 67))


def test_quota_and_its_mark() -> None:
    assert fits(198, 2, 200)
    assert not fits(199, 2, 200)
    assert [warns(before, before + 1, 10) for before in (6, 7, 8, 9)] == [False, True, False, False]
    assert warns(0, 10, 10)
    assert not fits(0, 1, 0)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13800138000", "13800138000"), ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"), ("12800138000", None), ("1380013800", None), ("057188888888", None),
        ("１３８００１３８０００", None), ("", None),
    ],
)  # fmt: skip
def test_phone_numbers(typed: str, read: str | None) -> None:
    assert phone_read(typed) == read


def test_addresses_and_masks() -> None:
    assert email_read(" a.b@EXAMPLE.com ") == "a.b@example.com"
    assert [email_read(one) for one in ("a@b", "a b@c.de", "a..b@c.de", "@c.de", "a@b.c\r\nBcc: x")] == [
        None
    ] * 5
    assert address_masked(RouteKind.EMAIL, "ab@c.de") == "a***@c.de"
    assert address_masked(RouteKind.SMS, "13800138000") == "138****8000"


# --- choosing and escalating ------------------------------------------------------------------------------


def test_ways_chosen_by_default_by_wish_and_when_it_is_urgent() -> None:
    every = frozenset(RouteKind)
    chats = (RouteKind.WECOM, RouteKind.DINGTALK)
    assert routes_for(NoticeKind.CASE, {}, allowed=every, urgent=False) == chats
    assert routes_for(NoticeKind.PRESS, {}, allowed=every, urgent=False) == (RouteKind.SMS, *chats)
    wished = {"notice_case": ["route_email"]}
    assert routes_for(NoticeKind.CASE, wished, allowed=every, urgent=False) == (RouteKind.EMAIL,)
    assert routes_for(NoticeKind.CASE, {"notice_case": []}, allowed=every, urgent=False) == ()
    assert routes_for(NoticeKind.CASE, wished, allowed=every, urgent=True) == tuple(RouteKind)
    assert routes_for(NoticeKind.CASE, wished, allowed=frozenset(), urgent=True) == ()


STEPS = (Step(user_id=1, wait_minutes=5), Step(user_id=2, wait_minutes=10), Step(user_id=3, wait_minutes=15))


def test_the_next_of_a_list_and_when() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert escalates_at(STEPS, [9], at=at) == at + timedelta(
        minutes=5
    )  # somebody outside the list: its first
    assert next_step(STEPS, [1]) == STEPS[1]
    assert next_step(STEPS, [2, 1]) == STEPS[2]
    assert escalates_at(STEPS, [1, 2, 3], at=at) is None
    assert escalates_at((), [1], at=at) is None


def test_the_list_of_the_smallest_area_holds() -> None:
    assert list_for("990101003", ["99", "990101", "990102"]) == "990101"
    assert list_for("990103", ["990101"]) is None
    assert list_for("990103", [""]) == ""


def test_lists_as_they_are_typed() -> None:
    read = lines_read("wang, 15\n\n  li，5 \nchen\t1")
    assert read is not None
    assert [line.text for line in read] == ["wang, 15", "li, 5", "chen, 1"]
    assert lines_read("") == []
    assert [lines_read(one) for one in ("wang", "wang, 0", "wang, 1441", ", 5", "wang, 5 min")] == [None] * 5
    assert lines_read("\n".join(f"u{n}, 1" for n in range(21))) is None


# --- templates --------------------------------------------------------------------------------------------


def test_a_template_that_names_a_word_it_does_not_have_is_refused() -> None:
    one = NoticeTemplate(
        key="test.bad", kind=NoticeKind.CASE, title_zh="{a}", title_en="{a}", zh="", en="", sms=("b",)
    )
    with pytest.raises(ValueError, match="no word 'b'"):
        template_register(one)


# --- secrets ----------------------------------------------------------------------------------------------


@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_what_is_sealed_is_opened_by_its_own_key_and_purpose_only(text: str, key: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    key = key.encode("utf-8", "ignore").decode()
    kept = sealed(text, key=key, purpose="address")
    assert unsealed(kept, key=key, purpose="address") == text
    assert kept == sealed(text, key=key, purpose="address")
    if text:
        assert unsealed(kept, key=key, purpose="secret") == ""
        assert unsealed(kept, key=key + "x", purpose="address") == ""
        assert unsealed("AAAA" + kept[4:], key=key, purpose="address") in {"", text}


# --- providers --------------------------------------------------------------------------------------------


def test_the_worked_example_of_acs3() -> None:
    """help.aliyun.com, “V3版本请求体&签名机制”: RunInstances with YourAccessKeyId and YourAccessKeySecret."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    names, told = aliyun.signature(
        method="POST", host="ecs.cn-shanghai.aliyuncs.com",
        query={"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        headers={
            "x-acs-action": "RunInstances", "x-acs-content-sha256": empty, "x-acs-version": "2014-05-26",
            "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        },
        body=b"", secret="YourAccessKeySecret",
    )  # fmt: skip
    assert names == ("host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version")
    assert told == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


MESSAGE = Message(
    uuid=UUID(int=7), address="13800138000", title="标题", text="内容", template="t", words={"名": "值 +&"},
    url="https://x.example/cases/1",
)  # fmt: skip


def test_send_sms_says_what_its_document_asks_for() -> None:
    account = aliyun.Account(endpoint="https://dysmsapi.aliyuncs.com/", key_id="k", secret="s")
    sealed_ = aliyun.Sealed(at=datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC), nonce="n")
    call = aliyun.send_call(account, MESSAGE, sign_name="绣花", code="SMS_1", sealed=sealed_)
    assert call.url.startswith("https://dysmsapi.aliyuncs.com/?OutId=00000000-0000-0000-0000-000000000007&")
    assert "TemplateParam=%7B%22%E5%90%8D%22%3A%22%E5%80%BC%20%2B%26%22%7D" in call.url
    assert call.headers["x-acs-date"] == "2026-03-02T04:05:06Z"
    assert call.headers["x-acs-version"] == "2017-05-25"


def answered(body: str, status: int = 200) -> Answered:
    return Answered(status=status, body=body.encode())


def test_what_answers_of_providers_mean() -> None:
    ok = aliyun.send_read(answered('{"Code":"OK","BizId":"9006^0"}'))
    assert (ok.fault, ok.ref) == (None, "9006^0")
    busy = aliyun.send_read(answered('{"Code":"Throttling.User"}', 400))
    assert (busy.fault, busy.again) == (OutgoingFault.BUSY, True)
    assert aliyun.send_read(answered("<html>", 502)).again
    assert aliyun.query_read(answered('{"Code":"Throttling"}')) is None
    (one,) = aliyun.query_read(
        answered('{"Code":"OK","SmsSendDetailDTOs":{"SmsSendDetailDTO":[{"OutId":"x","SendStatus":3}]}}')
    ) or ()  # fmt: skip
    assert (one.uuid, one.state) == (None, aliyun.ARRIVED)
    assert wecom.send_read(answered('{"errcode":0,"msgid":"m"}')).ref == "m"
    assert wecom.send_read(answered('{"errcode":81013}')).fault is OutgoingFault.RECIPIENT
    assert wecom.send_read(answered('{"errcode":45009}')).again
    assert wecom.send_read(answered("", 502)).again
    assert wecom.person_read(answered('{"errcode":0,"OpenId":"o"}')) == ""
    assert dingtalk.send_read(answered('{"errcode":0,"task_id":7}')).ref == "7"
    assert dingtalk.send_read(answered('{"errcode":88}')).fault is OutgoingFault.CREDENTIALS
    assert dingtalk.person_read(answered('{"errcode":0,"result":{"userid":"u"}}')) == "u"


@given(st.binary(max_size=200))
def test_no_answer_of_a_provider_is_too_strange(body: bytes) -> None:
    answer = Answered(status=200, body=body)
    for read in (aliyun.send_read, wecom.send_read, dingtalk.send_read):
        assert read(answer).fault is not None
    assert aliyun.query_read(answer) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["out_id", "success", "err_code", "biz_id"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=6))
def test_no_report_is_too_strange(rows: list[object]) -> None:
    assert all(one.state in {aliyun.FAILED, aliyun.ARRIVED} for one in aliyun.report_read(rows))


# --- settings ---------------------------------------------------------------------------------------------


def test_settings_are_judged_field_by_field() -> None:
    given_ = {one.name: one.default for one in WANTED[RouteKind.WECOM]}
    assert settings_wrong(RouteKind.WECOM, given_, private=False) == {
        **dict.fromkeys(("corp_id", "agent_id", "site"), "route_setting_missing")
    }
    good = {**given_, "corp_id": "ww1", "agent_id": "1000002", "site": "https://city.example.cn"}
    assert settings_wrong(RouteKind.WECOM, good, private=False) == {}
    inside = {**good, "endpoint": "http://10.0.0.1"}
    assert settings_wrong(RouteKind.WECOM, inside, private=False) == {"endpoint": "route_url_wrong"}
    assert settings_wrong(RouteKind.WECOM, inside, private=True) == {}
    assert codes_read("a.b = SMS_1\n\nc_d=SMS_2") == {"a.b": "SMS_1", "c_d": "SMS_2"}
