"""Messages leave the house: by every way, signed, once where the provider can, never in the sandbox."""

from __future__ import annotations

import email
import email.policy
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from xiuhua.access.models import User
from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import scope_opened, scope_set
from xiuhua.access.terms import Role
from xiuhua.ledger.models import Entry
from xiuhua.notices import services
from xiuhua.notices.jobs import route_send
from xiuhua.notices.models import HeardReceipt, Notice, NoticeRules, Outgoing, Route, SmsUse
from xiuhua.notices.queries.routes import outgoing_waiting
from xiuhua.notices.services import CityRules, NewPreference, Recipient, notice_send
from xiuhua.notices.services.outgoing import MOST_ATTEMPTS
from xiuhua.notices.terms import Digest, NoticeKind, OutgoingFault, OutgoingState, RouteKind
from xiuhua.notices.tests.provider_kit import (
    CHAT_ID,
    CHAT_SECRET,
    SMS_KEY,
    SMS_SECRET,
    Provider,
    dingtalk_serving,
    mail_serving,
    query_of,
    sms_serving,
    wecom_serving,
)
from xiuhua.notices.tests.test_inbox import SENDER, STREET, WORDS, account, signed_in
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

PHONE = "13811112222"
SITE = "https://city.example.gov.cn"
NIGHT = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23:00 in Shanghai


def actor_named(user: User) -> Actor:
    return actor_of(user, holdings_at(user.pk, at=now()))


@pytest.fixture
def admin(db: None, settings: Settings) -> Iterator[Actor]:
    """The system administrator, in a city that allows providers on this machine."""
    settings.WEBHOOKS_PRIVATE = True
    with scope_opened(("",)):
        yield actor_named(account("chief", Role.SYSTEM_ADMIN, ""))


def set_up(admin: Actor, kind: RouteKind, given: dict[str, str], secret: str) -> Route:
    services.route_configure(kind=kind.value, given=given, secret=secret, actor=admin, at=now())
    return services.route_resume(kind=kind.value, actor=admin, at=now())


def sms_route(admin: Actor, provider: Provider, **given: str) -> Route:
    usual = {
        "endpoint": provider.url, "key_id": SMS_KEY, "signature": "绣花", "receipts": "signed",
        "codes": "test.dispatched = SMS_100\nnotices.digest = SMS_200\nnotices.test = SMS_300",
    }  # fmt: skip
    return set_up(admin, RouteKind.SMS, {**usual, **given}, SMS_SECRET)


def wecom_route(admin: Actor, provider: Provider) -> Route:
    given = {
        "endpoint": provider.url, "login": provider.url, "corp_id": CHAT_ID, "agent_id": "1000002",
        "site": SITE,
    }  # fmt: skip
    return set_up(admin, RouteKind.WECOM, given, CHAT_SECRET)


def dingtalk_route(admin: Actor, provider: Provider) -> Route:
    given = {
        "endpoint": provider.url, "api": provider.url, "login": provider.url, "app_key": CHAT_ID,
        "agent_id": "77", "site": SITE,
    }  # fmt: skip
    return set_up(admin, RouteKind.DINGTALK, given, CHAT_SECRET)


def tell(
    to: Recipient, *, at: datetime | None = None, urgent: bool = True, subject: str = "case:12"
) -> Outgoing:
    notice = notice_send(
        to=to, template="test.dispatched", words=WORDS, subject=subject, area=STREET, actor=SENDER,
        at=at or now(), urgent=urgent,
    )  # fmt: skip
    return Outgoing.objects.get(notice=notice)


def later(row: Outgoing) -> None:
    """Let the pause after a try that failed be over."""
    Outgoing.objects.filter(pk=row.pk).update(next_at=now() - timedelta(seconds=1))


def sent(kind: RouteKind) -> int:
    tried = route_send(kind.value)
    scope_set(("",))
    return tried


def test_until_an_administrator_sets_a_way_up_nothing_leaves_the_house(admin: Actor) -> None:
    row = tell(Recipient(phone=PHONE))
    sent(RouteKind.SMS)
    row.refresh_from_db()
    assert row.state == OutgoingState.SANDBOXED
    browser = signed_in("chief")
    page = browser.get("/notices/sent?state=out_sandboxed").content.decode()
    assert "138****2222" in page
    assert PHONE not in page
    assert "请签收" in browser.get(f"/notices/sent/{row.pk}").content.decode()


