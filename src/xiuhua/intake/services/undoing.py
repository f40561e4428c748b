"""Taking an import back as a whole, as long as nobody has worked with what it made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import shapely
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from xiuhua.intake import queries
from xiuhua.intake.models import ImportedRow, ImportRun
from xiuhua.intake.rules.comparing import fingerprint, values_read
from xiuhua.intake.rules.kinds import Applied, ImportKind, Known, import_kind
from xiuhua.intake.rules.refusals import RowsHeld
from xiuhua.intake.services.progress import Tell, nobody_told
from xiuhua.intake.services.refusals import RowChanged, RowInUse
from xiuhua.intake.services.runs import run_record, standing_check
from xiuhua.intake.terms import Act, RunState
from xiuhua.ledger.services import NewEntry
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow


def row_gone_entry(*, subject: str, area: str = "", actor: Actor, at: datetime) -> NewEntry:
    """Return the entry for a row that `Importer.revert` deletes: its state is empty from now on.

    Args:
        subject: `kind:pk`, as in the entry that made the row.
        area: as in that entry.
        actor: who takes the import back.
        at: when.
    """
    return NewEntry(at=at, actor=actor, act=Act.ROW_GONE, subject=subject, area=area, state={})


@transaction.atomic
def run_undo_ask(*, run_id: int, reason: str, actor: Actor, at: datetime) -> ImportRun:
    """Decide that a written import shall be taken back.

    Raises:
        NotAllowedNow: it is not written, or taken back already.
        Invalid: no reason was given.
    """
    run = queries.run_lock(run_id, actor=actor)
    standing_check(run, RunState.DONE, Act.UNDO)
    if not reason.strip():
        raise Invalid(fields={"reason": "import_reason_empty"})
    run.state, run.undone_by, run.user_id, run.failure = (
        RunState.UNDOING.value,
        actor.name,
        actor.user_id or 0,
        {},
    )
    run.done, run.due = 0, run.fresh + run.changed
    run.save()
    run_record(run, Act.UNDO, actor=actor, at=at, words={"reason": reason.strip()})
    return run


@transaction.atomic
def run_undo(*, run_id: int, actor: Actor, at: datetime, tell: Tell = nobody_told) -> ImportRun:
    """Take every row of an import back, or none.

    Args:
        run_id: which.
        actor: who decided it.
        at: when.
        tell: is told how many rows are taken back, of how many.

    Raises:
        NotAllowedNow: nobody decided it.
        RowChanged: somebody changed a row since; the sentence names the first.
        RowInUse: something rests on a row that the import made; the sentence names one.
        CityError: the importer names what is in the way.
    """
    run = queries.run_work_begin(run_id, actor=actor)
    standing_check(run, RunState.UNDOING, Act.UNDO)
    kind = import_kind(run.kind)
    gone = 0
    for batch in _rows_last_first(run, kind.batch):
        _unchanged_check(kind, batch, actor=actor)
        try:
            kind.importer.revert([_applied(row) for row in batch], actor=actor, at=at)
        except (ProtectedError, IntegrityError) as fault:
            raise RowsHeld(()) from fault
        except RowsHeld as refusal:
            raise _named(run, refusal) from refusal
        gone += len(batch)
        tell(gone, run.due)
    run = queries.run_lock(run_id, actor=actor)
    standing_check(run, RunState.UNDOING, Act.UNDO)
    run.rows.all().delete()
    run.state, run.undone_at = RunState.UNDONE.value, at
    run.save()
    run_record(run, Act.UNDONE, actor=actor, at=at)
    return run


def _rows_last_first(run: ImportRun, size: int) -> Iterator[Sequence[ImportedRow]]:
    last = None
    while True:
        rows = run.rows.order_by("-pk")
        batch = list((rows if last is None else rows.filter(pk__lt=last))[:size])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


def _named(run: ImportRun, refusal: RowsHeld) -> NotAllowedNow:
    """Return a refusal that says where in the file the first row stands that something rests on."""
    first = run.rows.filter(number__in=refusal.numbers, before__isnull=True).order_by("row", "pk").first()
    if first is None:
        return refusal
    return RowInUse(row=_row_said(first), key=first.key)


def _row_said(row: ImportedRow) -> str:
    return "—" if row.row is None else str(row.row)


def _unchanged_check(kind: ImportKind, rows: Sequence[ImportedRow], *, actor: Actor) -> None:
    known = kind.importer.existing([row.key for row in rows], actor=actor)
    changed = [row for row in rows if row.key not in known or fingerprint(known[row.key]) != row.fingerprint]
    if changed:
        first = min(changed, key=lambda row: row.row or 0)
        raise RowChanged(row=_row_said(first), key=first.key, rows=len(changed))


def _applied(row: ImportedRow) -> Applied:
    if row.before is None:
        return Applied(key=row.key, pk=row.number)
    shape = None if row.shape is None else shapely.from_wkb(bytes(row.shape))
    before = Known(pk=row.number, values=values_read(row.before), shape=shape)
    return Applied(key=row.key, pk=row.number, before=before)
