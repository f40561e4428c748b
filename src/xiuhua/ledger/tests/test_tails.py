"""A tail sees every leaf once and in order, whatever happens to it or to its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import psycopg
import pytest
from django.db import connection
from django.db.transaction import atomic
from pytest_django import DjangoAssertNumQueries

from xiuhua.ledger import jobs, tails
from xiuhua.ledger.models import Entry, TailCursor
from xiuhua.ledger.queries import SealedEntry, TailPlace, story, tails_placed
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import Tail, tail_register, tail_run_once
from xiuhua.ledger.tests.conftest import rename, sealed_log


@pytest.fixture(autouse=True)
def no_other_tails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "_TAILS", {})


@pytest.fixture
def seen(db: None) -> Iterator[str]:
    """A table that a tail writes to."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE seen (leaf bigint)")
        yield "seen"
        cursor.execute("DROP TABLE seen")


def leaves_seen() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf FROM seen ORDER BY ctid")
        return [leaf for (leaf,) in cursor.fetchall()]


def see(entries: Sequence[SealedEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO seen VALUES (%s)", [(entry.leaf,) for entry in entries])


def test_a_tail_reads_in_batches_to_the_end(seen: str) -> None:
    sealed_log(5)
    tail = Tail("test.see", 2, see)
    assert [tail_run_once(tail) for _ in range(4)] == [2, 2, 1, 0]
    rename(9)
    assert tail_run_once(tail) == 0
    seal()
    assert tail_run_once(tail) == 1
    assert leaves_seen() == [0, 1, 2, 3, 4, 5]


def test_a_tail_that_fails_undoes_its_effects_keeps_its_error_and_repeats_nothing(seen: str) -> None:
    sealed_log(4)
    failing = [True]

    def see_or_fail(entries: Sequence[SealedEntry]) -> None:
        see(entries)
        if entries[0].leaf == 2 and failing[0]:
            raise RuntimeError("the gateway is away")

    tail = Tail("test.fails", 2, see_or_fail)
    assert [tail_run_once(tail) for _ in range(3)] == [2, 0, 0]
    assert leaves_seen() == [0, 1]
    assert "the gateway is away" in tails_placed()["test.fails"].error
    assert TailCursor.objects.get(name="test.fails").failures == 2
    failing[0] = False
    assert [tail_run_once(tail) for _ in range(2)] == [2, 0]
    assert leaves_seen() == [0, 1, 2, 3]
    assert tails_placed()["test.fails"] == TailPlace(leaf=4, error="")


def test_a_failing_tail_does_not_hold_up_the_others_and_rests(seen: str) -> None:
    sealed_log(3)
    calls: list[int] = []

    def fail(entries: Sequence[SealedEntry]) -> None:
        calls.append(len(entries))
        raise RuntimeError

    tail_register(Tail("test.a.fails", 2, fail))
    tail_register(Tail("test.b.sees", 2, see))
    resting: dict[str, float] = {}
    assert [jobs._tails_round(resting) for _ in range(3)] == [True, False, False]
    assert leaves_seen() == [0, 1, 2]
    assert calls == [2]


def test_tails_that_have_read_everything_cost_two_statements_a_round(
    seen: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sealed_log(3)
    for number in range(9):
        tail_register(Tail(f"test.{number}", 2, lambda _: None))
    resting: dict[str, float] = {}
    while jobs._tails_round(resting):
        pass
    with django_assert_num_queries(2):
        assert not jobs._tails_round(resting)
    rename(9)
    seal()
    jobs._tails_round(resting)
    assert {place.leaf for place in tails_placed().values()} == {4}


def test_a_tail_sees_words_of_every_area_and_the_scope_is_put_back(seen: str) -> None:
    sealed_log(1)
    words: list[str] = []
    tail = Tail(
        "test.words", 10, lambda entries: words.append(story(entries[0].subject, 1)[0].words["name.after"])
    )
    assert tail_run_once(tail) == 1
    assert words == ["新名"]
    assert story("shop:0", 1)[0].withheld


def test_a_cursor_that_another_process_holds_is_left_alone(committed_db: str) -> None:
    sealed_log(2)
    tail = Tail("test.held", 10, lambda _: None)
    TailCursor.objects.create(name=tail.name)
    with psycopg.connect(committed_db) as other:
        other.execute("SELECT FROM ledger_tailcursor WHERE name = %s FOR UPDATE", [tail.name])
        assert tail_run_once(tail) == 0
    assert tail_run_once(tail) == 2


def test_what_a_tail_reads_is_the_entry(seen: str) -> None:
    entry = sealed_log(1)[0]
    read: list[SealedEntry] = []
    with atomic():
        tail_run_once(Tail("test.read", 10, read.extend))
    stored = Entry.objects.get(pk=entry.pk)
    assert read == [
        SealedEntry(
            leaf=0,
            id=stored.id,
            at=stored.at,
            recorded_at=stored.recorded_at,
            actor=stored.actor,
            act=stored.act,
            subject=stored.subject,
            area=stored.area,
            detail=stored.detail,
        )
    ]
