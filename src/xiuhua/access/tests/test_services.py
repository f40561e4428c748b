"""Accounts, the door, sessions, tokens and idempotency, through the database."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from xiuhua.access import queries, services
from xiuhua.access.models import IdempotencyKey, RoleHolding, SignInAttempt, Token, User
from xiuhua.access.services import Answer, WrongCredentials
from xiuhua.access.terms import Role
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.errors import Conflict, Invalid, NotPermitted, TooManyRequests

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "Embroidery-2026"
MINUTE = timedelta(minutes=1)


def _try(password: str, *, at: datetime, username: str = "clerk", address: str = "10.0.0.7") -> User:
    return services.sign_in(username=username, password=password, address=address, at=at)[0]


def _actor(user: User, at: datetime = NOON) -> Actor:
    found = queries.user_and_actor(user.pk, at=at)
    assert found is not None
    return found[1]


def test_the_right_password_opens_and_is_entered(clerk: User) -> None:
    assert _try(PASSWORD, at=NOON, username="CLERK") == clerk
    assert Entry.objects.filter(act="access.signed_in", subject=f"user:{clerk.pk}").count() == 1


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(clerk: User) -> None:
    with pytest.raises(WrongCredentials) as wrong:
        _try("Embroidery-2025", at=NOON)
    with pytest.raises(WrongCredentials) as unknown:
        _try(PASSWORD, at=NOON, username="nobody")
    assert (wrong.value.code, wrong.value.arguments) == (unknown.value.code, unknown.value.arguments)
    assert SignInAttempt.objects.filter(succeeded=False).count() == 2


def test_five_failures_shut_the_door_even_to_the_right_password(clerk: User) -> None:
    for minute in range(5):
        with pytest.raises(WrongCredentials):
            _try("wrong", at=NOON + minute * MINUTE)
    with pytest.raises(TooManyRequests) as refused:
        _try(PASSWORD, at=NOON + 5 * MINUTE)
    assert refused.value.arguments["seconds"] == 14 * 60 + 1  # opens at 12:04 + 15 min, asked at 12:05
    assert _try(PASSWORD, at=NOON + 19 * MINUTE) == clerk
    assert Entry.objects.filter(act="access.locked").count() == 1


def test_the_security_administrator_opens_a_locked_door_at_once(clerk: User, security: Actor) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            _try("wrong", at=NOON)
    services.account_unlock(user_id=clerk.pk, actor=security, at=NOON + MINUTE)
    assert _try(PASSWORD, at=NOON + 2 * MINUTE) == clerk


def test_a_stopped_account_opens_nothing(clerk: User) -> None:
    clerk.is_active = False
    clerk.save()
    with pytest.raises(WrongCredentials):
        _try(PASSWORD, at=NOON)


def test_a_taken_name_and_a_weak_password_are_refused(clerk: User) -> None:
    with pytest.raises(Invalid) as taken:
        services.account_create(
            username="Clerk", name="甲", password=PASSWORD, actor=system("setup"), at=NOON
        )
    assert taken.value.fields == {"username": "username_taken"}
    with pytest.raises(Invalid) as weak:
        services.account_create(
            username="other", name="甲", password="password123", actor=system("setup"), at=NOON
        )
    assert weak.value.fields == {"password": "password_plain"}
    assert User.objects.count() == 1


def test_a_clerk_makes_no_accounts(clerk: User) -> None:
    with pytest.raises(NotPermitted):
        services.account_create(username="other", name="甲", password=PASSWORD, actor=_actor(clerk), at=NOON)


def test_a_role_counts_only_while_it_is_held(clerk: User, security: Actor) -> None:
    services.role_grant(user_id=clerk.pk, role=Role.LEADER, area="990102", actor=security, at=NOON + MINUTE)
    services.role_end(user_id=clerk.pk, role=Role.LEADER, area="990102", actor=security, at=NOON + 3 * MINUTE)
    roles = [_actor(clerk, NOON + minute * MINUTE).roles for minute in range(4)]
    assert [("leader" in held) for held in roles] == [False, True, True, False]
    assert RoleHolding.objects.filter(user=clerk).count() == 2  # the past is kept


def test_a_session_ends_after_half_an_hour_without_use(clerk: User) -> None:
    session = SessionStore()
    services.session_begin(session, clerk, at=NOON)
    assert services.session_user(session, at=NOON + 29 * MINUTE) is not None
    assert services.session_user(session, at=NOON + 30 * MINUTE) is None


def test_a_session_in_use_ends_after_twelve_hours(clerk: User) -> None:
    session = SessionStore()
    services.session_begin(session, clerk, at=NOON)
    session["seen"] = (NOON + 719 * MINUTE).timestamp()
    assert services.session_user(session, at=NOON + 719 * MINUTE) is not None
    assert services.session_user(session, at=NOON + 720 * MINUTE) is None


def test_changing_the_password_ends_every_other_session(clerk: User) -> None:
    session = SessionStore()
    services.session_begin(session, clerk, at=NOON)
    services.password_change(old=PASSWORD, new="Needle-work-77", actor=_actor(clerk), at=NOON)
    assert services.session_user(session, at=NOON + MINUTE) is None
    assert _try("Needle-work-77", at=NOON + MINUTE) == clerk


def test_a_token_opens_what_it_was_issued_for_until_it_is_revoked(clerk: User) -> None:
    clerk_actor = _actor(clerk)
    token, raw = services.token_issue(name="导入", acts=["premises.read"], days=1, actor=clerk_actor, at=NOON)
    through = services.actor_for_token(raw, at=NOON + MINUTE)
    assert through is not None
    assert (through.name, through.limits) == (f"token:{token.pk}", frozenset({"premises.read"}))
    assert raw not in str(Token.objects.values_list())  # only its digest is kept
    assert services.actor_for_token(raw, at=NOON + timedelta(days=1)) is None
    services.token_revoke(token_id=token.pk, actor=clerk_actor, at=NOON + MINUTE)
    assert services.actor_for_token(raw, at=NOON + 2 * MINUTE) is None


def test_a_token_cannot_hold_more_than_its_user_may_do(clerk: User) -> None:
    with pytest.raises(Invalid):
        services.token_issue(
            name="x", acts=["premises.read", "account.create"], days=1, actor=_actor(clerk), at=NOON
        )


def test_a_key_runs_the_act_once_and_answers_alike(clerk: User) -> None:
    ran: list[int] = []

    def act() -> Answer:
        ran.append(1)
        return Answer(200, {"n": len(ran)})

    def ask(digest: str = "a") -> Answer:
        return services.once(key="k", request_digest=digest, actor=_actor(clerk), at=NOON, act=act)

    assert ask() == ask() == Answer(200, {"n": 1})
    with pytest.raises(Conflict):
        ask(digest="b")


def test_two_at_once_with_one_key_run_the_act_once(committed_db: str) -> None:
    ran: list[int] = []
    started = threading.Event()
    answers: list[Answer] = []

    def act() -> Answer:
        ran.append(1)
        started.set()
        threading.Event().wait(0.3)  # holds the first transaction open while the second knocks
        return Answer(200, {"n": len(ran)})

    def ask() -> None:
        answers.append(services.once(key="k", request_digest="a", actor=system("test"), at=NOON, act=act))
        connection.close()

    first = threading.Thread(target=ask)
    first.start()
    started.wait(2)
    ask()
    first.join()
    assert len(ran) == 1
    assert answers == [Answer(200, {"n": 1})] * 2
    assert IdempotencyKey.objects.count() == 1


def test_an_act_that_fails_leaves_its_key_unused(clerk: User) -> None:
    def refuse() -> Answer:
        raise Conflict(kind="premises", key="1")

    with pytest.raises(Conflict):
        services.once(key="k", request_digest="a", actor=_actor(clerk), at=NOON, act=refuse)
    again = services.once(
        key="k", request_digest="a", actor=_actor(clerk), at=NOON, act=lambda: Answer(200, {})
    )
    assert again.status == 200


def test_nobody_gives_a_role_to_themselves(security: Actor) -> None:
    with pytest.raises(NotPermitted):
        services.role_grant(user_id=security.user_id or 0, role=Role.LEADER, actor=security, at=NOON)


def test_the_three_administrators_are_three_people(clerk: User, security: Actor) -> None:
    services.role_grant(user_id=clerk.pk, role=Role.AUDITOR, actor=security, at=NOON + MINUTE)
    with pytest.raises(Invalid) as refused:
        services.role_grant(user_id=clerk.pk, role=Role.SYSTEM_ADMIN, actor=security, at=NOON + 2 * MINUTE)
    assert refused.value.fields == {"role": "role_separated"}
    services.role_grant(user_id=clerk.pk, role=Role.LEADER, actor=security, at=NOON + 2 * MINUTE)


def test_a_reset_password_ends_tokens_as_well(clerk: User) -> None:
    _, raw = services.token_issue(name="x", acts=["premises.read"], days=1, actor=_actor(clerk), at=NOON)
    admin = Actor(name="user:0", holdings=(Holding(role="system_admin"),), user_id=0)
    services.password_reset(user_id=clerk.pk, password="Handed-Out-2026", actor=admin, at=NOON + MINUTE)
    assert services.actor_for_token(raw, at=NOON + 2 * MINUTE) is None
