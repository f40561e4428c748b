"""Imports as the API answers them."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from xiuhua.intake.models import ImportRun


class ImportOut(Schema):
    """An import: how far it has come, and what it would do or did."""

    id: int
    kind: str
    state: str
    name: str
    sha256: str
    new: int
    changed: int
    same: int
    faulty: int
    done: int
    due: int
    failure: str
    message: str
    started_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None


class FaultOut(Schema):
    """Why a row cannot be taken."""

    row: int
    column: str
    code: str
    message: str


class CommitIn(Schema):
    """Whether faulty rows stay out."""

    leaves_out: bool = False


class UndoIn(Schema):
    """Why an import is taken back."""

    reason: str


def import_out(run: ImportRun, *, message: str) -> ImportOut:
    """Return a run as the API answers it; `message` says why it stands still."""
    return ImportOut(
        id=run.pk,
        kind=run.kind,
        state=run.state,
        name=run.name,
        sha256=run.file.sha256,
        new=run.fresh,
        changed=run.changed,
        same=run.same,
        faulty=run.faulty,
        done=run.done,
        due=run.due,
        failure=str(run.failure.get("code", "")),
        message=message,
        started_at=run.started_at,
        committed_at=run.committed_at,
        undone_at=run.undone_at,
    )
