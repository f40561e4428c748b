"""Mail: read once each, made into reports, answered in its thread, and never a machine's."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Report, ReportPhoto
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry
from xiuhua.residents.jobs import answers_send, mails_fetch
from xiuhua.residents.models import Answer, Mail, MailPosition, Receipt
from xiuhua.residents.rules.mails import MOST_BYTES, html_plain, letter_read
from xiuhua.residents.tests.mail_kit import BOX, Post, mail, post_running
from xiuhua.residents.tests.resident_kit import JPEG, settled, told, verified


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A mailbox on this machine."""
    with post_running() as running:
        settings.MAILBOX = running.mailbox()
        yield running


def test_a_letter_is_read_to_its_plain_words() -> None:
    raw = mail(
        text="路灯坏了\n地点：滨河路 3 号\n\n> 以前的信\n> 还有", subject="回复：[HZ00000042] 路灯",
        pictures=(JPEG,),
    ).as_bytes()  # fmt: skip
    letter = letter_read(raw, own=BOX)
    assert (letter.sender, letter.name, letter.message_id) == ("wang@example.org", "王某", "<m1@example.org>")
    assert letter.text == "路灯坏了\n地点：滨河路 3 号"
    assert (letter.place, letter.receipt, len(letter.pictures)) == ("滨河路 3 号", 42, 1)
    assert letter.refused == ""


def test_html_leaves_its_words_and_nothing_else() -> None:
    html = (
        "<head><title>x</title><style>p{}</style></head><p>一<b>二</b></p><script>alert(1)</script>三&lt;四"
    )
    assert html_plain(html).split() == ["一二", "三<四"]
    letter = letter_read(mail(html=html).as_bytes(), own=BOX)
    assert "alert" not in letter.text
    assert "三<四" in letter.text


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (mail(Auto_Submitted="auto-replied"), "mail_automatic"),
        (mail(Precedence="bulk"), "mail_automatic"),
        (mail(List_Id="<news.example.org>"), "mail_automatic"),
        (mail(sender="MAILER-DAEMON@example.org"), "mail_automatic"),
        (mail(sender=BOX), "mail_own"),
        (mail(sender="无名"), "mail_no_sender"),
        (mail(text="", subject=""), "mail_empty"),
        (mail(Auto_Submitted="no"), ""),
    ],
)
def test_what_a_machine_or_nobody_wrote_is_not_used(made: object, why: str) -> None:
    assert letter_read(made.as_bytes(), own=BOX).refused == why  # type: ignore[attr-defined]  # a mail


def test_bytes_made_to_harm_are_read_or_refused_and_never_raise() -> None:
    for raw in (
        b"", b"\xff" * 500, b"From: =?utf-8?b?////?=\r\n\r\nx",
        b"Content-Type: text/plain; charset=nope\r\n\r\n\xff",
        b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 200,
        b"From: a@b.c\r\nSubject: x\r\nMessage-ID: " + b"<" * 5_000 + b"\r\n\r\nx", bytes(MOST_BYTES + 1),
    ):  # fmt: skip
        letter_read(raw, own=BOX)


