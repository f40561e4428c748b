"""Whatever a superuser does to the log is found, and located as narrowly as the evidence allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from xiuhua.ledger.models import Entry, Leaf
from xiuhua.ledger.queries import kinds, verify, verifying
from xiuhua.ledger.rules.audit import runs
from xiuhua.ledger.rules.canonical import JsonValue, record_bytes
from xiuhua.ledger.rules.faults import FaultKind
from xiuhua.ledger.rules.heads import Head, head_read
from xiuhua.ledger.rules.merkle import leaf_hash, pyramid
from xiuhua.ledger.rules.suites import STD
from xiuhua.ledger.services import (
    entry_append,
    head_sign,
    heads_export,
    openings_erase,
    row_kind_register,
    seal,
)
from xiuhua.ledger.tests.conftest import AT, CLERK, rename, scope, sealed_log

LOG = 600  # two complete tiles and an unfinished one
HEADS = (100, 300, 520)


@pytest.fixture
def log(superuser: psycopg.Connection) -> list[Entry]:
    return sealed_log(LOG, heads_at=HEADS)


def faults() -> list[tuple[str, int | None, int | None, int | None, str | None]]:
    """Return what the check finds: kind, leaf, last leaf, entry, subject."""
    return [
        (fault.kind.removeprefix("ledger_fault_"), fault.leaf, fault.last_leaf, fault.entry, fault.subject)
        for fault in verify().faults
    ]


def leaf_rewrite(superuser: psycopg.Connection, leaf: int) -> None:
    """Give a leaf the hash that its entry has now."""
    record = Leaf.objects.select_related("entry").get(leaf=leaf).entry.record()
    hash_ = leaf_hash(STD.hash, record_bytes(record))
    superuser.execute("UPDATE ledger_leaf SET hash = %s WHERE leaf = %s", [hash_, leaf])


def node_rewrite(superuser: psycopg.Connection, tile: int) -> None:
    """Give a node the hash that its leaves have now."""
    leaves = Leaf.objects.filter(leaf__range=(tile * 256, tile * 256 + 255)).order_by("leaf")
    root = pyramid(STD.hash, [bytes(leaf.hash) for leaf in leaves])[-1][0]
    superuser.execute("UPDATE ledger_node SET hash = %s WHERE level = 8 AND index = %s", [root, tile])


def test_an_untouched_log_is_sound(log: list[Entry]) -> None:
    found = verify()
    assert found.faults == []
    assert (found.size, found.entries, found.heads, found.signed) == (LOG, LOG, 4, LOG)


def test_two_processes_find_what_one_finds(
    log: list[Entry], superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    superuser.execute("UPDATE ledger_entry SET actor = 'user:13' WHERE id = %s", [log[299].id])
    alone = verify()
    monkeypatch.setattr(verifying, "_ALONE_UPTO", 0)
    monkeypatch.setattr(verifying, "STRETCH_LEAVES", 256)
    assert alone.faults
    assert verify() == alone


@pytest.mark.parametrize("column", ["at", "recorded_at", "actor", "act", "subject", "area", "detail"])
def test_an_edited_entry_is_named(log: list[Entry], superuser: psycopg.Connection, column: str) -> None:
    values = {
        "at": "at + interval '1 us'",
        "recorded_at": "recorded_at - interval '1 us'",
        "detail": "detail || '{\"shop\": 0}'",
    }
    value = values.get(column, f"{column} || 'x'")
    superuser.execute(f"UPDATE ledger_entry SET {column} = {value} WHERE id = %s", [log[37].id])
    subject = "shop:37x" if column == "subject" else "shop:37"
    moved = [("opening_moved", 37, None, log[37].id, subject)] if column == "area" else []
    assert faults() == [("entry_changed", 37, None, log[37].id, subject), *moved]


def test_a_deleted_entry_is_named(log: list[Entry], superuser: psycopg.Connection) -> None:
    superuser.execute("DELETE FROM ledger_entry WHERE id = %s", [log[300].id])
    assert faults() == [("entry_missing", 300, None, log[300].id, None)]


def test_an_entry_deleted_with_its_leaf_leaves_a_gap(log: list[Entry], superuser: psycopg.Connection) -> None:
    for nth in (300, 301):
        superuser.execute("DELETE FROM ledger_leaf WHERE leaf = %s", [nth])
        superuser.execute("DELETE FROM ledger_opening WHERE entry_id = %s", [log[nth].id])
        superuser.execute("DELETE FROM ledger_entry WHERE id = %s", [log[nth].id])
    assert faults() == [("leaf_missing", 300, 301, None, None)]


def test_a_deletion_closed_by_renumbering_is_found_where_it_begins(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    superuser.execute("DELETE FROM ledger_leaf WHERE leaf = 310")
    superuser.execute("DELETE FROM ledger_opening WHERE entry_id = %s", [log[310].id])
    superuser.execute("DELETE FROM ledger_entry WHERE id = %s", [log[310].id])
    superuser.execute("UPDATE ledger_leaf SET leaf = -leaf WHERE leaf > 310")
    superuser.execute("UPDATE ledger_leaf SET leaf = -leaf - 1 WHERE leaf < 0")
    # between the head of 300, which holds, and that of 520, which does not; the tile 256–511 is odd
    assert faults() == [
        ("history_rewritten", 300, 511, None, None),
        ("log_cut", 599, None, None, None),
    ]


def test_an_inserted_entry_that_was_not_sealed_is_named(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    row = superuser.execute(
        "INSERT INTO ledger_entry (at, actor, act, subject, area, detail, txid) "
        "SELECT at, actor, 'shop.closed', subject, area, '{}', txid FROM ledger_entry WHERE id = %s "
        "RETURNING id",
        [log[5].id],
    ).fetchone()
    assert row is not None
    seal()
    assert faults() == [("entry_unsealed", None, None, row[0], "shop:5")]


def test_an_inserted_leaf_shifts_all_that_follow_and_is_located(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    superuser.execute("UPDATE ledger_leaf SET leaf = -leaf WHERE leaf >= 310")
    superuser.execute("UPDATE ledger_leaf SET leaf = -leaf + 1 WHERE leaf < 0")
    superuser.execute(
        "WITH entry AS (INSERT INTO ledger_entry (at, actor, act, subject, area, detail) "
        "VALUES (now(), 'user:1', 'shop.closed', 'shop:1', '', '{}') RETURNING id) "
        "INSERT INTO ledger_leaf (leaf, entry_id, hash) SELECT 310, id, '' FROM entry"
    )
    leaf_rewrite(superuser, 310)
    assert faults() == [("history_rewritten", 300, 511, None, None)]


def test_two_entries_that_changed_places_are_both_named(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    first, second = log[20].id, log[400].id
    superuser.execute("UPDATE ledger_leaf SET entry_id = -1 WHERE leaf = 20")
    superuser.execute("UPDATE ledger_leaf SET entry_id = %s WHERE leaf = 400", [first])
    superuser.execute("UPDATE ledger_leaf SET entry_id = %s WHERE leaf = 20", [second])
    found = verify().faults
    assert [(fault.kind, fault.leaf, fault.entry, fault.belongs) for fault in found] == [
        (FaultKind.ENTRY_MOVED, 20, second, 400),
        (FaultKind.ENTRY_MOVED, 400, first, 20),
    ]


def test_whole_leaves_that_changed_places_are_located_by_their_tiles(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    for before, after in ((20, -1), (30, 20), (-1, 30)):
        superuser.execute("UPDATE ledger_leaf SET leaf = %s WHERE leaf = %s", [after, before])
    # the head of 100 contradicts them, and their tile's node too
    assert faults() == [("history_rewritten", 0, 99, None, None)]


def test_a_rewritten_node_is_named(log: list[Entry], superuser: psycopg.Connection) -> None:
    superuser.execute("UPDATE ledger_node SET hash = %s WHERE level = 8 AND index = 1", [bytes(32)])
    found = verify().faults
    assert [(fault.kind, fault.level, fault.index, fault.leaf, fault.last_leaf) for fault in found] == [
        (FaultKind.NODE_REWRITTEN, 8, 1, 256, 511)
    ]


def test_a_missing_node_is_named(log: list[Entry], superuser: psycopg.Connection) -> None:
    superuser.execute("DELETE FROM ledger_node WHERE index = 0")
    assert faults() == [("node_missing", 0, 255, None, None)]


@pytest.mark.parametrize("leaf", [37, 300, 590])
def test_a_rewritten_leaf_hash_is_told_from_an_edited_entry(
    log: list[Entry], superuser: psycopg.Connection, leaf: int
) -> None:
    superuser.execute("UPDATE ledger_leaf SET hash = %s WHERE leaf = %s", [bytes(32), leaf])
    assert faults() == [("leaf_rewritten", leaf, None, log[leaf].id, f"shop:{leaf}")]


def test_an_edit_hidden_from_the_leaf_is_located_by_the_tile(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    superuser.execute("UPDATE ledger_entry SET actor = 'user:13' WHERE id = %s", [log[310].id])
    leaf_rewrite(superuser, 310)
    assert faults() == [("history_rewritten", 300, 511, None, None)]


def test_an_edit_hidden_from_leaf_and_node_is_located_between_two_heads(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    superuser.execute("UPDATE ledger_entry SET actor = 'user:13' WHERE id = %s", [log[310].id])
    leaf_rewrite(superuser, 310)
    node_rewrite(superuser, 1)
    assert faults() == [("history_rewritten", 300, 519, None, None)]


def test_an_edit_in_the_unfinished_tile_is_located_between_two_heads(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    superuser.execute("UPDATE ledger_entry SET actor = 'user:13' WHERE id = %s", [log[599].id])
    leaf_rewrite(superuser, 599)
    assert faults() == [("history_rewritten", 520, 599, None, None)]


def test_a_log_cut_at_its_end_is_found_against_its_head(
    log: list[Entry], superuser: psycopg.Connection
) -> None:
    superuser.execute("DELETE FROM ledger_leaf WHERE leaf >= 590")
    superuser.execute("DELETE FROM ledger_opening WHERE entry_id >= %s", [log[590].id])
    superuser.execute("DELETE FROM ledger_entry WHERE id >= %s", [log[590].id])
    assert faults() == [("log_cut", 590, None, None, None)]


def test_a_forged_head_is_told_from_a_rewritten_log(log: list[Entry], superuser: psycopg.Connection) -> None:
    superuser.execute("UPDATE ledger_treehead SET root = %s WHERE size = 300", [bytes(32)])
    superuser.execute("UPDATE ledger_treehead SET at = at - interval '1 day' WHERE size = 100")
    found = verify().faults
    assert [(fault.kind, fault.size, fault.source) for fault in found] == [
        (FaultKind.HEAD_FORGED, 100, "database"),
        (FaultKind.HEAD_FORGED, 300, "database"),
    ]


def test_a_head_of_another_key_is_strange(log: list[Entry]) -> None:
    found = verify(keys={"0" * 32}).faults
    assert {fault.kind for fault in found} == {FaultKind.HEAD_STRANGE}
    assert [fault.size for fault in found] == [*HEADS, LOG]


def test_a_rewrite_with_superuser_and_key_is_found_against_heads_kept_elsewhere(
    log: list[Entry], superuser: psycopg.Connection, settings: Settings, tmp_path: Path
) -> None:
    heads_export()
    kept = (settings.HEADS_ROOT / "2026-11.jsonl").rename(tmp_path / "kept-by-the-archive.jsonl")
    superuser.execute("UPDATE ledger_entry SET actor = 'user:13' WHERE id = %s", [log[310].id])
    leaf_rewrite(superuser, 310)
    node_rewrite(superuser, 1)
    superuser.execute("DELETE FROM ledger_treehead WHERE size > 300")
    head_sign(at=AT + timedelta(minutes=1))
    assert verify().faults == []
    found = verify(heads_files=[kept]).faults
    assert [(fault.kind, fault.leaf, fault.last_leaf, fault.source) for fault in found] == [
        (FaultKind.HISTORY_REWRITTEN, 0, LOG - 1, kept.name)
    ]


def test_a_file_without_heads_is_refused(log: list[Entry], tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("no head\n")
    with pytest.raises(ValueError, match="holds no signed tree head"):
        verify(heads_files=[tmp_path / "x.jsonl"])


def test_changed_words_are_named(log: list[Entry], superuser: psycopg.Connection) -> None:
    words = 'UPDATE ledger_opening SET words = \'{"name.after": "别名"}\' WHERE entry_id = %s'
    superuser.execute(words, [log[7].id])
    superuser.execute("UPDATE ledger_opening SET area = '3302' WHERE entry_id = %s", [log[8].id])
    superuser.execute("DELETE FROM ledger_opening WHERE entry_id = %s", [log[9].id])
    assert faults() == [
        ("words_changed", 7, None, log[7].id, "shop:7"),
        ("opening_moved", 8, None, log[8].id, "shop:8"),
        ("opening_missing", 9, None, log[9].id, "shop:9"),
    ]


def test_words_that_were_erased_with_a_record_are_no_fault(log: list[Entry]) -> None:
    with transaction.atomic(), scope("*"):
        openings_erase(entries=[log[7].id], actor=CLERK, at=AT)
    seal()
    assert faults() == []


class TestRows:
    """Rows of a kind against the last entry about each."""

    @pytest.fixture
    def shops(self, log: list[Entry], monkeypatch: pytest.MonkeyPatch) -> dict[int, Mapping[str, JsonValue]]:
        rows: dict[int, Mapping[str, JsonValue]] = {number: {"name": "新名"} for number in range(len(log))}
        monkeypatch.setattr(kinds, "_KINDS", {})
        row_kind_register(kind="shop", states=rows.items)
        return rows

    def test_rows_as_recorded_are_sound(self, shops: dict[int, Mapping[str, JsonValue]]) -> None:
        found = verify()
        assert found.faults == []
        assert found.rows == len(shops)

    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            (lambda rows: rows.update({7: {"name": "改了"}}), "row_changed"),
            (lambda rows: rows.pop(7), "row_missing"),
        ],
    )
    def test_a_row_changed_past_the_ledger_is_named(
        self,
        shops: dict[int, Mapping[str, JsonValue]],
        log: list[Entry],
        change: Callable[[dict[int, Mapping[str, JsonValue]]], None],
        kind: str,
    ) -> None:
        change(shops)
        assert faults() == [(kind, None, None, log[7].id, "shop:7")]

    def test_a_row_inserted_past_the_ledger_is_named(self, shops: dict[int, Mapping[str, JsonValue]]) -> None:
        shops[9_999] = {"name": "新名"}
        assert faults() == [("row_unrecorded", None, None, None, "shop:9999")]

    def test_the_last_entry_counts_even_before_it_is_sealed(
        self, shops: dict[int, Mapping[str, JsonValue]]
    ) -> None:
        rename(7, name="二改")
        shops[7] = {"name": "二改"}
        assert faults() == []

    def test_a_row_recorded_as_gone_is_no_fault(self, shops: dict[int, Mapping[str, JsonValue]]) -> None:
        entry_append(at=AT, actor=CLERK, act="shop.undone", subject="shop:7", state={})
        del shops[7]
        assert faults() == []


def test_a_head_reads_back_what_it_wrote() -> None:
    head = Head(size=1, root=bytes(32), at=AT, suite="std", public_key=bytes(32), signature=bytes(64))
    assert head_read(dict[str, object](head.as_json())) == head
    for line in (b"{}", b"[]", b"{", b'{"format": "xiuhua-tree-head/2", "suite": "std"}'):
        with pytest.raises(ValueError, match=r"head|JSON|unexpected"):
            head_read(line)


def test_runs_of_neighbours() -> None:
    numbers: Sequence[int] = [1, 2, 3, 7, 9, 10]
    assert list(runs(numbers)) == [(1, 3), (7, 7), (9, 10)]
