"""`ledger verify`: the whole log, its heads, its openings, and the rows it speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from xiuhua.ledger.models import Node, SealMark, TreeHead
from xiuhua.ledger.queries.kinds import States, row_kinds
from xiuhua.ledger.queries.log import head_of, tree_size
from xiuhua.ledger.queries.scanning import STRETCH_LEAVES, Plan, Snapshot, scanners, stretch_scan
from xiuhua.ledger.queries.scopes import everywhere
from xiuhua.ledger.rules.audit import Found
from xiuhua.ledger.rules.commitments import Commitment, commit, opening_key
from xiuhua.ledger.rules.faults import Fault, FaultKind
from xiuhua.ledger.rules.heads import Head, head_read
from xiuhua.ledger.rules.judging import HeldHead, Judgement
from xiuhua.ledger.rules.suites import Suite, suite_named

_ALONE_UPTO = 20 * STRETCH_LEAVES  # below this a second process takes longer to start than it saves
_PROCESSES = 2
_DATABASE = "database"  # the source of the heads that lie beside the log

_UNSEALED = """
SELECT entry.id, entry.subject, entry.act FROM ledger_entry AS entry
WHERE pg_visible_in_snapshot(entry.txid, %s)
  AND NOT EXISTS (SELECT FROM ledger_leaf WHERE entry_id = entry.id)
ORDER BY entry.id
"""
_LAST_STATES = """
SELECT DISTINCT ON (entry.subject)
       substr(entry.subject, %(skip)s)::bigint, entry.id, entry.detail->'digests'->>'state', opening.salt
FROM ledger_entry AS entry LEFT JOIN ledger_opening AS opening ON opening.entry_id = entry.id
WHERE entry.subject >= %(from)s AND entry.subject < %(upto)s AND entry.detail->'digests' ? 'state'
ORDER BY entry.subject, entry.id DESC
"""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What the check of a whole log found.

    Args:
        size: leaves in the log.
        entries: entries read and recomputed.
        rows: rows compared with their last entry.
        heads: signed heads checked, here and elsewhere.
        signed: leaves covered by the newest genuine head.
        faults: everything that is wrong, in the order of the log.
    """

    size: int
    entries: int
    rows: int
    heads: int
    signed: int
    faults: Sequence[Fault]


def verify(*, heads_files: Sequence[Path] = (), keys: Collection[str] = ()) -> Verification:
    """Recompute the log from its entries and compare everything with everything that vouches for it.

    Args:
        heads_files: heads kept elsewhere, beside those under `settings.HEADS_ROOT`.
        keys: fingerprints of the keys that may have signed; else those under `settings.LEDGER_KEYS`.

    Raises:
        ValueError: a file of heads holds something else.
    """
    with transaction.atomic():
        alone = len(connection.savepoint_ids) > 0
        if not alone:
            _snapshot_take()
        with everywhere():
            return _verify(heads_files, frozenset(keys) or _keys_known(), alone=alone)


def _snapshot_take() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _verify(heads_files: Sequence[Path], keys: Collection[str], *, alone: bool) -> Verification:
    mark = SealMark.objects.first()
    suite = suite_named(mark.suite if mark else settings.LEDGER_SUITE)
    heads = [*_heads_here(), *_heads_elsewhere(heads_files)]
    size = tree_size()
    head_sizes = sorted({held.head.size for held in heads})
    plan = Plan(suite=suite.name, size=size, head_sizes=head_sizes, stretch=STRETCH_LEAVES)
    found = _scan(plan, alone=alone or size <= _ALONE_UPTO)
    nodes = {(node.level, node.index): bytes(node.hash) for node in Node.objects.all().iterator()}
    faults = Judgement(digest=suite.hash, size=size, found=found, nodes=nodes, heads=heads).faults()
    faults = [fault for fault in faults if not _accounted(fault, found)]
    strange = [_strange(held) for held in heads if keys and held.head.key not in keys]
    rows = [_rows_compare(suite, kind, states) for kind, states in sorted(row_kinds().items())]
    return Verification(
        size=size,
        entries=found.entries,
        rows=sum(compared for compared, _ in rows),
        heads=len(heads),
        signed=max((held.head.size for held in heads if held.genuine), default=0),
        faults=[*faults, *strange, *_unsealed(mark), *(fault for _, wrong in rows for fault in wrong)],
    )


