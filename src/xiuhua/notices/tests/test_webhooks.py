"""Other systems are told of sealed acts: in order, signed, until they accept them."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create, scope_opened, scope_set, token_issue
from xiuhua.access.terms import Role
from xiuhua.ledger.models import Entry
from xiuhua.ledger.services import entry_append, seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.notices import services
from xiuhua.notices.jobs import webhook_tell
from xiuhua.notices.models import Delivery, Webhook
from xiuhua.notices.queries.webhooks import webhooks_due
from xiuhua.notices.rules.webhooks import MOST_ATTEMPTS
from xiuhua.notices.services import posting
from xiuhua.notices.tails import WEBHOOKS
from xiuhua.notices.terms import DeliveryFault
from xiuhua.notices.tests.receiver_kit import receiving
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "Embroidery-2026"


def make_admin(name: str = "chief", role: Role = Role.SYSTEM_ADMIN) -> Actor:
    user = account_create(
        username=name, name=name, password=PASSWORD, roles=(NewRole(role=role, area=""),),
        actor=system("setup"), at=NOON,
    )  # fmt: skip
    return actor_of(user, holdings_at(user.pk, at=NOON))


@pytest.fixture
def admin(db: None, settings: Settings) -> Iterator[Actor]:
    """Somebody who may enter webhooks, in a city that allows targets on this machine."""
    settings.WEBHOOKS_PRIVATE = True
    with scope_opened(("",)):
        yield make_admin()


def hook(admin: Actor, url: str, acts: str = "case.", area: str = "") -> Webhook:
    return services.webhook_create(name="市级平台", url=url, acts=acts, area_code=area, actor=admin, at=now())


def happen(count: int, act: str = "case.close", area: str = "990101003") -> None:
    """Let acts happen, be sealed, and be queued."""
    for number in range(count):
        entry_append(
            at=NOON,
            actor=system("test"),
            act=act,
            subject=f"case:{number}",
            area=area,
            detail={"move": number},
        )
    follow()


def follow() -> None:
    while seal():
        pass
    while tail_run_once(WEBHOOKS):
        pass


def later(webhook: Webhook) -> None:
    """Let the pause after a try that failed be over."""
    Delivery.objects.filter(webhook=webhook, attempts__gt=0).update(next_at=now() - timedelta(seconds=1))


def test_what_is_sealed_arrives_in_order_and_signed(admin: Actor) -> None:
    with receiving() as receiver:
        webhook = hook(admin, receiver.url, area="990101")
        happen(5)
        happen(2, area="990102001")
        happen(2, act="report.make")
        webhook_tell(webhook.pk)
    assert len(receiver.leaves) == 5
    assert receiver.leaves == sorted(receiver.leaves)
    headers, body = receiver.calls[0]
    told = dict(part.split("=") for part in headers["X-Xiuhua-Signature"].split(","))
    expected = hmac.new(webhook.secret.encode(), f"{told['t']}.".encode() + body, hashlib.sha256)
    assert hmac.compare_digest(told["v1"], expected.hexdigest())
    first = receiver.body(0)
    assert first.keys() == {"leaf", "entry", "act", "subject", "area", "at", "detail"}
    assert (first["act"], first["subject"], first["detail"]) == ("case.close", "case:0", {"move": 0})
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivery_delivered"}


def test_a_receiver_that_fails_is_asked_again_and_nothing_is_skipped(admin: Actor) -> None:
    with receiving() as receiver:
        receiver.answer = lambda number: 500 if number in {1, 2} else 200
        webhook = hook(admin, receiver.url)
        happen(3)
        webhook_tell(webhook.pk)  # the first arrives, the second fails
        assert len(receiver.calls) == 2
        webhook_tell(webhook.pk)  # nothing: its pause is not over
        assert len(receiver.calls) == 2
        for _ in range(2):
            later(webhook)
            webhook_tell(webhook.pk)
    first, second, third = sorted(set(receiver.leaves))
    assert receiver.leaves == [first, second, second, second, third]
    assert list(Delivery.objects.order_by("leaf").values_list("attempts", "fault")) == [
        (1, ""), (3, ""), (1, ""),
    ]  # fmt: skip


def test_nobody_there_is_a_fault_and_the_pause_doubles(admin: Actor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: a connection is refused
        webhook = hook(admin, f"http://127.0.0.1:{taken.getsockname()[1]}/")
        happen(1)
        for pause_s in (10, 20, 40):
            later(webhook)
            webhook_tell(webhook.pk)
            delivery = Delivery.objects.get()
            assert delivery.tried_at is not None
            assert (delivery.next_at - delivery.tried_at).total_seconds() == pause_s
            assert delivery.fault == DeliveryFault.CONNECTION


def test_it_gives_up_says_so_and_goes_on_where_it_stopped_once_resumed(admin: Actor) -> None:
    with receiving() as receiver:
        receiver.answer = lambda _number: 503
        webhook = hook(admin, receiver.url)
        happen(2)
        for _ in range(MOST_ATTEMPTS + 3):
            later(webhook)
            webhook_tell(webhook.pk)
        assert len(receiver.calls) == MOST_ATTEMPTS
        webhook.refresh_from_db()
        assert webhook.state == "webhook_given_up"
        assert Entry.objects.filter(act="webhook.give_up", subject=f"webhook:{webhook.pk}").count() == 1
        happen(1)
        receiver.answer = lambda _number: 200
        receiver.calls.clear()
        services.webhook_resume(webhook_id=webhook.pk, actor=admin, at=now())
        follow()
        webhook_tell(webhook.pk)
    assert len(receiver.leaves) == 3
    assert receiver.leaves == sorted(receiver.leaves)


def test_a_redirect_is_not_followed(admin: Actor) -> None:
    with receiving() as receiver:
        receiver.answer = lambda _number: 302
        webhook = hook(admin, receiver.url)
        happen(1)
        webhook_tell(webhook.pk)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.fault) == (302, "fault_answer")


def test_a_target_inside_is_refused_where_it_is_not_allowed(admin: Actor, settings: Settings) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(Invalid) as refused:
        hook(admin, "http://127.0.0.1/")
    assert refused.value.fields == {"url": "webhook_url_wrong"}
    webhook = hook(admin, "https://localhost/")  # a name, whose address is judged when it is used
    happen(1)
    webhook_tell(webhook.pk)
    assert Delivery.objects.get().fault == DeliveryFault.PRIVATE


def test_a_slow_receiver_is_cut_off(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TIMEOUT_S", 0.3)
    with receiving() as receiver:
        receiver.wait = threading.Event()
        webhook = hook(admin, receiver.url)
        happen(1)
        webhook_tell(webhook.pk)
    assert Delivery.objects.get().fault == DeliveryFault.TIMEOUT


def test_a_certificate_that_nobody_vouches_for_is_refused(admin: Actor) -> None:
    with receiving() as receiver:  # speaks no TLS at all
        webhook = hook(admin, receiver.url.replace("http://", "https://"))
        happen(1)
        webhook_tell(webhook.pk)
        assert receiver.calls == []
    assert Delivery.objects.get().fault in {DeliveryFault.TLS, DeliveryFault.CONNECTION}


def test_who_dies_while_sending_leaves_it_to_the_next(admin: Actor) -> None:
    with receiving() as receiver:
        webhook = hook(admin, receiver.url)
        happen(2)
        at = now()
        claimed = services.webhook_claim(webhook_id=webhook.pk, at=at)  # and then the process is killed
        assert claimed is not None
        assert webhooks_due(at=at) == []
        webhook_tell(webhook.pk)  # another one leaves it alone
        assert receiver.calls == []
        Webhook.objects.update(leased_until=at - timedelta(seconds=1))
        assert webhooks_due(at=at) == [webhook.pk]
        webhook_tell(webhook.pk)
    assert len(receiver.leaves) == 2


def test_the_same_entries_queued_twice_are_told_once(admin: Actor) -> None:
    webhook = hook(admin, "http://127.0.0.1:9/")
    happen(2)
    from xiuhua.ledger.queries import entries_sealed_between  # noqa: PLC0415

    services.deliveries_queue(entries=entries_sealed_between(-1, 10_000))
    assert Delivery.objects.filter(webhook=webhook).count() == 2


def test_what_was_sealed_before_is_not_told(admin: Actor) -> None:
    for _ in range(3):
        entry_append(at=NOON, actor=system("test"), act="case.close", subject="case:1", area="990101")
    while seal():
        pass
    hook(admin, "http://127.0.0.1:9/")
    follow()
    assert Delivery.objects.count() == 0


def test_a_paused_one_keeps_what_happens_and_sends_it_later(admin: Actor) -> None:
    with receiving() as receiver:
        webhook = hook(admin, receiver.url)
        services.webhook_pause(webhook_id=webhook.pk, actor=admin, at=now())
        happen(2)
        webhook_tell(webhook.pk)
        assert receiver.calls == []
        with pytest.raises(NotAllowedNow):
            services.webhook_pause(webhook_id=webhook.pk, actor=admin, at=now())
        services.webhook_resume(webhook_id=webhook.pk, actor=admin, at=now())
        webhook_tell(webhook.pk)
        assert len(receiver.leaves) == 2
        count = services.webhook_send_again(
            webhook_id=webhook.pk, leaf=receiver.leaves[1], actor=admin, at=now()
        )
        webhook_tell(webhook.pk)
    assert count == 1
    assert receiver.leaves[2:] == receiver.leaves[1:2]
    with pytest.raises(Invalid):
        services.webhook_send_again(webhook_id=webhook.pk, leaf=10**9, actor=admin, at=now())


def test_only_the_system_administrator_enters_webhooks(admin: Actor) -> None:
    leader = make_admin("leader", Role.LEADER)
    with pytest.raises(NotPermitted):
        hook(leader, "http://127.0.0.1:9/")
    assert Webhook.objects.count() == 0


def test_webhooks_by_api(admin: Actor) -> None:
    acts = ("webhook.read", "webhook.create", "webhook.pause", "webhook.resume", "webhook.send_again")
    _, raw = token_issue(name="x", acts=acts, days=1, actor=admin, at=now())
    headers = {"Authorization": f"Bearer {raw}"}

    def post(path: str, body: object) -> tuple[int, dict[str, object]]:
        answer = Client().post(f"/api/v1{path}", json.dumps(body), "application/json", headers=headers)
        scope_set(("",))
        return answer.status_code, answer.json()

    status, made = post("/webhooks", {"name": "市级", "url": "http://127.0.0.1:9/", "acts": "case."})
    assert (status, len(str(made["secret"])) > 30) == (201, True)
    happen(1)
    listed = Client().get("/api/v1/webhooks", headers=headers)
    assert "secret" not in listed.json()[0]
    scope_set(("",))
    told = Client().get(f"/api/v1/webhooks/{made['id']}/deliveries", headers=headers).json()
    scope_set(("",))
    (one,) = told
    assert (one["act"], one["state"], one["attempts"]) == ("case.close", "delivery_waiting", 0)
    assert post(f"/webhooks/{made['id']}/pause", {})[1]["state"] == "webhook_paused"
    assert post(f"/webhooks/{made['id']}/pause", {})[0] == 409
    assert post(f"/webhooks/{made['id']}/resume", {})[1]["state"] == "webhook_active"
    assert post(f"/webhooks/{made['id']}/again", {"leaf": 0})[0] == 422
    bad = post("/webhooks", {"name": " ", "url": "ftp://x", "acts": "Case"})
    assert (bad[0], set(bad[1]["fields"])) == (422, {"name", "url", "acts"})  # type: ignore[call-overload]  # JSON


def test_webhooks_on_pages(admin: Actor) -> None:
    browser = Client()
    assert browser.post("/sign-in", {"username": "chief", "password": PASSWORD}).status_code == 302
    assert (
        "还没有" in browser.get("/webhooks").content.decode() or browser.get("/webhooks").status_code == 200
    )
    form = {
        "name": "市级平台",
        "url": "http://127.0.0.1:9/hook",
        "acts": "case.",
        "area_code": "",
        "once": "a",
    }
    made = browser.post("/webhooks/new", form, follow=True)
    scope_set(("",))
    webhook = Webhook.objects.get()
    assert webhook.secret in made.content.decode()
    happen(2)
    page = browser.get(f"/webhooks/{webhook.pk}").content.decode()
    assert "待推送" in page
    assert webhook.secret not in page
    scope_set(("",))
    for act in ("pause", "resume"):
        assert browser.get(f"/webhooks/{webhook.pk}/{act}").status_code == 200
        assert browser.post(f"/webhooks/{webhook.pk}/{act}", {"once": act}).status_code == 303
    refused = browser.post(f"/webhooks/{webhook.pk}/again", {"leaf": "0", "once": "b"})
    assert refused.status_code == 422
    scope_set(("",))
