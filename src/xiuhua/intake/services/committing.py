"""Writing an import: whole or not at all, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import shapely
from django.db import connection, transaction

from xiuhua.intake import queries
from xiuhua.intake.models import ImportMapping, ImportRun
from xiuhua.intake.rules.comparing import fingerprint, values_kept
from xiuhua.intake.rules.kinds import Applied, Change, ImportKind
from xiuhua.intake.services.planning import batches, plan_make
from xiuhua.intake.services.progress import Tell, nobody_told
from xiuhua.intake.services.refusals import FaultyRows, NothingNew, PlanChanged
from xiuhua.intake.services.runs import run_record, standing_check
from xiuhua.intake.terms import Act, RunState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError

# One statement a batch: a hundred thousand rows by bulk_create take longer than everything else together.
_ROWS = """
INSERT INTO intake_importedrow (run_id, key, row, number, before, shape, fingerprint)
SELECT %s, new.*
FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::jsonb[], %s::bytea[], %s::text[]) AS new
"""


@transaction.atomic
def run_commit_ask(*, run_id: int, leaves_out: bool, actor: Actor, at: datetime) -> ImportRun:
    """Decide that a previewed import shall be written. Of two who decide at once, one is refused.

    Args:
        run_id: which.
        leaves_out: whether rows that cannot be taken shall stay out; without it they hold up the whole file.
        actor: who decides.
        at: when.

    Raises:
        NotAllowedNow: it is not previewed, or somebody has decided already.
        FaultyRows: rows cannot be taken, and nobody chose to leave them out.
        NothingNew: no row would change anything.
    """
    run = queries.run_lock(run_id, actor=actor)
    standing_check(run, RunState.PREVIEWED, Act.COMMIT)
    if run.faulty and not leaves_out:
        raise FaultyRows(rows=run.faulty)
    if not run.fresh and not run.changed:
        raise NothingNew
    run.state, run.leaves_out, run.failure = RunState.COMMITTING.value, leaves_out, {}
    run.committed_by, run.user_id = actor.name, actor.user_id or 0
    run.done, run.due = 0, run.fresh + run.changed
    run.save()
    run_record(run, Act.COMMIT, actor=actor, at=at)
    return run


@transaction.atomic
def run_commit(*, run_id: int, actor: Actor, at: datetime, tell: Tell = nobody_told) -> ImportRun:
    """Write what a run's preview promised: every row, its entries and the run's own, or nothing.

    The file is read again and compared with what is recorded now. Run again after a crash it starts afresh:
    the transaction that died left nothing.

    Args:
        run_id: which.
        actor: who decided it.
        at: when.
        tell: is told how many rows are written, of how many.

    Raises:
        NotAllowedNow: nobody decided it, or it is written already.
        PlanChanged: what is recorded has changed since the preview.
        CityError: the importer refuses a row.
    """
    run = queries.run_work_begin(run_id, actor=actor)
    standing_check(run, RunState.COMMITTING, Act.COMMIT)
    plan = plan_make(run=run, before=None, actor=actor)
    if plan.digest != run.plan:
        raise PlanChanged
    written = 0
    for batch in batches(plan.changes, plan.kind.batch):
        applied = plan.kind.importer.apply(batch, actor=actor, at=at)
        _rows_keep(run, plan.kind, batch, applied, actor=actor)
        written += len(batch)
        tell(written, len(plan.changes))
    run = queries.run_lock(run_id, actor=actor)
    standing_check(run, RunState.COMMITTING, Act.COMMIT)
    run.state, run.committed_at, run.done = RunState.DONE.value, at, len(plan.changes)
    run.save()
    _mapping_keep(run, actor=actor, at=at)
    run_record(run, Act.FINISH, actor=actor, at=at)
    return run


def _rows_keep(
    run: ImportRun, kind: ImportKind, changes: Sequence[Change], applied: Sequence[Applied], *, actor: Actor
) -> None:
    """Keep what it takes to undo rows: what they held, and a hash of what they hold now."""
    known = kind.importer.existing([one.key for one in applied], actor=actor)
    befores = [None if one.before is None else json.dumps(values_kept(one.before.values)) for one in applied]
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS,
            [
                run.pk,
                [one.key for one in applied],
                [change.record.row for change in changes],
                [one.pk for one in applied],
                befores,
                [_wkb(one) for one in applied],
                [fingerprint(known[one.key]) for one in applied],
            ],
        )


def _wkb(one: Applied) -> bytes | None:
    if one.before is None or one.before.shape is None:
        return None
    wkb: bytes = shapely.to_wkb(one.before.shape)
    return wkb


def _mapping_keep(run: ImportRun, *, actor: Actor, at: datetime) -> None:
    ImportMapping.objects.update_or_create(
        kind=run.kind,
        area_code=run.area_code,
        defaults={"mapping": run.mapping, "saved_by": actor.name, "saved_at": at},
    )


@transaction.atomic
def run_stop(*, run_id: int, refusal: CityError, actor: Actor, at: datetime) -> ImportRun:
    """Lead a run whose job was refused back to where a person can decide again, with the reason."""
    run = queries.run_lock(run_id, actor=actor)
    if not run.standing.is_moving:
        return run
    back = {RunState.COMMITTING: RunState.PREVIEWED, RunState.UNDOING: RunState.DONE}
    run.state = back.get(run.standing, RunState.REFUSED).value
    run.failure = {"code": refusal.code, "arguments": refusal.arguments}
    run.save()
    run_record(run, Act.FAIL, actor=actor, at=at)
    return run
