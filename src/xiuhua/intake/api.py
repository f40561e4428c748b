"""The API of imports: bring a file, look at what it would do, confirm it, take it back."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from xiuhua.intake import queries, services
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.mapping import Mapping, mapping_of_toml
from xiuhua.intake.serializers import CommitIn, FaultOut, ImportOut, UndoIn, import_out
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.errors import language
from xiuhua.web.sentences import sentence

router = Router(tags=["intake"])


def _out(run: ImportRun) -> ImportOut:
    message = _said(run.failure["code"], run.failure["arguments"]) if run.failure else ""
    return import_out(run, message=message)


def _said(code: str, arguments: dict[str, Any]) -> str:  # as JSON holds them
    try:
        return sentence(code, language(), **arguments)
    except KeyError:  # renamed since
        return code


@router.post("/imports", response=ImportOut, summary="Bring a file; a small one is checked at once")
def import_open(
    request: HttpRequest,
    kind: Annotated[str, Form(max_length=40)],
    file: Annotated[UploadedFile, File()],
    map: Annotated[str, Form(description="MAP.toml as text")] = "",  # noqa: A002 - the name on the wire
) -> ImportOut:
    """Keep a file and check it, now or, where it is large, in the background; ask for it again then."""
    actor, at = asker(request), now()
    with transaction.atomic():
        run = services.run_open(
            kind_key=kind,
            content=file,
            name=file.name or "",
            mapping=mapping_of_toml(map) if map else Mapping(),
            actor=actor,
            at=at,
        )
        if run.file.size_bytes > services.SMALL_BYTES:
            services.run_work_later(run_id=run.pk)
        else:
            run = services.run_read(run_id=run.pk, actor=actor, at=at)
    return _out(run)


@router.get("/imports/{int:run_id}", response=ImportOut, summary="How far an import has come")
def import_read(request: HttpRequest, run_id: int) -> ImportOut:
    """Return an import of a kind you may import."""
    return _out(queries.run_get(run_id, actor=asker(request)))


@router.get("/imports/{int:run_id}/faults", response=list[FaultOut], summary="Rows that cannot be taken")
def import_faults(
    request: HttpRequest,
    run_id: int,
    after: Annotated[int, Query(description="the last row you have")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[FaultOut]:
    """Return faults in the order of the file."""
    run = queries.run_get(run_id, actor=asker(request))
    faults = run.faults.filter(row__gt=after).order_by("row", "pk")[:limit]
    return [
        FaultOut(
            row=fault.row, column=fault.column, code=fault.code, message=_said(fault.code, fault.arguments)
        )
        for fault in faults
    ]


@router.post("/imports/{int:run_id}/commit", response=ImportOut, summary="Write all rows, or none")
def import_commit(request: HttpRequest, run_id: int, new: CommitIn) -> ImportOut:
    """Confirm an import; where it has many rows it is written in the background."""
    actor, at = asker(request), now()
    with transaction.atomic():
        run = services.run_commit_ask(run_id=run_id, leaves_out=new.leaves_out, actor=actor, at=at)
        if run.fresh + run.changed > services.SMALL_ROWS:
            services.run_work_later(run_id=run.pk)
        else:
            run = services.run_commit(run_id=run.pk, actor=actor, at=at)
    return _out(run)


@router.post("/imports/{int:run_id}/undo", response=ImportOut, summary="Take an import back as a whole")
def import_undo(request: HttpRequest, run_id: int, new: UndoIn) -> ImportOut:
    """Take an import back, unless somebody has worked with what it made."""
    actor, at = asker(request), now()
    with transaction.atomic():
        run = services.run_undo_ask(run_id=run_id, reason=new.reason, actor=actor, at=at)
        if run.fresh + run.changed > services.SMALL_ROWS:
            services.run_work_later(run_id=run.pk)
        else:
            run = services.run_undo(run_id=run.pk, actor=actor, at=at)
    return _out(run)