def _accounted(fault: Fault, found: Found) -> bool:
    return fault.kind is FaultKind.OPENING_MISSING and fault.entry in found.erased


def _strange(held: HeldHead) -> Fault:
    return Fault(kind=FaultKind.HEAD_STRANGE, size=held.head.size, source=held.source, key=held.head.key)


# Heads


def _heads_here() -> Iterator[HeldHead]:
    for row in TreeHead.objects.order_by("size").iterator():
        head = head_of(row)
        yield HeldHead(head, _DATABASE, head.signature_holds())


def _heads_elsewhere(files: Sequence[Path]) -> Iterator[HeldHead]:
    for path in [*sorted(Path(settings.HEADS_ROOT).glob("*.jsonl")), *files]:
        for head in heads_file_read(path):
            yield HeldHead(head, path.name, head.signature_holds())


def heads_file_read(path: Path) -> Iterator[Head]:
    """Yield the heads in a file of JSON lines; a line cut off by a power failure is passed over.

    Raises:
        ValueError: not one line holds a head.
    """
    lines = path.read_bytes().splitlines()
    good = 0
    for line in lines:
        try:
            yield head_read(line)
            good += 1
        except ValueError:
            continue
    if lines and not good:
        raise ValueError(f"{path.name} holds no signed tree head")


def _keys_known() -> frozenset[str]:
    """Return the fingerprints of the keys this machine has ever signed with; none on another machine."""
    return frozenset(path.stem.rpartition("-")[2] for path in Path(settings.LEDGER_KEYS).glob("ledger-*.pub"))


# The log


def _scan(plan: Plan, *, alone: bool) -> Found:
    firsts = range(0, plan.size, plan.stretch)
    found = Found()
    with connection.cursor() as cursor:
        if alone:
            for first in firsts:
                found.add(stretch_scan(cursor, plan, first))
            return found
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = Snapshot(connection=_connection_parameters(), name=cursor.fetchone()[0])
    with scanners(plan, snapshot, processes=_PROCESSES) as scan:
        for stretch in scan(firsts):
            found.add(stretch)
    return found


def _connection_parameters() -> dict[str, Any]:
    """Return what psycopg needs to open the same database again."""
    parameters = connection.get_connection_params()
    libpq = {"dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey"}
    return {name: value for name, value in parameters.items() if name in libpq and value}


def _unsealed(mark: SealMark | None) -> Iterator[Fault]:
    """Yield entries that every sealing since must have seen, and that have no leaf."""
    if mark is None or not mark.snapshot:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        if cursor.fetchone()[0] != mark.system:  # restored elsewhere; the next sealing counts anew
            return
        cursor.execute(_UNSEALED, [mark.snapshot])
        for entry, subject, act in cursor.fetchall():
            yield Fault(kind=FaultKind.ENTRY_UNSEALED, entry=entry, subject=subject, act=act)


# Rows


def _rows_compare(suite: Suite, kind: str, states: States) -> tuple[int, list[Fault]]:
    """Compare all rows of a kind with the last entry that speaks of each one's state."""
    last = _last_states(kind)
    faults, compared = [], 0
    for number, state in states():
        compared += 1
        subject = f"{kind}:{number}"
        entry, expected, salt = last.pop(number, (None, "", None))
        if entry is None:
            faults.append(Fault(kind=FaultKind.ROW_UNRECORDED, subject=subject))
        elif salt is not None and _state_digest(suite, salt, dict(state)) != expected:
            faults.append(Fault(kind=FaultKind.ROW_CHANGED, subject=subject, entry=entry))
    for number, (entry, expected, salt) in last.items():
        if salt is None or _state_digest(suite, salt, {}) != expected:
            faults.append(Fault(kind=FaultKind.ROW_MISSING, subject=f"{kind}:{number}", entry=entry))
    return compared, faults


def _last_states(kind: str) -> dict[int, tuple[int | None, str, bytes | None]]:
    with connection.cursor() as cursor:
        # The semicolon follows the colon in ASCII.
        cursor.execute(_LAST_STATES, {"skip": len(kind) + 2, "from": f"{kind}:", "upto": f"{kind};"})
        return {
            number: (entry, digest, None if salt is None else bytes(salt))
            for number, entry, digest, salt in cursor.fetchall()
        }


def _state_digest(suite: Suite, salt: bytes, state: dict[str, Any]) -> str:
    return commit(suite.hash, opening_key(suite.hash, salt, Commitment.STATE), state)
