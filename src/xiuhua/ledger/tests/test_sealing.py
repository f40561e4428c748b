"""Every committed entry gets one leaf, whatever else is going on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import psycopg
import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from tests.oracles import merkle_oracle
from xiuhua.ledger import queries
from xiuhua.ledger.models import Entry, Leaf, Node, SealMark
from xiuhua.ledger.rules.canonical import record_bytes
from xiuhua.ledger.rules.heads import head_read
from xiuhua.ledger.rules.suites import STD
from xiuhua.ledger.services import SuiteChanged, entries_append_many, head_sign, heads_export, seal, sealing
from xiuhua.ledger.services.appending import NewEntry
from xiuhua.ledger.tests.conftest import AT, CLERK, rename, sealed_log

_INSERT = (
    "INSERT INTO ledger_entry (at, actor, act, subject, area, detail) "
    "VALUES (now(), 'user:1', 'a', %s, '', '{}') RETURNING id"
)


def sealed_entries() -> list[int]:
    leaves = list(Leaf.objects.order_by("leaf").values_list("leaf", "entry_id"))
    assert [leaf for leaf, _ in leaves] == list(range(len(leaves))), "the leaves have gaps"
    return [entry for _, entry in leaves]


@pytest.mark.django_db
def test_leaves_and_nodes_and_head_are_the_oracles() -> None:
    sealed_log(600, heads_at=(3, 255, 256))
    assert queries.tree_size() == 600
    records = [record_bytes(entry.record()) for entry in Entry.objects.order_by("leaf__leaf")]
    head = queries.head_latest()
    assert head is not None
    assert (head.size, head.root) == (600, merkle_oracle.mth(STD.hash, records))
    assert head.signature_holds()
    nodes = {(node.level, node.index): bytes(node.hash) for node in Node.objects.all()}
    assert nodes == {(8, n): merkle_oracle.mth(STD.hash, records[n * 256 : n * 256 + 256]) for n in (0, 1)}
    path = queries.consistency(255, 600)
    assert path == merkle_oracle.proof(STD.hash, 255, records)


@pytest.mark.django_db
def test_nothing_due_seals_nothing() -> None:
    assert seal() is None
    sealed_log(3)
    assert seal() is None


def test_an_open_transaction_holds_nobody_up_and_is_not_forgotten(committed_db: str) -> None:
    with psycopg.connect(committed_db) as slow:
        early = slow.execute(_INSERT, ["slow:1"]).fetchone()
        assert early is not None
        later = [rename(number).id for number in range(5)]
        seal()
        assert sealed_entries() == later
        assert queries.unsealed_count() == 0
        slow.commit()
    assert queries.unsealed_count() == 1
    assert queries.sealing_lag(at=AT + timedelta(days=36_500)) > timedelta(0)
    seal()
    assert sealed_entries() == [*later, early[0]]


def test_a_rolled_back_act_leaves_neither_leaf_nor_gap(committed_db: str) -> None:
    first = rename(1).id
    with transaction.atomic():
        rename(2)
        transaction.set_rollback(True)
    last = rename(3).id
    seal()
    assert sealed_entries() == [first, last]


def write(url: str, per_transaction: int) -> None:
    """Write 240 entries in transactions of a size, every seventh of which is rolled back."""
    with psycopg.connect(url) as writer:
        for nth in range(240 // per_transaction):
            for _ in range(per_transaction):
                writer.execute(_INSERT, [f"writer:{per_transaction}"])
            (writer.rollback if nth % 7 == 6 else writer.commit)()


def keep_sealing(done: Event) -> int:
    """Seal until told that all is written; return how many batches that were."""
    batches = 0
    try:
        while not done.is_set():
            batches += seal() is not None
    finally:
        connection.close()
    return batches


def test_concurrent_writers_and_sealers_skip_and_double_nothing(committed_db: str) -> None:
    """Four writers, one of them with long transactions, against two sealers."""
    done = Event()
    with ThreadPoolExecutor() as threads:
        sealers = [threads.submit(keep_sealing, done) for _ in range(2)]
        writers = [threads.submit(write, committed_db, size) for size in (1, 1, 3, 60)]
        for writer in writers:
            writer.result()
        done.set()
        assert sum(sealer.result() for sealer in sealers) > 1
    seal()
    assert sorted(sealed_entries()) == list(Entry.objects.order_by("id").values_list("id", flat=True))
    head_sign(at=AT)
    assert queries.verify().faults == []


@pytest.mark.django_db
def test_a_backlog_is_sealed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 100)
    new = NewEntry(at=AT, actor=CLERK, act="shop.created", subject="shop:1")
    entries_append_many([new] * 250)
    batches = [seal() for _ in range(4)]
    assert [(batch.first, batch.last, batch.more) for batch in batches if batch] == [
        (0, 99, True),
        (100, 199, True),
        (200, 249, False),
    ]


def test_a_batch_is_announced_once_when_it_is_committed(committed_db: str) -> None:
    with psycopg.connect(committed_db, autocommit=True) as listener:
        listener.execute("LISTEN ledger_sealed")
        sealed_log(3)
        seal()
        heard = [(notice.channel, notice.payload) for notice in listener.notifies(timeout=0.2)]
    assert heard == [("ledger_sealed", "0,2")]


def test_after_a_restore_into_another_cluster_nothing_is_skipped(
    committed_db: str, superuser: psycopg.Connection
) -> None:
    sealed_log(3)
    SealMark.objects.update(system="another cluster", snapshot="9000000:9000000:")
    superuser.execute("UPDATE ledger_entry SET txid = '8000000'")
    left_behind = rename(4).id
    superuser.execute("UPDATE ledger_entry SET txid = '8999999' WHERE id = %s", [left_behind])
    seal()
    fresh = rename(5).id
    seal()
    assert sealed_entries()[3:] == [left_behind, fresh]
    assert queries.verify().faults == []


@pytest.mark.django_db
def test_a_log_is_not_continued_with_another_suite(settings: Settings) -> None:
    sealed_log(1)
    settings.LEDGER_SUITE = "sm"
    with pytest.raises(SuiteChanged) as refusal:
        seal()
    assert refusal.value.arguments == {"suite": "sm", "log_suite": "std"}


@pytest.mark.django_db
def test_a_head_is_signed_while_the_log_grows_and_not_too_often(settings: Settings) -> None:
    assert head_sign(at=AT) is None
    sealed_log(1)
    assert head_sign(at=AT) is None
    settings.LEDGER_HEAD_SECONDS = 5.0
    rename(2)
    seal()
    assert head_sign(at=AT + timedelta(seconds=4)) is None
    head = head_sign(at=AT + timedelta(seconds=5))
    assert head is not None
    assert head.size == 2


@pytest.mark.django_db
def test_the_key_is_made_once_and_for_its_owner_only(settings: Settings) -> None:
    sealed_log(2, heads_at=(1,))
    keys = sorted(settings.LEDGER_KEYS.iterdir())
    head = queries.head_latest()
    assert head is not None
    assert [key.name for key in keys] == [f"ledger-std-{head.key}.pub", "ledger-std.key"]
    assert keys[1].stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_each_head_is_exported_once_as_a_line(settings: Settings) -> None:
    assert heads_export() is None
    sealed_log(1)
    heads_export()
    assert heads_export() is None
    path = settings.HEADS_ROOT / "2026-11.jsonl"
    with path.open("ab") as file:
        file.write(b'{"format": "xiuhua-tree')  # the power went here
    rename(2)
    seal()
    head_sign(at=AT + timedelta(minutes=1))
    heads_export()
    lines = path.read_bytes().splitlines()
    assert [head_read(line).size for line in (lines[0], lines[2])] == [1, 2]
    assert head_read(lines[2]) == queries.head_latest()


@pytest.mark.django_db
def test_a_head_without_growth_costs_no_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed_log(1)
    monkeypatch.delattr("xiuhua.ledger.services.heads.signing_key")
    assert head_sign(at=AT + timedelta(hours=1)) is None
