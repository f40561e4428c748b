"""People are told things: on their page, once, and only them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create, scope_opened, token_issue
from xiuhua.access.terms import Role
from xiuhua.ledger.models import Entry
from xiuhua.notices.models import Notice
from xiuhua.notices.rules.templates import NoticeTemplate, template_register
from xiuhua.notices.services import NewNotice, Recipient, notice_send, notice_tell, notices_forget
from xiuhua.notices.terms import NoticeKind
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web.testing import Budget

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # 12:00 in Shanghai
PASSWORD = "Embroidery-2026"
STREET = "990101003"
SENDER = system("tests")

template_register(
    NoticeTemplate(
        key="test.dispatched",
        kind=NoticeKind.CASE,
        title_zh="{case} 已派给本单位",
        title_en="{case} is yours",
        zh="{case}，{place}，请签收。",
        en="{case}, {place}: please receive it.",
        sms=("case",),
    )
)
WORDS = {"case": "AJ00000012", "place": "云河街道"}


def account(name: str, role: Role = Role.UNIT_CLERK, area: str = "990101") -> User:
    return account_create(
        username=name, name=name, password=PASSWORD, roles=(NewRole(role=role, area=area),),
        actor=system("setup"), at=NOON,
    )  # fmt: skip


def signed_in(name: str) -> Client:
    browser = Client()
    assert browser.post("/sign-in", {"username": name, "password": PASSWORD}).status_code == 302
    return browser


@pytest.fixture
def tell(db: None) -> Callable[..., Notice]:
    """Return `tell(user, …)`: somebody is told of a case."""

    def told(user: User, *, subject: str = "case:12", leaf: int | None = None, urgent: bool = False,
             at: datetime = NOON) -> Notice:  # fmt: skip
        with scope_opened(("",)):
            new = NewNotice(
                to=Recipient(user_id=user.pk), template="test.dispatched", words=WORDS, subject=subject,
                area=STREET, leaf=leaf, urgent=urgent,
            )  # fmt: skip
            return notice_tell(new=new, actor=SENDER, at=at)

    return told


def test_who_is_told_has_it_on_the_page_and_the_bell_counts_it(tell: Callable[..., Notice]) -> None:
    clerk, other = account("clerk"), account("other")
    tell(clerk)
    browser = signed_in("clerk")
    assert browser.get("/notices/bell").json() == {"count": 1, "shown": "1", "label": "1 条未读通知"}
    page = browser.get("/notices?unread=1").content.decode()
    assert "AJ00000012 已派给本单位" in page
    notice = Notice.objects.none()
    with scope_opened(("",)):
        notice = Notice.objects.filter(user=clerk)
        pk = notice.get().pk
    assert "云河街道，请签收。" in browser.get(f"/notices/{pk}").content.decode()
    stranger = signed_in("other")
    assert stranger.get("/notices/bell").json()["count"] == 0
    assert "AJ00000012" not in stranger.get("/notices").content.decode()
    assert stranger.get(f"/notices/{pk}").status_code == 404
    assert stranger.post("/notices/mark/read", {"row": [pk]}).status_code == 404
    assert other.pk != clerk.pk


def test_reading_is_marked_undone_and_kept_in_the_ledger(tell: Callable[..., Notice]) -> None:
    clerk = account("clerk")
    for number in range(3):
        tell(clerk, subject=f"case:{number}")
    browser = signed_in("clerk")
    first = browser.post("/notices/mark-all", follow=True).content.decode()
    assert "3 条通知已标为已读" in first
    assert browser.get("/notices/bell").json()["count"] == 0
    assert browser.post("/notices/undo").status_code == 303
    assert browser.get("/notices/bell").json()["count"] == 3
    with scope_opened(("",)):
        marks = Entry.objects.filter(act="notice.mark", subject=f"inbox:{clerk.pk}").order_by("pk")
        assert [mark.detail["read"] for mark in marks] == [True, False]


def test_the_same_leaf_tells_the_same_person_once(tell: Callable[..., Notice]) -> None:
    clerk, deputy = account("clerk"), account("deputy")
    first = tell(clerk, leaf=7)
    assert tell(clerk, leaf=7).pk == first.pk
    assert tell(deputy, leaf=7).pk != first.pk
    assert tell(clerk, leaf=8).pk != first.pk
    with scope_opened(("",)):
        assert Notice.objects.count() == 3
        assert Entry.objects.filter(act="notice.send").count() == 3


def test_in_english_the_same_notice_is_english(tell: Callable[..., Notice]) -> None:
    tell(account("clerk"))
    browser = signed_in("clerk")
    browser.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "AJ00000012 is yours" in browser.get("/notices").content.decode()


def test_a_missing_word_and_an_unknown_template_are_bugs(tell: Callable[..., Notice]) -> None:
    clerk = account("clerk")
    for template, words in (("test.dispatched", {"case": "x"}), ("test.nothing", WORDS)):
        with pytest.raises(ValueError, match="template"):
            notice_send(
                to=Recipient(user_id=clerk.pk), template=template, words=words, subject="case:1", area="",
                actor=SENDER, at=NOON,
            )  # fmt: skip
    with pytest.raises(ValueError, match="exactly one"):
        Recipient(user_id=1, phone="13800000000")


@pytest.mark.parametrize(
    ("to", "masked"),
    [
        (Recipient(phone="+86 138 1111 2222"), "138****2222"),
        (Recipient(email="zhang.san@Example.ORG"), "z***n@example.org"),
        (Recipient(work_chat="route_wecom:lisi"), "l***i"),
    ],
)
def test_somebody_outside_is_written_down_encrypted_and_masked(db: None, to: Recipient, masked: str) -> None:
    with scope_opened(("",)):
        notice = notice_send(
            to=to, template="test.dispatched", words=WORDS, subject="case:1", area=STREET, actor=SENDER,
            at=NOON,
        )  # fmt: skip
        (out,) = notice.outgoing.all()
        assert (notice.address_masked, out.address_masked) == (masked, masked)
        assert "1111" not in notice.address
        assert "san" not in notice.address


@pytest.mark.parametrize(
    "to",
    [
        Recipient(phone="12345"),
        Recipient(email="x@"),
        Recipient(work_chat="lisi"),
        Recipient(work_chat="route_sms:1"),
    ],
)
def test_what_is_no_address_is_refused_and_leaves_no_trace(db: None, to: Recipient) -> None:
    with scope_opened(("",)):
        with pytest.raises(Invalid):
            notice_send(
                to=to, template="test.dispatched", words=WORDS, subject="case:1", area=STREET, actor=SENDER,
                at=NOON,
            )  # fmt: skip
        assert Notice.objects.count() == 0
        assert not Entry.objects.filter(act="notice.send").exists()


def test_a_notice_of_another_district_is_not_seen_by_who_moved_away(tell: Callable[..., Notice]) -> None:
    tell(account("clerk", area="990102"), at=NOON + timedelta(minutes=1))
    assert signed_in("clerk").get("/notices/bell").json()["count"] == 0


def test_notices_by_api(tell: Callable[..., Notice]) -> None:
    clerk = account("clerk")
    first, second = (tell(clerk, subject=f"case:{number}") for number in (1, 2))
    browser = signed_in("clerk")
    listed = browser.get("/api/v1/notices").json()
    assert [one["id"] for one in listed] == [second.pk, first.pk]
    assert (listed[0]["title"], listed[0]["read_at"]) == ("AJ00000012 已派给本单位", None)
    with scope_opened(("",)):
        actor = actor_of(clerk, holdings_at(clerk.pk, at=now()))
        _, raw = token_issue(name="x", acts=("notice.read", "notice.mark"), days=1, actor=actor, at=now())
    headers = {"Authorization": f"Bearer {raw}"}

    def mark(ids: list[int]) -> tuple[int, dict[str, object]]:
        answer = Client().post("/api/v1/notices/mark", {"ids": ids}, "application/json", headers=headers)
        return answer.status_code, answer.json()

    assert mark([first.pk]) == (200, {"changed": [first.pk]})
    assert mark([first.pk]) == (200, {"changed": []})
    assert mark([10**9])[0] == 404
    assert [one["id"] for one in browser.get("/api/v1/notices?unread=true").json()] == [second.pk]


def test_what_is_ticked_is_marked_and_what_is_old_is_forgotten(tell: Callable[..., Notice]) -> None:
    clerk = account("clerk")
    old, new = tell(clerk), tell(clerk, subject="case:13", at=NOON + timedelta(days=100))
    browser = signed_in("clerk")
    assert browser.post("/notices/mark/read", {"row": [old.pk, "x", "9" * 30]}).status_code == 303
    assert browser.get("/notices/bell").json()["count"] == 1
    assert browser.post("/notices/mark/unread", {"row": [old.pk]}).status_code == 303
    assert browser.get("/notices/bell").json()["count"] == 2
    assert notices_forget(at=NOON + timedelta(days=180)) == 0  # the very instant it is kept for
    assert notices_forget(at=NOON + timedelta(days=180, seconds=1)) == 1
    with scope_opened(("",)):
        assert [one.pk for one in Notice.objects.all()] == [new.pk]


def test_the_bell_stands_above_every_page_and_costs_it_no_statement(
    tell: Callable[..., Notice], sql_budget: Budget
) -> None:
    clerk = account("clerk")
    tell(clerk)
    browser = signed_in("clerk")
    page = browser.get("/account").content.decode()
    assert f'data-bell="/notices/bell" data-subject="inbox:{clerk.pk}"' in page
    with sql_budget("bell", most=8):
        browser.get("/notices/bell")
    with sql_budget("inbox", most=14):
        browser.get("/notices")
