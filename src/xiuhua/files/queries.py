"""Questions about files and exports: their addresses, and what somebody asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet

from xiuhua.files.models import Export, PublicPhoto, StoredFile
from xiuhua.files.rules.addresses import Claim, expiry, public_signed
from xiuhua.files.terms import TRAITS, Act, PublicState, Purpose, Shape
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.web.seams import may


def file_address(file: StoredFile, *, actor: Actor, at: datetime) -> str:
    """Return the address under which this actor, and nobody else, may fetch a file for an hour or two."""
    claim = Claim(file_id=file.pk, actor=actor.name, until=expiry(at))
    name = file.name or f"{file.pk}.{TRAITS[file.media].ending}"
    return f"/files/{file.pk}/{claim.signed(settings.SECRET_KEY.encode())}/{quote(name)}"


def rendition_address(file: StoredFile, shape: Shape, *, actor: Actor, at: datetime) -> str:
    """Return the address under which this actor, and nobody else, may look at a picture in a shape."""
    claim = Claim(file_id=file.pk, actor=actor.name, until=expiry(at), shape=shape.value)
    return f"/files/{file.pk}/{shape}/{claim.signed(settings.SECRET_KEY.encode())}/{file.pk}.jpg"


def shapes_of(file: StoredFile, *, actor: Actor, at: datetime) -> dict[str, str]:
    """Return the addresses of a picture in every shape, as pages show it: the thumbnail opens the view."""
    return {shape.value: rendition_address(file, shape, actor=actor, at=at) for shape in Shape}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A photo where it lies for one reader, and what it shows; template `web/parts/words.html`."""

    view: str
    thumb: str
    label: str


def pictures_shown(
    files: Iterable[StoredFile], *, label: str, actor: Actor, at: datetime
) -> tuple[Picture, ...]:
    """Return the photos that the actor may look at."""
    if not may(actor, Act.READ):
        return ()
    return tuple(
        Picture(
            view=rendition_address(file, Shape.VIEW, actor=actor, at=at),
            thumb=rendition_address(file, Shape.THUMB, actor=actor, at=at),
            label=label,
        )
        for file in files
    )


def public_address(public: PublicPhoto) -> str:
    """Return the address under which everybody finds a published picture, until it is published anew."""
    return f"/published/{public_signed(public.pk, public.version, secret=settings.SECRET_KEY.encode())}.jpg"


def public_addresses(file_ids: Iterable[int]) -> dict[int, str]:
    """Return the addresses of those photos that everybody may see, by file."""
    rows = PublicPhoto.objects.filter(
        pk__in=list(file_ids), state=PublicState.PUBLISHED.value, file__erased_at=None
    )
    return {row.pk: public_address(row) for row in rows}


def photo_get(file_id: int) -> StoredFile:
    """Return a stored photo, with how far it is on its way to everybody.

    Raises:
        NotFound: there is none, or it is no photo.
    """
    file = StoredFile.objects.select_related("public").filter(pk=file_id, erased_at=None).first()
    if file is None or file.media not in Purpose.PHOTO.kinds:
        raise NotFound(kind="file", key=str(file_id))
    return file


def export_get(export_id: int, *, actor: Actor) -> Export:
    """Return an export of the actor's own, with its file.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    export = exports_of(actor).filter(pk=export_id).first()
    if export is None:
        raise NotFound(kind="export", key=str(export_id))
    return export


def exports_of(actor: Actor) -> QuerySet[Export]:
    """Return what an actor asked for, newest first."""
    return Export.objects.filter(asked_by=actor.name).select_related("file").order_by("-pk")


def file_states() -> Iterable[tuple[int, Mapping[str, str | int | bool]]]:
    """Yield what the ledger vouches for of every file: all but the name, which may be erased."""
    for file in StoredFile.objects.order_by("pk").iterator():
        yield file.pk, file.vouched
