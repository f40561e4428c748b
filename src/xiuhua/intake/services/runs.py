"""An import from upload to preview: keeping the file, reading it, matching its columns, giving it up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePath
from typing import IO, Any

import shapely
from django.db import transaction

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.files.rules.media import name_cleaned
from xiuhua.files.services import content_made, disk_refusals, file_keep, incoming
from xiuhua.files.terms import TRAITS, Media
from xiuhua.intake import queries
from xiuhua.intake.models import ImportChange, ImportFault, ImportRun
from xiuhua.intake.rules.comparing import differences, printed
from xiuhua.intake.rules.kinds import Fault, import_kind
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.mapping import mapping_kept
from xiuhua.intake.rules.reading import RawCell, Sheet, sheet_read
from xiuhua.intake.rules.refusals import ChoiceNeeded, FileRefused
from xiuhua.intake.services.planning import Plan, file_of, plan_make, sheet_planned
from xiuhua.intake.services.progress import Tell, nobody_told
from xiuhua.intake.terms import Act, RunState
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotAllowedNow

LISTED_LIMIT = 20_000  # faults and changed columns that are kept to be looked at; the counts go on
_SHAPES_SHOWN = 500
_ROWS_SHOWN = 12
_SAMPLES = 3
_CHUNK_BYTES = 1024 * 1024
_BATCH = 2_000
_MEDIA = {
    ".csv": Media.CSV, ".txt": Media.CSV, ".tsv": Media.CSV, ".xlsx": Media.XLSX,
    ".json": Media.GEOJSON, ".geojson": Media.GEOJSON, ".gpkg": Media.GPKG, ".kml": Media.KML,
    ".dxf": Media.DXF, ".zip": Media.ZIP, ".gz": Media.GZIP, ".jsonl": Media.JSONL, ".ndjson": Media.JSONL,
}  # fmt: skip


def run_open(
    *, kind_key: str, content: IO[bytes], name: str, mapping: ColumnMapping, actor: Actor, at: datetime
) -> ImportRun:
    """Keep a file that is to be imported, and begin its run. Nothing is read yet.

    Args:
        kind_key: what it holds.
        content: a stream, read to its end.
        name: as it was handed in; the ending says what it is.
        mapping: what somebody says about it; the rest is guessed.
        actor: who brings it.
        at: when.

    Raises:
        NotFound: there is no such kind.
        NotPermitted: the actor may not import it.
        FileRefused: the ending is none that is taken, the file is empty or too large.
    """
    kind = import_kind(kind_key)
    require(actor, kind.act)
    cleaned = name_cleaned(name)
    media = _media_of(cleaned)
    areas = list(areas_for(actor, kind.act))
    run = ImportRun(
        kind=kind.key, name=cleaned, mapping=mapping_kept(mapping), started_by=actor.name,
        user_id=actor.user_id or 0, areas=areas, started_at=at,
    )  # fmt: skip
    with incoming() as file:
        with disk_refusals():
            _copy(content, file, limit_bytes=TRAITS[media].limit_bytes)
        return _run_keep(run, file, media, actor=actor, at=at)


def file_tried(*, kind_key: str, path: Path, mapping: ColumnMapping, actor: Actor) -> Plan:
    """Return what a file on this machine would do; nothing of it is kept.

    Raises:
        NotFound, NotPermitted, FileRefused: as `run_open` and `run_read`.
    """
    kind = import_kind(kind_key)
    require(actor, kind.act)
    limit = TRAITS[_media_of(path.name)].limit_bytes
    if path.stat().st_size > limit:
        raise FileRefused("import_file_large", limit_mib=limit // _CHUNK_BYTES)
    sheet = sheet_read(path, name=path.name, mapping=mapping)
    before = queries.mapping_kept_for(kind.key, area_code=areas_for(actor, kind.act)[0] or "*")
    return sheet_planned(sheet, kind=kind, asked=mapping, before=before, actor=actor)


def _media_of(name: str) -> Media:
    media = _MEDIA.get(PurePath(name).suffix.lower())
    if media is None:
        raise FileRefused("import_ending", name=name)
    return media


def _copy(content: IO[bytes], file: IO[bytes], *, limit_bytes: int) -> None:
    size = 0
    while chunk := content.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > limit_bytes:
            raise FileRefused("import_file_large", limit_mib=limit_bytes // _CHUNK_BYTES)
        file.write(chunk)
    if not size:
        raise FileRefused("import_empty")


@transaction.atomic
def _run_keep(run: ImportRun, file: IO[bytes], media: Media, *, actor: Actor, at: datetime) -> ImportRun:
    content = content_made(file, media=media)
    run.file = file_keep(file, content, name=run.name, area_code=run.area_code, actor=actor, at=at)
    run.save()
    run_record(run, Act.START, actor=actor, at=at)
    return run


def run_record(
    run: ImportRun, act: Act, *, actor: Actor, at: datetime, words: Mapping[str, str] | None = None
) -> None:
    """Append the entry of an act on a run: counts, and the digest of the file."""
    detail: dict[str, JsonValue] = {
        "kind": run.kind, "sha256": run.file.sha256, "new": run.fresh, "changed": run.changed,
        "same": run.same, "faulty": run.faulty,
    }  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act, subject=f"import:{run.pk}", area=run.area_code, detail=detail,
        words=words or {}, state=run.vouched,
    )  # fmt: skip


def standing_check(run: ImportRun, standing: RunState, act: Act) -> None:
    """Refuse an act on a run that does not stand where the act begins.

    Raises:
        NotAllowedNow: it stands elsewhere.
    """
    if run.standing is not standing:
        raise NotAllowedNow(act=act, state=f"import.{run.state}")


def run_read(*, run_id: int, actor: Actor, at: datetime, tell: Tell = nobody_told) -> ImportRun:
    """Read a run's file and work out what it would do, or why that cannot be said yet.

    Raises:
        NotFound: there is no such run for the actor.
        NotAllowedNow: it is over.
    """
    run = queries.run_get(run_id, actor=actor)
    _reading_check(run)
    try:
        plan = plan_make(run=run, before=queries.mapping_before(run), actor=actor, tell=tell)
    except FileRefused as refusal:
        return _run_stands(run, refusal, actor=actor, at=at)
    return _run_previewed(run, plan, actor=actor, at=at)


def _reading_check(run: ImportRun) -> None:
    if run.standing not in {RunState.READING, RunState.CHOOSING, RunState.PREVIEWED}:
        raise NotAllowedNow(act=Act.READ, state=f"import.{run.state}")


@transaction.atomic
def _run_stands(run: ImportRun, refusal: FileRefused, *, actor: Actor, at: datetime) -> ImportRun:
    """Record why a file cannot be read, or what must be chosen first; the headings help to choose."""
    current = queries.run_lock(run.pk, actor=actor)
    _reading_check(current)
    current.failure = {"code": refusal.code, "arguments": refusal.arguments}
    current.state = (RunState.CHOOSING if isinstance(refusal, ChoiceNeeded) else RunState.REFUSED).value
    current.plan, current.read_at = "", at
    current.fresh = current.changed = current.same = current.faulty = 0
    current.preview = _headings_if_any(current)
    _lists_clear(current)
    current.save()
    run_record(current, Act.FAIL, actor=actor, at=at)
    return current


def _headings_if_any(run: ImportRun) -> dict[str, Any]:  # what JSON holds
    if run.standing is not RunState.CHOOSING:
        return {}
    try:
        sheet = sheet_read(file_of(run), name=run.name, mapping=queries.mapping_of_run(run))
    except FileRefused:
        return {}
    return _heads(sheet)


def _heads(sheet: Sheet) -> dict[str, Any]:  # as above
    samples = {
        heading: [
            _shown(row[place]) for row in sheet.rows[:50] if place < len(row) and row[place] is not None
        ][:_SAMPLES]
        for place, heading in enumerate(sheet.headings)
    }
    notes = [{"code": note.code, "arguments": dict(note.arguments)} for note in sheet.notes]
    return {
        "headings": list(sheet.headings), "samples": samples, "notes": notes, "layer": sheet.layer,
        "crs": sheet.crs[:120], "placed": bool(len(sheet.shapes)),
    }  # fmt: skip


def _shown(cell: RawCell) -> str:
    return "" if cell is None else printed(cell)[:60]


@transaction.atomic
def _run_previewed(run: ImportRun, plan: Plan, *, actor: Actor, at: datetime) -> ImportRun:
    current = queries.run_lock(run.pk, actor=actor)
    _reading_check(current)
    current.state, current.failure, current.plan, current.read_at = (
        RunState.PREVIEWED.value,
        {},
        plan.digest,
        at,
    )
    current.mapping = mapping_kept(plan.mapping)
    current.fresh, current.same, current.faulty = plan.fresh, plan.same, len(plan.faulty)
    current.changed = len(plan.changes) - plan.fresh
    current.done = current.total
    current.preview = {**_heads(plan.sheet), "shapes": _shapes(plan), "rows": _first_rows(plan)}
    _lists_clear(current)
    current.save()
    _faults_keep(current, plan)
    _changes_keep(current, plan)
    run_record(current, Act.READ, actor=actor, at=at)
    return current


def _lists_clear(run: ImportRun) -> None:
    run.faults.all().delete()
    run.changes.all().delete()


def _faults_keep(run: ImportRun, plan: Plan) -> None:
    rows = dict(zip(plan.sheet.numbers, plan.sheet.rows, strict=True))
    labels = plan.labels
    ImportFault.objects.bulk_create(
        [
            _fault_row(run, fault, rows.get(fault.row, ()), plan, labels)
            for fault in plan.faults[:LISTED_LIMIT]
        ],
        batch_size=_BATCH,
    )


def _fault_row(
    run: ImportRun, fault: Fault, cells: Sequence[RawCell], plan: Plan, labels: Mapping[str, str]
) -> ImportFault:
    kept = {heading: printed(cell) for heading, cell in zip(plan.sheet.headings, cells, strict=False)}
    column = labels.get(fault.column, fault.column)[:120]
    arguments = {name: str(value)[:200] for name, value in fault.arguments.items()}
    return ImportFault(
        run=run, row=fault.row, column=column, code=fault.code, arguments=arguments, cells=kept
    )


def _changes_keep(run: ImportRun, plan: Plan) -> None:
    drafts: list[ImportChange] = []
    for change in plan.changes:
        if change.before is None:
            continue
        drafts += [
            ImportChange(
                run=run, row=change.record.row, key=change.key[:120], column=column, before=printed(old),
                after=printed(new),
            )
            for column, old, new in differences(change.record, change.before)
        ]  # fmt: skip
        if len(drafts) >= LISTED_LIMIT:
            break
    ImportChange.objects.bulk_create(drafts[:LISTED_LIMIT], batch_size=_BATCH)


def _shapes(plan: Plan) -> dict[str, Any]:  # as above
    """Return up to 500 shapes that would be written, evenly picked, as GeoJSON; and how many there are."""
    drawn = [change for change in plan.changes if change.record.shape is not None]
    picked = drawn[:: -(-len(drawn) // _SHAPES_SHOWN) or 1]
    features = [
        {
            "type": "Feature", "properties": {"name": change.key},
            "geometry": json.loads(shapely.to_geojson(change.record.shape)),
        }
        for change in picked
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features, "of": len(drawn)}


def _first_rows(plan: Plan) -> list[dict[str, Any]]:  # what JSON holds
    return [
        {
            "row": change.record.row, "key": change.key, "is_new": change.before is None,
            "values": {key: printed(value) for key, value in change.record.values.items()},
        }
        for change in sorted(plan.changes[:_ROWS_SHOWN], key=lambda change: change.record.row)
    ]  # fmt: skip


@transaction.atomic
def run_map(*, run_id: int, mapping: ColumnMapping, actor: Actor, at: datetime) -> ImportRun:
    """Match the columns of a run's file in another way; it is to be read again.

    Raises:
        NotAllowedNow: it is written already, or given up.
    """
    run = queries.run_lock(run_id, actor=actor)
    _reading_check(run)
    run.mapping, run.state, run.plan, run.failure = mapping_kept(mapping), RunState.READING.value, "", {}
    run.done = run.due = 0
    run.save()
    run_record(run, Act.MAP, actor=actor, at=at)
    return run


@transaction.atomic
def run_drop(*, run_id: int, actor: Actor, at: datetime) -> ImportRun:
    """Give a run up before anything was written. The file stays in the history.

    Raises:
        NotAllowedNow: it is written already.
    """
    run = queries.run_lock(run_id, actor=actor)
    if run.standing not in {RunState.READING, RunState.CHOOSING, RunState.PREVIEWED, RunState.REFUSED}:
        raise NotAllowedNow(act=Act.DROP, state=f"import.{run.state}")
    run.state, run.preview = RunState.DROPPED.value, {}
    _lists_clear(run)
    run.save()
    run_record(run, Act.DROP, actor=actor, at=at)
    return run
