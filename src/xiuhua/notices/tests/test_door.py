"""Somebody else sees within two seconds that something changed, and nobody hears of another district."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import account_stop, token_issue
from xiuhua.notices.api import door, hub, streams
from xiuhua.notices.tests.conftest import EAST, WEST, Listen, Stream, act, client_of, wait_until
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

Person = Callable[[str], str]


def _opened(stream: Stream) -> int:
    opening = stream.next()
    assert opening.name == "open"
    return int(opening.id)


def test_a_second_person_sees_the_first_one_s_act_within_two_seconds(person: Person, listen: Listen) -> None:
    stream = listen(person(WEST))
    leaf = _opened(stream)
    began_s = time.monotonic()
    act("premises:12", f"{WEST}003")
    event = stream.next()
    assert time.monotonic() - began_s < 2
    assert (event.id, event.name) == (str(leaf + 1), "sealed")
    assert event.data == {"leaf": leaf + 1, "subjects": ["premises:12"]}


def test_nothing_of_another_district_arrives(person: Person, listen: Listen) -> None:
    stream = listen(person(WEST))
    leaf = _opened(stream)
    act("premises:1", EAST)
    act("premises:2", WEST)
    assert stream.next().data == {"leaf": leaf + 2, "subjects": ["premises:2"]}


def test_many_acts_in_a_moment_are_one_or_two_frames(person: Person, listen: Listen) -> None:
    stream = listen(person(WEST))
    _opened(stream)
    for number in range(20):
        act(f"premises:{number}", WEST)
    seen: set[str] = set()
    frames = 0
    while len(seen) < 20:
        seen |= set(stream.next().data["subjects"])
        frames += 1
    assert frames <= 3


def test_who_was_away_is_told_what_was_missed(person: Person, listen: Listen) -> None:
    key = person(WEST)
    leaf = _opened(listen(key))
    act("premises:1", WEST)
    act("premises:2", EAST)
    wait_until(lambda: leaf + 2 == door.HUB.position)
    stream = listen(key, Last_Event_ID=str(leaf))
    assert _opened(stream) == leaf, "a stream that breaks now resumes from the same place"
    assert stream.next().data == {"leaf": leaf + 2, "subjects": ["premises:1"]}


def test_who_missed_too_much_reads_everything_again(
    person: Person, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = person(WEST)
    leaf = _opened(listen(key))
    monkeypatch.setattr(hub, "SUBJECTS_LIMIT", 1)
    act("premises:1", WEST)
    act("premises:2", WEST)
    wait_until(lambda: leaf + 2 == door.HUB.position)
    stream = listen(key, Last_Event_ID=str(leaf))
    _opened(stream)
    assert stream.next().data == {"leaf": leaf + 2, "reload": True}


def test_a_log_shorter_than_remembered_is_read_again(person: Person, listen: Listen) -> None:
    stream = listen(person(WEST), Last_Event_ID="1000000")
    _opened(stream)
    assert stream.next().data["reload"] is True


def test_where_streams_are_held_back_one_answer_says_the_same(person: Person, door_socket: str) -> None:
    key = person(WEST)
    with client_of(door_socket) as client:
        client.cookies.set("xh_session", key)
        leaf = client.get("/events", params={"once": "1"}).json()["leaf"]
        act("premises:5", WEST)
        act("premises:6", EAST)
        wait_until(lambda: leaf + 2 == door.HUB.position)
        answer = client.get("/events", params={"once": "1", "after": str(leaf)})
        assert answer.json() == {"leaf": leaf + 2, "subjects": ["premises:5"]}
        assert answer.headers["cache-control"] == "no-store"


def test_a_stranger_cookie_beside_it_does_not_hide_the_session(person: Person, door_socket: str) -> None:
    cookies = f'other={{"a": [1, 2]}}; xh_session={person("990101")}'
    with client_of(door_socket) as client:
        assert client.get("/events?once=1", headers={"Cookie": cookies}).status_code == 200
        hostile = {"Cookie": r'xh_session="\000aaaaaaaaaaaaaaa"'}
        assert client.get("/events?once=1", headers=hostile).status_code == 401


def test_a_visitor_and_a_strange_key_are_refused(door_socket: str, committed_db: str) -> None:
    with client_of(door_socket) as client:
        assert client.get("/events").status_code == 401
        assert client.get("/events", headers={"Cookie": "xh_session=nobody"}).status_code == 401
        assert client.get("/events", headers={"Authorization": "Bearer nothing"}).status_code == 401
        assert client.get("/events", headers={"Cookie": "xh_session"}).status_code == 401
        assert client.post("/events").status_code == 405
        assert client.get("/other").status_code == 404


def test_a_token_opens_a_stream(person: Person, listen: Listen) -> None:
    person(WEST)
    found = user_and_actor(User.objects.get().pk, at=now())
    assert found is not None
    _, raw = token_issue(name="wall", acts=("premises.read",), days=1, actor=found[1], at=now())
    stream = listen("", Authorization=f"Bearer {raw}")
    _opened(stream)
    act("premises:12", WEST)
    assert "premises:12" in stream.next().data["subjects"]


def test_a_stopped_account_s_stream_ends_at_the_next_check(
    person: Person, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_RECHECK_S", 0.2)
    stream = listen(person(WEST))
    _opened(stream)
    administrator = Actor(name="user:2", holdings=(Holding(role="system_admin"),), user_id=2)
    account_stop(user_id=User.objects.get().pk, actor=administrator, at=now())
    assert stream.next().name == "ended"
    with pytest.raises(EOFError):
        stream.next()


def test_a_quiet_stream_is_kept_open_by_a_heartbeat(
    person: Person, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_HEARTBEAT_S", 0.1)
    stream = listen(person(WEST))
    _opened(stream)
    assert stream.next().name == "beat"


def test_more_streams_than_can_be_served_are_refused(
    person: Person, listen: Listen, door_socket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "CLIENTS_LIMIT", 1)
    key = person(WEST)
    _opened(listen(key))
    with client_of(door_socket) as client:
        refused = client.get("/events", headers={"Cookie": f"xh_session={key}"})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")


def test_a_browser_that_leaves_is_forgotten(person: Person, listen: Listen) -> None:
    stream = listen(person(WEST))
    _opened(stream)
    stream.response.close()
    wait_until(lambda: not door.HUB._clients)


def test_the_listener_comes_back_and_misses_nothing(
    person: Person, listen: Listen, committed_db: str
) -> None:
    stream = listen(person(WEST))
    leaf = _opened(stream)
    with psycopg.connect(committed_db, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
    connection.close()
    act("premises:12", WEST)
    assert stream.next().data == {"leaf": leaf + 1, "subjects": ["premises:12"]}