def test_an_sms_goes_signed_and_its_receipt_settles_it(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        row = tell(Recipient(phone=PHONE))
        assert sent(RouteKind.SMS) == 1
        assert provider.sent == [
            {
                "PhoneNumbers": PHONE, "SignName": "绣花", "TemplateCode": "SMS_100", "OutId": str(row.uuid),
                "TemplateParam": '{"case":"AJ00000012"}',
            }
        ]  # fmt: skip
        row.refresh_from_db()
        assert (row.state, row.provider_ref) == (OutgoingState.ACCEPTED, "biz-1")
        provider.known[str(row.uuid)] = 3
        Outgoing.objects.update(next_at=now() - timedelta(seconds=1))
        assert services.receipts_poll(at=now()) == 1
    row.refresh_from_db()
    assert (row.state, row.provider_code) == (OutgoingState.DELIVERED, "DELIVERED")


def test_a_busy_provider_is_asked_again_later_and_given_up_in_the_end(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        provider.fail = lambda number: 503 if number <= 2 else 0
        row = tell(Recipient(phone=PHONE))
        for pause_s in (10, 20):
            sent(RouteKind.SMS)
            row.refresh_from_db()
            assert row.tried_at is not None
            assert row.next_at is not None
            assert round((row.next_at - row.tried_at).total_seconds()) == pause_s
            assert sent(RouteKind.SMS) == 0  # its pause is not over
            later(row)
        sent(RouteKind.SMS)
        row.refresh_from_db()
        assert (row.state, row.attempts) == (OutgoingState.ACCEPTED, 3)
        provider.fail = lambda _number: 503
        lost = tell(Recipient(phone=PHONE), subject="case:13")
        for _ in range(MOST_ATTEMPTS):
            later(lost)
            sent(RouteKind.SMS)
    lost.refresh_from_db()
    assert (lost.state, lost.fault) == (OutgoingState.FAILED, OutgoingFault.BUSY)
    assert Entry.objects.filter(act="outgoing.fail", subject=f"outgoing:{lost.pk}").count() == 1


def test_a_broken_line_after_the_provider_took_it_does_not_send_it_twice(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        provider.fail = lambda number: -1 if number == 1 else 0
        row = tell(Recipient(phone=PHONE))
        sent(RouteKind.SMS)
        row.refresh_from_db()
        assert (row.state, row.fault) == (OutgoingState.WAITING, OutgoingFault.UNREACHED)
        later(row)
        sent(RouteKind.SMS)  # asks first: the provider has it
    row.refresh_from_db()
    assert row.state == OutgoingState.ACCEPTED
    assert len(provider.sent) == 1


def test_who_dies_between_sending_and_writing_it_down_leaves_it_to_the_next(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        row = tell(Recipient(phone=PHONE))
        claimed = services.outgoing_claim(outgoing_id=row.pk, at=now())
        assert claimed is not None
        services.outgoing_try(attempt=claimed, at=now())  # and then the process is killed
        scope_set(("",))
        assert sent(RouteKind.SMS) == 0  # another one leaves it alone while the lease lasts
        Outgoing.objects.update(leased_until=now() - timedelta(seconds=1))
        assert sent(RouteKind.SMS) == 1
    row.refresh_from_db()
    assert row.state == OutgoingState.ACCEPTED
    assert len(provider.sent) == 1


def test_two_senders_at_once_send_it_once(admin: Actor) -> None:
    row = tell(Recipient(phone=PHONE))
    first = services.outgoing_claim(outgoing_id=row.pk, at=now())
    assert first is not None
    assert services.outgoing_claim(outgoing_id=row.pk, at=now()) is None
    assert outgoing_waiting(at=now()) == {}


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", OutgoingFault.RECIPIENT),
        ("isv.SMS_TEMPLATE_ILLEGAL", OutgoingFault.NO_TEMPLATE),
        ("InvalidAccessKeyId.NotFound", OutgoingFault.CREDENTIALS),
        ("isv.OUT_OF_SERVICE", OutgoingFault.ANSWER),
    ],
)
def test_what_trying_again_cannot_mend_fails_at_once(admin: Actor, code: str, fault: OutgoingFault) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        provider.answer = {"Code": code, "Message": "…"}
        row = tell(Recipient(phone=PHONE))
        sent(RouteKind.SMS)
    row.refresh_from_db()
    assert (row.state, row.fault, row.provider_code) == (OutgoingState.FAILED, fault, code)


def test_a_template_without_an_approved_code_is_not_sent(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider, codes="")
        row = tell(Recipient(phone=PHONE))
        sent(RouteKind.SMS)
    row.refresh_from_db()
    assert row.fault == OutgoingFault.NO_TEMPLATE
    assert provider.sent == []


def test_a_card_of_wecom_and_its_token_renewed_when_stale(admin: Actor) -> None:
    with wecom_serving() as provider:
        wecom_route(admin, provider)
        to = Recipient(work_chat="route_wecom:zhang.san")
        tell(to)
        sent(RouteKind.WECOM)
        tell(to, subject="case:13")
        sent(RouteKind.WECOM)
        assert provider.tokens == 1
        provider.token = "token-2"
        row = tell(to, subject="case:14")
        sent(RouteKind.WECOM)
        assert provider.tokens == 2
    row.refresh_from_db()
    assert (row.state, row.provider_ref) == (OutgoingState.ACCEPTED, "msg-1")
    card = provider.sent[0]
    assert (card["touser"], card["msgtype"], card["agentid"]) == ("zhang.san", "textcard", 1000002)
    assert card["textcard"]["title"] == "AJ00000012 已派给本单位"
    assert card["textcard"]["url"].startswith(SITE)
    assert (card["enable_duplicate_check"], card["duplicate_check_interval"]) == (1, 14400)
    assert len(provider.sent) == 3


def test_the_same_card_after_a_broken_line_is_the_same_json(admin: Actor) -> None:
    with wecom_serving() as provider:
        wecom_route(admin, provider)
        provider.fail = lambda number: -1 if number == 1 else 0
        row = tell(Recipient(work_chat="route_wecom:zhang.san"))
        sent(RouteKind.WECOM)
        later(row)
        sent(RouteKind.WECOM)
    row.refresh_from_db()
    assert (row.state, row.attempts, len(provider.sent)) == (OutgoingState.ACCEPTED, 2, 1)


def test_a_recipient_whom_wecom_leaves_out_was_not_told(admin: Actor) -> None:
    with wecom_serving() as provider:
        wecom_route(admin, provider)
        provider.answer = {"errcode": 0, "invaliduser": "zhang.san", "msgid": "m"}
        row = tell(Recipient(work_chat="route_wecom:zhang.san"))
        sent(RouteKind.WECOM)
    row.refresh_from_db()
    assert (row.state, row.fault) == (OutgoingState.FAILED, OutgoingFault.RECIPIENT)


def test_a_work_notice_of_dingtalk(admin: Actor) -> None:
    with dingtalk_serving() as provider:
        dingtalk_route(admin, provider)
        row = tell(Recipient(work_chat="route_dingtalk:manager01"))
        sent(RouteKind.DINGTALK)
    row.refresh_from_db()
    assert (row.state, row.provider_ref) == (OutgoingState.ACCEPTED, "256271667526")
    (told,) = provider.sent
    assert (told["agent_id"], told["userid_list"], told["msg"]["msgtype"]) == (77, "manager01", "action_card")
    assert told["msg"]["action_card"]["single_url"].startswith(SITE)
    assert len(json.dumps(told["msg"], ensure_ascii=False).encode()) < 2048


def test_a_mail_with_an_id_of_ours(admin: Actor) -> None:
    with mail_serving() as mailbox:
        given = {
            "host": "127.0.0.1", "port": str(mailbox.port), "security": "none", "username": "xiuhua",
            "sender": "no-reply@city.example.cn",
        }  # fmt: skip
        set_up(admin, RouteKind.EMAIL, given, "mail-secret")
        row = tell(Recipient(email="zhang@example.org"))
        sent(RouteKind.EMAIL)
        mailbox.refuse = "550 no such user"
        lost = tell(Recipient(email="nobody@example.org"), subject="case:13")
        sent(RouteKind.EMAIL)
    row.refresh_from_db()
    lost.refresh_from_db()
    assert row.state == OutgoingState.ACCEPTED
    assert (lost.state, lost.fault, lost.provider_code) == (
        OutgoingState.FAILED, OutgoingFault.RECIPIENT, "550",
    )  # fmt: skip
    assert mailbox.logins[0].split("\x00") == ["", "xiuhua", "mail-secret"]
    mail = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    assert mail["Subject"] == "AJ00000012 已派给本单位"
    assert mail["Message-ID"] == f"<{row.uuid}@city.example.cn>"
    assert "请签收" in mail.get_content()


def test_a_provider_inside_is_refused_where_that_is_not_allowed(admin: Actor, settings: Settings) -> None:
    with wecom_serving() as provider:
        wecom_route(admin, provider)
        settings.WEBHOOKS_PRIVATE = False
        row = tell(Recipient(work_chat="route_wecom:zhang.san"))
        sent(RouteKind.WECOM)
        assert provider.tokens == 0
    row.refresh_from_db()
    assert (row.state, row.fault) == (OutgoingState.FAILED, OutgoingFault.ANSWER)


# --- quota, opt-out, quiet hours, digests -----------------------------------------------------------------


def quotas(admin: Actor, *, total: int, unit: int) -> NoticeRules:
    """Set the quotas and leave the rest as it is."""
    row = NoticeRules.objects.get()
    new = CityRules(
        quiet_since=row.quiet_since, quiet_until=row.quiet_until, daily_at=row.daily_at,
        sms_daily_total=total, sms_daily_unit=unit, kept_days=row.kept_days,
    )  # fmt: skip
    return services.notice_rules_write(new=new, actor=admin, at=now())


def test_the_quota_holds_back_in_a_sentence_and_warns_at_four_fifths(admin: Actor) -> None:
    quotas(admin, total=5, unit=2)
    kept = [tell(Recipient(phone=PHONE, unit="U1"), subject=f"case:{n}") for n in range(3)]
    assert [one.state for one in kept] == ["out_waiting"] * 3
    assert [one.fault for one in kept] == ["", "", OutgoingFault.QUOTA_UNIT]
    assert not Notice.objects.filter(template="notices.quota", words__whose="全市").exists()
    for n in range(3, 6):
        tell(Recipient(phone=PHONE, unit="U2"), subject=f"case:{n}")
    assert dict(SmsUse.objects.values_list("unit_code", "used")) == {"": 4, "U1": 2, "U2": 2}
    warned = Notice.objects.get(template="notices.quota", words__whose="全市")  # 4 of 5 is four fifths
    assert (warned.user_id, warned.words["percent"]) == (admin.user_id, "80")
    assert tell(Recipient(phone=PHONE), subject="case:8").state == "out_waiting"
    over = tell(Recipient(phone=PHONE), subject="case:9")
    assert over.fault == OutgoingFault.QUOTA_TOTAL
    page = signed_in("chief").get(f"/notices/sent/{over.pk}").content.decode()
    assert "今日短信总配额已用完" in page
    scope_set(("",))
    with pytest.raises(NotAllowedNow):  # it goes by itself when the quota begins anew
        services.outgoing_resend(outgoing_id=over.pk, actor=admin, at=now())


def at_local(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of March 2026 in Shanghai."""
    return datetime(2026, 3, day, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def routine(number: int, at: datetime) -> Outgoing:
    return tell(Recipient(phone=PHONE, unit="U1"), subject=f"case:{number}", at=at, urgent=False)


def test_what_the_quota_held_back_goes_by_itself_when_the_quota_begins_anew(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        quotas(admin, total=5, unit=1)
        routine(1, at_local(3, 12))
        held = routine(2, at_local(3, 12))
        # The quota begins anew at midnight, but until seven it is quiet.
        assert (held.state, held.fault, held.next_at) == ("out_waiting", "fault_quota_unit", at_local(4, 7))
        assert services.outgoing_claim(outgoing_id=held.pk, at=at_local(4, 6, 59)) is None
        page = signed_in("chief").get("/notices/sent?state=out_waiting").content.decode()
        assert "本单位今日短信配额已用完 · 03-04 07:00 再发" in page
        scope_set(("",))
        assert services.outgoing_claim(outgoing_id=held.pk, at=at_local(4, 7)) is not None
        held.refresh_from_db()
        assert (held.fault, held.attempts, held.segments) == ("", 1, 1)
    used = SmsUse.objects.filter(unit_code="U1").order_by("on").values_list("on__day", "used")
    assert list(used) == [(3, 1), (4, 1)]


def test_it_waits_for_a_quota_three_days_and_is_then_not_sent(admin: Actor) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        quotas(admin, total=5, unit=1)
        routine(1, at_local(3, 12))
        held = routine(2, at_local(3, 12))
        for day in (4, 5, 6, 7):
            routine(10 + day, at_local(day, 6, 30))  # somebody else is always sooner
            assert services.outgoing_claim(outgoing_id=held.pk, at=at_local(day, 7)) is None
            held.refresh_from_db()
            expected = ("out_waiting", at_local(day + 1, 7)) if day < 7 else ("out_refused", None)
            assert (held.state, held.next_at) == expected
            if day == 7:
                break
    assert held.fault == OutgoingFault.QUOTA_UNIT
    assert provider.sent == []


def test_a_quota_that_is_raised_lets_what_waits_go(admin: Actor) -> None:
    quotas(admin, total=5, unit=1)
    tell(Recipient(phone=PHONE, unit="U1"), subject="case:1")
    held = tell(Recipient(phone=PHONE, unit="U1"), subject="case:2")
    assert held.next_at is not None
    assert held.next_at > now()
    row = NoticeRules.objects.get()
    new = CityRules(
        quiet_since=time(0), quiet_until=time(0), daily_at=row.daily_at, sms_daily_total=5, sms_daily_unit=5,
        kept_days=row.kept_days,
    )  # fmt: skip
    services.notice_rules_write(new=new, actor=admin, at=now())
    assert services.outgoing_claim(outgoing_id=held.pk, at=now()) is not None


# --- language ---------------------------------------------------------------------------------------------


def english(number: int) -> Outgoing:
    return tell(Recipient(phone=PHONE, language="en"), subject=f"case:{number}")


def test_an_sms_is_in_the_language_of_whoever_gets_it_where_the_provider_has_approved_one(
    admin: Actor,
) -> None:
    with sms_serving() as provider:
        sms_route(admin, provider)
        chinese = english(1)  # no English text is approved yet: better Chinese than nothing
        given = {
            "endpoint": provider.url, "key_id": SMS_KEY, "signature": "绣花", "receipts": "signed",
            "codes": "test.dispatched = SMS_100\ntest.dispatched.en = SMS_101",
        }  # fmt: skip
        services.route_configure(kind="route_sms", given=given, secret="", actor=admin, at=now())
        row = english(2)
        sent(RouteKind.SMS)
        codes = [(one["TemplateCode"], json.loads(one["TemplateParam"])) for one in provider.sent]
    assert chinese.text == "AJ00000012，云河街道，请签收。"
    assert row.text == "AJ00000012, 云河街道: please receive it."
    assert codes == [("SMS_100", {"case": "AJ00000012"}), ("SMS_101", {"case": "AJ00000012"})]
    page = signed_in("chief").get(f"/notices/sent/{row.pk}").content.decode()
    assert "said.in" not in page


def test_an_account_that_reads_english_gets_its_sms_in_english(admin: Actor) -> None:
    clerk = account("clerk")
    prefer(clerk, language="en")
    row = tell(Recipient(user_id=clerk.pk))
    assert row.text == "AJ00000012, 云河街道: please receive it."


def test_whoever_opted_out_is_written_to_no_more(admin: Actor) -> None:
    services.opt_out(kind="route_sms", address="+86 138-1111-2222", actor=admin, at=now())
    assert tell(Recipient(phone=PHONE)).fault == OutgoingFault.OPTED_OUT
    assert tell(Recipient(phone="13900000000")).fault == ""


def prefer(user: User, *, digest: Digest = Digest.AT_ONCE, language: str = "zh-hans") -> None:
    """Let somebody wish to hear of cases by SMS."""
    new = NewPreference(
        routes={NoticeKind.CASE: [RouteKind.SMS]}, digest=digest, quiet_since=None, quiet_until=None,
        language=language, addresses={RouteKind.SMS: PHONE, RouteKind.EMAIL: ""},
    )  # fmt: skip
    services.preference_write(new=new, actor=actor_named(user), at=now())


def test_at_night_it_waits_for_the_morning_unless_it_is_urgent(admin: Actor) -> None:
    clerk = account("clerk")
    prefer(clerk)
    waits = tell(Recipient(user_id=clerk.pk), at=NIGHT, urgent=False)
    assert waits.next_at == datetime(2026, 3, 2, 23, tzinfo=UTC)  # 07:00 in Shanghai, the next day
    urgent = tell(Recipient(user_id=clerk.pk), at=NIGHT, subject="case:13")
    assert urgent.next_at == NIGHT


def test_a_daily_digest_is_one_message_by_kind(admin: Actor) -> None:
    clerk = account("clerk")
    prefer(clerk, digest=Digest.DAILY)
    for number in range(3):
        tell(Recipient(user_id=clerk.pk), at=NIGHT, urgent=False, subject=f"case:{number}")
    assert services.digests_gather(at=datetime(2026, 3, 3, 0, 29, tzinfo=UTC)) == 0
    at = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
    assert services.digests_gather(at=at) == 1
    assert services.digests_gather(at=at) == 0
    digest = Outgoing.objects.get(template="notices.digest")
    assert digest.title == "3 条通知汇总"
    assert digest.text == "案件到手（3）\n· AJ00000012 已派给本单位\n· 另有 2 条"
    assert digest.segments == 1
    states = Outgoing.objects.filter(digest=digest).values_list("state", flat=True)
    assert list(states) == ["out_gathered"] * 3


# --- receipts ---------------------------------------------------------------------------------------------


@pytest.fixture
def accepted(admin: Actor) -> tuple[Outgoing, str]:
    """An SMS that the provider took, and the secret of receipts."""
    with sms_serving() as provider:
        sms_route(admin, provider)
        secret = services.receipt_secret_draw(kind="route_sms", actor=admin, at=now())
        row = tell(Recipient(phone=PHONE))
        sent(RouteKind.SMS)
    return row, secret


def report(row: Outgoing, *, success: bool = True) -> bytes:
    told = {
        "phone_number": PHONE, "send_time": "2026-03-02 12:00:00", "report_time": "2026-03-02 12:00:05",
        "success": success, "err_code": "DELIVERED" if success else "UNDELIV", "err_msg": "…",
        "sms_size": "1", "biz_id": "biz-1", "out_id": str(row.uuid),
    }  # fmt: skip
    return json.dumps([told]).encode()


def signature(secret: str, body: bytes, at_s: int) -> str:
    told = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={told}"


def hear(body: bytes, header: str = "", key: str = "") -> tuple[int, dict[str, object]]:
    path = f"/api/v1/notices/receipts/route_sms{'/' + key if key else ''}"
    headers = {"X-Xiuhua-Signature": header, "Accept-Language": "en"}
    answer = Client().post(path, body, "application/json", headers=headers)
    scope_set(("",))
    return answer.status_code, answer.json()


def test_a_signed_receipt_settles_a_message_and_a_second_time_is_refused(
    accepted: tuple[Outgoing, str],
) -> None:
    row, secret = accepted
    body, at_s = report(row, success=False), int(now().timestamp())
    assert hear(body, signature(secret, body, at_s)) == (200, {"code": 0, "msg": "ok"})
    row.refresh_from_db()
    assert (row.state, row.fault, row.provider_code) == (
        OutgoingState.FAILED, OutgoingFault.UNDELIVERED, "UNDELIV",
    )  # fmt: skip
    status, told = hear(body, signature(secret, body, at_s))
    assert (status, told["code"]) == (409, "receipt_replayed")
    assert str(told["message"]).endswith("it is not taken twice.")


def test_forged_and_stale_receipts_are_refused_and_change_nothing(accepted: tuple[Outgoing, str]) -> None:
    row, secret = accepted
    body, at_s = report(row), int(now().timestamp())
    forged = (
        (body, "", ""), (body, "t=1,v1=00", ""), (body, signature("another", body, at_s), ""),
        (body + b" ", signature(secret, body, at_s), ""),
        (body, "", secret),  # the secret in the address is not enough where signatures are wanted
    )  # fmt: skip
    for one in forged:
        assert hear(*one)[1]["code"] == "receipt_forged"
    status, told = hear(body, signature(secret, body, at_s - 301))
    assert (status, told["code"]) == (403, "receipt_stale")
    nonsense = b'{"a": 1}'
    assert hear(nonsense, signature(secret, nonsense, at_s))[1]["code"] == "receipt_unreadable"
    row.refresh_from_db()
    assert row.state == OutgoingState.ACCEPTED
    assert HeardReceipt.objects.count() == 0


def test_a_provider_that_signs_nothing_shows_the_secret_in_its_address(
    admin: Actor, accepted: tuple[Outgoing, str]
) -> None:
    row, secret = accepted
    Route.objects.filter(kind="route_sms").update(settings={"receipts": "address"})
    body = report(row)
    assert hear(body, key="x" * 20)[0] == 403
    assert hear(body, key=secret)[0] == 200
    assert hear(body, key=secret)[0] == 409
    row.refresh_from_db()
    assert row.state == OutgoingState.DELIVERED


# --- escalation -------------------------------------------------------------------------------------------


def test_what_nobody_reads_is_told_to_the_next_and_reading_ends_it(admin: Actor) -> None:
    head = actor_named(account("head", Role.SHIFT_HEAD))
    first, second, third = (account(name) for name in ("one", "two", "three"))
    services.escalation_list_write(
        area_code="990101", kind="notice_case", lines="one, 5\ntwo，10\nthree, 10", actor=head, at=now()
    )
    at = now()
    notice = notice_send(
        to=Recipient(user_id=first.pk), template="test.dispatched", words=WORDS, subject="case:12",
        area=STREET, actor=SENDER, at=at, urgent=True,
    )  # fmt: skip
    assert services.escalations_run(at=at + timedelta(minutes=9, seconds=59)) == 0
    assert services.escalations_run(at=at + timedelta(minutes=10)) == 1
    assert services.escalations_run(at=at + timedelta(minutes=10)) == 0
    passed = Notice.objects.get(user=second)
    assert (passed.origin_id, passed.step) == (notice.pk, 1)
    services.notices_mark(notice_ids=[notice.pk], read=True, actor=actor_named(first), at=at)
    assert services.escalations_run(at=at + timedelta(minutes=30)) == 0  # the first one has read it meanwhile
    assert not Notice.objects.filter(user=third).exists()


def test_an_escalation_list_is_written_by_the_shift_head_of_the_area_only(admin: Actor) -> None:
    head = actor_named(account("head", Role.SHIFT_HEAD))
    for area, lines, field in (("990101", "nobody, 5", "lines"), ("990101", "head; 5", "lines")):
        with pytest.raises(Invalid) as refused:
            services.escalation_list_write(
                area_code=area, kind="notice_case", lines=lines, actor=head, at=now()
            )
        assert field in refused.value.fields
    for who, area in ((head, "990102"), (admin, "990101")):
        with pytest.raises(NotPermitted):
            services.escalation_list_write(area_code=area, kind="notice_case", lines="", actor=who, at=now())


# --- pages ------------------------------------------------------------------------------------------------


def test_a_way_is_set_up_tested_and_stopped_on_its_pages(admin: Actor) -> None:
    browser = signed_in("chief")
    scope_set(("",))
    route = Route.objects.get(kind="route_wecom")
    base = f"/notices/routes/{route.pk}"
    with wecom_serving() as provider:
        form = {
            "endpoint": provider.url, "login": provider.url, "corp_id": CHAT_ID, "agent_id": "x",
            "site": SITE, "secret": CHAT_SECRET, "once": "a", "version": "",
        }  # fmt: skip
        wrong = browser.post(f"{base}/set-up", form)
        assert (wrong.status_code, "应用编号只能是数字" in wrong.content.decode()) == (422, True)
        assert browser.post(f"{base}/set-up", {**form, "agent_id": "1000002"}).status_code == 303
        assert CHAT_SECRET not in browser.get(base).content.decode()
        scope_set(("",))
        assert CHAT_SECRET not in Route.objects.get(pk=route.pk).secret
        assert browser.post(f"{base}/resume", {"once": "b"}).status_code == 303
        tested = browser.post(f"{base}/test", {"address": "zhang.san", "once": "c"}, follow=True)
        assert "通道试发" in tested.content.decode()
        sent(RouteKind.WECOM)
        assert provider.sent[0]["textcard"]["title"] == "通道试发"
    tried = Entry.objects.get(act="outgoing.tried")
    assert tried.detail == {"state": "out_accepted", "fault": ""}
    assert browser.post(f"{base}/pause", {"once": "d"}).status_code == 303
    again = browser.post(f"{base}/test", {"address": "zhang.san", "once": "e"})
    assert (again.status_code, "通道已停用" in again.content.decode()) == (422, True)
    for page in (
        "/notices/routes",
        base,
        f"{base}/set-up",
        f"{base}/test",
        "/notices/routes/rules",
        "/notices/sent",
    ):
        assert browser.get(page).status_code == 200


def test_only_the_auditor_sees_a_whole_address_and_says_why(admin: Actor) -> None:
    row = tell(Recipient(phone=PHONE))
    account("auditor", Role.AUDITOR, "")
    assert signed_in("chief").get(f"/notices/sent/{row.pk}/reveal").status_code == 403
    browser = signed_in("auditor")
    asked = browser.post(f"/notices/sent/{row.pk}/reveal", {"reason": "核对投诉", "once": "a"}, follow=True)
    assert PHONE in asked.content.decode()
    assert PHONE not in browser.get(f"/notices/sent/{row.pk}/address", follow=True).content.decode()
    scope_set(("",))
    assert Entry.objects.filter(act="outgoing.reveal", subject=f"outgoing:{row.pk}").count() == 1


def test_a_message_is_found_by_its_whole_number_only(admin: Actor) -> None:
    tell(Recipient(phone=PHONE))
    browser = signed_in("chief")
    assert "AJ00000012" in browser.get(f"/notices/sent?to={PHONE}").content.decode()
    assert "AJ00000012" not in browser.get("/notices/sent?to=13811112223").content.decode()
    assert "AJ00000012" in browser.get("/notices/sent?q=已派给").content.decode()


def test_preferences_are_kept_by_page(admin: Actor) -> None:
    clerk = account("clerk")
    browser = signed_in("clerk")
    form = {
        "route_sms": PHONE, "route_email": "", "digest": "digest_hourly", "quiet_since": "21:30",
        "quiet_until": "", "language": "zh-hans", "notice_case__route_sms": "on", "once": "a",
    }  # fmt: skip
    refused = browser.post("/me/notices", form)
    assert (refused.status_code, "静默时段" in refused.content.decode()) == (422, True)
    assert browser.post("/me/notices", {**form, "quiet_until": "6:30"}).status_code == 303
    page = browser.get("/me/notices").content.decode()
    assert PHONE in page
    scope_set(("",))
    row = tell(Recipient(user_id=clerk.pk), urgent=False)
    assert (row.route, row.state, row.address_masked) == ("route_sms", "out_collected", "138****2222")


# --- signing on -------------------------------------------------------------------------------------------


def bound(browser: Client, kind: str, code: str) -> str:
    """Bind a work chat to who is signed in; return what the page says."""
    out = browser.post(f"/me/work-chat/{kind}/bind")
    state = query_of(out["Location"])["state"]
    return browser.get(
        f"/sign-in/work-chat/{kind}/back?code={code}&state={state}", follow=True
    ).content.decode()


@pytest.mark.parametrize(
    ("kind", "serving", "route"),
    [("route_wecom", wecom_serving, wecom_route), ("route_dingtalk", dingtalk_serving, dingtalk_route)],
)
def test_whoever_bound_a_work_chat_signs_in_with_it(
    admin: Actor,
    kind: str,
    serving: Callable[[], Iterator[Provider]],
    route: Callable[[Actor, Provider], Route],
) -> None:
    account("clerk")
    with serving() as provider:  # type: ignore[attr-defined]  # a context manager
        route(admin, provider)
        stranger = Client()
        out = stranger.get(f"/sign-in/work-chat/{kind}")
        asked = query_of(out["Location"])
        assert out["Location"].startswith(provider.url)
        back = f"/sign-in/work-chat/{kind}/back"
        assert asked["redirect_uri"] == f"http://testserver{back}"
        unbound = stranger.get(f"{back}?code=code-of-zhang&state={asked['state']}")
        assert (unbound.status_code, "还没有绑定" in unbound.content.decode()) == (403, True)
        assert "已绑定" in bound(signed_in("clerk"), kind, "code-of-zhang")
        state = query_of(stranger.get(f"/sign-in/work-chat/{kind}")["Location"])["state"]
        assert stranger.get(f"{back}?authCode=code-of-zhang&state={state}").status_code == 302
        assert stranger.get("/notices").status_code == 200
        replayed = stranger.get(f"{back}?code=code-of-zhang&state={state}")
        assert (replayed.status_code, "已失效" in replayed.content.decode()) == (403, True)
    scope_set(("",))
    signed = Entry.objects.filter(act="access.signed_in").order_by("-pk").first()
    assert signed is not None
    assert signed.detail == {"by": kind}


def test_a_forged_state_a_stranger_and_a_silent_provider_get_a_sentence(admin: Actor) -> None:
    account("clerk")
    back = "/sign-in/work-chat/route_wecom/back"
    off = Client().get("/sign-in/work-chat/route_wecom")
    assert (off.status_code, "没有启用" in off.content.decode()) == (409, True)
    assert Client().get("/sign-in/work-chat/route_sms").status_code == 404
    with wecom_serving() as provider:
        wecom_route(admin, provider)
        browser = Client()
        browser.get("/sign-in/work-chat/route_wecom")
        forged = browser.get(f"{back}?code=code-of-zhang&state=x")
        assert (forged.status_code, "已失效" in forged.content.decode()) == (403, True)
        state = query_of(browser.get("/sign-in/work-chat/route_wecom")["Location"])["state"]
        stranger = browser.get(f"{back}?code=code-of-stranger&state={state}")
        assert (stranger.status_code, "不是本组织成员" in stranger.content.decode()) == (403, True)
        state = query_of(browser.get("/sign-in/work-chat/route_wecom")["Location"])["state"]
    silent = browser.get(f"{back}?code=code-of-zhang&state={state}")
    assert (silent.status_code, "没有应答" in silent.content.decode()) == (502, True)


def test_one_work_chat_id_is_one_accounts(admin: Actor) -> None:
    account("clerk")
    account("other")
    with wecom_serving() as provider:
        wecom_route(admin, provider)
        assert "已绑定" in bound(signed_in("clerk"), "route_wecom", "code-of-zhang")
        assert "已绑定到另一个用户" in bound(signed_in("other"), "route_wecom", "code-of-zhang")


def test_states_of_a_way_are_kept_by_the_act_table(admin: Actor) -> None:
    with pytest.raises(NotAllowedNow):
        services.route_pause(kind="route_sms", actor=admin, at=now())
    with pytest.raises(Invalid):
        services.route_resume(kind="route_sms", actor=admin, at=now())
    auditor = actor_named(account("auditor", Role.AUDITOR, ""))
    with pytest.raises(NotPermitted):
        services.route_sandbox(kind="route_sms", actor=auditor, at=now())
