"""Whoever leaves a mobile number hears of acceptance and the end by SMS: once, in quota, by day, masked."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry, Opening
from xiuhua.notices import services
from xiuhua.notices.jobs import route_send
from xiuhua.notices.models import Notice, NoticeRules, Outgoing, SmsUse
from xiuhua.notices.terms import RouteKind
from xiuhua.notices.tests.provider_kit import SMS_KEY, SMS_SECRET, Provider, sms_serving
from xiuhua.residents.models import Answer, Receipt
from xiuhua.residents.tests.conftest import Anybody
from xiuhua.residents.tests.resident_kit import case_at, receipt_at, settled, snapped, texts, told, verified
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

PHONE = "13812345678"
ADMIN = Actor(name="user:0", holdings=(Holding(role="system_admin", area=""),))
CODES = "residents.accepted = SMS_1\nresidents.refused = SMS_2\nresidents.ended = SMS_3"


@pytest.fixture
def provider(office: Office, settings: Settings) -> Iterator[Provider]:
    """An SMS provider on this machine, taken into use."""
    settings.WEBHOOKS_PRIVATE = True
    settings.PUBLIC_ADDRESS = "https://city.example"
    with sms_serving() as provider:
        given = {"endpoint": provider.url, "key_id": SMS_KEY, "signature": "绣花", "receipts": "signed",
                 "codes": CODES}  # fmt: skip
        services.route_configure(kind="route_sms", given=given, secret=SMS_SECRET, actor=ADMIN, at=now())
        services.route_resume(kind="route_sms", actor=ADMIN, at=now())
        yield provider


def sent() -> int:
    """Let what follows from the log be told, and what waits for the provider be sent."""
    told()
    return route_send(RouteKind.SMS.value)


def code_in(url: str) -> str:
    return url.rsplit("/", maxsplit=1)[-1]


def test_whoever_reports_in_english_is_told_by_sms_in_english(
    office: Office, anybody: Anybody, provider: Provider
) -> None:
    codes = f"{CODES}\nresidents.accepted.en = SMS_1E"
    given = {"endpoint": provider.url, "key_id": SMS_KEY, "signature": "绣花", "receipts": "signed",
             "codes": codes}  # fmt: skip
    services.route_configure(kind="route_sms", given=given, secret="", actor=ADMIN, at=now())
    resident = anybody("resident", "Ann")
    resident.cookies["xh_language"] = "en"
    url = snapped(resident, phone="138-1234-5678", photo=None)
    verified(office, case_at(url))
    assert sent() == 1
    assert [one["TemplateCode"] for one in provider.sent] == ["SMS_1E"]
    with scope_opened(("",)):
        row = Outgoing.objects.get(template="residents.accepted")
    assert row.text.startswith("What you reported (")
    assert row.text.endswith("/r/***")


def heard(body: bytes, secret: str, at: datetime) -> int:
    """Let the provider report what became of messages; return how it was answered."""
    at_s = int(at.timestamp())
    made = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"X-Xiuhua-Signature": f"t={at_s},v1={made}"}
    answer = Client().post("/api/v1/notices/receipts/route_sms", body, "application/json", headers=headers)
    return answer.status_code


def everything_kept() -> str:
    """Return every entry of the ledger with its words, and what notices and messages keep."""
    with scope_opened(("",)):
        rows = [
            *Entry.objects.values(), *Notice.objects.values(), *Outgoing.objects.values(),
            *Answer.objects.values(), *Receipt.objects.values(), *Opening.objects.values(),
        ]  # fmt: skip
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)


@pytest.mark.slow("a case from its report to its close, by people signed in")
def test_a_report_with_a_number_is_told_by_sms_at_acceptance_and_at_its_end_with_the_way_to_its_page(
    office: Office, anybody: Anybody, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident, phone="138-1234-5678", photo=None)
    case, number = case_at(url), receipt_at(url).number
    assert sent() == 0  # that it arrived stands on the page already
    verified(office, case)
    assert sent() == 1
    settled(office, case)
    assert sent() == 1
    assert sent() == 0  # the log is read again and sends nothing twice
    assert [
        (one["PhoneNumbers"], one["TemplateCode"], json.loads(one["TemplateParam"])) for one in provider.sent
    ] == [
        (PHONE, "SMS_1", {"number": number, "code": code_in(url)}),
        (PHONE, "SMS_3", {"number": number, "code": code_in(url)}),
    ]
    led = Client().get(f"/r/{json.loads(provider.sent[1]['TemplateParam'])['code']}").content.decode()
    assert "已办结" in led
    assert "垃圾已清运" in led

    with scope_opened(("",)):
        row = Outgoing.objects.get(template="residents.ended")
        secret = services.receipt_secret_draw(kind="route_sms", actor=ADMIN, at=now())
    report = {
        "phone_number": PHONE, "success": True, "err_code": "DELIVERED", "sms_size": "2",
        "biz_id": "biz-2", "out_id": str(row.uuid),
    }  # fmt: skip
    body = json.dumps([report]).encode()
    assert heard(body, secret, now()) == 200
    page = office("complaints").page("/receipts/answers")
    assert "已送达" in page
    assert heard(body, secret, now()) == 409  # played again
    with scope_opened(("",)):
        assert Outgoing.objects.get(pk=row.pk).state == "out_delivered"
        assert Entry.objects.filter(act="outgoing.receipt").count() == 1

    kept = everything_kept()
    secret_part = code_in(url).partition("-")[2]
    for hidden in (PHONE, "138-1234-5678", secret_part):
        assert hidden not in kept
        assert hidden not in caplog.text
    assert "138****5678" in kept
    for seat, address in (
        ("complaints", "/receipts/answers"), ("complaints", f"/receipts/{receipt_at(url).pk}"),
    ):  # fmt: skip
        shown = office(seat).page(address)
        assert PHONE not in shown
        assert secret_part not in shown


def test_the_page_of_a_receipt_shows_the_number_masked_and_says_of_what_it_hears(
    office: Office, anybody: Anybody
) -> None:
    resident = anybody("resident", "阿婆")
    page = texts(resident, snapped(resident, phone="138-1234-5678", photo=None))
    assert "138****5678 会收到短信" in page
    assert PHONE not in page


@pytest.mark.parametrize("phone", ["057188886666", "", "12345"])
def test_what_is_no_mobile_number_is_told_on_the_page_alone(
    office: Office, anybody: Anybody, phone: str
) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident, phone=phone, photo=None)
    office("acceptor").act(case_at(url), "not_accept", reason="属于小区物业")
    told()
    with scope_opened(("",)):
        assert receipt_at(url).route == "route_page"
        assert not Outgoing.objects.exists()
        assert set(Answer.objects.values_list("state", flat=True)) == {"answer_delivered"}


def test_in_the_sandbox_the_number_and_the_secret_address_are_masked_and_nothing_leaves(
    office: Office, anybody: Anybody, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = "https://city.example"
    resident = anybody("resident", "阿婆")
    url = snapped(resident, phone=PHONE, photo=None)
    office("acceptor").act(case_at(url), "not_accept", reason="属于小区物业")
    assert sent() == 1
    with scope_opened(("",)):
        row = Outgoing.objects.get()
        assert (row.state, row.address_masked) == ("out_sandboxed", "138****5678")
        number = receipt_at(url).number
        assert row.text == f"您反映的问题（{number}）未能受理，原因请看：https://city.example/r/***"
        # 28 signs before the address, 20 of https://city.example, 3 of /r/, 22 of 1-…: 73 are two segments
        assert row.segments == 2
        answer = Answer.objects.get(kind="answer_refused")
        assert (answer.route, answer.state) == ("route_sms", "answer_handed")
    page = office("complaints").page("/receipts/answers")
    assert "沙箱留存" in page


def test_at_night_it_waits_for_the_morning(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident, phone=PHONE, photo=None)
    office.hands.at = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23:00 in Shanghai
    office("acceptor").act(case_at(url), "not_accept", reason="属于小区物业")
    assert sent() == 0
    with scope_opened(("",)):
        due = Outgoing.objects.get().next_at
    assert due is not None
    assert timezone.localtime(due).strftime("%m-%d %H:%M") == "03-03 07:00"
    office.hands.at = due
    assert sent() == 1


def test_beyond_the_quota_nothing_is_sent_and_the_desk_sees_why(office: Office, anybody: Anybody) -> None:
    with scope_opened(("",)):
        NoticeRules.objects.update_or_create(only=True, defaults={"sms_daily_total": 3})
    resident = anybody("resident", "阿婆")
    for phone in (PHONE, "13912345678"):
        url = snapped(resident, phone=phone, photo=None)
        office("acceptor").act(case_at(url), "not_accept", reason="属于小区物业")
    told()
    with scope_opened(("",)):
        # two segments each: the first fits into three, the second does not
        assert list(Outgoing.objects.order_by("pk").values_list("state", "fault")) == [
            ("out_waiting", ""), ("out_waiting", "fault_quota_total"),
        ]  # fmt: skip
        assert SmsUse.objects.get(unit_code="").used == 2
    page = office("complaints").page("/receipts/answers")
    assert "今日短信总配额已用完" in page


def test_what_is_a_day_old_is_told_on_the_page_alone(office: Office, anybody: Anybody) -> None:
    resident = anybody("resident", "阿婆")
    url = snapped(resident, phone=PHONE, photo=None)
    office("acceptor").act(case_at(url), "not_accept", reason="属于小区物业")
    office.hands.go(hours=24)
    told()
    assert "没有受理" in texts(resident, url)
    with scope_opened(("",)):
        assert not Outgoing.objects.exists()
