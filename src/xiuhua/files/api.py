"""The API through which files come in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from xiuhua.access.rules import areas_for
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.files import services
from xiuhua.files.serializers import FileOut, file_out
from xiuhua.files.terms import Act, PhotoRange, Purpose
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

router = Router(tags=["files"])


@router.post("/files", response=FileOut, summary="Bring a photo that a report or an act will name")
def file_bring(
    request: HttpRequest,
    purpose: Annotated[Purpose, Form()],
    file: Annotated[UploadedFile, File()],
    area_code: Annotated[
        str,
        Form(
            pattern=r"^[0-9A-Z]{0,20}$",
            description="whose it is; left out: the whole of your area, until a case names it",
        ),
    ] = "",
    shot: Annotated[
        PhotoRange | None, Form(description="from how far it was taken, where that is known")
    ] = None,
    idempotency_key: Key = None,
) -> HttpResponse:
    """Keep it as it came, and answer with the id under which it is named in `photos`."""

    def act(actor: Actor, at: datetime) -> FileOut:
        area = area_code or _own_area(actor)
        kept = services.file_store(
            content=file,
            name=file.name or "",
            area_code=area,
            purpose=purpose,
            shot=shot,
            actor=actor,
            at=at,
        )
        return file_out(kept)

    # A body read as a form cannot be read again: what it held tells two requests apart.
    told = (
        purpose.value,
        area_code,
        shot and shot.value,
        file.name,
        _digest(file) if idempotency_key else "",
    )
    said = repr(told).encode()
    return answered_once(request, idempotency_key, act, said=said)


def _digest(file: UploadedFile) -> str:
    """Return the digest of what was sent, and leave it to be read from its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _own_area(actor: Actor) -> str:
    """Return the one area in which an actor may store files; of nobody's file the act table judges.

    Raises:
        Invalid: there are several.
    """
    areas = areas_for(actor, Act.STORE)
    if len(areas) > 1:
        raise Invalid(fields={"area_code": "files_area_missing"})
    return areas[0] if areas else ""
