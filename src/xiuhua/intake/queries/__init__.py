"""Questions about imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet

from xiuhua.access.services import may, require
from xiuhua.intake.models import ImportChange, ImportFault, ImportMapping, ImportRun
from xiuhua.intake.rules.kinds import ImportKind, import_kind, import_kinds
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.mapping import columns_guessed, mapping_of
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound


def kinds_for(actor: Actor) -> Sequence[ImportKind]:
    """Return the kinds that an actor may import."""
    return [kind for kind in import_kinds() if may(actor, kind.act)]


def runs_of(actor: Actor) -> QuerySet[ImportRun]:
    """Return the runs of the kinds that an actor may import, in the areas the scope lets through."""
    kinds = [kind.key for kind in kinds_for(actor)]
    return ImportRun.objects.filter(kind__in=kinds).select_related("file").defer("preview")


def run_get(run_id: int, *, actor: Actor) -> ImportRun:
    """Return a run with its file.

    Raises:
        NotFound: there is none, or its areas are not the actor's.
        NotPermitted: the actor may not import its kind.
    """
    run = ImportRun.objects.select_related("file").filter(pk=run_id).first()
    if run is None:
        raise NotFound(kind="import", key=str(run_id))
    _require(run, actor)
    return run


def _require(run: ImportRun, actor: Actor) -> None:
    if actor.roles != {"system"}:  # the worker leads a run back where its asker no longer can
        require(actor, import_kind(run.kind).act)


def run_lock(run_id: int, *, actor: Actor) -> ImportRun:
    """Return a run, locked until the transaction ends.

    Raises:
        NotFound, NotPermitted: as `run_get`.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file").filter(pk=run_id).first()
    if run is None:
        raise NotFound(kind="import", key=str(run_id))
    _require(run, actor)
    return run


def run_work_begin(run_id: int, *, actor: Actor) -> ImportRun:
    """Return a run that no other job can be at until the transaction ends.

    Its row stays free: rows are written for minutes, and whoever decides meanwhile shall be refused at once,
    not wait for the end. Lock the row with `run_lock` when everything is written, and look at it again.

    Raises:
        NotFound, NotPermitted: as `run_get`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import:{run_id}"])
    return run_get(run_id, actor=actor)


def mapping_of_run(run: ImportRun) -> ColumnMapping:
    """Return what somebody said about a run's file."""
    return mapping_of(run.mapping)


def mapping_before(run: ImportRun) -> ColumnMapping:
    """Return how the last file of the same kind and area was matched; an empty one where there was none."""
    return mapping_kept_for(run.kind, area_code=run.area_code)


def mapping_kept_for(kind: str, *, area_code: str) -> ColumnMapping:
    """Return how the last file of a kind was matched in an area; an empty one where there was none."""
    kept = ImportMapping.objects.filter(kind=kind, area_code=area_code).first()
    return mapping_of(kept.mapping) if kept else ColumnMapping()


def faults_of(actor: Actor) -> QuerySet[ImportFault]:
    """Return the faults of every run that an actor may see."""
    return ImportFault.objects.filter(run__in=runs_of(actor).values("pk"))


def changes_of(actor: Actor) -> QuerySet[ImportChange]:
    """Return the changed columns of every run that an actor may see."""
    return ImportChange.objects.filter(run__in=runs_of(actor).values("pk"))


def run_states() -> Iterable[tuple[int, Mapping[str, JsonValue]]]:
    """Yield what the ledger vouches for of every run."""
    for run in ImportRun.objects.defer("preview", "mapping").order_by("pk").iterator():
        yield run.pk, run.vouched


def columns_proposed(run: ImportRun) -> Mapping[str, str]:
    """Return column → heading as a run is matched now, the rest by the names of its headings."""
    headings = [str(heading) for heading in run.preview.get("headings", ())]
    said = mapping_of_run(run).columns
    guessed = columns_guessed(import_kind(run.kind), headings, before=mapping_before(run).columns)
    free = {key: heading for key, heading in guessed.items() if heading not in said.values()}
    return {**free, **said}