@pytest.mark.slow("a mail from its arrival to its last answer, by people signed in")
def test_a_mail_becomes_a_case_and_is_answered_in_its_thread(office: Office, post: Post) -> None:
    uid = post.put(mail(pictures=(JPEG, b"\xff\xd8broken")))
    assert mails_fetch() == 1
    assert post.seen == {uid}
    with scope_opened(("",)):
        receipt = Receipt.objects.select_related("report__case").get()
        report = receipt.report
        assert (report.channel, report.address, report.caller_name) == (
            "channel_mail",
            "滨河路 20 号",
            "王某",
        )
        assert report.text.startswith("反映油烟扰民\n楼下烧烤油烟很大")
        assert ReportPhoto.objects.count() == 1  # the broken one did not cost the report
    assert answers_send() == 1
    case = receipt.report.case_id
    assert "电子邮件" in office("acceptor").page(f"/cases/{case}")
    verified(office, case)
    settled(office, case, reason="已责令加装净化器并复查。")
    told()
    assert answers_send() == 3

    sent = [message_from_bytes(one, policy=policy.default) for one in post.out]
    assert {one["To"] for one in sent} == {"wang@example.org"}
    assert {one["In-Reply-To"] for one in sent} == {"<m1@example.org>"}
    assert {one["Auto-Submitted"] for one in sent} == {"auto-replied"}
    assert {one["Subject"] for one in sent} == {f"Re: 反映油烟扰民 [{receipt.number}]"}
    last = sent[-1].get_content()
    assert "处理情况：已责令加装净化器并复查。" in last
    assert "https://city.example/r/" in last
    with scope_opened(("",)):
        assert set(Answer.objects.values_list("state", flat=True)) == {"answer_delivered"}


def test_every_mail_is_taken_once_however_often_the_box_is_read(office: Office, post: Post) -> None:
    post.put(mail())
    post.put(mail(message_id="<m2@example.org>", subject="另一件", text="路灯不亮"))
    assert mails_fetch() == 2
    assert mails_fetch() == 0
    post.validity = 8  # the server renumbers: everything seems new
    assert mails_fetch() == 2  # read again, and known
    post.put(mail())  # the same letter under another UID
    mails_fetch()
    with scope_opened(("",)):
        assert (Mail.objects.count(), Case.objects.count()) == (2, 2)
        position = MailPosition.objects.get()
        assert (position.uid_validity, position.last_uid) == (8, 103)


def test_a_reply_with_the_number_adds_to_the_report_and_is_not_answered(office: Office, post: Post) -> None:
    post.put(mail())
    mails_fetch()
    with scope_opened(("",)):
        receipt = Receipt.objects.get()
    answers_send()
    subject = f"Re: 反映油烟扰民 [{receipt.number}]"
    post.put(mail(message_id="<m2@example.org>", subject=subject, text="昨晚又来了"))
    post.put(mail(message_id="<m3@example.org>", subject=subject, text="我也要说", sender="li@example.org"))
    mails_fetch()
    with scope_opened(("",)):
        assert sorted(Mail.objects.values_list("message_id", "state")) == [
            ("<m1@example.org>", "mail_taken"), ("<m2@example.org>", "mail_added"),
            ("<m3@example.org>", "mail_taken"),
        ]  # fmt: skip
        assert Report.objects.count() == 2  # somebody else's letter is their own report
        assert Entry.objects.filter(act="receipt.add").count() == 1
    answers_send()
    assert len(post.out) == 2


def test_a_machines_letter_is_kept_as_not_used_and_never_answered(office: Office, post: Post) -> None:
    post.put(mail(Auto_Submitted="auto-replied"))
    assert mails_fetch() == 1
    assert answers_send() == 0
    with scope_opened(("",)):
        assert list(Mail.objects.values_list("state", "why")) == [("mail_refused", "mail_automatic")]
        assert Case.objects.count() == 0
    assert post.out == []


def test_a_box_out_of_reach_or_a_server_that_refuses_waits(
    office: Office, post: Post, settings: Settings
) -> None:
    post.put(mail())
    settings.MAILBOX = post.mailbox().__class__(**(post.mailbox().__dict__ | {"password": "wrong"}))
    assert mails_fetch() == 0
    with scope_opened(("",)):
        assert "AUTHENTICATIONFAILED" in MailPosition.objects.get().fault
    settings.MAILBOX = post.mailbox()
    assert mails_fetch() == 1
    post.refuses = True
    assert answers_send() == 1
    with scope_opened(("",)):
        waiting = Answer.objects.get()
        assert (waiting.state, waiting.attempts) == ("answer_waiting", 1)
    post.refuses = False
    office.hands.go(seconds=31)
    assert answers_send() == 1
    assert len(post.out) == 1
