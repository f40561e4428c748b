"""What an act leaves behind, and what nobody can do to it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from xiuhua.ledger.models import Entry, Opening
from xiuhua.ledger.queries import story
from xiuhua.ledger.rules.commitments import Commitment, commit, opening_key
from xiuhua.ledger.rules.suites import STD
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append, openings_erase
from xiuhua.ledger.tests.conftest import AT, CLERK, rename, scope

NEW: list[dict[str, Any]] = [
    {"act": "shop.created", "subject": "shop:1", "area": "330102", "detail": {"to": "open", "n": [1, None]}},
    {"act": "shop.renamed", "subject": "shop:1", "area": "330102", "words": {"name.after": '绣花\t\\N"店'}},
    {"act": "shop.moved", "subject": "shop:2", "state": {"name": "甲", "open": True}},
]


def stored() -> list[tuple[Any, ...]]:
    """Return what does not differ between two recordings of the same acts."""
    with scope("*"):
        return [
            (
                entry.act,
                entry.subject,
                entry.area,
                {key: value for key, value in entry.detail.items() if key != "digests"},
                sorted(entry.detail.get("digests", {})),
                entry.at,
                entry.actor,
                getattr(entry, "opening", None)
                and (entry.opening.area, entry.opening.words, len(entry.opening.salt)),
            )
            for entry in Entry.objects.select_related("opening").order_by("id")
        ]


@pytest.mark.django_db
def test_one_by_one_and_in_bulk_leave_the_same_rows() -> None:
    for new in NEW:
        entry_append(at=AT, actor=CLERK, **new)
    singly = stored()
    before = Entry.objects.order_by("-id").first()
    assert before is not None
    made = entries_append_many([NewEntry(at=AT, actor=CLERK, **new) for new in NEW])
    assert stored()[len(NEW) :] == singly
    assert list(made.ids) == [before.id + 1, before.id + 2, before.id + 3]
    assert set(Entry.objects.filter(pk__in=made.ids).values_list("recorded_at", flat=True)) == {
        made.recorded_at
    }


@pytest.mark.django_db
def test_an_act_is_recorded_in_one_round_trip(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        entry = rename(1)
    assert entry.record() == Entry.objects.get(pk=entry.pk).record()


@pytest.mark.django_db
def test_the_entry_holds_digests_and_the_opening_the_words() -> None:
    entry = rename(1, name="甲")
    with scope("3301"):
        opening = Opening.objects.get(entry=entry)
    assert opening.words == {"name.after": "甲"}
    assert "甲" not in str(entry.detail)
    key = opening_key(STD.hash, bytes(opening.salt), Commitment.STATE)
    assert entry.detail["digests"]["state"] == commit(STD.hash, key, {"name": "甲"})


@pytest.mark.django_db
@pytest.mark.parametrize("detail", [{"share": 0.5}, {"digests": {}}])
def test_a_detail_the_ledger_cannot_keep_is_refused_and_leaves_no_trace(detail: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        entry_append(at=AT, actor=CLERK, act="x", subject="x:1", detail=detail, words={"a": "b"})
    with pytest.raises((TypeError, ValueError)):
        entries_append_many(
            [NewEntry(at=AT, actor=CLERK, act="x", subject="x:1", detail=detail, words={"a": "b"})]
        )
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_nothing_in_bulk_is_nothing() -> None:
    assert entries_append_many([]) == ((), None)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["entry", "leaf", "node", "treehead"])
@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_{} SET {} = {}", "DELETE FROM ledger_{}", "TRUNCATE ledger_{} CASCADE"]
)
def test_the_app_role_can_only_add(table: str, statement: str) -> None:
    column = {"entry": "act", "leaf": "hash", "node": "hash", "treehead": "root"}[table]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format(table, column, column))


def test_even_the_owner_is_refused_by_the_triggers(
    committed_db: str, test_databases: Any, database_name: str
) -> None:
    rename(1)
    url = test_databases.url(database_name, user="xiuhua_owner")
    for statement in (
        "UPDATE ledger_entry SET act = ''",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
    ):
        with psycopg.connect(url) as owner, pytest.raises(psycopg.Error, match="append-only"):
            owner.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "area", "visible"),
    [
        ("*", "330102", True),
        ("3301", "330102", True),
        ("3302,330102", "330102", True),
        ("3302", "330102", False),
        ("3302,", "330102", False),
        ("", "330102", False),
        ("330102001", "330102", False),
        ("3302", "", True),
        ("", "", False),
    ],
)
def test_words_are_seen_within_the_scope_only(seen: str, area: str, visible: bool) -> None:  # noqa: FBT001
    rename(1, name="甲", area=area)
    with scope(seen):
        line = story("shop:1", 10)[0]
    assert line.words == ({"name.after": "甲"} if visible else {})
    assert line.withheld is not visible


@pytest.mark.django_db
def test_an_area_is_seen_by_prefix_and_never_without_a_scope() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xiuhua_sees('330102')")
        assert cursor.fetchone() == (False,)
        cursor.execute("EXPLAIN (VERBOSE, COSTS OFF) SELECT * FROM ledger_entry WHERE xiuhua_sees(area)")
        assert "xiuhua_sees" not in str(cursor.fetchall()), (
            "the planner no longer puts the function into the query"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("area", ["330102", "33010", "990101", ""])
@pytest.mark.parametrize("seen", ["*", "330102", "3301,9901", "3301,,9901", "", ",", "4", "330102001"])
def test_a_scope_read_once_lets_through_what_it_does_row_by_row(seen: str, area: str) -> None:
    with scope(seen), connection.cursor() as cursor:
        cursor.execute("SELECT xiuhua_sees(%s), xiuhua_within(%s, xiuhua_scope())", [area, area])
        by_row, once = cursor.fetchone()
    assert once == by_row


@pytest.mark.django_db
def test_no_scope_read_once_lets_nothing_through() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xiuhua_within('330102', xiuhua_scope())")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "EXPLAIN (VERBOSE, COSTS OFF) SELECT * FROM ledger_entry "
            "WHERE xiuhua_within(area, (SELECT xiuhua_scope()))"
        )
        assert "xiuhua_within" not in str(cursor.fetchall()), (
            "the planner no longer puts the function into the query"
        )


@pytest.mark.django_db
def test_erased_words_are_gone_and_their_erasure_is_recorded() -> None:
    entry = rename(1, name="甲")
    with scope("*"):
        erasure = openings_erase(entries=[entry.id], actor=CLERK, at=AT)
        assert not Opening.objects.exists()
        assert story("shop:1", 10)[0].withheld
    assert erasure.detail == {"entries": [entry.id]}


@pytest.mark.django_db
def test_a_story_is_read_newest_first_and_page_by_page() -> None:
    entries = [rename(1, name=name) for name in "甲乙丙"]
    rename(2)
    with scope("3301"):
        newest = story("shop:1", 2)
        oldest = story("shop:1", 2, before=newest[-1].entry_id)
    assert [line.words["name.after"] for line in newest + oldest] == ["丙", "乙", "甲"]
    assert [line.entry_id for line in oldest] == [entries[0].id]
    assert not newest[0].sealed
    assert newest[0].detail == {"shop": 1}
